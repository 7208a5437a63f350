"""Open numbers (公开数据): how much was asked for, done, in time and well, by body and month; small counts hidden.

One statement reads the last twelve months; what it found is kept for some minutes, for these are no live figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.core.cache import cache
from django.db import connection

from zhenzhi.kernel import clock
from zhenzhi.kernel.calendar import add_months
from zhenzhi.register import holdings

MONTHS = 12
_KEPT = 600
"""Seconds for which the figures are kept."""

_SQL = """
WITH working AS (SELECT day, count(*) FILTER (WHERE working) OVER (ORDER BY day) AS n FROM kernel_calendarday),
one AS (
  SELECT m.body, to_char(m.opened_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month,
         a.decided_at IS NOT NULL AS done, (d.met_at AT TIME ZONE 'Asia/Shanghai')::date <= d.due AS in_time, r.level,
         CASE WHEN i.promised_unit = 'wd' AND a.decided_at IS NOT NULL THEN i.promised_limit END AS promised,
         CASE WHEN i.promised_unit = 'wd' THEN w2.n - w1.n END AS taken
  FROM matter_matter m
  JOIN services_application a ON a.matter_ptr_id = m.id
  JOIN register_serviceitem i ON i.id = a.item_id
  LEFT JOIN matter_deadline d ON d.matter_id = m.id AND d.kind = 'promise'
  LEFT JOIN matter_rating r ON r.matter_id = m.id
  LEFT JOIN working w1 ON w1.day = (a.accepted_at AT TIME ZONE 'Asia/Shanghai')::date
  LEFT JOIN working w2 ON w2.day = (a.decided_at AT TIME ZONE 'Asia/Shanghai')::date
  WHERE m.opened_at >= %s)
SELECT body, month, count(*), count(*) FILTER (WHERE done), count(*) FILTER (WHERE done AND in_time IS NOT NULL),
       count(*) FILTER (WHERE done AND in_time), percentile_cont(0.5) WITHIN GROUP (ORDER BY promised),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY taken), count(level), count(*) FILTER (WHERE level > %s)
FROM one GROUP BY GROUPING SETS ((), (body), (month))
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of figures. None stands for a number that is hidden or that does not exist.

    `in_time` and `content` are per cent of the decided and the rated; `promised` and `taken` medians, in working days.
    """

    key: str
    filed: int | None
    done: int | None
    in_time: int | None
    promised: float | None
    taken: float | None
    rated: int | None
    content: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The county as a whole, by body, and by month from the first application on; `least` is shown, less is not."""

    whole: Line
    bodies: tuple[Line, ...]
    months: tuple[Line, ...]
    least: int
    made_at: datetime


def figures() -> Figures:
    """The figures of the last twelve months. Raises Refused where the register sets no smallest count to be shown."""
    today = clock.today()
    holdings.current()  # the threshold is as the books have it now
    least = holdings.number("open.least_count", today).value
    bad = holdings.number("rating.bad", today).value
    kept = cast("tuple[list[tuple[Any, ...]], datetime] | None", cache.get(f"open.figures.{today}"))
    if kept is None:
        kept = _read(_months(today)[0], bad), clock.now()
        cache.set(f"open.figures.{today}", kept, _KEPT)
    rows, made_at = kept
    whole = next(row for row in rows if row[0] is None and row[1] is None)
    by_month = {row[1]: row for row in rows if row[1] is not None}
    all_months = [by_month.get(month, _none(month)) for month in _months(today)]
    begun = next((place for place, row in enumerate(all_months) if row[2]), len(all_months) - 1)
    months = all_months[begun:]  # what lies before the first application says nothing
    bodies = [(row[0], None, *row[2:]) for row in rows if row[0] is not None]
    return Figures(
        _lines([whole], least)[0],
        tuple(_lines(sorted(bodies, key=lambda row: str(row[0])), least)),
        tuple(_lines(months, least)),
        least,
        made_at,
    )


def _months(today: date) -> list[str]:
    return [add_months(today.replace(day=1), back).strftime("%Y-%m") for back in range(1 - MONTHS, 1)]


def _none(month: str) -> tuple[Any, ...]:
    return (None, month, 0, 0, 0, 0, None, None, 0, 0)


def _read(first: str, bad: int) -> list[tuple[Any, ...]]:
    since = clock.at_beijing(date.fromisoformat(f"{first}-01"))
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [since, bad])
        return list(cursor.fetchall())


def _lines(rows: Sequence[tuple[Any, ...]], least: int) -> list[Line]:
    filed = hidden([row[2] for row in rows], least)
    done = hidden([row[3] for row in rows], least)
    rated = hidden([row[8] for row in rows], least)
    return [
        Line(
            str(row[0] or row[1] or ""), filed[n], done[n], _share(row[5], row[4], done[n], least),
            _median(row[6], done[n]), _median(row[7], done[n]), rated[n], _share(row[9], row[8], rated[n], least),
        )
        for n, row in enumerate(rows)
    ]  # fmt: skip


def _share(part: int, whole: int, shown: int | None, least: int) -> int | None:
    """Per cent, where the counts behind it are shown and enough."""
    return round(100 * part / whole) if shown and whole >= least else None


def _median(value: float | None, shown: int | None) -> float | None:
    return round(value, 1) if shown and value is not None else None


def hidden(counts: Sequence[int], least: int) -> list[int | None]:
    """The counts with those above zero and below `least` hidden (None).

    Where just one would be hidden among several, the next smallest goes too: else the sum would tell it.
    """
    shown: list[int | None] = [None if 0 < count < least else count for count in counts]
    if len(counts) > 1 and shown.count(None) == 1:
        others = [(count, place) for place, count in enumerate(shown) if count]
        if others:
            shown[min(others)[1]] = None
    return shown
