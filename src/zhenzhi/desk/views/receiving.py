"""Receiving at a window (窗口收件): the clerk chooses the item and enters what the applicant hands over."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.problem import NotFound, Problem, Refused
from zhenzhi.kernel.render import qr_svg
from zhenzhi.matter import access
from zhenzhi.register.models import ServiceItem
from zhenzhi.services import acts as services
from zhenzhi.services.filings import SHARED
from zhenzhi.services.models import Application
from zhenzhi.ui import casefile, matters, words
from zhenzhi.ui.acting import done_before, initial, once_of, place_faults
from zhenzhi.ui.clocks import urgent
from zhenzhi.ui.filing import FilingForm, filing_form, known_by_id, number_faults
from zhenzhi.ui.kept import at_desk, give_back


def _at_window(actor: Actor) -> None:
    if not access.holds(actor, "service.receive"):
        raise Refused(
            "no_window",
            "您的岗位没有窗口收件职责，不能代为登记申请。",
            "Your post does not receive applications at a window.",
            article="行政许可法 29",
        )


@require_GET
@at_desk
def choose(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The items of the clerk's bodies, with a search."""
    _at_window(actor)
    text = request.GET.get("q", "").strip()[:60]
    rows = ServiceItem.objects.on(clock.today()).filter(body__in=access.bodies_of(actor, clock.today()))
    for part in text.split():
        rows = rows.filter(name__icontains=part)
    return render(request, "desk/choose.html", {"rows": rows.order_by("code")[:100], "q": text})


@dataclass(frozen=True, slots=True)
class Taken:
    """One line of the list of materials at the window: on paper, as a file, or got by sharing."""

    name: str
    needed: bool
    shared: bool
    paper: BoundField | None
    file: BoundField | None


def _lines(item: ServiceItem, form: FilingForm) -> list[Taken]:
    found = []
    for line in item.materials:
        shared, seq = line.get("source") == SHARED, line["seq"]
        paper, file = (None, None) if shared else (form[f"paper_{seq}"], form[f"material_{seq}"])
        name = words.pick(line["name"], line.get("name_en", ""))
        found.append(Taken(name, line.get("need") == "必要", shared, paper, file))
    return found


@require_http_methods(["GET", "POST"])
@at_desk
def receive(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The form; sent twice, it is received once."""
    _at_window(actor)
    item = ServiceItem.objects.on(clock.today()).filter(code=code).first()
    if item is None:
        raise NotFound
    once, kept, problem, status = once_of(request), None, None, 200
    looked: dict[str, Any] = {}
    if request.method == "POST" and "lookup" in request.POST:
        form, looked = _looked_up(request, item)
    elif request.method == "POST":
        before = done_before(actor, once, "services.receive")
        if before is not None:
            return redirect("desk_receipt", number=Application.objects.get(pk=before.subject).number)
        form = filing_form(item, None, request.POST, request.FILES, window=True)
        if form.is_valid():
            answer = _file(form, item, actor.once(once or uuid4().hex))
            if isinstance(answer, Application):
                messages.success(request, _("申请已收件，编号 %(number)s。") % {"number": answer.number})
                return redirect("desk_receipt", number=answer.number)
            problem = answer
        status = problem.status if problem else 422
    else:
        kept = give_back(request, actor)
        form = filing_form(item, None, initial=initial(kept), window=True)
    told = {
        "item": item, "form": form, "problem": problem, "once": once or uuid4().hex, "kept": kept is not None,
        "files": True, "lines": _lines(item, form), "person": [form[name] for name in PERSON], "place": form["place"],
        "purpose": form["purpose"], "looked": looked,
    }  # fmt: skip
    return render(request, "desk/receive.html", told, status=status)


PERSON = ("applicant_name", "applicant_phone", "applicant_address")
_NOT_TYPED = ("csrfmiddlewaretoken", "once", "lookup")


def _looked_up(request: HttpRequest, item: ServiceItem) -> tuple[FilingForm, dict[str, Any]]:
    """The form as typed, with what the book knows of the number; and what was found, to be told beside it."""
    typed = {name: text for name, text in request.POST.items() if name not in _NOT_TYPED}
    kind, number = str(typed.get("applicant_id_kind", "")), str(typed.get("applicant_id_number", ""))
    faults = number_faults(kind, number) if number else []
    known = {} if faults or not number else known_by_id(number)
    filled = typed | {name: text for name, text in known.items() if text}
    form = filing_form(item, None, initial=filled, window=True)
    return form, {"faults": faults, "known": bool(known), "asked": bool(number)}


def _file(form: FilingForm, item: ServiceItem, by: Actor) -> Application | Problem:
    try:
        return services.receive(item, filing=form.filing(by), by=by)
    except Problem as problem:
        place_faults(form, problem)
        return problem


def _qr(address: str) -> SafeString:
    """A code that grows with its place; our own drawing of our own address."""
    return mark_safe(re.sub(r'width="(\d+)" height="(\d+)"', r'viewBox="0 0 \1 \2"', qr_svg(address), count=1))


@require_GET
@at_desk
def receipt(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """What the applicant takes along: number, papers received, until when there is an answer, the way to track it."""
    found = matters.seen(actor, number, "receipt")
    lines = casefile.lines(found, found.materials.order_by("seq"))
    address = request.build_absolute_uri(reverse("mine_matter", args=[found.number]))
    told = {
        "matter": found,
        "body": casefile.body_name(found.body),
        "owner": casefile.person_name(found.owner) if found.owner else "",
        "applicant": found.parties.filter(role="applicant").first(),
        "given": [line for line in lines if line.row],
        "missing": [line for line in lines if line.missing],
        "clock": urgent(found.deadlines.all()),
        "address": address,
        "qr": _qr(address),
        "may_receive": access.holds(actor, "service.receive"),
    }
    return render(request, "desk/receipt.html", told)
