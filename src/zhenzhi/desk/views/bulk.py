"""One act on several matters (批量办理): what can be done is told row by row before, and row by row afterwards.

Each row is an act of its own, with its own ground and entry; one that can't be done doesn't hold up the rest. Only
acts that need no reasons of their own for each matter are offered: every decision stays one person's look at one file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhenzhi.desk.views import lists
from zhenzhi.kernel import clock
from zhenzhi.kernel.act import asked
from zhenzhi.kernel.doing import together
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.problem import Conflict, Invalid, NotFound, Problem, Refused
from zhenzhi.kernel.registry import REGISTRY, Spec
from zhenzhi.matter import access, flow, worklist
from zhenzhi.matter import acts as matter_acts
from zhenzhi.register import holdings
from zhenzhi.register.facts import on_day
from zhenzhi.services.models import Application
from zhenzhi.ui.acting import function, once_of
from zhenzhi.ui.actors import look
from zhenzhi.ui.kept import at_desk

HAND_OVER, TAKE_OVER = "matter.hand_over", "matter.take_over"
ACTS = ("services.accept", TAKE_OVER, HAND_OVER)
MOST = 100
"""Matters of one selection; more than anybody has read before pressing."""
REASON = 200
DONE_ALREADY = "entry_once_per_key"


@dataclass(frozen=True, slots=True)
class Line:
    """One matter of the selection, and what stands against the act on it, before or after."""

    number: str
    row: Application | None
    problem: Problem | None = None
    before: bool = False


def selected(actor: Actor, numbers: Sequence[str]) -> list[Line]:
    """The matters of these numbers, in their order; what this person may not see is as good as wrong, and logged."""
    wanted = list(dict.fromkeys(number[:64] for number in numbers))[:MOST]
    rows = {row.number: row for row in lists.visible(actor).filter(number__in=wanted).select_related("item")}
    return [Line(number, rows.get(number), None if number in rows else _unseen(actor, number)) for number in wanted]


def _unseen(actor: Actor, number: str) -> Problem:
    try:
        access.see(actor, Application, number, what="bulk")
    except NotFound as problem:
        return problem
    return NotFound()


def against(spec: Spec, row: Application, actor: Actor) -> Problem | None:
    """What stands against the act on a matter, as far as it can be told without doing it."""
    if spec.move.start and row.stage not in spec.move.start:
        zh, en = row.STAGES.get(row.stage, (row.stage, row.stage))
        return Conflict("wrong_stage", f"当前环节为“{zh}”。", f"The stage is “{en}”.", article=spec.move.law)
    try:
        look(asked(spec, row, actor, clock.today()))
    except Problem as problem:
        return problem
    if spec.name == HAND_OVER and (row.owner != actor.id or row.closed_at):
        return _not_yours(spec)
    if spec.name == TAKE_OVER and (row.offered_to != actor.id or row.closed_at):
        return _not_yours(spec)
    return None


def _not_yours(spec: Spec) -> Problem:
    if spec.name == HAND_OVER:
        return Refused("not_owner", "您不是首问责任人。", "You are not the officer first asked.", article=spec.move.law)
    return Refused("not_offered", "没有移交给您。", "This was not handed to you.", article=spec.move.law)


def judged(spec: Spec, lines: Sequence[Line], actor: Actor) -> list[Line]:
    """Each line with what stands against the act."""
    return [Line(one.number, one.row, against(spec, one.row, actor)) if one.row else one for one in lines]


def possible(lines: Sequence[Line], actor: Actor) -> list[Spec]:
    """Acts that can be done to every matter of the selection."""
    rows = [one.row for one in lines]
    return [
        REGISTRY[name]
        for name in ACTS
        if rows and all(row is not None and against(REGISTRY[name], row, actor) is None for row in rows)
    ]


def carry_out(spec: Spec, lines: Sequence[Line], actor: Actor, once: str, to: str, reason: str) -> Iterator[Line]:
    """Do the act to each matter, one by one; what this sending did already is not done again."""
    keys = {one.number: f"{once}-{one.row.pk.hex}" for one in lines if one.row}
    had = set(Entry.objects.filter(actor=actor.id, key__in=keys.values(), act=spec.name).values_list("key", flat=True))
    for one in lines:
        if one.row is None:
            yield one
        elif keys[one.number] in had:
            yield Line(one.number, one.row, before=True)
        else:
            problem = _do(spec, one.row, actor.once(keys[one.number]), to, reason)
            before = problem is not None and problem.code == DONE_ALREADY
            yield Line(one.number, one.row, None if before else problem, before)


def _do(spec: Spec, row: Application, by: Actor, to: str, reason: str) -> Problem | None:
    try:
        with together():
            if spec.name == HAND_OVER and reason:
                matter_acts.add_note(row, text=reason, by=by.once(f"{by.key}-n"))
            params = {"to": to} if spec.name == HAND_OVER else {}
            function(spec)(row, **params, by=by)
    except Problem as problem:
        return problem
    return None


def colleagues(actor: Actor, lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Everybody else with a post at the bodies of these matters, with how many open matters they answer for."""
    bodies = {one.row.body for one in lines if one.row}
    found = sorted(_people_at(bodies) - {actor.id})
    rows = Application.objects.filter(owner__in=found, closed_at__isnull=True).values_list("owner", flat=True)
    busy: dict[str, int] = {}
    for owner in rows[: worklist.MOST]:
        busy[owner] = busy.get(owner, 0) + 1
    named = lists.names(found)
    return sorted(
        (
            (code, _("%(name)s（在办%(n)d件）") % {"name": named.get(code, code), "n": busy.get(code, 0)})
            for code in found
        ),
        key=lambda one: busy.get(one[0], 0),
    )


def _people_at(bodies: set[str]) -> set[str]:
    facts = holdings.recent().facts
    today = clock.today()
    return {
        person
        for person, appointments in facts.appointments.items()
        for appointment in appointments
        if appointment.span.covers(today)
        and (post := on_day(facts.posts.get(appointment.post, ()), today)) is not None
        and any(facts.acts_for(post.body, body, today) for body in bodies)
    }


@require_http_methods(["GET", "POST"])
@at_desk
def bulk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """GET without an act: which acts there are (htmx: as buttons only); with one: what will happen; POST does it."""
    sent = request.POST if request.method == "POST" else request.GET
    lines, name = selected(actor, sent.getlist("n")), sent.get("act", "")
    spec = REGISTRY[name] if name in ACTS else None
    if spec is None:
        acts = possible(lines, actor)
        page = "desk/bulk_acts.html" if request.headers.get("HX-Request") else "desk/bulk_choose.html"
        return render(request, page, {"lines": lines, "acts": acts})
    if not lines:
        return render(request, "desk/bulk_choose.html", {"lines": [], "acts": []})
    to, reason = sent.get("to", "")[:64], sent.get("reason", "").strip()[:REASON]
    once = once_of(request)
    if request.method == "POST" and once and not (spec.name == HAND_OVER and not to):
        done = list(carry_out(spec, lines, actor, once, to, reason))
        return render(request, "desk/bulk_done.html", _told(spec, done))
    told = _told(spec, judged(spec, lines, actor)) | {
        "once": once or uuid4().hex,
        "colleagues": colleagues(actor, lines) if spec.name == HAND_OVER else [],
        "notes": access.holds(actor, flow.ADD_NOTE.right),
        "reason": reason,
        "problem": Invalid("required", "请选择接收人。", "Choose a colleague.") if request.method == "POST" else None,
    }
    return render(request, "desk/bulk_confirm.html", told, status=422 if request.method == "POST" else 200)


def _told(spec: Spec, lines: Sequence[Line]) -> dict[str, object]:
    return {
        "spec": spec,
        "good": [one for one in lines if one.problem is None],
        "bad": [one for one in lines if one.problem is not None],
        "hand_over": spec.name == HAND_OVER,
        "end": spec.move.end,
    }
