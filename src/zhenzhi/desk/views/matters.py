"""One matter at the desk (办件): its page, its acts, its files."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from zhenzhi.kernel.identity import Actor
from zhenzhi.ui import acting, matters
from zhenzhi.ui.kept import at_desk

FACE = acting.Face("desk/act.html", "desk_matter")


@require_GET
@at_desk
def matter(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The matter on one page."""
    return render(request, "desk/matter.html", matters.page_of(actor, number))


@require_http_methods(["GET", "POST"])
@at_desk
def act(request: HttpRequest, actor: Actor, number: str, name: str, key: UUID | None = None) -> HttpResponse:
    """One act on it."""
    return acting.act_page(request, actor, number, name, key, FACE)


@require_GET
@at_desk
def paper(request: HttpRequest, actor: Actor, number: str, key: UUID) -> HttpResponse:
    """The sealed file of one of its papers."""
    return matters.paper_file(actor, number, key)


@require_GET
@at_desk
def material(request: HttpRequest, actor: Actor, number: str, seq: int) -> HttpResponse:
    """A material as it was handed in."""
    return matters.material_file(actor, number, seq)
