"""One matter as both faces read it (办件详情): where it stands, its clocks, papers, acts and history."""

from types import SimpleNamespace
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpResponse

from zhenzhi.kernel import files
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.kernel.problem import NotFound
from zhenzhi.matter import access
from zhenzhi.matter.models import Matter, Note, Paper, Rating, Request
from zhenzhi.services import forms, items
from zhenzhi.services.models import Application
from zhenzhi.ui import deeds, right
from zhenzhi.ui.casefile import Sheet, body_name, lines, person_name, place_name, talk, tasks, waits
from zhenzhi.ui.clocks import clock_of
from zhenzhi.ui.files import sent
from zhenzhi.ui.offers import Standing, shown
from zhenzhi.ui.steps import steps

Facts = dict[str, object]
READABLE = ("pdf", "jpg")
"""Kinds of file that were written anew when they came in and may open in the browser."""


def page_of(actor: Actor, number: str) -> Facts:
    """All that a page of this matter may tell this actor. Raises NotFound, and writes the look down.

    `papers` are (paper, acts), `sheets` the same with why they wait; `requests` are (request, body, acts), `talks` the
    same as threads; `lines` are the item's list of materials, each with what was handed in.
    """
    found = seen(actor, number)
    is_party = actor.kind is Who.PARTY
    parties = list(found.parties.order_by("role"))
    materials = list(found.materials.order_by("seq"))
    clocks = [clock_of(row) for row in found.deadlines.order_by("-met_at", "due", "kind")]
    names = {key: row.name for row in parties if (key := getattr(found, row.role, ""))}
    history = deeds.of_matter(found.pk, names)
    done = {deed.entry.act for deed in history}
    papers = list(found.papers.order_by("issued_at")) if done - PAPERLESS else []
    # What offices ask each other is theirs.
    asked = not is_party and any(deed.entry.subject_kind == Request._meta.label_lower for deed in history)
    requests = list(found.requests.order_by("asked_at")) if asked else []
    for child in (*papers, *requests):
        child.matter = found  # type: ignore[attr-defined]  # the same row: no query for each
    rating = Rating.objects.filter(matter_id=found.pk).first() if "matter.rate" in done else None
    stands = Standing(
        found, rating, any(one.row.paused for one in clocks), tuple(row for row in papers if row.kind in forms.RESULTS)
    )
    offered = {row.pk: shown(actor, row, stands) for row in (*papers, *requests)}
    acts = shown(actor, found, stands)
    sheets = [Sheet(row, offered[row.pk], waits(row), body_name(row.name_body)) for row in papers]
    talks = [talk(row, offered[row.pk]) for row in requests]
    return {
        "matter": found,
        "body": body_name(found.body),
        "principal": body_name(found.principal) if found.principal != found.body else "",
        "place": SimpleNamespace(name=place_name(found.place)),
        "owner": _named(found.owner),
        "offered_to": _named(found.offered_to),
        "steps": steps(found, [deed.entry for deed in history]),
        "acts": [one for one in acts if is_party or one.spec.name != NOTE],
        "may_note": any(one.spec.name == NOTE and one.open for one in acts),
        "once": uuid4().hex,
        "clocks": clocks,
        "parties": parties,
        "materials": materials,
        "lines": lines(found, materials),
        "papers": [(row, offered[row.pk]) for row in papers],
        "sheets": sheets,
        "held": {row.pk for row in papers if not forms.handed_out(row, actor)},
        "requests": [(row, body_name(row.to_body), offered[row.pk]) for row in requests],
        "talks": talks,
        "tasks": tasks(sheets, talks),
        "notes": _notes(found) if NOTE in done and not is_party else [],
        "ground": right.today(found),
        "rating": rating,
        "history": [deeds.outside(deed) if is_party else deed for deed in reversed(history)],
        "is_party": is_party,
    }


NOTE = "matter.add_note"
PAPERLESS = frozenset({NOTE, "services.apply", "services.receive", "services.fix_on_spot"})
"""Acts that issue no paper; a matter that saw no other has none, and none is looked for."""


def seen(actor: Actor, number: str, what: str = "page") -> Application:
    """The matter, with the version of the item it began under; the look is written down. Raises NotFound."""
    found = access.see(actor, Application, number, what=what)
    found.item = items.of(found)
    return found


def told_of(found: Matter) -> list[deeds.Deed]:
    """The history of the matter itself, oldest first."""
    return deeds.history([found.pk])


def _named(person: str) -> SimpleNamespace | None:
    return SimpleNamespace(name=person_name(person)) if person else None


def _notes(found: Matter) -> list[tuple[Note, str]]:
    return [(row, person_name(row.by)) for row in found.notes.order_by("at")]


def paper_file(actor: Actor, number: str, key: UUID) -> HttpResponse:
    """The sealed file of one of the matter's papers."""
    found = access.see(actor, Application, number, what="paper")
    row = Paper.objects.filter(matter_id=found.pk, pk=key, stage="sealed").first()
    if row is None or not forms.handed_out(row, actor):
        raise NotFound
    return sent(files.read(settings.FILES, row.sha256), "pdf", f"{row.kind}-{row.verify_code}", inline=True)


def material_file(actor: Actor, number: str, seq: int) -> HttpResponse:
    """A material as it was handed in."""
    found = access.see(actor, Application, number, what="material")
    row = found.materials.filter(seq=seq).exclude(file="").first()
    if row is None:
        raise NotFound
    inline = row.file_kind in READABLE
    return sent(files.read(settings.FILES, row.file), row.file_kind, f"{found.number}-{row.seq}", inline=inline)
