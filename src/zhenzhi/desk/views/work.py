"""My work (我的工作): the list of matters one may see."""

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.matter import access
from zhenzhi.matter.models import Request
from zhenzhi.services.models import Application
from zhenzhi.ui import words
from zhenzhi.ui.clocks import urgent
from zhenzhi.ui.kept import at_desk

PAGE = 25


@require_GET
@at_desk
def work(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Matters that this person may see, newest first; the stage to look at stands in the address."""
    visible = access.visible_to(actor, Application)
    stages = visible.values("stage").annotate(n=Count("pk")).order_by("stage")
    counts = {row["stage"]: row["n"] for row in stages}
    chosen = request.GET.get("stage", "")
    rows = visible.filter(stage=chosen) if chosen else visible
    rows = rows.order_by("-opened_at").select_related("item").prefetch_related(Prefetch("deadlines"))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    asked = Request.objects.filter(to_body__in=access.bodies_of(actor, clock.today()), stage__in=("asked", "received"))
    told = {
        "page": page,
        "rows": [(row, urgent(row.deadlines.all())) for row in page],
        "tabs": [(code, counts[code]) for code in words.STAGES if code in counts],
        "total": sum(counts.values()),
        "chosen": chosen,
        "asked": asked.select_related("matter").order_by("reply_due")[:20],
    }
    return render(request, "desk/work.html", told)


@require_GET
@at_desk
def search(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Matters that this person may see and that hold what was typed."""
    text = request.GET.get("q", "").strip()[:64]
    visible = access.visible_to(actor, Application)
    rows = visible.filter(number__icontains=text) | visible.filter(title__icontains=text)
    rows = rows.order_by("-opened_at").select_related("item").prefetch_related(Prefetch("deadlines"))
    page = Paginator(rows if text else rows.none(), PAGE).get_page(request.GET.get("page"))
    told = {"page": page, "rows": [(row, urgent(row.deadlines.all())) for row in page], "found_for": text}
    return render(request, "desk/search.html", told)
