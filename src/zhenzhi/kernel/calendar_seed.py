"""Seed of the table of working days (工作日历初始数据), read once, at loading, from `chinese_calendar`.

The library is a source of facts, not of law: after seeding, the county's own table counts and can be
corrected there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from chinese_calendar import constants

from zhenzhi.kernel.problem import Invalid


@dataclass(frozen=True, slots=True)
class SeedDay:
    """One day; `name`: the holiday's (春节), or 春节调休上班 for a make-up day; empty if ordinary."""

    date: date
    is_working: bool
    name: str


def covered_years() -> tuple[int, int]:
    """First and last year whose notice the installed library knows, both included."""
    return min(constants.holidays).year, max(constants.holidays).year


def seed_days(first_year: int | None = None, last_year: int | None = None) -> Iterator[SeedDay]:
    """Every day from 1 January of the first to 31 December of the last year; all covered years by default.

    Raises Invalid for a year that the library does not know: its notice must be entered by hand.
    """
    covered = covered_years()
    first = covered[0] if first_year is None else first_year
    last = covered[1] if last_year is None else last_year
    if not covered[0] <= first <= last <= covered[1]:
        raise Invalid(
            "calendar_years",
            f"现有节假日数据只包括{covered[0]}年至{covered[1]}年。其他年份请按国务院办公厅的放假通知手工录入。",
            f"Holiday data cover {covered[0]} to {covered[1]} only. Enter other years by hand from the"
            " State Council office's holiday notice.",
        )
    return _days(date(first, 1, 1), date(last, 12, 31))


def _days(day: date, last: date) -> Iterator[SeedDay]:
    while day <= last:
        yield _seed_day(day)
        day += timedelta(days=1)


def _seed_day(day: date) -> SeedDay:
    if made_up := constants.workdays.get(day):
        return SeedDay(day, True, constants.Holiday(made_up).chinese + "调休上班")
    if holiday := constants.holidays.get(day):
        return SeedDay(day, False, constants.Holiday(holiday).chinese)
    return SeedDay(day, day.weekday() < 5, "")
