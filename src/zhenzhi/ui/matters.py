"""One matter as both faces read it (办件详情): where it stands, its clocks, papers, acts and history."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse

from zhenzhi.kernel import clock, files
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.kernel.problem import NotFound
from zhenzhi.matter import access
from zhenzhi.matter.models import Paper, Rating
from zhenzhi.org.models import Body, Person, Place
from zhenzhi.services import forms
from zhenzhi.services.models import Application
from zhenzhi.ui import deeds, words
from zhenzhi.ui.clocks import clock_of
from zhenzhi.ui.files import sent
from zhenzhi.ui.offers import shown
from zhenzhi.ui.steps import steps

Facts = dict[str, object]


def page_of(actor: Actor, number: str) -> Facts:
    """All that a page of this matter may tell this actor. Raises NotFound, and writes the look down."""
    found = access.see(actor, Application, number)
    papers = list(found.papers.order_by("issued_at"))
    is_party = actor.kind is Who.PARTY
    requests = [] if is_party else list(found.requests.order_by("asked_at"))  # what offices ask each other is theirs
    for child in papers:
        child.matter = found  # the same row: no query for each
    for child_request in requests:
        child_request.matter = found
    history = deeds.history([found.pk, *(row.pk for row in papers), *(row.pk for row in requests)])
    bodies = {row.code: words.pick(row.name, row.name_en) for row in Body.objects.on(clock.today())}
    return {
        "matter": found,
        "body": bodies.get(found.body, found.body),
        "principal": bodies.get(found.principal, found.principal) if found.principal != found.body else "",
        "place": Place.objects.on(clock.today()).filter(code=found.place).first(),
        "owner": Person.objects.known().filter(code=found.owner).first() if found.owner else None,
        "steps": steps(found, [deed.entry for deed in history]),
        "acts": shown(actor, found, found),
        "clocks": [clock_of(row) for row in found.deadlines.order_by("-met_at", "due", "kind")],
        "parties": found.parties.order_by("role"),
        "materials": found.materials.order_by("seq"),
        "papers": [(row, shown(actor, row, found)) for row in papers],
        "held": {row.pk for row in papers if not forms.handed_out(row, actor)},
        "requests": [(row, bodies.get(row.to_body, row.to_body), shown(actor, row, found)) for row in requests],
        "rating": Rating.objects.filter(matter_id=found.pk).first(),
        "history": [deeds.outside(deed) if is_party else deed for deed in reversed(history)],
        "is_party": is_party,
    }


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
    return sent(files.read(settings.FILES, row.file), row.file_kind, f"{found.number}-{row.seq}", inline=False)
