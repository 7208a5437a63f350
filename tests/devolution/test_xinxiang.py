"""Document 004 (新乡县): 109 duties of the town, 70 territorial duties, and a gate; every figure is reached by acts."""

from contextlib import suppress
from typing import Any, NamedTuple

import pytest

from tests import world
from tests.house.paths import ROOT
from tests.register.lists import listing
from tests.register.lists.listing import CHEN, DOCUMENT, HE, LAWYER, WHERE, ZHOU
from tests.register.lists.putting import bodies_named
from tests.register.test_life import body
from zhenzhi.devolution import gate
from zhenzhi.devolution.gate_models import Burden, Work
from zhenzhi.kernel import reactions
from zhenzhi.kernel.identity import officer
from zhenzhi.kernel.problem import Problem
from zhenzhi.matter import acts as matter_acts
from zhenzhi.register.importing.sheets import Names, read_sheet
from zhenzhi.register.lists import acts, queries
from zhenzhi.register.lists.kinds import KINDS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

T, TOWN = world.TODAY, world.EAST_GOV
FOLDER = ROOT / "profiles" / "xinxiang"
THROUGH_THE_GATE, ADJUSTED, PUSHED_DOWN = 3, 4, 2
HEAD = officer("zheng")
Rows = list[dict[str, str]]


class Figures(NamedTuple):
    """What holds at the end: duties, territorial duties, those whose leader changed, refused work in the ledger."""

    duties: int
    territorial: int
    adjusted: int
    refused: int


def _read(kind: str, *columns: str) -> Rows:
    path = FOLDER / f"{kind}.csv"
    names = bodies_named(path, *columns) | {TOWN: "新乡县示例镇人民政府"}
    read = read_sheet(path, KINDS[kind], Names(names, frozenset(), TOWN))
    assert read.problems == ()
    return list(read.ready)


def _rights() -> None:
    listing.rights()
    listing.give("chen", "duty.propose", "request.ask")
    listing.give("lawyer", "duty.gate")
    listing.give("zheng", "duty.decide")
    listing.give("zhou", "request.answer")


def _propose(row: dict[str, str], **more: Any) -> Work:
    told: dict[str, Any] = {"people": 1, "money": 5_000_000, "funds": "县财政", "reason": "示例", "by": CHEN}
    work = gate.propose_work(body(world.PLAN), town=TOWN, row=row, **(told | more))
    reactions.drain()
    return Work.objects.get(pk=work.pk)


def _admit(work: Work, leave_out: str) -> Work:
    """The gate checks, the town is heard, the county decides."""
    if leave_out != "check":
        work = gate.pass_gate(work, by=LAWYER)
    if leave_out != "hearing":
        asked = matter_acts.ask(work, to_body=TOWN, content="能否承担？", kind="opinion", by=CHEN)
        matter_acts.reply(asked, agrees=True, words="可以", by=ZHOU)
    return gate.approve_work(work, decision="新政复〔2022〕示例1号", by=HEAD) if leave_out != "decision" else work


def _duties(rows: Rows, leave_out: str) -> None:
    """The first version, then new work through the gate into the second."""
    first = listing.drafted(rows[THROUGH_THE_GATE:])
    first = listing.reviewed(first) if leave_out != "review" else first
    acts.publish_list(first, start=T, document=DOCUMENT, where=WHERE, by=HE)
    for row in rows[:PUSHED_DOWN]:
        _propose(row | {"code": f"X-{row['code']}"}, money=0)
    draft = listing.drafted([], number="2026-2")
    if leave_out != "proposal":
        for row in rows[:THROUGH_THE_GATE]:
            work = _admit(_propose(row), leave_out)
            if leave_out != "entry":
                gate.enter_work(work, version=str(draft.id), by=HE)
    if leave_out != "second version":
        acts.publish_list(listing.reviewed(draft), start=T, document=DOCUMENT, where=WHERE, by=HE)


def _territorial(rows: Rows, leave_out: str) -> int:
    """Who leads and who helps; a few matters lay with the town at first and were given to the departments (S28)."""
    upside_down = [
        row | {"lead": TOWN, "lead_tasks": row["help_tasks"], "helpers": row["lead"], "help_tasks": row["lead_tasks"]}
        for row in rows[:ADJUSTED]
    ]
    told = {"kind": "territorial", "title": "属地管理事项责任清单"}
    first = listing.published([*upside_down, *rows[ADJUSTED:]], number="t1", **told)
    if leave_out == "adjustment":
        return 0
    second = listing.published(rows[:ADJUSTED], number="t2", **told)
    return len(queries.compare(first, second).moved)


def story(leave_out: str = "") -> Figures:
    """The county's year; `leave_out` names one act that is not done."""
    _rights()
    _duties(_read("town_duties"), leave_out)
    rows = _read("territorial", "主体责任单位")
    adjusted = _territorial(rows if leave_out != "import" else rows[1:], leave_out)
    held = [queries.in_force(kind, TOWN, T) for kind in ("town_duties", "territorial")]
    duties, territorial = (0 if version is None else len(queries.rows_of(version)) for version in held)
    return Figures(duties, territorial, adjusted, Burden.objects.filter(stage="logged").count())


WHOLE = Figures(duties=109, territorial=70, adjusted=4, refused=2)


def test_T108_xinxiang_reaches_the_documents_figures_through_acts() -> None:
    assert story() == WHOLE


LEFT_OUT = ("review", "proposal", "check", "hearing", "decision", "entry", "second version", "import", "adjustment")


@pytest.mark.parametrize("act", LEFT_OUT)
def test_T108_with_one_act_left_out_the_figures_are_not_reached(act: str) -> None:
    with suppress(Problem):  # most of what follows is refused
        assert story(leave_out=act) != WHOLE
