"""Use, idleness, evaluation, decision, open cases (S30, S57–S59; T08, T21, T30, T32; W-12, W-16, W-17)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests import world
from tests.devolution import county as c
from zhenzhi.devolution import counts, lawful, sweeps, use_acts
from zhenzhi.devolution.counts import Counts
from zhenzhi.devolution.models import CaseDecision, Evaluation, Idle
from zhenzhi.devolution.use_acts import Decision
from zhenzhi.kernel.identity import clock as by_clock
from zhenzhi.kernel.problem import Conflict, Invalid, Refused
from zhenzhi.matter.models import Matter
from zhenzhi.register import authority, holdings
from zhenzhi.register.ground import Ask, Refusal
from zhenzhi.register.models import Grant, Stop
from zhenzhi.services import acts as services

pytestmark = [pytest.mark.usefixtures("devolving")]

EAST = world.EAST_GOV
DAY = c.T + timedelta(days=30)
CONSENT = {"day": DAY, "document": "山政函〔2026〕8号", "consent_by": c.GOV}
CLOCK = by_clock("devolution")


def applications(count: int) -> list[Matter]:
    """Open applications for the permit that was entrusted to Dongzhen."""
    filing = world.filing()
    return [services.apply(world.item(), filing=filing, by=world.who("wang")) for _ in range(count)]


def evaluated(start: date = date(2026, 1, 1)) -> Evaluation:
    return use_acts.evaluate(c.body(EAST), start=start, end=c.T, by=c.STAFF)


def proposed(what: Any = "stop", grant: str = "G-EAST") -> Evaluation:
    return use_acts.propose(evaluated(), decisions=[Decision(grant, what, "接不住")], by=c.STAFF)


def decide(row: Evaluation, ways: dict[str, str] | None = None, **more: Any) -> Evaluation:
    return use_acts.decide(row, **(CONSENT | more), cases=ways or {}, by=c.HEAD)  # type: ignore[arg-type]


def exercises(day: date) -> str:
    answer = authority.exercising(holdings.load(), Ask("", world.BUILD, "", "accept", world.EAST, day))
    return answer.code.value if isinstance(answer, Refusal) else answer


def test_W17_the_facts_are_counted_and_what_no_ledger_knows_is_entered_with_evidence() -> None:
    applications(3)
    with c.later(1) as day:
        row = use_acts.evaluate(c.body(EAST), start=date(2026, 1, 1), end=day, by=c.STAFF)
    fact = row.facts["G-EAST"]
    assert (fact["cases"], fact["closed"], fact["objects"], fact["last_used"]) == (3, 0, 1, "2026-03-04")
    assert (fact["help"], fact["complaints"], fact["training"], fact["officers"]) == (0, 0, 0, 0)
    row = use_acts.enter_fact(
        row, grant="G-EAST", kind="review_lost", value=1, evidence="山政复〔2026〕1号", by=c.STAFF
    )
    assert [told["value"] for told in row.entered] == [1]
    for wrong in ({"grant": "G-NONE"}, {"value": -1}, {"evidence": " "}):
        told: dict[str, Any] = {"grant": "G-EAST", "kind": "cost", "value": 1, "evidence": "x", "by": c.STAFF}
        with pytest.raises(Invalid):
            use_acts.enter_fact(row, **told | wrong)


@pytest.mark.parametrize("what", ["keep", "adjust"])
def test_S58_what_is_kept_or_talked_about_anew_goes_on(what: str) -> None:
    decide(proposed(what), document="", consent_by="")
    assert exercises(DAY) == EAST


def test_T30_T31_stopped_with_consent_from_the_day_and_counted() -> None:
    row = decide(proposed("stop"))
    stop = Stop.objects.known().get(grant="G-EAST")
    assert (stop.document, stop.consent_by, stop.start, stop.finish_running) == ("山政函〔2026〕8号", c.GOV, DAY, True)
    assert [exercises(day) for day in (DAY - timedelta(days=1), DAY)] == [EAST, "stopped"]
    assert [counts.of_town(EAST, day).open for day in (DAY - timedelta(days=1), DAY)] == [1, 0]
    assert counts.of_town(EAST, DAY) == Counts(given=1, open=0, stopped=1, returned=0)
    assert row.stage == "decided"


@pytest.mark.parametrize("what", ["suspend", "stop", "return"])
@pytest.mark.parametrize("more", [{"consent_by": c.PLAN}, {"consent_by": "NONE"}, {"document": " "}])
def test_T30_nothing_is_taken_without_the_countys_consent_and_its_number(what: str, more: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        decide(proposed(what), **more)
    assert refused.value.code == "T30a"


def test_T30_not_for_the_past_and_not_twice() -> None:
    with pytest.raises(Invalid):
        decide(proposed(), day=c.T - timedelta(days=1))
    decide(proposed())
    with pytest.raises(Conflict):
        decide(proposed())


def test_T08_what_the_law_gives_the_town_is_not_among_what_can_be_taken() -> None:
    with pytest.raises(Refused) as refused:
        proposed("return", "G-HOME-E")
    assert refused.value.code == "T08a"
    row = evaluated()
    assert set(row.facts) == {"G-EAST"}


def test_T08_nor_by_the_bulk_acts_themselves() -> None:
    own = Grant.objects.known().get(code="G-HOME-E")
    for act in (
        lambda: use_acts.taking.return_grants([own], **CONSENT, by=c.OPENER),
        lambda: use_acts.taking.stop_grants([own], finish_running=True, **CONSENT, by=c.OPENER),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "T08b"


def test_T21_W16_every_open_case_needs_a_lawful_way() -> None:
    rows = applications(2)
    for ways, what in (
        ({}, "stop"),
        ({rows[0].number: "finish_here"}, "stop"),
        ({row.number: "hand_over" for row in rows}, "stop"),
        ({row.number: "finish_here" for row in rows}, "return"),
    ):
        with pytest.raises(Refused) as refused:
            decide(proposed(what), ways)
        assert refused.value.code == "T21b"


def test_T30_under_a_stop_old_cases_are_finished_here_and_no_new_one_opens() -> None:
    (row,) = applications(1)
    decide(proposed(), {row.number: "finish_here"})
    with c.later(31):
        assert sweeps.move_cases(CLOCK) == 0
        assert services.accept(services.Application.objects.get(pk=row.pk), by=world.who("li")).stage == "accepted"
        with pytest.raises(Refused):
            applications(1)


def test_W16_two_hundred_open_cases_each_get_their_decision_and_none_is_orphaned() -> None:
    rows = applications(200)
    decide(proposed("return"), {row.number: "hand_over" for row in rows})
    assert CaseDecision.objects.filter(matter__in=rows).count() == 200
    applications(1)  # comes in before the day: it goes the way of its power
    with c.later(29):
        assert sweeps.move_cases(CLOCK) == 0
    with c.later(30):
        assert sweeps.move_cases(CLOCK) == 201
        assert sweeps.move_cases(CLOCK) == 0
    assert not Matter.objects.filter(power=world.BUILD, body=EAST).exists()
    assert Matter.objects.filter(power=world.BUILD, body=c.PLAN, principal=c.PLAN, owner="").count() == 201
    assert not CaseDecision.objects.filter(moved_at__isnull=True).exists()
    assert exercises(DAY) == c.PLAN, "the body that has the files is the one that may decide them"


def test_S58_a_decision_names_a_grant_of_the_evaluation_with_its_reason() -> None:
    sound = Decision("G-EAST", "stop", "x")
    for told in ([replace(sound, grant="G-NONE")], [replace(sound, reason=" ")], [sound, sound]):
        with pytest.raises(Invalid):
            use_acts.propose(evaluated(), decisions=told, by=c.STAFF)


def test_W17_a_period_that_is_not_over_or_holds_nothing_is_not_evaluated() -> None:
    with pytest.raises(Invalid):
        use_acts.evaluate(c.body(EAST), start=c.T, end=c.T + timedelta(days=1), by=c.STAFF)
    with pytest.raises(Conflict):
        use_acts.evaluate(c.body(c.WEST), start=date(2026, 1, 1), end=c.T, by=c.STAFF)


def test_S59_a_decision_is_published() -> None:
    row = decide(proposed())
    with pytest.raises(Invalid):
        use_acts.publish(row, on=DAY, where="网站", by=c.CLERK)
    assert use_acts.publish(row, on=c.T, where="县政府网站", by=c.CLERK).stage == "published"


def test_T32_an_unused_power_is_flagged_the_town_says_why_and_a_review_is_proposed() -> None:
    """Given on 2025-01-01 and the period is 24 months: idle from 2027-01-01 on, unless somebody used it."""
    with c.later((date(2026, 12, 31) - c.T).days):
        assert sweeps.flag_idle(CLOCK) == 0
    with c.later((date(2027, 1, 4) - c.T).days):
        assert sweeps.flag_idle(CLOCK) == 1
        assert sweeps.flag_idle(CLOCK) == 0
        row = Idle.objects.get()
        assert (row.grant, row.town, row.last_used) == ("G-EAST", EAST, None)
        with pytest.raises(Refused):
            use_acts.explain_idle(row, reason="没有申请", by=c.MAYOR)
        row = use_acts.settle_idle(row, outcome="stop_review", why="两年未用", by=c.STAFF)
        assert (row.stage, row.outcome) == ("settled", "stop_review")


def test_T32_a_power_in_use_is_not_idle() -> None:
    applications(1)
    with c.later((date(2027, 1, 4) - c.T).days):
        assert sweeps.flag_idle(CLOCK) == 0


def test_T32_the_town_itself_says_why() -> None:
    c.opened()
    with c.later(800):
        assert sweeps.flag_idle(CLOCK) == 1
        row = Idle.objects.get(town=c.WEST)
        row = use_acts.explain_idle(row, reason="辖区内没有建设需求", by=c.MAYOR)
        assert (row.stage, row.reason) == ("explained", "辖区内没有建设需求")


@pytest.mark.parametrize("actor", [c.MAYOR, c.DEPT, c.STAFF, c.LAWYER, replace(c.HEAD, id="nobody")])
def test_LAW_1_only_the_county_decides(actor: Any) -> None:
    with pytest.raises(Refused):
        use_acts.decide(proposed(), **CONSENT, cases={}, by=actor)
    assert lawful.way_of("return") == "hand_over"
