"""The county of these tests: the small world, with the officers and the local rules that the life of a power needs.

    mayor   mayor of Xizhen (西镇): asks, takes, attests, signs         dept    officer of the planning bureau
    staff   list editor of the staffing office: tests, plans, drafts    lawyer  legal office: reviews and files
    opener  head of the staffing office: opens batches                  head    county head: mediates, waives, decides
    clerk   announces and publishes
"""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db import connection

from tests import world
from tests.house.paths import ROOT
from zhenzhi.devolution import batch_acts, menu_acts, plan_acts, tables
from zhenzhi.devolution.menu_acts import Wish
from zhenzhi.devolution.models import Batch, Proposal
from zhenzhi.devolution.plan_acts import Answer, Rung
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import officer
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.models import Book, Dated
from zhenzhi.org.models import Appointment, Body, Person, Place, Post
from zhenzhi.register import holdings, life, rulebook
from zhenzhi.register.models import DecisionTable, Instrument, Parameter

T = world.TODAY
HE = world.who("he")
PLAN, WEST, GOV = world.PLAN, world.WEST_GOV, world.GOV
OFFICERS = {
    "mayor": (WEST, "devolution.ask devolution.attest instrument.sign"),
    "dept": (PLAN, "devolution.answer devolution.patrol instrument.sign"),
    "staff": (world.STAFFING, "devolution.plan devolution.evaluate instrument.draft"),
    "opener": (world.STAFFING, "devolution.open devolution.succeed grant.open grant.stop"),
    "lawyer2": (world.JUSTICE, "devolution.review instrument.file"),
    "head": (GOV, "devolution.mediate devolution.waive devolution.decide grant.stop instrument.sign"),
    "clerk": (GOV, "devolution.publish instrument.announce"),
}
MAYOR, DEPT, STAFF, OPENER, LAWYER, HEAD, CLERK = (officer(f"dev-{name}") for name in OFFICERS)
NUMBERS = (
    "devolution.answer", "devolution.small_fine", "devolution.patrol", "devolution.view", "power.idle",
    "penalty.officers",
)  # fmt: skip
RUNG = [Rung("entrusted", True, "法律允许委托，双方自愿")]
ATTESTED = ("training", "room", "system", "money", "unified_agreement", "unified_procedure", "unified_training")


def body(code: str) -> Body:
    """A body of the world as it stands today."""
    return Body.objects.on(clock.today()).get(code=code)


def profile_rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of the base profile."""
    with (ROOT / "profiles" / "common" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def table(code: str, rows: list[dict[str, str]]) -> None:
    """Enter a decision table, or set it anew."""
    known = DecisionTable.objects.on(clock.today()).filter(code=code).first()
    if known is not None:
        rulebook.set_table(known, rows=rows, start=clock.today(), law="县规", by=HE)
        return
    place = Place.objects.on(clock.today()).get(level="county")
    rulebook.enter_table(place, code=code, rows=rows, start=clock.today(), law="县规", by=HE)


def found(since: date = T) -> None:
    """Appoint the officers and enter the local rules: facts of the books, put there as a profile would."""
    valid, rows = world.days(since), list[Dated]()
    for name, (where, rights) in OFFICERS.items():
        code = f"dev-{name}"
        rows += [
            Person(code=code, name=f"人员{name}", staff="civil", valid=valid),
            Post(code=f"post-{code}", body=where, name=f"岗位{name}", kind="x", rights=rights.split(), valid=valid),
            Appointment(code=f"app-{code}", person=code, post=f"post-{code}", valid=valid),
        ]
    for code in ("devolution_tests", "devolution_limits", "readiness"):
        rows.append(DecisionTable(code=code, rows=profile_rows(code), law="县规", valid=valid))
    numbers = {row["key"]: row for row in profile_rows("parameters")}
    for code in NUMBERS:
        row = numbers[code]
        told = {"unit": row["unit"], "law": row["law"], "article": row["article"], "valid": valid}
        rows.append(Parameter(code=code, value=int(row["value"]), **told))
    put(rows)


def put(rows: Sequence[Dated]) -> None:
    """Put facts into the books as they stand in a founded county, in a few statements."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhenzhi.act', 'county', true)")
        for model in dict.fromkeys(type(row) for row in rows):
            own = [row for row in rows if type(row) is model]
            for row in own:
                row.stage, row.since = row.stage or "in_force", uuid7()
            model._base_manager.bulk_create(own)
        Book.objects.update(stamp=uuid7())
        cursor.execute("SELECT set_config('zhenzhi.act', '', true)")
    holdings.forget()


def wish(power: str = world.BUILD, **more: Any) -> Wish:
    """What the western town asks for."""
    return replace(Wish(power, PLAN, "群众办证须往返县城"), **more)


def answers(**other: bool) -> list[Answer]:
    """An answer to every question that lets the power go, but for those named."""
    return [
        Answer(q.code, other.get(q.code, q.bars != "yes"), f"理由：{q.zh}") for q in tables.questions()
    ]


def asked(**more: Any) -> Proposal:
    return menu_acts.ask_for(body(WEST), wish=wish(**more), by=MAYOR)


def agreed(**more: Any) -> Proposal:
    return menu_acts.agree(asked(**more), by=DEPT)


def screened(**more: Any) -> Proposal:
    return plan_acts.screen(agreed(**more), answers=answers(), by=STAFF)


def planned(**more: Any) -> Proposal:
    return plan_acts.choose_form(screened(**more), form="entrusted", ladder=RUNG, by=STAFF)


def reviewed(**more: Any) -> Proposal:
    return plan_acts.pass_review(planned(**more), opinion="合法", by=LAWYER)


def gathered(proposals: list[Proposal] | None = None, **more: Any) -> Batch:
    items = [row.number for row in proposals or [reviewed()]]
    told: dict[str, Any] = {"name": "第一批", "form": "entrusted", "principal": PLAN, "start": clock.today()}
    return batch_acts.gather(body(WEST), items=items, by=STAFF, **(told | more))


def papered(batch: Batch | None = None, **more: Any) -> Batch:
    told: dict[str, Any] = {"code": "A-WEST", "title": "委托协议", "number": "山规委〔2026〕7号"}
    return batch_acts.draft_papers(batch or gathered(), **(told | more), by=STAFF)


def signed(batch: Batch | None = None) -> Batch:
    """The agreement of the batch signed by both, filed and announced: acts of the register."""
    made = batch or papered()
    paper = life.sign_for_principal(instrument(made), by=DEPT)
    paper = life.sign_for_agent(paper, by=MAYOR)
    paper = life.file(paper, on=clock.today(), by=LAWYER)
    life.announce(paper, on=clock.today(), where="县政府网站", by=CLERK)
    return made


def instrument(batch: Batch) -> Instrument:
    return Instrument.objects.known().get(code=batch.instrument)


def ready(batch: Batch | None = None, but: str = "") -> Batch:
    """Everything that nobody computes, attested by the town; all but one requirement where told."""
    made = batch or signed()
    wanted = {one.code for one in tables.requirements(made.form)}
    for requirement in ATTESTED:
        if requirement in wanted and requirement != but:
            made = batch_acts.attest(made, requirement=requirement, evidence="已核实，附照片", by=MAYOR)
    return made


def opened(batch: Batch | None = None) -> Batch:
    return batch_acts.open_batch(ready(batch), by=OPENER)


@contextmanager
def later(days: int) -> Iterator[date]:
    """So many days after the day of the world."""
    day = T + timedelta(days=days)
    with clock.frozen(clock.at_beijing(day, 9)):
        yield day
