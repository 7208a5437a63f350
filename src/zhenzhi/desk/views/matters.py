"""One matter at the desk (办件): its page, its ground, its acts, its files."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from zhenzhi.kernel.identity import Actor
from zhenzhi.ui import acting, flowchart, matters
from zhenzhi.ui.kept import at_desk
from zhenzhi.ui.right import right_of

FACE = acting.Face("desk/act.html", "desk_matter", "desk/base.html")


@require_GET
@at_desk
def matter(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The matter on one page."""
    told = matters.page_of(actor, number)
    return render(request, "desk/matter.html", {**told, "flow": flowchart.of_matter(told["matter"])})  # type: ignore[arg-type]


@require_GET
@at_desk
def right(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """By what right: the chain of its decision or next act, asked again."""
    found = matters.seen(actor, number, "right")
    told = {"matter": found, "right": right_of(found, matters.told_of(found))}
    return render(request, "desk/right.html", told)


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
