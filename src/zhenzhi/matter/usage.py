"""How powers are used (权力使用情况), counted from the ledger alone: by power, body and month; and which lie idle.

An exercise is an entry whose right stands in the profile's table `exercise` and that moved its subject on; power and
body are those of its ground. Sealed entries are folded into `Exercise` in the order of the ledger, so each counts once;
what is not folded yet is counted when somebody reads. No row is written by hand.
Source: S57, T31, T32; documents 000, 001-1, 003.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from zhenzhi.kernel import clock
from zhenzhi.matter.models import Exercise, LastUse, UsageMark
from zhenzhi.register import holdings
from zhenzhi.register.facts import Facts, Grant, Span
from zhenzhi.register.modes import STATUTORY

_BATCH = 20_000  # entries folded in one transaction

# One line a power, body and month of the entries that `{which}` yields; rows of bulk acts count one by one.
_COUNTED = """
SELECT g.content->>'power' AS power, g.content->>'body' AS body,
       date_trunc('month', x.at AT TIME ZONE 'Asia/Shanghai')::date AS month,
       count(*) AS count, max((x.at AT TIME ZONE 'Asia/Shanghai')::date) AS last
FROM (
    SELECT e.at, e.ground FROM kernel_entry e
    WHERE e.move->>0 = ANY(%(rights)s) AND e.stage_from <> e.stage_to AND {which}
    UNION ALL
    SELECT e.at, r.ground FROM kernel_entry e JOIN kernel_entryrow r ON r.entry_id = e.id
    WHERE e.rows > 0 AND e.move->>0 = ANY(%(rights)s) AND r.stage_from <> r.stage_to AND {which}
) x JOIN kernel_groundtext g ON g.digest = x.ground
WHERE g.content->>'power' <> ''
GROUP BY 1, 2, 3
"""
_SEALED = "e.id IN (SELECT entry_id FROM kernel_sealed WHERE seq >= %(first)s AND seq < %(last)s)"
_UNFOLDED = (
    "e.id IN (SELECT entry_id FROM kernel_sealed WHERE seq >= (SELECT seq FROM matter_usagemark)"
    " UNION ALL SELECT entry FROM kernel_unsealed)"
)
_FOLD = f"""
WITH c AS ({_COUNTED.format(which=_SEALED)}), months AS (
    INSERT INTO matter_exercise AS t (power, body, month, count, last) SELECT * FROM c
    ON CONFLICT (power, body, month)
    DO UPDATE SET count = t.count + excluded.count, last = greatest(t.last, excluded.last)
)
INSERT INTO matter_lastuse AS t (power, body, last) SELECT power, body, max(last) FROM c GROUP BY 1, 2
ON CONFLICT (power, body) DO UPDATE SET last = greatest(t.last, excluded.last)
"""
_MONTHS = "SELECT power, body, month, count, last FROM matter_exercise"
_LATEST = "SELECT power, body, NULL::date, 0, last FROM matter_lastuse"


def _rights() -> list[str]:
    """The rights whose use is an exercise of the power, by the register's table as it holds now."""
    holdings.current()
    return sorted(row["right"] for row in holdings.table("exercise"))


def fold(limit: int = _BATCH) -> int:
    """Fold up to `limit` sealed entries into the counts, once each; a round of the worker.

    Returns how many entries were passed. A changed table of exercise makes all counts anew.
    """
    rights = _rights()
    with transaction.atomic(), connection.cursor() as cursor:
        mark = UsageMark.objects.select_for_update(skip_locked=True).first()
        if mark is None:
            return 0
        if mark.rights != rights:
            Exercise.objects.all().delete()
            LastUse.objects.all().delete()
            mark.seq, mark.rights = 0, rights
        cursor.execute("SELECT coalesce(max(seq), -1) + 1 FROM kernel_sealed")
        first, last = mark.seq, min(int(cursor.fetchone()[0]), mark.seq + limit)
        if last > first:
            cursor.execute(_FOLD, {"rights": rights, "first": first, "last": last})
        mark.seq = last
        mark.save()
    return last - first


@dataclass(frozen=True, slots=True)
class Count:
    """Exercises of one power by one body in one month (`month` is its first day), and the last day among them."""

    power: str
    body: str
    month: date
    count: int
    last: date


_GROUPED = """
SELECT {columns} FROM (
    {source} WHERE {kept}
    UNION ALL {counted}
) a (power, body, month, count, last) WHERE {where} GROUP BY {by}
"""


def _read(
    columns: str, by: str, where: str, values: Mapping[str, str | date | None], source: str = _MONTHS
) -> list[tuple[Any, ...]]:
    """Counts grouped, folded or not, in one statement and so of one moment."""
    rights = _rights()
    # What was folded by another table is not read: then everything is counted afresh.
    folded = UsageMark.objects.filter(rights=rights).exists()
    which, kept = (_UNFOLDED, "true") if folded else ("true", "false")
    counted = _COUNTED.format(which=which)
    sql = _GROUPED.format(columns=columns, by=by, where=where, kept=kept, counted=counted, source=source)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"rights": rights, **values})
        return list(cursor.fetchall())


def by_month(start: date, end: date, body: str | None = None, power: str | None = None) -> list[Count]:
    """Exercises in the months from that of `start` to that of `end`, both whole, of one body or power or of all."""
    where = ["month >= date_trunc('month', %(start)s::date) AND month <= %(end)s"]
    where += [f"{column} = %({column})s" for column, value in (("body", body), ("power", power)) if value is not None]
    values = {"start": start, "end": end, "body": body, "power": power}
    rows = _read(
        "power, body, month, sum(count)::int, max(last)", "power, body, month ORDER BY month, power, body",
        " AND ".join(where), values,
    )  # fmt: skip
    return [Count(*row) for row in rows]


Uses = Mapping[tuple[str, str], date]
"""The last day of exercise by power and body; what was never exercised is left out."""


def last_uses(day: date) -> Uses:
    """The last day, up to and including `day`, on which each body exercised each power."""
    month = day.replace(day=1)
    latest = _latest("true", month, _LATEST)
    if all(last <= day for last in latest.values()):
        return latest
    # A day gone by: the months before it are read from the counts, its own month entry by entry.
    return _latest("month < %(month)s", month) | _within(month, day)


def _latest(where: str, month: date, source: str = _MONTHS) -> dict[tuple[str, str], date]:
    rows = _read("power, body, max(last)", "power, body", where, {"month": month}, source)
    return {(power, body): last for power, body, last in rows}


def _within(month: date, day: date) -> dict[tuple[str, str], date]:
    since, until = clock.at_beijing(month, 0), clock.at_beijing(day + timedelta(days=1), 0)
    which = "e.at >= %(since)s AND e.at < %(until)s"
    values: dict[str, list[str] | datetime] = {"rights": _rights(), "since": since, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(which=which), values)
        return {(power, body): last for power, body, _, _, last in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class Tally:
    """Powers handed down, on a day (T31): given = open + stopped + returned, and open = used + idle + fresh.

    used: exercised within the period of idleness; idle: open for all of it and not exercised (T32); fresh: neither.
    never: of those open, exercised not once.
    """

    given: int = 0
    open: int = 0
    used: int = 0
    idle: int = 0
    fresh: int = 0
    stopped: int = 0
    returned: int = 0
    never: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def tally(grant: Grant, stops: Iterable[Span], last: date | None, day: date, since: date) -> Tally:
    """The tally of one grant on a day; `since` is the first day of the period of idleness. Pure.

    Each count is taken from its own fact: begun, ended, covered by a stop, covered by none.
    """
    begun = grant.span.start <= day
    ended = grant.span.end is not None and grant.span.end <= day
    held = grant.span.covers(day)
    halted = any(stop.covers(day) for stop in stops)
    running = held and not halted
    recent = last is not None and last >= since
    whole = grant.span.start <= since
    return Tally(
        given=int(begun), open=int(running), used=int(running and recent), idle=int(running and whole and not recent),
        fresh=int(running and not whole and not recent), stopped=int(held and halted), returned=int(begun and ended),
        never=int(running and last is None),
    )  # fmt: skip


def months_before(day: date, months: int) -> date:
    """The same day so many months before, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def since(day: date) -> date:
    """The first day of the period after which a power that was not exercised lies idle (parameter `power.idle`)."""
    return months_before(day, holdings.number("power.idle", day).value)


def _facts(known: datetime | None) -> Facts:
    return holdings.current().facts if known is None else holdings.load(holdings.ledger_size_at(known))


def tallies(day: date, known: datetime | None = None) -> dict[tuple[str, str], Tally]:
    """The tally of every town (the receiving body) and department (the giving one) on a day, as known then or now."""
    facts, uses, begin = _facts(known), last_uses(day), since(day)
    found: dict[tuple[str, str], Tally] = {}
    for grant in facts.grants.values():
        if grant.mode != STATUTORY and grant.span.start <= day:
            stops = [stop.span for stop in facts.stops.get(grant.id, ())]
            one = tally(grant, stops, uses.get((grant.power, grant.body)), day, begin)
            key = grant.body, grant.principal or ""
            found[key] = found.get(key, Tally()) + one
    return found


def idle(day: date, body: str | None = None) -> list[tuple[Grant, date | None]]:
    """Grants handed down that lie idle on a day, with the last day of exercise, by code (T32)."""
    facts, uses, begin = _facts(None), last_uses(day), since(day)
    found: list[tuple[Grant, date | None]] = []
    for grant in sorted(facts.grants.values(), key=lambda one: one.id):
        if grant.mode != STATUTORY and body in (None, grant.body):
            last = uses.get((grant.power, grant.body))
            if tally(grant, [stop.span for stop in facts.stops.get(grant.id, ())], last, day, begin).idle:
                found.append((grant, last))
    return found
