"""Applying (申请): a resident or firm for themselves."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.kernel.problem import NotFound, Problem
from zhenzhi.org.models import Person
from zhenzhi.register.models import ServiceItem
from zhenzhi.services import acts as services
from zhenzhi.services.models import Application
from zhenzhi.ui.acting import done_before, initial, once_of, place_faults
from zhenzhi.ui.filing import FilingForm, filing_form
from zhenzhi.ui.kept import give_back, signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def apply(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The form of an item; sent twice, it is filed once."""
    if actor.kind is not Who.PARTY:
        return HttpResponseRedirect(reverse("desk_receive_item", args=[code]))
    item = ServiceItem.objects.on(clock.today()).filter(code=code).first()
    if item is None:
        raise NotFound
    own = Person.objects.on(clock.today()).get(code=actor.id)
    once, kept, problem, status = once_of(request), None, None, 200
    if request.method == "POST":
        before = done_before(actor, once, "services.apply")
        if before is not None:
            return redirect("mine_matter", number=Application.objects.get(pk=before.subject).number)
        form = filing_form(item, own, request.POST, request.FILES)
        if form.is_valid():
            answer = _file(form, item, actor.once(once or uuid4().hex))
            if isinstance(answer, Application):
                messages.success(request, _("申请已提交，编号 %(number)s。") % {"number": answer.number})
                return redirect("mine_matter", number=answer.number)
            problem = answer
        status = problem.status if problem else 422
    else:
        kept = give_back(request, actor)
        form = filing_form(item, own, initial=initial(kept))
    told = {
        "item": item, "form": form, "problem": problem, "once": once or uuid4().hex, "kept": kept is not None,
        "files": True,
    }  # fmt: skip
    return render(request, "portal/apply.html", told, status=status)


def _file(form: FilingForm, item: ServiceItem, by: Actor) -> Application | Problem:
    try:
        return services.apply(item, filing=form.filing(by), by=by)
    except Problem as problem:
        place_faults(form, problem)
        return problem
