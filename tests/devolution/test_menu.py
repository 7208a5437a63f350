"""The menu and the talks (S06, S65): rounds kept, nobody agrees for another, silence counts, disputes are mediated."""

from collections.abc import Callable
from typing import Any

import pytest

from tests import world
from tests.devolution import county as c
from zhenzhi.devolution import menu_acts, queries, sweeps
from zhenzhi.devolution.models import Proposal, Round
from zhenzhi.kernel.identity import clock as by_clock
from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.problem import Conflict, Invalid, Problem, Refused
from zhenzhi.matter import access
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter.models import Deadline

pytestmark = [pytest.mark.usefixtures("devolving")]

SILENCE = by_clock("devolution")


def said(proposal: Proposal) -> list[tuple[str, str]]:
    return list(Round.objects.filter(proposal=proposal.id).order_by("at", "id").values_list("side", "said"))


def test_S06_several_rounds_are_all_kept() -> None:
    row = menu_acts.counter(c.asked(), reason="先放受理环节", act_types=["accept"], by=c.DEPT)
    assert (row.stage, row.act_types) == ("offered", ["accept"])
    row = menu_acts.insist(row, reason="受理和审查应一并下放", act_types=["accept", "review"], by=c.MAYOR)
    row = menu_acts.counter(row, reason="同意", by=c.DEPT)
    row = menu_acts.take(row, by=c.MAYOR)
    assert (row.stage, row.act_types) == ("agreed", ["accept", "review"])
    kinds = ["asks", "counters", "insists", "counters", "agrees"]
    assert [what for _, what in said(row)] == kinds
    assert not Deadline.objects.filter(matter=row.pk, met_at__isnull=True).exists()


def test_S65_a_power_passed_down_names_its_source_and_the_town_may_turn_it_down() -> None:
    row = menu_acts.pass_down(c.body(c.WEST), wish=c.wish(), level="省", document="省政发〔2026〕1号", by=c.STAFF)
    assert row.source == "省 省政发〔2026〕1号"
    row = menu_acts.turn_down(row, reason="没有专业人员", by=c.MAYOR)
    with pytest.raises(Refused) as refused:
        menu_acts.mediate(row, result="请镇承接", by=c.HEAD)
    assert refused.value.code == "town_unwilling"
    assert menu_acts.drop(row, reason="镇无承接能力", by=c.HEAD).stage == "dropped"


def test_S06_an_offer_is_of_ones_own_power() -> None:
    assert menu_acts.offer(c.body(c.PLAN), town=c.WEST, wish=c.wish(), by=c.DEPT).stage == "offered"
    with pytest.raises(Refused):
        menu_acts.offer(c.body(c.PLAN), town=c.WEST, wish=c.wish(department=world.JUSTICE), by=c.DEPT)


def test_T37_S06_silence_past_the_limit_is_recorded_and_goes_to_the_leader() -> None:
    row = c.asked()
    assert sweeps.fall_silent(SILENCE) == 0
    with c.later(20):
        assert sweeps.fall_silent(SILENCE) == 1
        row = Proposal.objects.get(pk=row.pk)
        assert (row.stage, said(row)[-1]) == ("disputed", ("department", "silent"))
        assert Deadline.objects.get(matter=row.pk).missed_at is not None
        assert menu_acts.mediate(row, result="部门应予下放", by=c.HEAD).stage == "agreed"


def test_S06_one_talk_at_a_time_about_one_power_and_town() -> None:
    row = c.asked()
    with pytest.raises(Conflict) as conflict:
        c.asked()
    assert conflict.value.code == "proposal_once"
    menu_acts.withdraw(row, reason="暂不需要", by=c.MAYOR)
    assert c.asked().stage == "asked"


WRONG: dict[str, tuple[Callable[[], Any], str]] = {
    "a power of another department": (lambda: c.asked(department=world.JUSTICE), "not_the_departments"),
    "an unknown power": (lambda: c.asked(power="NONE"), "not_the_departments"),
    "no reason": (lambda: c.asked(reason=" "), "empty"),
    "a kind of act the power lacks": (lambda: c.asked(act_types=("seize",)), "act_types"),
    "for a department": (lambda: menu_acts.ask_for(c.body(c.PLAN), wish=c.wish(), by=c.MAYOR), "not_a_town"),
    "a counter-offer of nothing": (lambda: menu_acts.counter(c.asked(), reason="x", act_types=[], by=c.DEPT), "limits"),
    "a refusal without reason": (lambda: menu_acts.refuse(c.asked(), reason="", by=c.DEPT), "empty"),
}


@pytest.mark.parametrize("name", WRONG)
def test_S06_what_does_not_fit_is_invalid(name: str) -> None:
    made, code = WRONG[name]
    with pytest.raises(Invalid) as invalid:
        made()
    assert invalid.value.code == code


OTHERS: dict[str, Callable[[], Any]] = {
    "the department asks for the town": lambda: menu_acts.ask_for(c.body(c.WEST), wish=c.wish(), by=c.DEPT),
    "a neighbouring town's menu": lambda: menu_acts.ask_for(c.body(world.EAST_GOV), wish=c.wish(), by=c.MAYOR),
    "the town agrees for the department": lambda: menu_acts.agree(c.asked(), by=c.MAYOR),
    "the county agrees for the department": lambda: menu_acts.agree(c.asked(), by=c.HEAD),
    "the department takes for the town": lambda: menu_acts.take(
        menu_acts.counter(c.asked(), reason="x", by=c.DEPT), by=c.DEPT
    ),
    "the staffing office takes for the town": lambda: menu_acts.take(
        menu_acts.counter(c.asked(), reason="x", by=c.DEPT), by=c.STAFF
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_T17_LAW_1_nobody_speaks_for_another_body(name: str) -> None:
    with pytest.raises(Refused):
        OTHERS[name]()


def test_S06_a_whole_menu_is_asked_and_agreed_at_once_or_not_at_all() -> None:
    with pytest.raises(Problem):
        menu_acts.ask_for_all(c.body(c.WEST), wishes=[c.wish(), c.wish(power="NONE")], by=c.MAYOR)
    rows = menu_acts.ask_for_all(c.body(c.WEST), wishes=[c.wish()], by=c.MAYOR)
    assert Proposal.objects.count() == 1
    with pytest.raises(Refused):
        menu_acts.agree_all(rows, by=c.MAYOR)
    (row,) = menu_acts.agree_all(rows, by=c.DEPT)
    assert (row.stage, said(row)) == ("agreed", [("town", "asks"), ("department", "agrees")])
    assert Entry.objects.get(act="devolution.agree_all").rows == 1
    with pytest.raises(Conflict):
        menu_acts.agree_all(rows, by=c.DEPT)


def test_S06_both_sides_and_the_county_see_it_and_a_neighbour_does_not() -> None:
    row = c.asked()
    for actor in (c.MAYOR, c.DEPT, c.STAFF, c.LAWYER, c.HEAD):
        assert row in queries.proposals(actor)
    for actor in (world.who("li"), world.who("wang")):
        assert row not in queries.proposals(actor)
    assert access.see(c.MAYOR, Proposal, row.number) == row


def test_S94_a_proposal_carries_requests_like_every_matter() -> None:
    with pytest.raises(Refused):
        matter_acts.ask(c.asked(), to_body=world.JUSTICE, content="是否合法?", kind="opinion", by=world.who("li"))
