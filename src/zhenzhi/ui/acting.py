"""Doing an act from a page (办理): the form, the sending once, and what comes back when it can't be done."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.models import Entry, Subject
from zhenzhi.kernel.possible import inputs
from zhenzhi.kernel.problem import NotFound, Problem
from zhenzhi.kernel.registry import REGISTRY, Spec
from zhenzhi.matter import access
from zhenzhi.services import forms as services
from zhenzhi.services import items
from zhenzhi.services.models import Application
from zhenzhi.ui import outcome, words
from zhenzhi.ui.beside import Beside
from zhenzhi.ui.deeds import history
from zhenzhi.ui.forms import ActForm, act_form
from zhenzhi.ui.kept import give_back
from zhenzhi.ui.offers import shown, standing

ONCE = "entry_once_per_key"


@dataclass(frozen=True, slots=True)
class Face:
    """Where a page of an act stands: its template, the name of the page to return to, and the frame of the face."""

    template: str
    back: str
    base: str = "ui/portal.html"


def function(spec: Spec) -> Callable[..., object]:
    """The public function of an act; it alone opens the transaction and asks."""
    return cast(Callable[..., object], getattr(sys.modules[spec.body.__module__], spec.body.__name__))


def once_of(request: HttpRequest) -> str:
    """The mark of one sending, made by the form's page; what is no such mark is none."""
    sent = request.POST.get("once", "")
    return sent if re.fullmatch(r"[0-9a-z]{1,40}", sent) else ""


def done_before(actor: Actor, key: str, act: str) -> Entry | None:
    """The entry that this very sending made, if it came twice."""
    rows = Entry.objects.filter(actor_kind=actor.kind, actor=actor.id, key=key, act=act)
    return rows.first() if key else None


def place_faults(form: forms.Form, problem: Problem) -> None:
    """Put a problem where it belongs: at its field if the form has it, else above the form."""
    detail = problem.detail if isinstance(problem.detail, dict) else {}
    placed = False
    for field, text in detail.items():
        name = str(field).replace(".", "_").replace("materials_", "material_")
        if name in form.fields:
            chinese = any(ord(letter) > 0x2E80 for letter in str(text))
            told = words.either(str(text)) if chinese else words.pick(problem.zh, problem.en)
            form.add_error(name, ValidationError(told))
            placed = True
    if not placed:
        form.add_error(None, ValidationError(words.pick(problem.zh, problem.en)))


def _subject(matter: Application, key: UUID | None) -> Subject:
    """What the act is done to: the matter itself, or one of its papers or requests."""
    if key is None:
        return matter
    for rows in (matter.papers, matter.requests):
        found = rows.filter(pk=key).first()
        if found is not None:
            return cast(Subject, found)
    raise NotFound


def act_page(request: HttpRequest, actor: Actor, number: str, name: str, key: UUID | None, face: Face) -> HttpResponse:
    """The page of one act: GET shows the form, POST does it. Sent twice, it is done once."""
    matter = access.see(actor, Application, number, what=f"act {name}"[:40])
    matter.item = items.of(matter)
    subject = _subject(matter, key)
    once, posted = once_of(request), request.method == "POST"
    if posted and done_before(actor, once, name):
        return _after(request, matter, name, face)
    possible = next((one for one in shown(actor, subject, standing(matter)) if one.spec.name == name), None)
    if possible is None:
        return _gone(request, matter, name, face)
    make, kept, problem, status = act_form(possible.spec, matter), None, possible.problem, 200
    if posted:
        form = make(request.POST, request.FILES)
        if "preview" not in request.POST:
            problem = do(form, subject, actor.once(once or uuid4().hex)) if form.is_valid() else None
            if problem is not None and problem.code in STALE:
                return _gone(request, matter, name, face)
            if form.is_valid() and problem is None:
                return _after(request, matter, name, face)
            status = problem.status if problem else 422
    else:
        kept = give_back(request, actor)
        form = make(initial=suggested(possible.spec, matter) | initial(kept))
    told = {
        "matter": matter, "spec": possible.spec, "form": form, "problem": problem, "possible": possible,
        "once": once or uuid4().hex, "kept": kept is not None, "subject": subject if key else None,
        "files": form.is_multipart(), "back": face.back, "outcome": outcome.told(possible.spec, matter),
        "beside": Beside(matter, name, subject, str(request.POST.get("reasons", ""))),
    }  # fmt: skip
    return render(request, face.template, told, status=status)


STALE = ("wrong_stage", "superseded")
"""Problems that say somebody was quicker: the page is stale."""


def suggested(spec: Spec, matter: Application) -> dict[str, Any]:
    """What may stand in the form beforehand, from the file: all that is missing, or who receives."""
    if spec.name == "services.ask_correction":
        return {"lines": "\n".join(services.shortfall(matter))}
    if spec.name == "services.deliver":
        applicant = matter.parties.filter(role="applicant").first()
        return {"receiver": applicant.name if applicant else ""}
    return {}


def initial(kept: Any) -> dict[str, Any]:
    """What was kept, as a form takes it."""
    return {} if kept is None else dict(kept.items())


def do(form: ActForm, subject: Subject, by: Actor) -> Problem | None:
    """Do the act with what was entered; the problem, if it could not be done."""
    try:
        function(form.spec)(subject, **form.params(), by=by)
    except Problem as problem:
        place_faults(form, problem)
        return problem
    except IntegrityError as fault:
        if ONCE not in str(fault):
            raise
    return None


def _after(request: HttpRequest, matter: Application, name: str, face: Face) -> HttpResponse:
    told = words.THANKS.get(name) or _("已办理：%(act)s。") % {"act": words.act_label(name)}
    messages.success(request, str(told))
    return redirect(face.back, number=matter.number)


def _gone(request: HttpRequest, matter: Application, name: str, face: Face) -> HttpResponse:
    """The act does not fit any more: somebody was quicker, or it is not this person's work. What was typed is shown."""
    if name not in REGISTRY:
        raise NotFound
    news = _news(matter)
    typed = [
        (words.ENTRIES.get(entry, entry), text)
        for entry in inputs(REGISTRY[name])
        if request.method == "POST" and (text := request.POST.get(entry, "").strip())
    ]
    if typed:
        told = {"matter": matter, "spec": REGISTRY[name], "news": news, "typed": typed, "back": face.back}
        return render(request, "ui/stale.html", told | {"base": face.base}, status=409)
    messages.warning(request, _("“%(act)s”现在不能办理。") % {"act": words.act_label(name)} + news)
    return redirect(face.back, number=matter.number)


def _news(matter: Application) -> str:
    """Who moved the matter last, and where it stands now."""
    moved = [one for one in history([matter.pk]) if one.entry.stage_to != one.entry.stage_from]
    if not moved:
        return ""
    last = moved[-1]
    told = {
        "who": last.who, "act": words.act_label(last.entry.act), "stage": words.stage(last.entry.stage_to),
        "at": last.entry.at.astimezone(clock.BEIJING).strftime("%Y-%m-%d %H:%M"),
    }  # fmt: skip
    return _("%(who)s已于%(at)s办理“%(act)s”，现在是“%(stage)s”。") % told
