"""The life of an instrument: drafted, signed by each at its own body, filed, announced, ended (T15–T17, T21, T33)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tests import world
from zhenzhi.kernel.identity import FOUNDER, Actor, clock
from zhenzhi.kernel.problem import Conflict, Invalid, Problem, Refused
from zhenzhi.org import acts as org_acts
from zhenzhi.org.models import Body, Post
from zhenzhi.register import authority, grants, holdings, life, rules
from zhenzhi.register.ground import Ask
from zhenzhi.register.models import Cell, Grant, Instrument

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

T = world.TODAY
LATER = T + timedelta(days=30)
CHEN, ZHOU, LAWYER, HE = (world.who(name) for name in ("chen", "zhou", "lawyer", "he"))
assert rules  # its import registers the rules that guard these acts


def body(code: str) -> Body:
    return Body.objects.on(T).get(code=code)


def draft(**more: Any) -> Instrument:
    told: dict[str, Any] = {
        "code": "A-NEW", "kind": "agreement", "title": "委托协议", "number": "山规委〔2026〕9号", "start": T,
        "agent": world.EAST_GOV, "items": [world.BUILD], "by": CHEN,
    }  # fmt: skip
    return life.draft_instrument(body(world.PLAN), **(told | more))


def offered(**more: Any) -> Instrument:
    return life.sign_for_principal(draft(**more), by=CHEN)


def signed(**more: Any) -> Instrument:
    return life.sign_for_agent(offered(**more), by=ZHOU)


def announced(**more: Any) -> Instrument:
    return life.announce(life.file(signed(**more), on=T, by=LAWYER), on=T, where="县政府网站", by=CHEN)


def agreement() -> Instrument:
    return Instrument.objects.known().get(code=world.AGREEMENT)


def end(by: Actor = CHEN, **more: Any) -> Instrument:
    told: dict[str, Any] = {
        "day": LATER,
        "cause": "fault",
        "document": "山规〔2026〕3号",
        "fault": "越权发证三件",
        "cases": {},
    }
    return life.end_instrument(agreement(), **(told | more), by=by)


def test_T15_T16_T17_an_agreement_comes_about_step_by_step() -> None:
    paper = announced()
    days = (paper.signed_principal, paper.signed_agent, paper.filed, paper.announced)
    assert (paper.stage, days) == ("announced", (T, T, T, T))
    assert paper.hands["instrument.sign"] == ["chen", "zhou"]


WRONG_SIGNERS: dict[str, tuple[Callable[[], Any], Actor]] = {
    "the town for the bureau": (draft, ZHOU),
    "the bureau for the town": (offered, CHEN),
    "staffing office for the town": (offered, HE),
    "a clerk of the town": (offered, world.who("li")),
    "a system for the town": (offered, clock("agreements")),
    "the founder for the town": (offered, FOUNDER),
    "a system for the bureau": (draft, clock("agreements")),
}


@pytest.mark.parametrize("name", WRONG_SIGNERS)
def test_T17_nobody_signs_for_another_body_and_no_system_signs(name: str) -> None:
    made, actor = WRONG_SIGNERS[name]
    paper = made()
    sign = life.sign_for_principal if paper.stage == "draft" else life.sign_for_agent
    with pytest.raises(Refused):
        sign(paper, by=actor)


def test_T17_a_signatory_of_the_towns_centre_does_not_sign_for_the_town() -> None:
    post = Post.objects.on(T).get(code="post-li")
    org_acts.change_post_rights(post, rights=["instrument.sign"], start=T, by=HE)
    with pytest.raises(Refused) as refused:
        life.sign_for_agent(offered(), by=world.who("li"))
    assert refused.value.code == "not_at_that_body"


def test_T17_without_a_receiving_body_nobody_can_sign_as_one() -> None:
    listed = life.sign_for_principal(draft(kind="county_list", agent=""), by=CHEN)
    with pytest.raises(Refused):
        life.sign_for_agent(listed, by=ZHOU)
    assert life.file(listed, on=T, by=LAWYER).stage == "filed"


def test_T17_a_town_that_declines_makes_no_agreement() -> None:
    paper = life.decline(offered(), reason="人员不足", by=ZHOU)
    assert (paper.stage, paper.signed_agent) == ("declined", None)
    with pytest.raises(Conflict):
        life.sign_for_agent(paper, by=ZHOU)


def test_T16_unsigned_papers_are_not_filed_and_unfiled_ones_not_announced() -> None:
    paper = offered()
    with pytest.raises(Refused) as refused:
        life.file(paper, on=T, by=LAWYER)
    assert refused.value.code == "T16"
    with pytest.raises(Conflict):
        life.announce(paper, on=T, where="网站", by=CHEN)


def test_T16_days_of_filing_and_announcement_follow_each_other_and_are_not_to_come() -> None:
    paper = signed()
    for on in (T + timedelta(days=1), T - timedelta(days=1)):
        with pytest.raises(Invalid):
            life.file(paper, on=on, by=LAWYER)


DRAFTS: dict[str, tuple[dict[str, Any], str]] = {
    "no such town": ({"agent": "NONE"}, "dangling"),
    "with itself": ({"agent": world.PLAN}, "with_itself"),
    "no such power": ({"items": ["NONE"]}, "dangling"),
    "ends before it begins": ({"end": T}, "no_day"),
    "no number": ({"number": ""}, "empty"),
    "a memo of nothing": ({"kind": "handover_memo"}, "dangling"),
}


@pytest.mark.parametrize("name", DRAFTS)
def test_S45_a_draft_that_does_not_fit_is_invalid(name: str) -> None:
    more, code = DRAFTS[name]
    with pytest.raises(Invalid) as invalid:
        draft(**more)
    assert invalid.value.code == code


def test_a_second_instrument_under_one_code_is_a_conflict() -> None:
    with pytest.raises(Conflict) as conflict:
        draft(code=world.AGREEMENT)
    assert conflict.value.code == "instrument_once"


def test_T15_an_agreement_without_items_is_not_signed() -> None:
    with pytest.raises(Refused) as refused:
        offered(items=[])
    assert refused.value.code == "T15"


def memo(**more: Any) -> Instrument:
    told = {"code": "M-1", "kind": "handover_memo", "title": "交接备忘录", "number": "备〔2026〕1号"}
    return draft(**(told | {"under": world.AGREEMENT, "end": date(2028, 1, 1)} | more))


def test_T33_T34_a_memo_lists_what_was_granted_and_lets_the_seal_be_recognised() -> None:
    paper = life.sign_for_principal(memo(), by=CHEN)
    paper = life.sign_for_agent(paper, by=ZHOU)
    assert (paper.signed_principal, paper.signed_agent) == (T, T)
    assert life.seal_recognised(world.BUILD, world.PLAN, world.EAST_GOV, T)
    assert not life.seal_recognised(world.BUILD, world.PLAN, world.WEST_GOV, T)
    assert not life.seal_recognised(world.HOME, world.PLAN, world.EAST_GOV, T)
    assert not life.seal_recognised(world.BUILD, world.PLAN, world.EAST_GOV, date(2024, 12, 25)), "not signed yet"


@pytest.mark.parametrize("items", [[world.BUILD, world.HOME], [world.HOME]])
def test_T33_a_memo_that_differs_from_the_grants_is_not_signed(items: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        life.sign_for_principal(memo(items=items), by=CHEN)
    assert refused.value.code == "T33"


def exercises(day: date) -> object:
    return authority.exercising(holdings.load(), Ask("", world.BUILD, "", "accept", world.EAST, day))


def test_T21_the_end_returns_the_power_and_lists_the_open_cases() -> None:
    paper = end(cases={"山东政办〔2026〕1": "hand_over"})
    assert (paper.stage, paper.end) == ("ended", LATER)
    assert paper.ending["cases"] == {"山东政办〔2026〕1": "hand_over"}
    assert [exercises(day) for day in (LATER - timedelta(days=1), LATER)] == [world.EAST_GOV, world.PLAN]
    assert Grant.objects.known().get(code="G-EAST").stage == "ended"
    # The county's own cells are whole again: one from the end on, one before the agreement.
    own = Cell.objects.known().filter(power=world.BUILD, place=world.EAST, act_type="accept", body=world.PLAN)
    assert sorted(cell.start for cell in own) == [world.SINCE, LATER]


ENDINGS: dict[str, dict[str, Any]] = {
    "no fault told": {"fault": " "},
    "no decision on open cases": {"cases": None},
    "agreed without the town": {"cause": "agreed"},
}


@pytest.mark.parametrize("name", ENDINGS)
def test_T21_no_end_without_fault_consent_and_a_decision_on_cases(name: str) -> None:
    with pytest.raises(Refused) as refused:
        end(**ENDINGS[name])
    assert refused.value.code == "T21"


def test_T21_only_the_principal_ends_it_and_not_for_the_past() -> None:
    for actor in (ZHOU, HE, world.who("li")):
        with pytest.raises(Refused):
            end(actor)
    with pytest.raises(Invalid):
        end(day=T - timedelta(days=1))
    end()
    with pytest.raises(Conflict):
        end()


@pytest.mark.parametrize("actor", ["li", "warden", "he"])
def test_LAW_1_who_lacks_the_right_does_nothing_to_an_instrument(actor: str) -> None:
    by = world.who(actor)
    for step in (
        lambda: draft(by=by),
        lambda: life.file(signed(), on=T, by=by),
        lambda: life.announce(life.file(signed(code="A-2"), on=T, by=LAWYER), on=T, where="x", by=by),
    ):
        with pytest.raises(Refused):
            step()


def test_LAW_2_a_higher_decision_is_entered_as_published() -> None:
    told: dict[str, Any] = {
        "code": "PROV",
        "kind": "provincial_decision",
        "title": "省政府决定",
        "number": "省政发〔2025〕1号",
    }
    made = life.enter_higher(body(world.GOV), **told, announced=date(2025, 12, 1), start=date(2026, 1, 1), by=HE)
    assert (made.stage, made.announced) == ("announced", date(2025, 12, 1))
    with pytest.raises(Problem):
        life.enter_higher(body(world.GOV), **told | {"code": "P2"}, announced=LATER, start=LATER, by=HE)
    with pytest.raises(Refused):
        life.enter_higher(body(world.GOV), **told | {"code": "P3"}, announced=T, start=T, by=CHEN)


def test_T16_a_grant_opens_only_under_an_announced_agreement() -> None:
    paper = draft(agent=world.WEST_GOV)
    order = grants.Order("G-W", world.BUILD, world.WEST_GOV, "entrusted", T, under="G-PLAN", places=(world.WEST,))
    with pytest.raises(Invalid) as invalid:
        grants.open_grant(paper, order=order, by=HE)
    assert invalid.value.code == "instrument_not_complete"
