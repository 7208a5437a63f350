"""My work (我的办件): the list of matters one may see, and one page for each matter."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhenzhi.kernel import clock, files, uploads
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.kernel.models import Entry, GroundText, Subject
from zhenzhi.kernel.possible import Possible, allowed
from zhenzhi.kernel.problem import NotFound
from zhenzhi.matter import access
from zhenzhi.matter.models import Deadline, Matter, Paper, Rating, Request
from zhenzhi.org.models import Body, Person, Place
from zhenzhi.portal import words
from zhenzhi.portal.actors import look
from zhenzhi.portal.kept import signed_in
from zhenzhi.portal.steps import ahead, steps
from zhenzhi.register import holdings
from zhenzhi.register.words import Code
from zhenzhi.services import forms
from zhenzhi.services.models import Application

PAGE = 25
NOT_THEIRS = {
    code.value
    for code in (
        Code.RIGHT_LACKING, Code.NOT_APPOINTED, Code.NOT_PARTY, Code.PERSON_UNKNOWN, Code.OTHER_BODY,
    )
}  # fmt: skip
"""Refusals that only say "this is somebody else's work": such an act is not shown at all."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline as a person reads it: its state, and the days left or past."""

    row: Deadline
    state: str
    days: int

    @property
    def name(self) -> str:
        """The word for its kind."""
        return str(words.DEADLINES.get(self.row.kind, self.row.kind))


def clock_of(row: Deadline) -> Clock:
    """met | missed | paused | over | today | soon | running, with the calendar days that are left (negative: past)."""
    left = (row.due - clock.today()).days if row.due else 0
    if row.met_at:
        return Clock(row, "met", left)
    if row.missed_at or (row.due and left < 0):
        return Clock(row, "over", left)
    if row.paused or row.due is None:
        return Clock(row, "paused", left)
    if left == 0:
        return Clock(row, "today", left)
    return Clock(row, "soon" if row.warn and clock.today() >= row.warn else "running", left)


_URGENT = ("over", "today", "soon", "running", "paused")


def _urgent(rows: Iterable[Deadline]) -> Clock | None:
    """The open clock that presses most."""
    found = [one for row in rows if (one := clock_of(row)).state != "met" and not row.met_at]
    return min(found, key=lambda one: (_URGENT.index(one.state), one.days), default=None)


@require_GET
@signed_in
def work(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Matters that this person may see, newest first; the stage to look at stands in the address."""
    visible = access.visible_to(actor, Application)
    stages = visible.values("stage").annotate(n=Count("pk")).order_by("stage")
    counts = {row["stage"]: row["n"] for row in stages}
    chosen = request.GET.get("stage", "")
    rows = visible.filter(stage=chosen) if chosen else visible
    text = request.GET.get("q", "").strip()[:64]
    if text:
        rows = rows.filter(number__icontains=text) | rows.filter(title__icontains=text)
    rows = rows.order_by("-opened_at").select_related("item").prefetch_related(Prefetch("deadlines"))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    bodies = access.bodies_of(actor, clock.today()) if actor.kind is Who.OFFICER else set()
    asked = Request.objects.filter(to_body__in=bodies, stage__in=("asked", "received"))
    told = {
        "page": page,
        "rows": [(row, _urgent(row.deadlines.all())) for row in page],
        "tabs": [(code, counts[code]) for code in words.STAGES if code in counts],
        "total": sum(counts.values()),
        "chosen": chosen,
        "q": text,
        "asked": asked.select_related("matter").order_by("reply_due")[:20],
        "is_party": actor.kind is Who.PARTY,
        "audits": access.holds(actor, access.AUDIT),
    }
    return render(request, "portal/work.html", told)


def shown(actor: Actor, subject: Subject, matter: Matter) -> list[Possible]:
    """The acts to show for a subject, the next step first: the open ones, and those that something stands against."""
    found = [
        one
        for one in allowed(actor, subject, look)
        if _pertinent(one.spec.name, actor, matter) and (one.problem is None or one.problem.code not in NOT_THEIRS)
    ]
    following = ahead(matter.stage)[:1]
    return sorted(found, key=lambda one: (one.spec.move.end not in following, one.spec.move.end is None))


def _pertinent(name: str, actor: Actor, matter: Matter) -> bool:
    """Whether an act that fits any stage has something to be done to at present."""
    rating = Rating.objects.filter(matter_id=matter.pk).first() if "rate" in name or name == "matter.mend" else None
    match name:
        case "matter.rate":
            return matter.closed_at is not None and rating is None
        case "matter.contact_rater" | "matter.mend":
            return rating is not None and rating.level <= holdings.number("rating.bad", clock.today()).value
        case "matter.hand_over":
            return matter.owner == actor.id and matter.closed_at is None
        case "matter.take_over":
            return matter.offered_to == actor.id and matter.closed_at is None
        case "matter.ask" | "matter.approve_exception":
            return matter.closed_at is None
        case "services.resume":
            return matter.deadlines.filter(paused=True).exists()
        case "services.pause":
            return not matter.deadlines.filter(paused=True).exists()
        case "services.issue_voucher":
            return False
    return True


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry of a matter's history: what was done, by whom, on what ground."""

    entry: Entry
    who: str
    ground: dict[str, object]


_ABOUT_PERSONS = frozenset({"person", "appointment", "credential"})


def _outside(deed: Deed) -> Deed:
    """As the parties read it: the chain ends at the post; who sat in it is the office's (个人信息保护法 6)."""
    chain = cast("list[dict[str, str]]", deed.ground.get("chain") or [])
    kept = [link for link in chain if link["kind"] not in _ABOUT_PERSONS]
    told = str(words.ACTOR_KINDS.get(deed.entry.actor_kind, deed.entry.actor_kind))
    return Deed(deed.entry, told, {**deed.ground, "chain": kept})


def _history(subjects: list[UUID]) -> list[Deed]:
    entries = list(Entry.objects.filter(subject__in=subjects).order_by("id"))
    grounds = {bytes(g.digest): g.content for g in GroundText.objects.filter(digest__in={e.ground for e in entries})}
    names = dict(Person.objects.known().filter(code__in={e.actor for e in entries}).values_list("code", "name"))
    return [
        Deed(
            entry,
            names.get(entry.actor, "") or str(words.ACTOR_KINDS.get(entry.actor_kind, entry.actor)),
            grounds.get(bytes(entry.ground), {}),
        )
        for entry in entries
    ]


@signed_in
def matter(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """One matter on one page: where it stands, what may be done, its clocks, papers and history."""
    found = access.see(actor, Application, number)
    papers = list(found.papers.order_by("issued_at"))
    is_party = actor.kind is Who.PARTY
    requests = [] if is_party else list(found.requests.order_by("asked_at"))  # what offices ask each other is theirs
    for child in papers:
        child.matter = found  # the same row: no query for each
    for child_request in requests:
        child_request.matter = found
    history = _history([found.pk, *(row.pk for row in papers), *(row.pk for row in requests)])
    bodies = {row.code: words.pick(row.name, row.name_en) for row in Body.objects.on(clock.today())}
    place = Place.objects.on(clock.today()).filter(code=found.place).first()
    owner = Person.objects.known().filter(code=found.owner).first() if found.owner else None
    told = {
        "matter": found,
        "body": bodies.get(found.body, found.body),
        "principal": bodies.get(found.principal, found.principal) if found.principal != found.body else "",
        "place": place,
        "owner": owner,
        "steps": steps(found, [deed.entry for deed in history]),
        "acts": shown(actor, found, found),
        "clocks": [clock_of(row) for row in found.deadlines.order_by("-met_at", "due", "kind")],
        "parties": found.parties.order_by("role"),
        "materials": found.materials.order_by("seq"),
        "papers": [(row, shown(actor, row, found)) for row in papers],
        "held": {row.pk for row in papers if not forms.handed_out(row, actor)},
        "requests": [(row, bodies.get(row.to_body, row.to_body), shown(actor, row, found)) for row in requests],
        "rating": Rating.objects.filter(matter_id=found.pk).first(),
        "history": [_outside(deed) if is_party else deed for deed in reversed(history)],
        "is_party": is_party,
    }
    return render(request, "portal/matter.html", told)


def _sent(content: bytes, kind: str, name: str, inline: bool) -> HttpResponse:
    """A kept file for its reader: never sniffed, never run; only our own sealed papers open in the browser."""
    answer = HttpResponse(content, content_type=uploads.CONTENT_TYPES.get(kind, "application/octet-stream"))
    answer.headers["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}.{kind}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_GET
@signed_in
def paper(request: HttpRequest, actor: Actor, number: str, key: UUID) -> HttpResponse:
    """The sealed file of one of the matter's papers."""
    found = access.see(actor, Application, number, what="paper")
    row = Paper.objects.filter(matter_id=found.pk, pk=key, stage="sealed").first()
    if row is None or not forms.handed_out(row, actor):
        raise NotFound
    return _sent(files.read(settings.FILES, row.sha256), "pdf", f"{row.kind}-{row.verify_code}", inline=True)


@require_GET
@signed_in
def material(request: HttpRequest, actor: Actor, number: str, seq: int) -> HttpResponse:
    """A material as it was handed in."""
    found = access.see(actor, Application, number, what="material")
    row = found.materials.filter(seq=seq).exclude(file="").first()
    if row is None:
        raise NotFound
    return _sent(files.read(settings.FILES, row.file), row.file_kind, f"{found.number}-{row.seq}", inline=False)
