"""Batches: papers with exactly their items, readiness, opening in one act, handover (S46, S54–S56)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tests import world
from tests.devolution import county as c
from tests.devolution.test_plan import power
from zhenzhi.devolution import batch_acts, plan_acts, queries, readiness
from zhenzhi.devolution.models import Batch
from zhenzhi.devolution.plan_acts import Rung
from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.problem import Conflict, Invalid, Problem, Refused
from zhenzhi.org.models import Credential
from zhenzhi.register import holdings, life
from zhenzhi.register.models import Grant, Instrument

pytestmark = [pytest.mark.usefixtures("devolving")]


def lacking(batch: Batch) -> set[str]:
    return {gap.requirement.code for gap in readiness.missing(Batch.objects.get(pk=batch.pk))}


@pytest.mark.parametrize("left_out", c.ATTESTED)
def test_T28_S46_S56_nothing_opens_while_one_requirement_is_missing(left_out: str) -> None:
    batch = c.ready(but=left_out)
    assert lacking(batch) == {left_out}
    with pytest.raises(Refused) as refused:
        batch_acts.open_batch(batch, by=c.OPENER)
    assert refused.value.code == "T28"
    assert not Grant.objects.known().filter(body=c.WEST, power=world.BUILD).exists()


def test_T28_an_exception_is_signed_by_another_person_with_reason_and_document() -> None:
    batch = c.ready(but="room")
    told = {"requirement": "room", "reason": "新办公楼下月启用", "document": "山政函〔2026〕4号"}
    with pytest.raises(Refused):
        batch_acts.waive(batch, **told, by=c.MAYOR)
    with pytest.raises(Invalid):
        batch_acts.waive(batch, **told | {"document": " "}, by=c.HEAD)
    batch = batch_acts.waive(batch, **told, by=c.HEAD)
    assert batch.waived["room"]["by"] == "dev-head"
    assert batch_acts.open_batch(batch, by=c.OPENER).stage == "opened"


def test_T29_where_money_must_follow_there_is_no_exception() -> None:
    rows = [row | {"waivable": "no"} if row["code"] == "money" else row for row in c.profile_rows("readiness")]
    c.table("readiness", rows)
    batch = c.ready(but="money")
    with pytest.raises(Refused) as refused:
        batch_acts.waive(batch, requirement="money", reason="缓拨", document="山政函〔2026〕4号", by=c.HEAD)
    assert refused.value.code == "T29"


def test_T10_people_with_the_credential_are_counted_by_the_register() -> None:
    c.put([Credential(code="C-1", person="chen", kind="certified_planner", number="1", valid=world.OPEN)])
    code = power("P-QUAL", "行政许可", needs_qualification="certified_planner")
    batch = c.ready(c.signed(c.papered(c.gathered([c.reviewed(power=code)]))))
    assert lacking(batch) == {"people"}
    with pytest.raises(Invalid):
        batch_acts.attest(batch, requirement="people", evidence="已有人", by=c.MAYOR)
    with pytest.raises(Refused):
        batch_acts.waive(batch, requirement="people", reason="急需", document="x", by=c.HEAD)


def test_T28_attested_for_some_items_is_not_attested_for_the_others() -> None:
    rows = [c.reviewed(), c.reviewed(power=power("P-2", "行政许可"))]
    batch = c.ready(c.signed(c.papered(c.gathered(rows))))
    assert lacking(batch) == set()
    batch = batch_acts.attest(batch, requirement="room", evidence="一间", items=[rows[0].number], by=c.MAYOR)
    assert [(gap.requirement.code, gap.title) for gap in readiness.missing(batch)] == [("room", rows[1].title)]


@pytest.mark.parametrize("step", ["papers drafted", "signed by one", "signed by both", "filed"])
def test_T15_T16_nothing_opens_before_the_papers_are_complete(step: str) -> None:
    batch = c.papered()
    paper = c.instrument(batch)
    done: list[Callable[[Instrument], Instrument]] = [
        lambda paper: life.sign_for_principal(paper, by=c.DEPT),
        lambda paper: life.sign_for_agent(paper, by=c.MAYOR),
        lambda paper: life.file(paper, on=c.T, by=c.LAWYER),
    ]
    for act in done[: ["papers drafted", "signed by one", "signed by both", "filed"].index(step)]:
        paper = act(paper)
    with pytest.raises(Refused) as refused:
        batch_acts.open_batch(c.ready(batch), by=c.OPENER)
    assert refused.value.code == "T28"


def test_S55_two_powers_open_in_one_act_with_the_limits_agreed_on() -> None:
    rows = [c.reviewed(), c.reviewed(power=power("P-2", "行政许可"), act_types=("accept",))]
    batch = c.opened(c.signed(c.papered(c.gathered(rows))))
    assert batch.stage == "opened"
    held = {grant.power: grant for grant in Grant.objects.known().filter(body=c.WEST).exclude(mode="statutory")}
    assert (held[world.BUILD].act_types, held["P-2"].act_types) == (None, ["accept"])
    assert {grant.principal for grant in held.values()} == {c.PLAN}
    entry = Entry.objects.get(act="register.open_grants")
    assert entry.rows == 2
    assert c.asked(power="P-2", reason="扩大范围").stage == "asked", "what is open may be talked about anew"


WRONG: dict[str, tuple[Callable[[], Any], str]] = {
    "yesterday": (lambda: c.gathered(start=c.T - timedelta(days=1)), "batch"),
    "of another form": (lambda: c.gathered(form="concentrated"), "not_reviewed"),
    "of another department": (lambda: c.gathered(principal=world.JUSTICE), "not_reviewed"),
    "empty": (lambda: batch_acts.gather(
        c.body(c.WEST), name="x", form="entrusted", principal=c.PLAN, start=c.T, items=[], by=c.STAFF
    ), "not_reviewed"),
    "for another town": (lambda: batch_acts.gather(
        c.body(world.EAST_GOV), name="x", form="entrusted", principal=c.PLAN, start=c.T, items=[c.reviewed().number],
        by=c.STAFF,
    ), "not_reviewed"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_S55_a_batch_holds_what_fits(name: str) -> None:
    made, code = WRONG[name]
    with pytest.raises(Problem) as problem:
        made()
    assert problem.value.code == code


def test_S55_a_proposal_stands_in_one_batch_and_may_go_on_after_a_dissolution() -> None:
    row = c.reviewed()
    batch = c.gathered([row])
    with pytest.raises(Conflict) as conflict:
        c.gathered([row], name="第二批")
    assert conflict.value.code == "batch_item_once"
    assert batch_acts.dissolve(batch, reason="镇不签署", by=c.STAFF).stage == "dissolved"
    assert c.gathered([row], name="第二批").stage == "gathered"


def test_S55_announced_papers_are_ended_not_dissolved() -> None:
    with pytest.raises(Conflict):
        batch_acts.dissolve(c.signed(), reason="x", by=c.STAFF)


def county_list(**more: Any) -> Batch:
    """A batch by the other road: the county's list under a provincial decision that names the items."""
    told = {"items": [world.BUILD], "announced": date(2026, 1, 5)} | more
    life.enter_higher(
        c.body(c.GOV), code="PROV", kind="provincial_decision", title="省政府决定", number="省政发〔2026〕1号",
        start=date(2026, 1, 10), by=c.HE, **told,
    )  # fmt: skip
    ladder = [Rung("concentrated", True, "省决定列明")]
    row = plan_acts.choose_form(c.screened(), form="concentrated", ladder=ladder, by=c.STAFF)
    row = plan_acts.pass_review(row, opinion="合法", by=c.LAWYER)
    return c.gathered([row], form="concentrated", principal=c.GOV)


TITLE = "关于将部分行政许可权交由山县西镇人民政府行使的清单"


def draft_list(batch: Batch, **more: Any) -> Batch:
    told = {"code": "LIST", "title": TITLE, "number": "山政发〔2026〕2号", "under": "PROV"}
    return batch_acts.draft_papers(batch, **told | more, by=c.STAFF)


def test_LAW_2_T12_the_other_road_opens_by_the_countys_published_list() -> None:
    modes = holdings.table("modes")
    c.table("modes", [*modes, modes[0] | {"mode": "concentrated"}])
    batch = draft_list(county_list())
    paper = life.sign_for_principal(c.instrument(batch), by=c.HEAD)
    life.announce(life.file(paper, on=c.T, by=c.LAWYER), on=c.T, where="县政府网站", by=c.CLERK)
    for code in ("template", "seal"):
        batch = batch_acts.waive(batch, requirement=code, reason="刻制中", document="山政函〔2026〕3号", by=c.HEAD)
    batch = c.opened(batch)
    held = Grant.objects.known().get(body=c.WEST, power=world.BUILD)
    assert (held.mode, held.instrument) == ("concentrated", "LIST")


UNNAMED: dict[str, dict[str, Any]] = {
    "names other items": {"items": [world.HOME]},
    "names nothing": {"items": []},
    "published after the start": {"announced": date(2026, 3, 4), "start": date(2026, 3, 5)},
}


@pytest.mark.parametrize("name", ["names other items", "names nothing"])
def test_LAW_2_without_a_provincial_decision_that_names_it_there_is_no_list(name: str) -> None:
    with pytest.raises(Refused) as refused:
        draft_list(county_list(**UNNAMED[name]))
    assert refused.value.code == "LAW-2a"


def test_LAW_2_nor_under_no_decision_at_all() -> None:
    with pytest.raises(Refused):
        draft_list(county_list(), under="")


@pytest.mark.parametrize("more", [{"title": "关于下放部分权力的清单"}, {"number": " "}])
def test_T12_a_list_names_the_town_government_and_has_a_number(more: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        draft_list(county_list(), **more)
    assert refused.value.code == "T12"


@pytest.mark.parametrize("items", [[], [world.HOME], [world.BUILD, world.HOME]])
def test_T33_a_memo_that_differs_from_the_instrument_is_not_drafted(items: list[str]) -> None:
    batch, told = c.opened(), {"department": c.PLAN, "code": "M", "title": "备忘录", "number": "备1"}
    with pytest.raises(Refused) as refused:
        batch_acts.draft_memo(batch, items=items, by=c.STAFF, **told)
    assert refused.value.code == "T33a"


def test_T35_without_training_or_guidance_a_batch_is_accepted_only_by_exception() -> None:
    batch = c.opened()
    assert list(queries.without_guidance()) == [batch]
    with pytest.raises(Refused) as refused:
        batch_acts.accept_batch(batch, result="x", by=c.OPENER)
    assert (refused.value.code, refused.value.detail) == ("T35", "exception")
    batch = batch_acts.guide(batch, kind="visit", on=c.T, words="到镇指导", by=c.DEPT)
    with pytest.raises(Refused) as refused:
        batch_acts.accept_batch(batch, result="x", by=c.OPENER)
    assert refused.value.code == "not_handed_over"


def test_LAW_1_only_the_right_office_opens_a_batch() -> None:
    batch = c.ready()
    for actor in (c.MAYOR, c.DEPT, c.STAFF, c.LAWYER, c.HEAD):
        with pytest.raises(Refused):
            batch_acts.open_batch(batch, by=actor)
