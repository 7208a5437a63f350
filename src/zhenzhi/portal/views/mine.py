"""My matters (我的办件): drafts, what is under way with the clock that the office sees, what is done, licences."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

import segno
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET, require_http_methods

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.kernel.possible import Possible
from zhenzhi.matter import access
from zhenzhi.matter.models import Paper
from zhenzhi.portal import now
from zhenzhi.services import drafts, finding, forms, items
from zhenzhi.services.models import Application, Draft, Licence
from zhenzhi.ui import acting, matters, words
from zhenzhi.ui.casefile import body_name
from zhenzhi.ui.clocks import Clock, clock_of, urgent
from zhenzhi.ui.deeds import Deed
from zhenzhi.ui.kept import signed_in

PAGE = 20
FACE = acting.Face("portal/act.html", "mine_matter")
RATING = acting.Face("portal/rate.html", "mine_matter")
RATE = "matter.rate"


@dataclass(frozen=True, slots=True)
class Line:
    """A matter in the list, with what is waited for."""

    matter: Application
    clock: Clock | None
    now: now.Now


@dataclass(frozen=True, slots=True)
class Started:
    """A draft in the list, with the item it is for; None where the item is no longer offered."""

    draft: Draft
    item: finding.Doc | None


@dataclass(frozen=True, slots=True)
class Held:
    """A licence, the days it still lasts, and the item under which it can be renewed."""

    licence: Licence
    days: int | None
    renewal: str


@require_GET
@signed_in
def mine(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Drafts, what is under way, what is done, licences held."""
    rows = access.visible_to(actor, Application).select_related("item")
    going = rows.filter(closed_at__isnull=True).order_by("-opened_at", "-pk").prefetch_related("deadlines", "papers")
    done = Paginator(rows.filter(closed_at__isnull=False).order_by("-opened_at", "-pk"), PAGE)
    docs = {doc.code: doc for doc in finding.catalogue()}
    told = {
        "drafts": [Started(row, docs.get(row.item)) for row in drafts.mine(actor.id)],
        "going": [_line(row) for row in going[: 5 * PAGE]],
        "page": done.get_page(request.GET.get("page")),
        "licences": [_held(row, docs) for row in _licences(actor)],
    }
    return render(request, "portal/mine.html", told)


def _line(row: Application) -> Line:
    clocks = [clock_of(one) for one in row.deadlines.all()]
    return Line(row, urgent(row.deadlines.all()), now.now(row, clocks, list(row.papers.all())))


def _licences(actor: Actor) -> list[Licence]:
    """Licences in this person's name that are valid or ran out not long ago, those that end first at the top."""
    rows = Licence.objects.filter(holder=actor.id, stage__in=("valid", "expired"))
    return list(rows.order_by("-stage", "valid_until", "number")[:PAGE])


def _held(row: Licence, docs: dict[str, finding.Doc]) -> Held:
    offered = (doc.code for doc in docs.values() if doc.power == row.power and doc.body == row.body)
    days = (row.valid_until - clock.today()).days if row.valid_until else None
    return Held(row, days, next(offered, "") if row.stage == "valid" and days is not None else "")


@require_GET
@signed_in
def matter(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """One matter: what to do now, its clocks, papers to collect, and its history in plain words."""
    if actor.kind is not Who.PARTY:
        return redirect("desk_matter", number)
    told = matters.page_of(actor, number)
    found = cast(Application, told["matter"])
    papers = [row for row, _acts in cast("list[tuple[Paper, object]]", told["papers"])]
    item = items.of(found)
    told["history"] = [one for one in cast("list[Deed]", told["history"]) if _plain(one, found)]
    clocks = cast("list[Clock]", told["clocks"])
    told |= {
        "now": now.now(found, clocks, papers),
        "running": [one for one in clocks if one.state != "met"],
        "met": [one for one in clocks if one.state == "met"],
        "item": item,
        "guide": item.guide,
        "result": next((row for row in papers if row.kind in forms.RESULTS and row.stage == "sealed"), None),
        "may_rate": any(one.spec.name == RATE for one in cast("list[Possible]", told["acts"])),
        "others": [one for one in cast("list[Possible]", told["acts"]) if one.spec.name not in OWN_PLACE],
    }
    return render(request, "portal/matter.html", told)


def _plain(deed: Deed, matter: Application) -> bool:
    """Whether a deed is a step of the matter itself; how its papers were made and sealed stands on the papers."""
    return deed.entry.subject == matter.pk and deed.entry.act != "services.issue_voucher"


OWN_PLACE = (RATE, "services.supplement")
"""Acts with a place of their own on the page."""


@require_GET
@signed_in
def receipt(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The receipt (提交回执): number, code to track it by, what happens next and by when."""
    found = access.see(actor, Application, number, what="receipt")
    item = items.of(found)
    clocks = [clock_of(row) for row in found.deadlines.order_by("due", "kind")]
    told = {
        "matter": found,
        "item": item,
        "guide": item.guide,
        "promised": words.limit(item.promised_limit, item.promised_unit),
        "body": body_name(found.body),
        "materials": list(found.materials.order_by("seq")),
        "lacking": forms.shortfall(found),
        "receipt_clock": next((one for one in clocks if one.row.kind in now.AT_RECEIPT), None),
        "qr": qr(f"{settings.PUBLIC_URL}{reverse('track')}?number={found.number}"),
    }
    return render(request, "portal/receipt.html", told)


def qr(address: str) -> SafeString:
    """An address as a QR code: an SVG without any style, so that the page's policy lets it stand."""
    made = segno.make(address, error="m", micro=False)
    drawn = made.svg_inline(scale=4, border=2, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True)
    return mark_safe(drawn)


@require_http_methods(["GET", "POST"])
@signed_in
def act(request: HttpRequest, actor: Actor, number: str, name: str, key: UUID | None = None) -> HttpResponse:
    """One act on it."""
    return acting.act_page(request, actor, number, name, key, RATING if name == RATE else FACE)


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
