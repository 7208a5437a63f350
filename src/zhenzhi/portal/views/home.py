"""The first page and the catalogue of items (首页、办事指南)."""

import re
from dataclasses import dataclass

from django.contrib import auth
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.kernel.models import DatedQuerySet
from zhenzhi.kernel.problem import Problem
from zhenzhi.kernel.question import PowerAsk
from zhenzhi.org.models import Account, Body, Place
from zhenzhi.portal import demo
from zhenzhi.register import gate, holdings
from zhenzhi.register.ground import Ground, Link
from zhenzhi.register.models import Power, ServiceItem
from zhenzhi.services.filings import SHARED
from zhenzhi.ui import words
from zhenzhi.ui.kept import signed_in

PAGE = 20
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _search(text: str) -> DatedQuerySet[ServiceItem]:
    """Items of today whose name, English name, result or code holds every word that was typed."""
    rows = ServiceItem.objects.on(clock.today()).order_by("code")
    for part in text.split():
        rows = rows.filter(
            Q(name__icontains=part) | Q(name_en__icontains=part) | Q(result_name__icontains=part)
            | Q(code__icontains=part)
        )  # fmt: skip
    return rows


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What this is, a search box, the ways on; in a demo county the people to try it as."""
    today = clock.today()
    county = Place.objects.on(today).filter(level="county").first()
    told = {
        "county": county,
        "items": ServiceItem.objects.on(today).count(),
        "powers": Power.objects.on(today).count(),
        "towns": Place.objects.on(today).filter(level="town").count(),
        "groups": demo.groups(),
        "password": demo.PASSWORD,
    }
    return render(request, "portal/home.html", told)


@require_POST
def try_as(request: HttpRequest, username: str) -> HttpResponse:
    """Sign in as one of the demo people; only in a county that was founded for trying out."""
    if not demo.is_demo(username):
        raise Http404
    account = Account.objects.filter(username=username, is_active=True).first()
    # The password is asked too: a list left lying in the folder of a county in real use opens nothing.
    if account is None or not account.check_password(demo.PASSWORD):
        raise Http404
    auth.logout(request)
    auth.login(request, account, backend=BACKEND)
    return redirect("work")


@require_GET
@signed_in
def work(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where signing in leads to: a resident to their matters, an officer to the desk."""
    return redirect("mine" if actor.kind is Who.PARTY else "desk")


@require_GET
def items(request: HttpRequest) -> HttpResponse:
    """The catalogue, with its search."""
    text = request.GET.get("q", "").strip()[:60]
    page = Paginator(_search(text), PAGE).get_page(request.GET.get("page"))
    bodies = {row.code: words.pick(row.name, row.name_en) for row in Body.objects.on(clock.today())}
    rows = [(row, bodies.get(row.body, row.body)) for row in page]
    return render(request, "portal/items.html", {"page": page, "rows": rows, "q": text})


@dataclass(frozen=True, slots=True)
class Right:
    """By what right a body decides: the chain from statute to body, or why nobody may at present."""

    chain: tuple[Link, ...] = ()
    ground: Ground | None = None
    problem: Problem | None = None


def right_of(item: ServiceItem) -> Right:
    """The ground of the item's power today, drawn from the register itself."""
    body = Body.objects.on(clock.today()).filter(code=item.body).first()
    if body is None:
        return Right()
    holdings.recent()  # this page may be all that this process ever shows; the register goes on
    asked = PowerAsk(item.power, item.body, body.place, holdings.act_type("service.decide"))
    try:
        ground = gate.names(asked, clock.today())
    except Problem as problem:
        return Right(problem=problem)
    return Right(ground.chain, ground)


@require_GET
def item(request: HttpRequest, code: str) -> HttpResponse:
    """The guide of one item (T53): who, where, how long, which papers, cost, by which law and right."""
    found = ServiceItem.objects.on(clock.today()).filter(code=code).first()
    if found is None:
        raise Http404
    power = Power.objects.on(clock.today()).filter(code=found.power).first()
    told = {
        "item": found,
        "guide": found.guide,
        "applicants": words.pick("、", ", ").join(re.split(r"[|\s]+", found.guide.get("applicant", "").strip())),
        "power": power,
        "right": right_of(found),
        "body": Body.objects.on(clock.today()).filter(code=found.body).first(),
        "papers": [{**line, "shared": line.get("source") == SHARED} for line in found.materials],
        "fee": f"{found.fee / 100:.2f}",
    }
    return render(request, "portal/item.html", told)
