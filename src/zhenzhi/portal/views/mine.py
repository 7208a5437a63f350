"""My matters (我的办件): what a resident or firm has under way, each with the clock that the office sees."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from zhenzhi.kernel.identity import Actor
from zhenzhi.matter import access
from zhenzhi.services.models import Application
from zhenzhi.ui import acting, matters
from zhenzhi.ui.clocks import urgent
from zhenzhi.ui.kept import signed_in

PAGE = 20
FACE = acting.Face("portal/act.html", "mine_matter")


@require_GET
@signed_in
def mine(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list, newest first."""
    rows = access.visible_to(actor, Application).order_by("-opened_at").prefetch_related("deadlines")
    page = Paginator(rows.select_related("item"), PAGE).get_page(request.GET.get("page"))
    told = {"page": page, "rows": [(row, urgent(row.deadlines.all())) for row in page]}
    return render(request, "portal/mine.html", told)


@require_GET
@signed_in
def matter(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """One matter."""
    return render(request, "portal/matter.html", matters.page_of(actor, number))


@require_http_methods(["GET", "POST"])
@signed_in
def act(request: HttpRequest, actor: Actor, number: str, name: str, key: UUID | None = None) -> HttpResponse:
    """One act on it."""
    return acting.act_page(request, actor, number, name, key, FACE)


@require_GET
@signed_in
def paper(request: HttpRequest, actor: Actor, number: str, key: UUID) -> HttpResponse:
    """The sealed file of one of its papers."""
    return matters.paper_file(actor, number, key)


@require_GET
@signed_in
def material(request: HttpRequest, actor: Actor, number: str, seq: int) -> HttpResponse:
    """A material as it was handed in."""
    return matters.material_file(actor, number, seq)
