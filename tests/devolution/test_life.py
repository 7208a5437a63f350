"""The life of one power, from the town's menu to its return (S06, S35–S59)."""

from datetime import timedelta

import pytest

from tests import world
from tests.devolution import county as c
from zhenzhi.devolution import batch_acts, counts, use_acts
from zhenzhi.devolution.counts import Counts
from zhenzhi.devolution.use_acts import Decision
from zhenzhi.kernel import clock
from zhenzhi.register import authority, holdings, life
from zhenzhi.register.ground import Ask, Refusal
from zhenzhi.register.models import Grant, Instrument

pytestmark = [pytest.mark.usefixtures("devolving")]


def exercises(place: str = world.WEST, power: str = world.BUILD) -> str:
    answer = authority.exercising(holdings.load(), Ask("", power, "", "accept", place, clock.today()))
    return answer.code.value if isinstance(answer, Refusal) else answer


def test_S06_S55_from_the_menu_to_an_open_grant_every_step_an_act() -> None:
    batch = c.opened()
    assert batch.stage == "opened"
    assert exercises() == c.WEST
    paper = c.instrument(batch)
    assert (paper.items, paper.principal, paper.agent) == ([world.BUILD], c.PLAN, c.WEST)
    assert counts.of_town(c.WEST, c.T) == Counts(given=1, open=1, stopped=0, returned=0)


def handed_over() -> batch_acts.Batch:
    batch = batch_acts.draft_memo(
        c.opened(), department=c.PLAN, code="M-WEST", title="交接备忘录", number="山规交〔2026〕2号",
        items=[world.BUILD], by=c.STAFF,
    )  # fmt: skip
    memo = life.sign_for_principal(Instrument.objects.known().get(code="M-WEST"), by=c.DEPT)
    life.sign_for_agent(memo, by=c.MAYOR)
    return batch


def test_T33_T34_the_memo_is_signed_by_both_and_the_seal_recognised_from_then() -> None:
    assert not life.seal_recognised(world.BUILD, c.PLAN, c.WEST, c.T)
    handed_over()
    assert life.seal_recognised(world.BUILD, c.PLAN, c.WEST, c.T)


def test_T35_S55_a_batch_is_accepted_after_handover_and_guidance() -> None:
    batch = batch_acts.guide(handed_over(), kind="training", on=c.T, words="业务培训", people=12, by=c.DEPT)
    assert batch_acts.accept_batch(batch, result="已落地，运行正常", by=c.OPENER).stage == "accepted"


def test_T30_W16_evaluated_and_returned_the_power_is_the_departments_again() -> None:
    c.opened()
    with c.later(100) as day:
        made = use_acts.evaluate(c.body(c.WEST), start=c.T, end=day, by=c.STAFF)
        (code,) = made.facts
        told = [Decision(code, "return", "镇人员不足")]
        made = use_acts.propose(made, decisions=told, by=c.STAFF)
        made = use_acts.decide(
            made, day=day + timedelta(days=10), document="山政函〔2026〕9号", consent_by=c.GOV, cases={}, by=c.HEAD
        )
        made = use_acts.publish(made, on=day, where="县政府网站", by=c.CLERK)
        assert (made.stage, exercises()) == ("published", c.WEST)
    with c.later(110) as day:
        assert exercises() == c.PLAN
        assert Grant.objects.known().get(code=code).stage == "ended"
        assert counts.of_town(c.WEST, day) == Counts(given=1, open=0, stopped=0, returned=1)
