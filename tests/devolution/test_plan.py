"""Tests, ladder and legal review of a proposal (S35–S38, S40–S44; T09, T11, T22–T25, LAW-3)."""

from typing import Any

import pytest

from tests import world
from tests.devolution import county as c
from zhenzhi.devolution import batch_acts, menu_acts, patrol_acts, plan_acts, queries, sweeps
from zhenzhi.devolution.models import Proposal, Visit
from zhenzhi.devolution.plan_acts import Answer, Rung
from zhenzhi.kernel.identity import clock as by_clock
from zhenzhi.kernel.identity import officer
from zhenzhi.kernel.problem import Conflict, Invalid, Problem, Refused
from zhenzhi.register import entries, grants
from zhenzhi.register.models import Instrument

pytestmark = [pytest.mark.usefixtures("devolving")]

NO, YES = (lambda form: Rung(form, False, "理由")), (lambda form: Rung(form, True, "理由"))
DOWN_TO = {
    "entrusted": [YES("entrusted")],
    "stationed": [NO("entrusted"), YES("stationed")],
    "coordinated": [NO("entrusted"), NO("stationed"), YES("coordinated")],
}


def choose(row: Proposal, form: Any = "entrusted", ladder: list[Rung] | None = None, **more: Any) -> Proposal:
    return plan_acts.choose_form(row, form=form, ladder=DOWN_TO[form] if ladder is None else ladder, by=c.STAFF, **more)


def power(code: str, type_: str, **more: Any) -> str:
    """Another power of the planning bureau, listed and held by it."""
    told: dict[str, Any] = {
        "name": f"权力{code}", "type": type_, "entrustable": True, "act_types": ["accept", "decide"],
        "bases": [{"law": "城乡规划法", "article": "64", "version": "2019-04-23"}],
    }  # fmt: skip
    made = entries.enter_power(c.body(c.PLAN), code=code, start=c.T, by=c.HE, **(told | more))
    entries.publish_powers([made], list_version="2026-1", start=c.T, by=c.HE)
    own = Instrument.objects.known().get(code="LAW-PLAN")
    grants.open_grant(own, order=grants.Order(f"G-{code}", code, c.PLAN, "statutory", c.T), by=c.HE)
    return code


def test_S35_S38_every_question_is_answered_with_its_reason_and_kept() -> None:
    row = c.screened()
    told = row.tests["release_daily"]
    assert (told["yes"], told["reason"][:3], told["by"]) == (True, "理由：", "dev-staff")
    assert set(row.tests) == {question["code"] for question in c.profile_rows("devolution_tests")}


@pytest.mark.parametrize(
    "given",
    [
        lambda: c.answers()[1:],
        lambda: [*c.answers(), Answer("unheard_of", True, "x")],
        lambda: [*c.answers()[1:], Answer("release_daily", True, "  ")],
        lambda: [*c.answers(), c.answers()[0]],
    ],
    ids=["one is left out", "one nobody asked", "without a reason", "twice"],
)
def test_S35_answers_that_do_not_fit_are_invalid(given: Any) -> None:
    with pytest.raises(Invalid) as invalid:
        plan_acts.screen(c.agreed(), answers=given(), by=c.STAFF)
    assert invalid.value.code == "tests"


@pytest.mark.parametrize("question", ["not_fixed", "not_bearable", "not_supervised"])
def test_T09_what_is_marked_three_not_release_stays_and_goes_into_no_batch(question: str) -> None:
    row, told = c.agreed(), c.answers(**{question: True})
    with pytest.raises(Refused) as refused:
        plan_acts.screen(row, answers=told, by=c.STAFF)
    assert refused.value.code == "kept_at_county"
    row = plan_acts.keep_back(row, answers=told, by=c.STAFF)
    assert (row.stage, row.tests[question]["yes"]) == ("barred", True)
    with pytest.raises(Problem):
        c.gathered([row])
    with pytest.raises(Conflict):
        choose(row)


def test_T09_the_rule_itself_refuses_a_batch_with_a_kept_power() -> None:
    """A question added after the tests bars what was tested before: the batch is where it is asked last."""
    row = c.reviewed()
    *rows, last = c.profile_rows("devolution_tests")
    c.table("devolution_tests", [*rows, last | {"bars": "yes"}])
    with pytest.raises(Refused) as refused:
        c.gathered([row])
    assert refused.value.code == "T09"


def test_S36_nothing_is_kept_back_without_a_ground() -> None:
    with pytest.raises(Refused) as refused:
        plan_acts.keep_back(c.agreed(), answers=c.answers(), by=c.STAFF)
    assert refused.value.code == "not_barred"


@pytest.mark.parametrize("question", ["legal", "simple"])
def test_S37_S38_what_is_unlawful_or_specialised_stays(question: str) -> None:
    with pytest.raises(Refused):
        plan_acts.screen(c.agreed(), answers=c.answers(**{question: False}), by=c.STAFF)


def test_T11_a_closed_field_is_not_even_asked_for() -> None:
    power("P-AUDIT", "行政检查", field="审计")
    with pytest.raises(Refused) as refused:
        c.asked(power="P-AUDIT")
    assert refused.value.code == "T11"
    power("P-TRADE", "其他行政权力", name="公共资源交易监督")
    with pytest.raises(Refused):
        c.asked(power="P-TRADE")


def limits(*rows: tuple[str, str, str]) -> None:
    c.table(
        "devolution_limits",
        [{"kind": kind, "form": form, "value": value, "rule": "T22", "source": "县规"} for kind, form, value in rows],
    )


def punishments_entrustable() -> None:
    """行政处罚法 21: the world's table names no punishments; the profile's does."""
    rows = [{"power_type": row["power_type"], "body_kinds": row["body_kinds"]} for row in c.profile_rows("entrustees")]
    c.table("entrustees", rows)


def test_T22_entrusted_enforcement_only_in_the_listed_fields() -> None:
    punishments_entrustable()
    limits(("only_field", "entrusted", "公共安全"))
    inside = c.screened(power=power("P-IN", "行政处罚", field="公共安全"))
    outside = c.screened(power=power("P-OUT", "行政处罚", field="城市管理"))
    assert choose(inside).stage == "planned"
    with pytest.raises(Refused) as refused:
        choose(outside)
    assert refused.value.code == "T22"
    assert choose(outside, "stationed").stage == "planned"
    assert choose(c.screened()).stage == "planned", "a licence is no enforcement"


def test_T23_entrusted_enforcement_only_in_small_acts() -> None:
    punishments_entrustable()
    limits(("only_act_type", "entrusted", "accept"))
    row = c.screened(power=power("P-FINE", "行政处罚"))
    with pytest.raises(Refused) as refused:
        choose(row)
    assert refused.value.code == "T23"
    assert choose(row, act_types=["accept"]).act_types == ["accept"]


def test_T23_a_small_fine_has_a_ceiling() -> None:
    c.table("act_types", [
        {"code": "fine", "credential": "", "person_kinds": "", "coercive": "no", "money": "yes", "article": ""},
        {"code": "accept", "credential": "", "person_kinds": "", "coercive": "no", "money": "no", "article": ""},
    ])  # fmt: skip
    punishments_entrustable()
    limits(("only_act_type", "entrusted", "fine"))
    row = c.screened(power=power("P-FINE", "行政处罚", act_types=["fine"]))
    for ceiling in (None, 20001):
        with pytest.raises(Refused) as refused:
            choose(row, fine_ceiling=ceiling)
        assert refused.value.code == "T23"
    assert choose(row, fine_ceiling=20000).fine_ceiling == 20000


def test_T24_where_licences_may_not_be_entrusted_they_are_not() -> None:
    limits(("not_type", "entrusted", "行政许可"))
    with pytest.raises(Refused) as refused:
        choose(c.screened())
    assert refused.value.code == "T24"


LADDERS: dict[str, tuple[str, list[Rung]]] = {
    "straight to the station": ("stationed", [YES("stationed")]),
    "straight to the patrol": ("coordinated", [YES("coordinated")]),
    "stationed though entrusting is possible": ("stationed", [YES("entrusted"), YES("stationed")]),
    "in another order": ("coordinated", [NO("stationed"), NO("entrusted"), YES("coordinated")]),
    "without a reason": ("stationed", [Rung("entrusted", False, " "), YES("stationed")]),
    "on a rung said to be impossible": ("stationed", [NO("entrusted"), NO("stationed")]),
    "with nothing said": ("entrusted", []),
}


@pytest.mark.parametrize("name", LADDERS)
def test_T25_the_form_follows_the_ladder_and_every_rung_has_a_reason(name: str) -> None:
    form, ladder = LADDERS[name]
    with pytest.raises(Refused) as refused:
        choose(c.screened(), form, ladder)
    assert refused.value.code == "T25"


@pytest.mark.parametrize("form", DOWN_TO)
def test_T25_down_the_ladder_in_order(form: str) -> None:
    row = choose(c.screened(), form)
    assert [rung["form"] for rung in row.ladder] == list(DOWN_TO)[: list(DOWN_TO).index(form) + 1]


UNLAWFUL: dict[str, tuple[str, dict[str, Any]]] = {
    "LAW-4 coercion": ("行政强制", {"measures_allowed": True}),
    "no law lets it be entrusted": ("行政许可", {"entrustable": False}),
}


@pytest.mark.parametrize("name", UNLAWFUL)
def test_LAW_3_what_the_law_does_not_let_be_entrusted_is_not(name: str) -> None:
    type_, more = UNLAWFUL[name]
    with pytest.raises(Refused) as refused:
        choose(c.screened(power=power("P-X", type_, **more)))
    assert refused.value.code == "LAW-3a"


def test_LAW_3_a_licence_is_entrusted_to_an_organ_only() -> None:
    """行政许可法 24: a service centre is no organ; a punishment may go to an institution where the table says so."""
    facts = plan_acts.holdings.current().facts
    organ, centre = facts.bodies[world.WEST_GOV][0], facts.bodies[world.WEST_HALL][0]
    build = facts.powers[world.BUILD][0]
    assert (plan_acts.why_not_entrust(build, organ), plan_acts.why_not_entrust(build, centre)) == ("", "not_an_organ")


def test_S44_no_batch_before_the_legal_office_has_passed_the_plan() -> None:
    row = c.planned()
    with pytest.raises(Conflict) as conflict:
        c.gathered([row])
    assert conflict.value.code == "not_reviewed"
    row = plan_acts.object_to_plan(row, opinion="缺少委托依据", by=c.LAWYER)
    with pytest.raises(Conflict):
        c.gathered([row])
    assert choose(row, "stationed").stage == "planned"


def test_S44_an_objection_may_also_be_mediated() -> None:
    row = plan_acts.object_to_plan(c.planned(), opinion="范围过宽", by=c.LAWYER)
    row = menu_acts.mediate(row, result="只放受理", act_types=["accept"], by=c.HEAD)
    assert (row.stage, row.act_types) == ("agreed", ["accept"])


def patrolled() -> Any:
    row = plan_acts.pass_review(choose(c.screened(), "coordinated"), opinion="合法", by=c.LAWYER)
    return patrol_acts.name_patrol(row, person="dev-dept", by=c.DEPT)


def test_T26_an_officer_of_the_department_is_named_before_it_is_settled() -> None:
    row = plan_acts.pass_review(choose(c.screened(), "coordinated"), opinion="合法", by=c.LAWYER)
    with pytest.raises(Refused) as refused:
        plan_acts.settle(row, by=c.STAFF)
    assert refused.value.code == "not_settled"
    with pytest.raises(Invalid):
        patrol_acts.name_patrol(row, person="dev-mayor", by=c.DEPT)
    patrol_acts.name_patrol(row, person="dev-dept", by=c.DEPT)
    assert plan_acts.settle(row, by=c.STAFF).stage == "settled"


def test_T26_a_missed_week_raises_an_alert() -> None:
    row = patrolled()
    with c.later(6) as day:
        row = patrol_acts.visit(row, on=day, found="正常", by=c.DEPT)
        with pytest.raises(Refused):
            patrol_acts.visit(row, on=day, found="正常", by=officer("chen"))
    with c.later(13):
        assert sweeps.miss_weeks(by_clock("patrol")) == 0
    with c.later(14) as day:
        assert sweeps.miss_weeks(by_clock("patrol")) == 1
        assert sweeps.miss_weeks(by_clock("patrol")) == 0
        (alert,) = queries.alerts(day)
        assert (alert.missed, Visit.objects.count()) == (1, 1)
        assert patrol_acts.end_patrol(alert, reason="改为委托", by=c.DEPT).stage == "ended"


def test_T26_only_what_is_left_to_patrols_gets_one() -> None:
    with pytest.raises(Conflict):
        patrol_acts.name_patrol(c.reviewed(), person="dev-dept", by=c.DEPT)


def test_S53_a_station_is_settled_where_one_stands() -> None:
    row = plan_acts.pass_review(choose(c.screened(), "stationed"), opinion="合法", by=c.LAWYER)
    with pytest.raises(Refused):
        plan_acts.settle(row, station="NONE", by=c.STAFF)


def test_S55_only_what_is_handed_down_goes_into_a_batch() -> None:
    row = plan_acts.pass_review(choose(c.screened(), "stationed"), opinion="合法", by=c.LAWYER)
    with pytest.raises(Problem):
        batch_acts.gather(
            c.body(c.WEST), name="x", form="stationed", principal=c.PLAN, start=c.T, items=[row.number], by=c.STAFF
        )
