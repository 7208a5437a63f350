"""Counts of exercise from the ledger (S57, T31, T32): by power, body and month; what lies idle; sums that hold."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import world
from tests.register import rule_tables
from tests.services import steps
from zhenzhi.kernel import clock, sealer
from zhenzhi.matter import usage
from zhenzhi.matter.models import Exercise, UsageMark
from zhenzhi.matter.usage import Tally, tally
from zhenzhi.org.models import Place
from zhenzhi.register import grants, rulebook
from zhenzhi.register.facts import Grant, Span
from zhenzhi.register.models import DecisionTable
from zhenzhi.register.models import Grant as GrantRow

MARCH = date(2026, 3, 1)
GRANT = "王强 申请 1,3; 李敏 受理; 赵刚 审查 符合; 孙悦 准予"
DENY = "王强 申请 1,3; 李敏 受理; 赵刚 审查 不同意; 孙悦 不予 不符合规划"
BUILD = f"事项 {world.BUILD_ITEM}; "


@pytest.fixture
def counted(db: None, frozen: None) -> None:
    """The world with the table of what counts as exercise, and the period of idleness."""
    rule_tables.enter("exercise")
    rulebook.enter_parameter(
        Place.objects.known().get(level="county"), code="power.idle", value=6, unit="month", start=world.SINCE,
        law="T32", article="", reason="补录", by=world.who("he"),
    )  # fmt: skip


def _on(day: date) -> datetime:
    return clock.at_beijing(day, 9)


def _all() -> dict[tuple[str, str, date], int]:
    found = usage.by_month(date(2020, 1, 1), date(2030, 1, 1))
    return {(one.power, one.body, one.month): one.count for one in found}


@pytest.mark.usefixtures("counted")
def test_S57_a_decision_counts_once_and_nothing_else_does() -> None:
    steps.run(GRANT + "; 吴平 作废 打印错误; 孙悦 重制")
    steps.run(DENY)
    steps.run("王强 申请 1,3; 李敏 受理")
    assert _all() == {(world.HOME, world.EAST_GOV, MARCH): 2}
    steps.run(BUILD + GRANT)
    assert _all()[world.BUILD, world.EAST_GOV, MARCH] == 1
    (one,) = usage.by_month(MARCH, MARCH, power=world.BUILD)
    assert (one.body, one.last) == (world.EAST_GOV, world.TODAY)
    assert usage.by_month(MARCH, MARCH, body=world.WEST_GOV) == []
    assert usage.by_month(date(2026, 4, 1), date(2026, 4, 30)) == []


@pytest.mark.usefixtures("counted")
def test_S57_folding_changes_no_figure_and_counts_each_entry_once() -> None:
    steps.run(GRANT)
    steps.run("+30日; " + DENY)
    before = _all()
    assert before == {(world.HOME, world.EAST_GOV, MARCH): 1, (world.HOME, world.EAST_GOV, date(2026, 4, 1)): 1}
    sealer.seal_all()
    assert _all() == before, "sealed, not folded"
    while usage.fold(limit=7):
        assert _all() == before, "folded in part"
    assert sum(Exercise.objects.values_list("count", flat=True)) == 2
    assert usage.fold() == 0
    steps.run(GRANT)
    assert sum(_all().values()) == 3, "folded and newer together"


@pytest.mark.usefixtures("counted")
def test_S57_another_table_of_exercise_counts_everything_anew() -> None:
    steps.run(GRANT)
    sealer.seal_all()
    usage.fold()
    table = DecisionTable.objects.known().get(code="exercise")
    lines = [{"right": "service.accept", "zh": "受理", "en": "Accept", "why": "试"}, *table.rows]
    rulebook.set_table(table, rows=lines, start=world.TODAY, law="试", by=world.who("he"))
    assert sum(_all().values()) == 2, "the acceptance counts too, from the beginning"
    sealer.seal_all()
    assert usage.fold() > 0
    assert sum(_all().values()) == 2
    assert UsageMark.objects.get().rights == ["service.accept", "service.decide"]


@pytest.mark.usefixtures("counted")
def test_last_use_on_a_day_gone_by() -> None:
    steps.run(GRANT)
    steps.run("+5日; " + GRANT)
    steps.run("+40日; " + GRANT)
    sealer.seal_all()
    usage.fold()
    key = (world.HOME, world.EAST_GOV)
    days = {
        day: usage.last_uses(date(2026, *day)).get(key)
        for day in [(3, 3), (3, 4), (3, 8), (3, 31), (4, 12), (4, 13), (5, 1)]
    }
    assert days == {
        (3, 3): None, (3, 4): date(2026, 3, 4), (3, 8): date(2026, 3, 4), (3, 31): date(2026, 3, 9),
        (4, 12): date(2026, 3, 9), (4, 13): date(2026, 4, 13), (5, 1): date(2026, 4, 13),
    }  # fmt: skip


@pytest.mark.usefixtures("counted")
def test_T31_T32_given_open_used_idle_stopped_returned() -> None:
    key = (world.EAST_GOV, world.PLAN)

    def on(day: date) -> Tally:
        with clock.frozen(_on(day)):
            return usage.tallies(day)[key]

    assert on(world.TODAY) == Tally(given=1, open=1, idle=1, never=1)
    assert [grant.id for grant, _ in usage.idle(world.TODAY)] == ["G-EAST"]
    assert usage.idle(world.TODAY, body=world.WEST_GOV) == []
    steps.run(BUILD + GRANT)
    assert on(world.TODAY) == Tally(given=1, open=1, used=1)
    assert usage.idle(world.TODAY) == []
    late = date(2026, 9, 5)
    assert on(date(2026, 9, 4)) == Tally(given=1, open=1, used=1)
    assert on(late) == Tally(given=1, open=1, idle=1)
    grant, he = GrantRow.objects.known().get(code="G-EAST"), world.who("he")
    stop, back = date(2026, 10, 1), date(2026, 11, 1)
    grants.stop_grant(grant, day=stop, document="山政〔2026〕5号", consent_by=world.GOV, by=he)
    grant = GrantRow.objects.known().get(code="G-EAST")
    grants.end_grant(grant, day=back, document="山政〔2026〕7号", consent_by=world.GOV, by=he)
    assert on(stop) == Tally(given=1, stopped=1)
    assert on(back) == Tally(given=1, returned=1)
    assert key not in usage.tallies(date(2024, 12, 31)), "before it was given"


@pytest.mark.usefixtures("counted")
def test_as_known_before_the_stop_the_grant_is_open() -> None:
    sealer.seal_all()
    with clock.frozen(world.NOW + timedelta(hours=1)):
        grant = GrantRow.objects.known().get(code="G-EAST")
        grants.stop_grant(grant, day=world.TODAY, document="山政〔2026〕5号", consent_by=world.GOV, by=world.who("he"))
        sealer.seal_all()
        key = (world.EAST_GOV, world.PLAN)
        assert usage.tallies(world.TODAY)[key].stopped == 1
        assert usage.tallies(world.TODAY, known=world.NOW)[key] == Tally(given=1, open=1, idle=1, never=1)


BASE = date(2024, 1, 1)
DAYS = st.integers(0, 60).map(lambda n: BASE + timedelta(days=n))
SPANS = st.builds(lambda a, b: Span(a, b if b is None or b > a else None), DAYS, st.none() | DAYS)
ONE = Grant("g", "p", "b", "d", "entrusted", "i", Span(BASE))
HISTORIES = st.lists(st.tuples(SPANS, st.lists(SPANS, max_size=3), st.none() | DAYS), max_size=12)


@given(HISTORIES, DAYS, st.integers(0, 40))
def test_T31_counts_always_satisfy_given_less_stopped_less_returned_is_open(
    history: list[tuple[Span, list[Span], date | None]], day: date, period: int
) -> None:
    """For any history: the equation holds, a return is for good, and `given` never falls."""
    since = day - timedelta(days=period)

    def total(on: date) -> Tally:
        found = [
            tally(replace(ONE, span=span), stops, last if last is not None and last <= on else None, on, since)
            for span, stops, last in history
        ]
        return sum(found, Tally())

    now, then = total(day), total(day + timedelta(days=1))
    assert now.given - now.stopped - now.returned == now.open
    assert now.used + now.idle + now.fresh == now.open
    assert now.never <= now.open
    assert now.used + now.never <= now.open
    assert then.given >= now.given
    assert then.returned >= now.returned


def test_T31_the_figures_of_document_003() -> None:
    """879 given in two batches, 191 stopped from 2014-10-01 with consent: 688 open (T31)."""
    first, second, stopped = date(2010, 12, 1), date(2012, 6, 1), date(2014, 10, 1)
    begun = [first] * 400 + [second] * 479
    held = [(replace(ONE, span=Span(day)), [Span(stopped)] if n < 191 else []) for n, day in enumerate(begun)]

    def on(day: date) -> Tally:
        return sum((tally(grant, stops, None, day, day) for grant, stops in held), Tally())

    assert (on(date(2011, 1, 1)).open, on(date(2014, 9, 30)).open) == (400, 879)
    assert (on(stopped).given, on(stopped).stopped, on(stopped).open) == (879, 191, 688)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [((2026, 3, 31), 1, (2026, 2, 28)), ((2024, 3, 31), 1, (2024, 2, 29)), ((2026, 1, 15), 24, (2024, 1, 15)),
     ((2026, 12, 31), 6, (2026, 6, 30))],
)  # fmt: skip
def test_months_before(day: tuple[int, int, int], months: int, expected: tuple[int, int, int]) -> None:
    assert usage.months_before(date(*day), months) == date(*expected)
