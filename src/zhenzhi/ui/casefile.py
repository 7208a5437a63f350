"""What lies in a matter's file, as its page shows it (案卷): lines of materials, papers and why they wait, requests."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from zhenzhi.kernel import clock
from zhenzhi.kernel.possible import Possible
from zhenzhi.kernel.problem import Problem
from zhenzhi.matter.models import Deadline, Material, Paper, Request
from zhenzhi.register import holdings
from zhenzhi.register.facts import on_day
from zhenzhi.services.filings import SHARED
from zhenzhi.services.models import Application
from zhenzhi.ui import words
from zhenzhi.ui.clocks import Clock, clock_of
from zhenzhi.ui.offers import main_act

PICTURES = ("jpg", "jpeg", "png", "webp", "bmp")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the item's list of materials, and what was handed in for it."""

    seq: int
    name: str
    needed: bool
    shared: bool
    row: Material | None

    @property
    def missing(self) -> bool:
        """Necessary, not obtained by sharing, and not handed in."""
        return self.needed and not self.shared and self.row is None

    @property
    def picture(self) -> bool:
        """Whether the file can be looked at on the page itself."""
        return self.row is not None and self.row.file != "" and self.row.file_kind in PICTURES


def lines(matter: Application, given: Iterable[Material]) -> list[Line]:
    """The list of the item, line by line; what stands on no line of it comes last."""
    rows = {row.seq: row for row in given}
    found = [
        Line(
            line["seq"], words.pick(line["name"], line.get("name_en", "")), line.get("need") == "必要",
            line.get("source") == SHARED, rows.pop(line["seq"], None),
        )
        for line in matter.item.materials
    ]  # fmt: skip
    return found + [Line(row.seq, row.name, False, False, row) for row in rows.values()]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper with what may be done with it, and why it waits."""

    row: Paper
    acts: list[Possible]
    waits: str
    body: str


def waits(row: Paper) -> str:
    """What a paper waits for, in a sentence; empty for one that is ready or void."""
    if row.stage == "numbered":
        return _("等待印章管理员批准用印。")
    if row.stage == "approved":
        return _("正在制作用印文件，一般几分钟内完成。")
    return ""


@dataclass(frozen=True, slots=True)
class Talk:
    """A request to another body as a thread: asked, receipt, reminder, reply, each with its clock."""

    row: Request
    asking: str
    asked: str
    acts: list[Possible]
    clocks: list[Clock]


def talk(row: Request, acts: list[Possible]) -> Talk:
    """The thread of one request."""
    return Talk(row, body_name(row.from_body), body_name(row.to_body), acts, _clocks(row))


def _clocks(row: Request) -> list[Clock]:
    begun = row.asked_at.astimezone(clock.BEIJING).date()
    made = (
        ("request_receipt", "request.receipt", row.receipt_due, row.received_at),
        ("request_reply", "request.reply", row.reply_due, row.replied_at),
    )
    found = []
    for kind, parameter, due, met in made:
        told = _limit(parameter)
        found.append(clock_of(Deadline(kind=kind, start=begun, due=due, met_at=met, **told)))
    return found


def _limit(parameter: str) -> dict[str, Any]:
    """Length, unit and article of a limit today; nothing where the register names none any more."""
    try:
        number = holdings.number(parameter, clock.today())
    except Problem:
        return {"length": 0, "unit": "", "basis": ""}
    return {"length": number.value, "unit": number.unit, "basis": f"{number.law} {number.article}"}


@dataclass(frozen=True, slots=True)
class Task:
    """Something on one of the matter's papers or requests that waits for this very person."""

    about: str
    number: str
    key: UUID
    act: str
    paper: Paper | None = None


def tasks(sheets: Iterable[Sheet], talks: Iterable[Talk]) -> list[Task]:
    """What waits on papers and requests, to stand beside what may be done with the matter itself."""
    found = [Task(one.row.title, one.row.number, one.row.pk, main_act(one.acts), one.row) for one in sheets]
    found += [Task(f"{one.asking} → {one.asked}", "", one.row.pk, main_act(one.acts)) for one in talks]
    return [one for one in found if one.act]


def body_name(code: str) -> str:
    """The name of a body today, in the page's language; the last known one, else its code."""
    rows = holdings.recent().facts.bodies.get(code, ())
    row = on_day(rows, clock.today()) or (rows[-1] if rows else None)
    return words.pick(row.name, row.name_en) if row else code


def place_name(code: str) -> str:
    """The name of a place today; the last known one, else its code."""
    rows = holdings.recent().facts.places.get(code, ())
    row = on_day(rows, clock.today()) or (rows[-1] if rows else None)
    return row.name if row else code


def person_name(code: str) -> str:
    """The name of an officer today; the last known one, else the code."""
    rows = holdings.recent().facts.persons.get(code, ())
    row = on_day(rows, clock.today()) or (rows[-1] if rows else None)
    return row.name if row else code
