"""The rules' own book is dated (DESIGN 6; LAW-63): new entries, values from a coming day, corrections with a reason."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests import world
from tests.register.test_entries import HE, county, parameter, table
from zhenzhi.kernel import clock
from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.problem import Conflict, Invalid, Problem, Refused
from zhenzhi.register import holdings, rulebook
from zhenzhi.register.models import DecisionTable, Parameter, RuleState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

T = world.TODAY
SOON, PAST = T + timedelta(days=10), T - timedelta(days=10)


def on(day: date) -> Any:
    return clock.frozen(clock.at_beijing(day, 9))


def enter(code: str, **more: Any) -> Parameter:
    told: dict[str, Any] = {"value": 7, "unit": "wd", "start": T, "law": "县规", "article": "9", "by": HE}
    return rulebook.enter_parameter(county(), code=code, **(told | more))


def rule_of(code: str, **more: Any) -> RuleState:
    told: dict[str, Any] = {
        "sentence": "一句话", "sentence_en": "A sentence.", "state": "enforced", "verdict": "warn", "reads": "act",
        "start": T, "law": "行政许可法 44", "by": HE,
    }  # fmt: skip
    return rulebook.enter_rule_state(county(), code=code, **(told | more))


def test_a_new_parameter_holds_from_its_day_with_its_article() -> None:
    enter("patrol.reply", start=SOON)
    holdings.current()
    row = holdings.number("patrol.reply", SOON)
    assert (row.value, row.unit, row.law, row.article) == (7, "wd", "县规", "9")
    with pytest.raises(Refused):
        holdings.number("patrol.reply", T)
    with pytest.raises(Conflict) as conflict:
        enter("patrol.reply", start=SOON)
    assert conflict.value.code == "parameter_once"


def test_LAW_63_a_past_day_is_a_correction_and_needs_a_reason() -> None:
    for call in (
        lambda: enter("patrol.reply", start=PAST),
        lambda: rulebook.set_parameter(parameter(), value=5, start=PAST, law="县规", article="2", by=HE),
        lambda: rulebook.set_table(table(), rows=table().rows, start=PAST, law="县规", by=HE),
        lambda: rule_of("T44", start=PAST),
        lambda: rulebook.set_rule_state(
            rule_of("T45"), state="off", verdict="warn", start=PAST, law="县规", by=HE
        ),
    ):  # fmt: skip
        with pytest.raises(Invalid) as invalid:
            call()
        assert invalid.value.code == "past_needs_reason"
    before = Entry.objects.count()
    rulebook.set_parameter(parameter(), value=5, start=PAST, law="县规", article="2", reason="录入有误", by=HE)
    holdings.current()
    days = (PAST - timedelta(days=1), PAST, T)
    assert [holdings.number("request.reply", day).value for day in days] == [3, 5, 5]
    assert Entry.objects.count() == before + 1
    first = Parameter.objects.filter(code="request.reply").order_by("id")[0]
    assert first.value == 3, "the row of before is closed, not changed"
    assert first.until is not None


@pytest.mark.parametrize("code", ["founding.closed", "calendar.2027"])
def test_what_other_acts_keep_is_not_set_by_hand(code: str) -> None:
    with pytest.raises(Invalid) as invalid:
        enter(code)
    assert invalid.value.code == "kept_by_acts"


def test_a_table_of_a_coming_day_applies_at_midnight_and_not_before() -> None:
    rows = [{**row, "respondent": "principal"} if row["mode"] == "granted" else row for row in table().rows]
    rulebook.set_table(table(), rows=rows, start=SOON, law="县规", by=HE)
    told = {}
    for day in (T, SOON - timedelta(days=1), SOON):
        with on(day):
            held = holdings.current(holdings.stamps()).facts.tables
            told[day] = held.modes["granted"].respondent
            assert next(row for row in holdings.table("modes") if row["mode"] == "granted")["respondent"] == told[day]
    assert list(told.values()) == ["own", "own", "principal"]


def test_a_new_table_has_whole_rows() -> None:
    rows = [{"a": "1", "b": "2"}, {"a": "3"}]
    with pytest.raises(Invalid):
        rulebook.enter_table(county(), code="bands", rows=rows, start=T, law="县规", by=HE)
    rulebook.enter_table(county(), code="bands", rows=rows[:1], start=T, law="县规", by=HE)
    holdings.current()
    assert holdings.table("bands") == rows[:1]
    with pytest.raises(Conflict):
        rulebook.enter_table(county(), code="bands", rows=rows[:1], start=SOON, law="县规", by=HE)
    assert DecisionTable.objects.known().filter(code="bands").count() == 1


def test_a_rule_switched_off_from_a_coming_day_is_off_then() -> None:
    rulebook.set_rule_state(rule_of("T44"), state="off", verdict="warn", start=SOON, law="县规", by=HE)
    told = []
    for day in (T, SOON):
        with on(day):
            holdings.current()
            told.append(holdings.setting("T44"))
    assert told == ["", "off"]


@pytest.mark.parametrize(
    ("code", "more", "fault"),
    [
        ("LAW-43", {"state": "off"}, "law_not_lowered"),
        ("LAW-43", {"verdict": "allow"}, "law_not_lowered"),
        ("X1", {}, "rule_id"),
        ("T44", {"state": "sleeping"}, "rule_state"),
    ],
)
def test_LAW_a_rule_is_entered_as_strict_as_the_law(code: str, more: dict[str, Any], fault: str) -> None:
    with pytest.raises(Problem) as problem:
        rule_of(code, **more)
    assert problem.value.code == fault


def test_LAW_a_rule_held_by_the_schema_is_not_switched_off_either() -> None:
    row = rule_of("LAW-63", state="by_schema")
    with pytest.raises(Refused) as refused:
        rulebook.set_rule_state(row, state="off", verdict="block", start=T, law="县规", by=HE)
    assert refused.value.code == "law_not_lowered"
    assert rulebook.set_rule_state(row, state="enforced", verdict="block", start=T, law="x", by=HE).verdict == "block"


def test_LAW_1_who_lacks_the_right_enters_no_rule() -> None:
    for name in ("li", "zhou", "lawyer", "wang"):
        by = world.who(name)
        for call in (
            lambda by=by: enter("patrol.reply", by=by),
            lambda by=by: rulebook.enter_table(county(), code="x", rows=[{"a": "b"}], start=T, law="x", by=by),
            lambda by=by: rule_of("T44", by=by),
        ):
            with pytest.raises(Refused):
                call()
