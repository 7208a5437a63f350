"""The gate of duties (S27, S29): work passes with basis, people, money, hearing and decision, or stands refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests import world
from tests.register.lists import listing
from tests.register.lists.listing import CHEN, DOCUMENT, HE, LAWYER, WHERE, ZHOU, duty, give
from tests.register.test_life import body
from zhenzhi.devolution import gate, gate_queries
from zhenzhi.devolution.gate_models import Burden, Work
from zhenzhi.kernel import clock, reactions
from zhenzhi.kernel.identity import clock as by_clock
from zhenzhi.kernel.identity import officer
from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.problem import Conflict, Invalid, NotFound, Problem, Refused
from zhenzhi.matter import acts as matter_acts
from zhenzhi.register.lists import acts as list_acts
from zhenzhi.register.lists import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

T = world.TODAY
TOWN = world.EAST_GOV
HEAD = officer("zheng")
OFFICE = LAWYER
"""Keeps the gate here: nobody can change the rights of his own post, and HE gives them all."""


@pytest.fixture(autouse=True)
def _ready(db: None, frozen: None) -> None:
    listing.rights()
    give("chen", "duty.propose", "request.ask")
    give("lawyer", "duty.gate")
    give("zheng", "duty.decide")
    give("zhou", "duty.contest", "request.answer")


def row(**more: str) -> dict[str, str]:
    return duty("N1", "assist", basis="城乡规划法 45", name="农村房屋安全巡查") | more


def propose(**more: Any) -> Work:
    told: dict[str, Any] = {
        "town": TOWN, "row": row(), "people": 2, "money": 12_000_000, "funds": "县财政专项", "reason": "上级部署",
        "by": CHEN,
    }  # fmt: skip
    work = gate.propose_work(body(world.PLAN), **(told | more))
    reactions.drain()
    return Work.objects.get(pk=work.pk)


def hear(work: Work, agrees: bool = True) -> None:
    asked = matter_acts.ask(work, to_body=TOWN, content="能否承担？", kind="opinion", by=CHEN)
    matter_acts.reply(asked, agrees=agrees, words="可以", by=ZHOU)


def approved(**more: Any) -> Work:
    work = gate.pass_gate(propose(**more), by=OFFICE)
    hear(work)
    return gate.approve_work(work, decision="山政复〔2026〕3号", by=HEAD)


def test_T108_work_passes_the_gate_the_town_is_heard_the_county_decides_and_the_next_list_has_it() -> None:
    listing.published()
    unlisted = gate.may_assign(TOWN, "N1", T)
    assert unlisted is not None
    assert unlisted.code == "LAW-56"
    work = approved()
    assert gate.may_assign(TOWN, "N1", T) is None, "admitted by the county's decision"
    draft = list_acts.draft_list(body(world.GOV), kind="town_duties", town=TOWN, number="2026-2", title="调整", by=HE)
    work = gate.enter_work(work, version=str(draft.id), by=HE)
    assert (work.stage, work.version) == ("listed", draft.id)
    list_acts.publish_list(listing.reviewed(draft), start=T, document=DOCUMENT, where=WHERE, by=HE)
    found = queries.row_on("town_duties", TOWN, "N1", T)
    assert found is not None
    assert (found["main"], found["list"]) == (world.PLAN, "assist")
    assert Burden.objects.count() == 0


@pytest.mark.parametrize(
    ("more", "lacks"),
    [
        ({"row": row(basis="")}, ["basis"]),
        ({"people": 0}, ["people"]),
        ({"money": 0}, ["money"]),
        ({"funds": " "}, ["money"]),
        ({"row": row(main="")}, ["row"]),
        ({"row": row(code="K1")}, ["taken_back"]),
        ({"row": duty("N1", "taken", basis="x")}, ["taken_back"]),
        ({"row": row(code="B1")}, ["listed"]),
        ({"town": world.WEST_GOV}, ["town_list"]),
        ({"row": row(basis=""), "people": 0, "money": 0}, ["basis", "people", "money"]),
    ],
)
def test_T108_what_lacks_something_is_turned_away_and_stands_in_the_burden_ledger(
    more: dict[str, Any], lacks: list[str]
) -> None:
    listing.published()
    work = propose(**more)
    assert (work.stage, work.lacks) == ("refused", lacks)
    burden = Burden.objects.get(work_id=work.id)
    assert (burden.by_body, burden.town, burden.lacks, burden.stage) == (world.PLAN, work.town, lacks, "logged")
    assert burden.why == gate.told(lacks)[0]
    with pytest.raises(Conflict):
        gate.pass_gate(work, by=OFFICE)


def test_T108_the_office_cannot_let_through_what_came_to_lack_something_meanwhile() -> None:
    listing.published()
    work = propose()
    listing.published([duty("N1")], number="2026-2")
    with pytest.raises(Refused) as refused:
        gate.pass_gate(work, by=OFFICE)
    assert refused.value.code == "T108"


def test_T108_nothing_is_decided_before_the_town_was_heard_but_silence_counts() -> None:
    listing.published()
    work = gate.pass_gate(propose(), by=OFFICE)
    with pytest.raises(Refused) as refused:
        gate.approve_work(work, decision="山政复〔2026〕3号", by=HEAD)
    assert refused.value.code == "T108a"
    asked = matter_acts.ask(work, to_body=TOWN, content="能否承担？", kind="opinion", by=CHEN)
    with pytest.raises(Refused):
        gate.approve_work(work, decision="山政复〔2026〕3号", by=HEAD)
    with clock.frozen(world.NOW + timedelta(days=14)):
        matter_acts.fall_silent(asked, by=by_clock("requests"))
        assert gate.approve_work(work, decision="山政复〔2026〕3号", by=HEAD).stage == "approved"


def test_LAW_56_temporary_work_needs_an_approval_number_and_ends_with_its_day() -> None:
    listing.published()
    end = T + timedelta(days=20)
    work = gate.pass_gate(propose(until=end), by=OFFICE)
    hear(work)
    with pytest.raises(Refused) as refused:
        gate.approve_work(work, decision=" ", by=HEAD)
    assert refused.value.code == "LAW-56"
    with clock.frozen(clock.at_beijing(end, 9)), pytest.raises(Refused) as late:
        gate.approve_work(work, decision="山政复〔2026〕3号", by=HEAD)
    assert late.value.code == "LAW-56"
    work = gate.approve_work(work, decision="山政复〔2026〕3号", by=HEAD)
    assert gate.may_assign(TOWN, "N1", end - timedelta(days=1)) is None
    for day in (T - timedelta(days=1), end):
        outside = gate.may_assign(TOWN, "N1", day)
        assert outside is not None
        assert outside.code == "LAW-56"
    draft = listing.drafted([], number="2026-2", source="last")
    with pytest.raises(Refused) as temporary:
        gate.enter_work(work, version=str(draft.id), by=HE)
    assert temporary.value.code == "temporary"


def test_work_enters_only_a_draft_of_that_very_town() -> None:
    listing.published()
    work = approved()
    other = listing.drafted([], town=world.WEST_GOV)
    with pytest.raises(NotFound):
        gate.enter_work(work, version=str(other.id), by=HE)


def test_the_office_refuses_with_a_reason_that_stays_on_record() -> None:
    listing.published()
    work = gate.refuse_work(propose(), reason="属于部门自身职责", by=OFFICE)
    assert work.stage == "refused"
    assert Burden.objects.get(work_id=work.id).why == "属于部门自身职责"
    with pytest.raises(Invalid):
        propose(town=world.PLAN)


@pytest.mark.parametrize(
    ("kind", "item", "code"),
    [
        ("work", "N1", "LAW-56"), ("work", "K1", "LAW-55"), ("work", "B1", ""),
        ("indicator", "N1", "T109"), ("indicator", "K1", "T109"), ("indicator", "A1", ""),
        ("veto", "V2", "T110"), ("veto", "V1", "T110"), ("veto", "V-PLAN", ""),
    ],
)  # fmt: skip
def test_T109_T110_what_no_list_bears_out_cannot_be_dismissed(kind: Any, item: str, code: str) -> None:
    """An indicator maps to a listed duty (T109), a veto is whitelisted for its very issuer (T110), work is listed."""
    listing.published()
    vetoes = [
        {"code": "V1", "name": "安全生产", "issuer": world.GOV, "basis": "省委文件"},
        {"code": "V-PLAN", "name": "耕地保护", "issuer": world.PLAN, "basis": "省委文件"},
    ]
    listing.published(vetoes, kind="veto_whitelist", town="", number="v1", title="一票否决事项清单")
    burden = gate.contest(body(TOWN), kind=kind, by_body=world.PLAN, item=item, what="考核", why="无依据", by=ZHOU)
    if not code:
        assert gate.dismiss(burden, answer="清单内职责", by=OFFICE).stage == "dismissed"
        return
    with pytest.raises(Refused) as refused:
        gate.dismiss(burden, answer="清单内职责", by=OFFICE)
    assert refused.value.code == code
    assert gate.uphold(burden, answer="取消该指标", by=OFFICE).stage == "upheld"


_STEPS: list[tuple[str, Callable[[Work, Any], object]]] = [
    ("chen", lambda work, by: propose(by=by)),
    ("lawyer", lambda work, by: gate.pass_gate(work, by=by)),
    ("lawyer", lambda work, by: gate.refuse_work(work, reason="x", by=by)),
    ("zhou", lambda work, by: gate.contest(body(TOWN), kind="work", by_body=world.PLAN, what="x", why="x", by=by)),
]


@pytest.mark.parametrize(("who", "step"), _STEPS)
def test_LAW_1_each_step_at_the_gate_needs_its_own_right(who: str, step: Callable[[Work, Any], object]) -> None:
    listing.published()
    work = propose()
    before = Entry.objects.count()
    for by in (CHEN, HE, ZHOU, HEAD, OFFICE, officer("feng"), world.who("wang")):
        if by.id != who:
            with pytest.raises(Problem):
                step(work, by)
    assert Entry.objects.count() == before


def test_the_burden_ledger_is_read_by_both_sides_and_by_those_who_oversee() -> None:
    """Staffing, the county's head and oversight see all; a town and a department their own; nobody else anything."""
    listing.published()
    propose(row=row(basis=""))
    readers = {"lawyer": 1, "zheng": 1, "chen": 1, "zhou": 1, "feng": 0, "wang": 0}
    for name, seen in readers.items():
        by = world.who(name)
        assert (gate_queries.works(by).count(), gate_queries.burdens(by).count()) == (seen, seen), name
