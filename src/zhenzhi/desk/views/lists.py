"""Lists of matters at the desk (办件列表): filters kept in the address, rows with what an officer needs to choose."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Prefetch, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from zhenzhi.kernel import clock, mask
from zhenzhi.kernel.identity import Actor
from zhenzhi.matter import access, flow, search, worklist
from zhenzhi.matter.models import Paper, Party, Request
from zhenzhi.matter.worklist import Desk
from zhenzhi.org.models import Person
from zhenzhi.register import holdings
from zhenzhi.register.facts import on_day
from zhenzhi.services import flow as services_flow
from zhenzhi.services.models import Application
from zhenzhi.ui import words
from zhenzhi.ui.clocks import Clock, urgent

PAGE = 25
SOON = timedelta(days=3)
NEWEST_FIRST = ("done", "all")
"""Lists that have no clock to press; the others begin with the most pressing matter."""
DUE = ("today", "soon", "late")
SORTS = ("due", "new")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose to look at; stands in the address, so it can be kept, sent and gone back to."""

    name: str = "todo"
    stage: str = ""
    place: str = ""
    due: str = ""
    mine: str = ""
    q: str = ""
    sort: str = ""

    @classmethod
    def read(cls, sent: QueryDict) -> "Chosen":
        """From the address; what is no such choice counts as none."""
        name, sort = _one_of(sent.get("list", ""), worklist.LISTS, "todo"), _one_of(sent.get("sort", ""), SORTS)
        return cls(
            name=name,
            stage=_one_of(sent.get("stage", ""), services_flow.STAGES),
            place=_one_of(sent.get("place", ""), holdings.recent().facts.places),
            due=_one_of(sent.get("due", ""), DUE),
            mine=_one_of(sent.get("mine", ""), ("1",)),
            q=" ".join(sent.get("q", "")[: search.LONGEST].split()),
            sort="" if sort == _usual(name) else sort,
        )

    @property
    def order(self) -> str:
        """due | new: what was chosen, else what suits the list."""
        return self.sort or _usual(self.name)

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return any((self.stage, self.place, self.due, self.mine, self.q))

    def query(self, **changes: str) -> str:
        """The address with some choices changed, without empty ones and without the question mark."""
        new = replace(self, **changes)
        pairs = [("list", "" if new.name == "todo" else new.name)]
        pairs += [(name, getattr(new, name)) for name in ("stage", "place", "due", "mine", "q", "sort")]
        return urlencode([(name, content) for name, content in pairs if content])

    def chips(self) -> list[tuple[str, str]]:
        """Each filter that is on, in words, with the address without it."""
        place = on_day(holdings.recent().facts.places.get(self.place, ()), clock.today())
        told = [
            ("stage", words.stage(self.stage) if self.stage else ""),
            ("place", place.name if place else ""),
            ("due", DUE_WORDS().get(self.due, "")),
            ("mine", _("我负责的") if self.mine else ""),
            ("q", self.q),
        ]
        return [(text, self.query(**{name: ""})) for name, text in told if text]


def _usual(name: str) -> str:
    return "new" if name in NEWEST_FIRST else "due"


def DUE_WORDS() -> dict[str, str]:
    """The choices of the filter by clock, in words."""
    return {"today": _("今天到期"), "soon": _("三天内到期"), "late": _("已逾期")}


def _one_of(sent: str, choices: Iterable[str], otherwise: str = "") -> str:
    return sent if sent in choices else otherwise


def narrowed(rows: QuerySet[Application], chosen: Chosen, desk: Desk) -> QuerySet[Application]:
    """The rows that fit every filter."""
    if chosen.stage:
        rows = rows.filter(stage=chosen.stage)
    if chosen.place:
        rows = rows.filter(place__in=within(chosen.place))
    if chosen.due == "today":
        rows = rows.filter(pressing__due=desk.today)
    if chosen.due == "soon":
        rows = rows.filter(pressing__due__range=(desk.today, desk.today + SOON))
    if chosen.due == "late":
        rows = rows.filter(pressing__due__lt=desk.today)
    if chosen.mine:
        rows = rows.filter(owner=desk.actor.id)
    return search.found(rows, chosen.q) if chosen.q else rows


def ordered(rows: QuerySet[Application], chosen: Chosen) -> QuerySet[Application]:
    """The most pressing first, then what has no running clock; or the newest first."""
    if chosen.order == "new":
        # Two of one instant need an order too, or a page may show one twice and the other never.
        return rows.order_by("-closed_at" if chosen.name == "done" else "-opened_at", "-pk")
    return rows.filter(pressing__isnull=False).order_by(F("pressing__due").asc(nulls_last=True), "pressing__matter_id")


def within(place: str) -> list[str]:
    """The place and all places in it."""
    facts = holdings.recent().facts
    found, ahead = {place}, {place}
    while ahead:
        ahead = {code for code, rows in facts.places.items() if rows[-1].parent in ahead} - found
        found |= ahead
    return sorted(found)


def places(desk: Desk) -> list[tuple[str, str]]:
    """Places to choose from: those right below the places of one's bodies, by name."""
    facts = holdings.recent().facts
    homes = {body.place for code in desk.bodies if (body := on_day(facts.bodies.get(code, ()), desk.today))}
    rows = [place for versions in facts.places.values() if (place := on_day(versions, desk.today))]
    return sorted((row.id, row.name) for row in rows if row.parent in homes)


@dataclass(frozen=True, slots=True)
class Waits:
    """Something beside the stage that waits for this person: a request to answer, a paper to seal."""

    stage: str
    due: Any = None


@dataclass(frozen=True, slots=True)
class Row:
    """A matter in a list, with the names that belong to it."""

    matter: Application
    clock: Clock | None
    applicant: str
    place: str
    owner: str
    offered: str
    waits: Sequence[Waits]


def rows_of(page: Iterable[Application], desk: Desk) -> list[Row]:
    """The rows of one page, with everything they show; a few statements, however many rows."""
    matters = list(page)
    keys = [row.pk for row in matters]
    facts = holdings.recent().facts
    applicants = dict(Party.objects.filter(matter__in=keys, role="applicant").values_list("matter_id", "name"))
    waits = _waits(desk, keys)
    found = []
    for row in matters:
        name, place = applicants.get(row.pk, ""), on_day(facts.places.get(row.place, ()), desk.today)
        owner, offered = (on_day(facts.persons.get(code, ()), desk.today) for code in (row.owner, row.offered_to))
        told = name if at_work(desk, row) else mask.mask_name(name)
        found.append(
            Row(
                matter=row,
                clock=urgent(row.deadlines.all()),
                applicant=told,
                place=place.name if place else row.place,
                owner=owner.name if owner else "",
                offered=offered.name if offered else "",
                waits=waits.get(row.pk, []),
            )
        )
    return found


def at_work(desk: Desk, row: Application) -> bool:
    """Whether this person's bodies have the matter in hand; whoever only oversees it needs no whole name."""
    return bool({row.body, row.principal} & set(desk.bodies))


def _waits(desk: Desk, keys: list[Any]) -> dict[Any, list[Waits]]:
    found: dict[Any, list[Waits]] = {}
    asked, sealing = desk.bodies_with(flow.REPLY.right), desk.bodies_with(flow.APPROVE_SEAL.right)
    if asked and keys:
        for request in Request.objects.filter(matter__in=keys, to_body__in=asked, stage__in=sorted(flow.OPEN)):
            found.setdefault(request.matter_id, []).append(Waits(request.stage, request.reply_due))
    if sealing and keys:
        papers = Paper.objects.filter(matter__in=keys, stage="numbered", matter__body__in=sealing)
        for key in papers.values_list("matter_id", flat=True).distinct():
            found.setdefault(key, []).append(Waits("numbered"))
    return found


def shown(rows: QuerySet[Application], number: int) -> QuerySet[Application]:
    """The rows of one page, the first being 1, with item and clocks."""
    first = (number - 1) * PAGE
    return rows.select_related("item").prefetch_related(Prefetch("deadlines"))[first : first + PAGE]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list that is counted up to `worklist.MOST`."""

    number: int
    total: int

    @classmethod
    def of(cls, sent: str, total: int) -> "Page":
        """The page that was asked for, or the nearest there is."""
        wanted = int(sent) if sent.isdecimal() and len(sent) < 6 else 1
        return cls(max(1, min(wanted, -(-total // PAGE))), total)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1 if self.number < self.pages else 0


def told(count: int) -> str:
    """A count as people read it."""
    return f"{worklist.MOST - 1}+" if count >= worklist.MOST else str(count)


def names(codes: Iterable[str]) -> dict[str, str]:
    """Names of people, officers and parties alike, by code."""
    wanted = {code for code in codes if code}
    return dict(Person.objects.known().filter(code__in=wanted).values_list("code", "name")) if wanted else {}


def body_name(code: str, actor: Actor | None = None) -> str:
    """A body's name today in the page's language."""
    row = on_day(holdings.recent().facts.bodies.get(code, ()), clock.today())
    return words.pick(row.name, row.name_en) if row else code


def visible(actor: Actor) -> QuerySet[Application]:
    """All matters this person may see."""
    return access.visible_to(actor, Application)
