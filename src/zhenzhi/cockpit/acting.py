"""Doing an act at the cockpit (统筹台办理): the form made from the act, the sending once, and where it leads."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhenzhi.cockpit import subjects
from zhenzhi.cockpit.forms import act_form
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.models import Entry, Subject
from zhenzhi.kernel.registry import Spec
from zhenzhi.register.models import Instrument
from zhenzhi.ui import words
from zhenzhi.ui.acting import STALE, do, done_before, initial, once_of
from zhenzhi.ui.kept import give_back


@dataclass(frozen=True, slots=True)
class Page:
    """Where an act's page stands: what it is about, and the page to go back to."""

    about: str
    back: str
    crumb: str


def page(request: HttpRequest, actor: Actor, subject: Subject, spec: Spec, where: Page) -> HttpResponse:
    """GET shows the form, POST does the act; sent twice, it is done once."""
    once, posted = once_of(request), request.method == "POST"
    before = done_before(actor, once, spec.name) if posted else None
    if before is not None:
        return _after(request, spec, before, where)
    make = act_form(spec, subject, actor)
    problem, status, kept = None, 200, None
    if posted:
        form = make(request.POST)
        problem = do(form, subject, actor.once(once or uuid4().hex)) if form.is_valid() else None
        if form.is_valid() and problem is None:
            return _after(request, spec, done_before(actor, once, spec.name), where)
        if problem is not None and problem.code in STALE:
            messages.warning(request, words.pick(problem.zh, problem.en))
            return redirect(where.back)
        status = problem.status if problem else 422
    else:
        kept = give_back(request, actor)
        form = make(initial=initial(kept))
    told = {
        "spec": spec, "form": form, "problem": problem, "once": once or uuid4().hex, "kept": kept is not None,
        "files": False, "where": where,
    }  # fmt: skip
    return render(request, "cockpit/act.html", told, status=status)


def _after(request: HttpRequest, spec: Spec, entry: Entry | None, where: Page) -> HttpResponse:
    """What an opening made is shown; after any other act, the page it was done from."""
    messages.success(request, _("已办理：%(act)s。") % {"act": words.act_label(spec.name)})
    made = _made(spec, entry) if spec.kind == "opening" and entry is not None else None
    return redirect(where.back if made is None else subjects.address(made))


def _made(spec: Spec, entry: Entry) -> Any:
    """The subject that an opening made, by the key in its entry."""
    model = spec.signature.return_annotation
    if all(kind.model is not model for kind in subjects.KINDS.values()):
        return None
    rows = Instrument.objects.known() if model is Instrument else model._default_manager
    return rows.filter(pk=entry.subject).first()
