"""The legal time engine (法定期限): counts working days, calendar days, months and hours as Chinese law does.

How a period runs (民事诉讼法 85, borrowed by 行政复议法 88; LAW 0.3):

* the starting day is not counted;
* working days are those of the State Council's yearly notice (调休): a table passed in, never a library;
* a period in calendar days or months that ends on a day of rest lasts to the next working day *for the
  citizen*, while the agency is warned at the earlier, unrolled day;
* a month ends on the day of the same number, or on the month's last day where there is none;
* time excluded by law (除外时间) is not counted, and while it is open there is no due day at all.

Where the notice for a year is not out yet, weekends stand in for it and the result is marked provisional.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from zhenzhi.kernel.problem import Invalid

ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    """Unit of a period (期限单位)."""

    WORKING_DAY = "wd"  # 工作日
    DAY = "d"  # 日（自然日）
    HOUR = "h"  # 小时
    MONTH = "m"  # 月


class Calendar:
    """Working days as published (工作日历).

    `days` tells of each known day whether it is worked; `covered_until` is the last day of the last year
    whose notice was loaded. Between the first known day and `covered_until` a day missing from `days` is an
    ordinary one (worked from Monday to Friday); outside, it is only guessed so.
    """

    def __init__(self, days: Mapping[date, bool], covered_until: date) -> None:
        self.days = days
        self.covered_from = min(days, default=covered_until + ONE_DAY)
        self.covered_until = covered_until

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day; a guess by weekday where nothing is published."""
        known = self.days.get(day)
        return day.weekday() < 5 if known is None else known

    def is_published(self, day: date) -> bool:
        """Whether a published notice settles this day."""
        return self.covered_from <= day <= self.covered_until or day in self.days

    def next_working(self, day: date) -> date:
        """This day if it is worked, otherwise the first worked day after it (顺延)."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after `day`, not counting `day` itself; before it if `n` is negative.

        Backwards it answers "notice at least 7 working days before the hearing". Zero gives `day` itself.
        """
        _whole_day(day)
        step = ONE_DAY if n > 0 else -ONE_DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def count_working_days(self, after: date, until: date) -> int:
        """Working days in (after, until], e.g. days used or left (已用、剩余); 0 if `until` is not later."""
        _whole_day(after)
        span = (until - after).days
        return sum(self.is_working(after + ONE_DAY * i) for i in range(1, span + 1))


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that law keeps out of the count (除外时间): whole days [start, end); `end` counts again.

    `end` None: not over yet. Made by `calendar_tables.open_pause`, which checks the closed list of the law.
    `basis` is the article, `notice` the paper by which the party was told.
    """

    kind: str
    start: date
    end: date | None
    basis: str
    notice: str

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise Invalid(
                "pause_reversed",
                f"除外时间的结束日（{self.end}）早于开始日（{self.start}），请核对日期。",
                f"The excluded time ends ({self.end}) before it starts ({self.start}). Please check the dates.",
            )

    def covers(self, day: date) -> bool:
        """Whether this day is kept out of the count."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Extension:
    """A period made longer (延长期限): by how much, by which article, approved by whom, in which paper."""

    length: int
    unit: Unit
    basis: str
    approver: str
    document: str

    def __post_init__(self) -> None:
        if self.length < 1 or not (self.basis and self.approver and self.document):
            raise Invalid(
                "extension_incomplete",
                "延长期限须写明天数、法律依据、批准人和文书，请补全。",
                "An extension needs its length, its legal basis, who approved it and the paper. Please complete it.",
            )


@dataclass(frozen=True, slots=True)
class Due:
    """When a period ends (到期).

    `day` is the last day, rolled forward to a working day: the one that a citizen's right lasts to.
    `warn_day` is the unrolled day, by which the agency must be done. Both are None while `paused`.
    `provisional`: a day that was counted is not settled by a published notice yet; compute again when the
    notice is loaded.
    """

    day: date | None
    warn_day: date | None
    provisional: bool
    paused: bool


def due(
    calendar: Calendar,
    start: date,
    length: int,
    unit: Unit,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
) -> Due:
    """When a period of `length` `unit` that starts with the event on `start` ends.

    Extensions follow the period in the order given, each from the unrolled day reached. Length 0 means on
    the spot (当场): the starting day itself, not rolled. A pause matters only if the period is still running
    when it starts. Raises ValueError for hours (use `due_instant`) and for a negative length, TypeError for
    an instant.
    """
    _whole_day(start)
    reached, provisional = start, False
    for stage_length, stage_unit in _stages(length, unit, extensions):
        days = stage_length
        if stage_unit is Unit.MONTH:
            days = (add_months(reached, stage_length) - reached).days
        end, guessed = _walk(calendar, reached, days, stage_unit is Unit.WORKING_DAY, pauses)
        provisional |= guessed
        if end is None:
            return Due(None, None, provisional, paused=True)
        reached = end
    last = reached if reached == start else calendar.next_working(reached)
    if last != start:
        provisional |= not all(calendar.is_published(day) for day in _days(reached, last))
    return Due(last, reached, provisional, paused=False)


def due_instant(start: datetime, hours: int) -> datetime:
    """The instant at which a period of hours ends (e.g. 行政强制法 19: report within 24 hours).

    Hours run through nights and holidays and do not roll. Raises ValueError for a naive instant or a
    negative length.
    """
    if start.tzinfo is None or hours < 0:
        raise ValueError("Hours are counted from an aware instant, forwards.")
    return start + timedelta(hours=hours)


def add_months(day: date, months: int) -> date:
    """The same day-number `months` later (earlier if negative), or that month's last day (民法典 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _stages(length: int, unit: Unit, extensions: Sequence[Extension]) -> list[tuple[int, Unit]]:
    """The period and its extensions; neighbours of one unit are added up: 1 month + 1 month is 2."""
    if length < 0:
        raise ValueError("A period is not negative.")
    stages = [(length, unit)]
    for extension in extensions:
        before, last_unit = stages[-1]
        if extension.unit is last_unit:
            stages[-1] = (before + extension.length, last_unit)
        else:
            stages.append((extension.length, extension.unit))
    if any(stage_unit is Unit.HOUR for _, stage_unit in stages):
        raise ValueError("Hours run between instants: use due_instant.")
    return stages


def _walk(
    calendar: Calendar, start: date, days: int, working: bool, pauses: Sequence[Pause]
) -> tuple[date | None, bool]:
    """The day that fills the count (none if an open pause comes first); whether a guessed day counted."""
    day, guessed, left = start, False, days
    while left:
        day += ONE_DAY
        held = [pause for pause in pauses if pause.covers(day)]
        if any(pause.end is None for pause in held):
            return None, guessed
        if held:
            continue
        guessed |= working and not calendar.is_published(day)
        left -= not working or calendar.is_working(day)
    return day, guessed


def _days(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    return (first + ONE_DAY * i for i in range((last - first).days + 1))


def _whole_day(day: date) -> None:
    """Refuse an instant: it would silently miss every published day, since it never equals a date."""
    if isinstance(day, datetime):
        raise TypeError("Whole days are counted from a date in Beijing, not from an instant.")
