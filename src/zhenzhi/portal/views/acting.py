"""Doing an act from a page (办理): the form, the sending, and what comes back when it can't be done."""

import re
import sys
from collections.abc import Callable
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.kernel.models import Entry, Subject
from zhenzhi.kernel.possible import Possible
from zhenzhi.kernel.problem import NotFound, Problem, Refused
from zhenzhi.kernel.registry import REGISTRY, Spec
from zhenzhi.matter import access
from zhenzhi.matter.models import Matter
from zhenzhi.org.models import Person
from zhenzhi.portal import words
from zhenzhi.portal.filing import FilingForm, filing_form
from zhenzhi.portal.forms import ActForm, act_form
from zhenzhi.portal.kept import give_back, signed_in
from zhenzhi.portal.views.work import shown
from zhenzhi.register.models import ServiceItem
from zhenzhi.services import acts as services
from zhenzhi.services.models import Application

ONCE = "entry_once_per_key"


def _subject(matter: Application, key: UUID | None) -> Subject:
    """What the act is done to: the matter itself, or one of its papers or requests."""
    if key is None:
        return matter
    for rows in (matter.papers, matter.requests):
        found = rows.filter(pk=key).first()
        if found is not None:
            return cast(Subject, found)
    raise NotFound


def _possible(actor: Actor, subject: Subject, matter: Matter, name: str) -> Possible | None:
    return next((one for one in shown(actor, subject, matter) if one.spec.name == name), None)


def _function(spec: Spec) -> Callable[..., object]:
    """The public function of an act; it alone opens the transaction and asks."""
    return cast(Callable[..., object], getattr(sys.modules[spec.body.__module__], spec.body.__name__))


def _once(request: HttpRequest) -> str:
    """The mark of one sending, made by the form's page; what is no such mark is none."""
    sent = request.POST.get("once", "")
    return sent if re.fullmatch(r"[0-9a-z]{1,40}", sent) else ""


def _done_before(actor: Actor, key: str, act: str) -> Entry | None:
    return Entry.objects.filter(actor=actor.id, key=key, act=act).first()


def _faults(form: forms.Form, problem: Problem) -> None:
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


@require_http_methods(["GET", "POST"])
@signed_in
def act(request: HttpRequest, actor: Actor, number: str, name: str, key: UUID | None = None) -> HttpResponse:
    """The page of one act: GET shows the form, POST does it. Sent twice, it is done once."""
    matter = access.see(actor, Application, number, what=f"act {name}"[:40])
    subject = _subject(matter, key)
    once = _once(request)
    if request.method == "POST" and once and _done_before(actor, once, name):
        return _after(request, matter, name)
    possible = _possible(actor, subject, matter, name)
    if possible is None:
        return _gone(request, matter, name)
    make, kept = act_form(possible.spec, matter), None
    if request.method == "POST":
        form = make(request.POST, request.FILES)
        problem = _do(form, subject, actor, once or uuid4().hex) if form.is_valid() else None
        if form.is_valid() and problem is None:
            return _after(request, matter, name)
        status = problem.status if problem else 422
    else:
        kept = give_back(request, actor)
        form, problem, status = make(initial=_initial(kept)), possible.problem, 200
    told = {
        "matter": matter, "spec": possible.spec, "form": form, "problem": problem, "possible": possible,
        "once": once or uuid4().hex, "kept": kept is not None, "subject": subject if key else None,
        "files": form.is_multipart(),
    }  # fmt: skip
    return render(request, "portal/act.html", told, status=status)


def _initial(kept: Any) -> dict[str, Any]:
    return {} if kept is None else dict(kept.items())


def _do(form: ActForm, subject: Subject, actor: Actor, once: str) -> Problem | None:
    """Do the act with what was entered; the problem, if it could not be done."""
    try:
        _function(form.spec)(subject, **form.params(), by=actor.once(once))
    except Problem as problem:
        _faults(form, problem)
        return problem
    except IntegrityError as fault:
        if ONCE not in str(fault):
            raise
    return None


def _after(request: HttpRequest, matter: Matter, name: str) -> HttpResponse:
    messages.success(request, _("已办理：%(act)s。") % {"act": words.act_label(name)})
    return redirect("matter", number=matter.number)


def _gone(request: HttpRequest, matter: Matter, name: str) -> HttpResponse:
    """The act does not fit any more: somebody was quicker, or it is not this person's work."""
    if name not in REGISTRY:
        raise NotFound
    messages.warning(
        request, _("“%(act)s”现在不能办理，可能已由他人办理。下面是最新情况。") % {"act": words.act_label(name)}
    )
    return redirect("matter", number=matter.number)


@require_http_methods(["GET", "POST"])
@signed_in
def apply(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Apply for an item: a resident or firm for themselves, a clerk for somebody at the window."""
    item = ServiceItem.objects.on(clock.today()).filter(code=code).first()
    if item is None:
        raise NotFound
    if actor.kind is Who.OFFICER and not access.holds(actor, "service.receive"):
        raise Refused(
            "no_window",
            "您的岗位没有窗口收件职责，不能代为登记申请。",
            "Your post does not receive applications at a window.",
            article="行政许可法 29",
        )
    person = Person.objects.on(clock.today()).get(code=actor.id)
    own = person if actor.kind is Who.PARTY else None
    once, kept, problem, status = _once(request), None, None, 200
    name = "services.apply" if actor.kind is Who.PARTY else "services.receive"
    if request.method == "POST":
        before = _done_before(actor, once, name) if once else None
        if before is not None:
            return redirect("matter", number=Application.objects.get(pk=before.subject).number)
        form = filing_form(item, own, request.POST, request.FILES)
        if form.is_valid():
            answer = _file(form, item, actor.once(once or uuid4().hex))
            if isinstance(answer, Application):
                messages.success(request, _("申请已提交，编号 %(number)s。") % {"number": answer.number})
                return redirect("matter", number=answer.number)
            problem = answer
        status = problem.status if problem else 422
    else:
        kept = give_back(request, actor)
        form = filing_form(item, own, initial=_initial(kept))
    told = {
        "item": item, "form": form, "problem": problem, "once": once or uuid4().hex, "kept": kept is not None,
        "own": own, "files": True,
    }  # fmt: skip
    return render(request, "portal/apply.html", told, status=status)


def _file(form: FilingForm, item: ServiceItem, by: Actor) -> Application | Problem:
    act = services.apply if by.kind is Who.PARTY else services.receive
    try:
        return act(item, filing=form.filing(by), by=by)
    except Problem as problem:
        _faults(form, problem)
        return problem
