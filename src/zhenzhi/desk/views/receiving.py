"""Receiving at a window (窗口收件): the clerk chooses the item and enters what the applicant hands over."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.problem import NotFound, Problem, Refused
from zhenzhi.matter import access
from zhenzhi.register.models import ServiceItem
from zhenzhi.services import acts as services
from zhenzhi.services.models import Application
from zhenzhi.ui.acting import done_before, initial, once_of, place_faults
from zhenzhi.ui.filing import FilingForm, filing_form
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


@require_http_methods(["GET", "POST"])
@at_desk
def receive(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The form; sent twice, it is received once."""
    _at_window(actor)
    item = ServiceItem.objects.on(clock.today()).filter(code=code).first()
    if item is None:
        raise NotFound
    once, kept, problem, status = once_of(request), None, None, 200
    if request.method == "POST":
        before = done_before(actor, once, "services.receive")
        if before is not None:
            return redirect("desk_matter", number=Application.objects.get(pk=before.subject).number)
        form = filing_form(item, None, request.POST, request.FILES)
        if form.is_valid():
            answer = _file(form, item, actor.once(once or uuid4().hex))
            if isinstance(answer, Application):
                messages.success(request, _("申请已收件，编号 %(number)s。") % {"number": answer.number})
                return redirect("desk_matter", number=answer.number)
            problem = answer
        status = problem.status if problem else 422
    else:
        kept = give_back(request, actor)
        form = filing_form(item, None, initial=initial(kept))
    told = {
        "item": item, "form": form, "problem": problem, "once": once or uuid4().hex, "kept": kept is not None,
        "files": True,
    }  # fmt: skip
    return render(request, "desk/receive.html", told, status=status)


def _file(form: FilingForm, item: ServiceItem, by: Actor) -> Application | Problem:
    try:
        return services.receive(item, filing=form.filing(by), by=by)
    except Problem as problem:
        place_faults(form, problem)
        return problem
