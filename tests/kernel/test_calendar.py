"""The legal time engine: a table of deadlines that a lawyer can read (deadlines.csv), and properties."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenzhi.kernel.calendar import Calendar, Due, Extension, Pause, Unit, add_months, due, due_instant
from zhenzhi.kernel.calendar_seed import covered_years, seed_days
from zhenzhi.kernel.calendar_tables import Side, open_pause, pause_ground_rows, time_unit_rows, unit_of
from zhenzhi.kernel.clock import at_beijing
from zhenzhi.kernel.problem import Invalid

HERE = Path(__file__).parent
COMMON = HERE.parents[1] / "profiles" / "common"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


UNITS = time_unit_rows(_rows(COMMON / "time_units.csv"))
GROUNDS = pause_ground_rows(_rows(COMMON / "pauses.csv"))
CALENDAR = Calendar({day.date: day.is_working for day in seed_days(2024, 2026)}, date(2026, 12, 31))
ONE_DAY = timedelta(days=1)

CASES = _rows(HERE / "deadlines.csv")
DAYS_2024_TO_2026 = st.dates(date(2024, 1, 1), date(2026, 6, 30))


def _pauses(case: dict[str, str], start: date) -> list[Pause]:
    found = []
    for text in filter(None, case["pauses"].split(";")):
        kind, span = text.split(":")
        first, _, end = span.partition("..")
        stop = date.fromisoformat(end) if end else None
        found.append(open_pause(GROUNDS, case["law"], kind, date.fromisoformat(first), stop, notice="告知书1号"))
    return found


def _extensions(case: dict[str, str]) -> list[Extension]:
    found = []
    for text in filter(None, case["extensions"].split(";")):
        digits = text.rstrip("wdm")
        found.append(Extension(int(digits), Unit(text[len(digits) :]), "42", "镇长", "延期通知书1号"))
    return found


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_LAW_0_3_deadlines(case: dict[str, str]) -> None:
    start, length = date.fromisoformat(case["start"]), int(case["length"])
    unit = unit_of(case["law"], length, UNITS, on=start) if case["unit"] == "law" else Unit(case["unit"])
    got = due(CALENDAR, start, length, unit, _pauses(case, start), _extensions(case))
    expected = Due(
        date.fromisoformat(case["day"]) if case["day"] else None,
        date.fromisoformat(case["warn_day"]) if case["warn_day"] else None,
        provisional=case["state"] == "provisional",
        paused=case["state"] == "paused",
    )
    assert got == expected, case["situation"]


def test_LAW_0_3_provisional_day_becomes_final_when_the_notice_is_loaded() -> None:
    """A made-up notice for 2027: 1 to 3 January off, Saturday 9 January worked."""
    days = dict(CALENDAR.days)
    days |= {date(2027, 1, 1): False, date(2027, 1, 9): True}
    loaded = Calendar(days, date(2027, 12, 31))
    start = date(2026, 12, 21)
    assert due(CALENDAR, start, 20, Unit.WORKING_DAY).provisional
    assert due(loaded, start, 20, Unit.WORKING_DAY) == Due(date(2027, 1, 18), date(2027, 1, 18), False, False)


@pytest.mark.parametrize(
    ("law", "days", "side", "on", "unit"),
    [
        ("行政许可法", 20, Side.AGENCY, date(2026, 1, 1), Unit.WORKING_DAY),
        ("行政许可法", 5, Side.PARTY, date(2026, 1, 1), Unit.WORKING_DAY),
        ("行政许可法", 30, Side.PARTY, date(2026, 1, 1), Unit.DAY),
        ("《中华人民共和国行政处罚法》", 7, Side.AGENCY, date(2026, 1, 1), Unit.WORKING_DAY),
        ("行政处罚法", 15, Side.PARTY, date(2026, 1, 1), Unit.DAY),
        ("行政处罚法", 10, Side.AGENCY, date(2026, 1, 1), Unit.DAY),
        ("行政强制法", 10, Side.AGENCY, date(2026, 1, 1), Unit.WORKING_DAY),
        ("行政强制法", 15, Side.AGENCY, date(2026, 1, 1), Unit.DAY),
        ("行政复议法", 10, Side.AGENCY, date(2023, 12, 31), Unit.DAY),
        ("行政复议法", 10, Side.AGENCY, date(2024, 1, 1), Unit.WORKING_DAY),
        ("信访工作条例", 15, Side.AGENCY, date(2026, 1, 1), Unit.DAY),
    ],
)
def test_LAW_0_3_unit_of_a_bare_number_of_days(law: str, days: int, side: Side, on: date, unit: Unit) -> None:
    assert unit_of(law, days, UNITS, on=on, side=side) is unit


@pytest.mark.parametrize(("law", "on"), [("没有的法", date(2026, 1, 1)), ("行政处罚法", date(2021, 7, 14))])
def test_unit_of_an_unknown_law_is_refused_not_guessed(law: str, on: date) -> None:
    with pytest.raises(Invalid, match="time_unit_unknown"):
        unit_of(law, 7, UNITS, on=on)


@pytest.mark.parametrize("kind", ["听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审"])
def test_LAW_41_listed_time_is_not_counted(kind: str) -> None:
    pause = open_pause(GROUNDS, "行政许可法", kind, date(2026, 3, 9), notice="告知书2号")
    assert pause.basis == "行政许可法 45"


def test_LAW_41_site_visit_counts_and_the_refusal_names_the_article() -> None:
    with pytest.raises(Invalid) as refused:
        open_pause(GROUNDS, "行政许可法", "现场踏勘", date(2026, 3, 9), notice="告知书3号")
    assert refused.value.code == "pause_not_allowed"
    assert refused.value.article == "行政许可法 45"
    assert "第45条" in refused.value.zh


def test_LAW_41_pause_needs_a_written_notice() -> None:
    with pytest.raises(Invalid, match="pause_without_notice"):
        open_pause(GROUNDS, "行政许可法", "听证", date(2026, 3, 9), notice=" ")


def test_law_without_any_excluded_time_refuses_every_pause() -> None:
    with pytest.raises(Invalid, match="pause_not_allowed"):
        open_pause(GROUNDS, "信访工作条例", "听证", date(2026, 3, 9), notice="告知书4号")


def test_pause_and_extension_must_make_sense() -> None:
    with pytest.raises(Invalid, match="pause_reversed"):
        Pause("听证", date(2026, 3, 9), date(2026, 3, 8), "行政许可法 45", "告知书5号")
    with pytest.raises(Invalid, match="extension_incomplete"):
        Extension(10, Unit.WORKING_DAY, "行政许可法 42", "", "延期通知书2号")


def test_LAW_L15_hearing_notice_is_counted_backwards() -> None:
    """Hearing on Monday 12 October 2026: the notice is out by 24 September (7 wd, across two holidays)."""
    assert CALENDAR.add_working_days(date(2026, 10, 12), -7) == date(2026, 9, 24)


def test_LAW_C04_hours_run_through_the_night_and_holidays() -> None:
    assert due_instant(at_beijing(date(2026, 9, 30), 17, 30), 24) == at_beijing(date(2026, 10, 1), 17, 30)
    with pytest.raises(ValueError, match="aware"):
        due_instant(datetime(2026, 9, 30), 24)  # noqa: DTZ001
    with pytest.raises(ValueError, match="due_instant"):
        due(CALENDAR, date(2026, 9, 30), 24, Unit.HOUR)


def test_instant_is_refused_where_a_day_is_counted() -> None:
    with pytest.raises(TypeError):
        due(CALENDAR, at_beijing(date(2026, 1, 1)), 5, Unit.WORKING_DAY)
    with pytest.raises(TypeError):
        CALENDAR.add_working_days(at_beijing(date(2026, 1, 1)), 5)


def test_months_are_clipped_to_the_month() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)


def test_seed_covers_whole_years_and_knows_holidays() -> None:
    first, last = covered_years()
    assert first <= 2004
    assert last >= 2026
    days = {day.date: day for day in seed_days(2026, 2026)}
    assert len(days) == 365
    assert (days[date(2026, 2, 17)].is_working, days[date(2026, 2, 17)].name) == (False, "春节")
    assert (days[date(2026, 2, 14)].is_working, days[date(2026, 2, 14)].name) == (True, "春节调休上班")
    assert (days[date(2026, 3, 7)].is_working, days[date(2026, 3, 7)].name) == (False, "")
    with pytest.raises(Invalid, match="calendar_years"):
        seed_days(last + 1, last + 1)


def test_gap_between_published_years_is_not_published() -> None:
    gap = Calendar({date(2026, 1, 1): False, date(2028, 1, 3): False}, date(2026, 12, 31))
    assert gap.is_published(date(2026, 6, 1))
    assert not gap.is_published(date(2027, 6, 1))
    assert gap.is_published(date(2028, 1, 3))
    assert not gap.is_published(date(2025, 12, 31))


@given(day=DAYS_2024_TO_2026, n=st.integers(1, 60))
def test_working_days_added_are_working_days_counted(day: date, n: int) -> None:
    end = CALENDAR.add_working_days(day, n)
    assert CALENDAR.is_working(end)
    assert CALENDAR.count_working_days(day, end) == n
    assert CALENDAR.count_working_days(day, end - ONE_DAY) == n - 1
    if CALENDAR.is_working(day):
        assert CALENDAR.add_working_days(end, -n) == day


@st.composite
def _closed_pauses(draw: st.DrawFn, around: date) -> list[Pause]:
    spans = draw(st.lists(st.tuples(st.integers(-10, 60), st.integers(0, 20)), max_size=4))
    return [
        Pause("听证", begin, begin + ONE_DAY * length, "行政许可法 45", "告知书6号")
        for begin, length in ((around + ONE_DAY * offset, length) for offset, length in spans)
    ]


@given(data=st.data(), start=DAYS_2024_TO_2026, n=st.integers(1, 40), unit=st.sampled_from(["wd", "d"]))
def test_LAW_L13_exactly_the_unpaused_days_are_counted(data: st.DataObject, start: date, n: int, unit: str) -> None:
    pauses = data.draw(_closed_pauses(start))
    got = due(CALENDAR, start, n, Unit(unit), pauses)
    assert got.warn_day is not None
    counted = [
        day
        for day in (start + ONE_DAY * i for i in range(1, (got.warn_day - start).days + 1))
        if (unit == "d" or CALENDAR.is_working(day)) and not any(pause.covers(day) for pause in pauses)
    ]
    assert len(counted) == n
    assert counted[-1] == got.warn_day
    assert got == due(CALENDAR, start, n, Unit(unit), pauses[::-1])


@given(data=st.data(), start=DAYS_2024_TO_2026, n=st.integers(1, 40), unit=st.sampled_from(["wd", "d", "m"]))
def test_open_pause_gives_no_day_and_closing_it_never_makes_it_earlier(
    data: st.DataObject, start: date, n: int, unit: str
) -> None:
    n = min(n, 6) if unit == "m" else n
    plain = due(CALENDAR, start, n, Unit(unit))
    assert plain.warn_day is not None
    assert plain.day is not None
    begin = start + ONE_DAY * data.draw(st.integers(1, (plain.warn_day - start).days))
    opened = due(CALENDAR, start, n, Unit(unit), [Pause("鉴定", begin, None, "行政许可法 45", "告知书7号")])
    assert (opened.paused, opened.day, opened.warn_day) == (True, None, None)
    end = begin + ONE_DAY * data.draw(st.integers(0, 30))
    closed = due(CALENDAR, start, n, Unit(unit), [Pause("鉴定", begin, end, "行政许可法 45", "告知书7号")])
    assert closed.day is not None
    assert closed.day >= plain.day


@given(start=DAYS_2024_TO_2026, n=st.integers(1, 30), more=st.integers(1, 30), unit=st.sampled_from(Unit))
def test_extension_of_the_same_unit_is_one_longer_period(start: date, n: int, more: int, unit: Unit) -> None:
    if unit is Unit.HOUR:
        return
    extension = Extension(more, unit, "行政许可法 42", "镇长", "延期通知书3号")
    assert due(CALENDAR, start, n, unit, (), [extension]) == due(CALENDAR, start, n + more, unit)


@given(start=DAYS_2024_TO_2026, n=st.integers(1, 120), unit=st.sampled_from(["wd", "d"]))
def test_citizen_never_has_less_time_than_the_agency(start: date, n: int, unit: str) -> None:
    got = due(CALENDAR, start, n, Unit(unit))
    assert got.day is not None
    assert got.warn_day is not None
    assert got.day >= got.warn_day
    assert CALENDAR.is_working(got.day)
    if not got.provisional:
        assert got.day <= CALENDAR.covered_until
