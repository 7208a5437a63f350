"""The first page and the search among the items (首页、查事项)."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import auth
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.org.models import Account
from zhenzhi.register import holdings
from zhenzhi.register.facts import on_day
from zhenzhi.services import finding
from zhenzhi.services.finding import Doc
from zhenzhi.ui import demo, words
from zhenzhi.ui.casefile import body_name, place_name
from zhenzhi.ui.kept import signed_in

PAGE = 20
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_EXAMPLES = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to narrow the catalogue: its value in the address, its word, how many items it leaves."""

    value: str
    word: str
    count: int


def _search(text: str) -> list[Doc]:
    """Items of today that the text means; all of them where nothing was typed."""
    docs = finding.catalogue()
    return finding.find(text, docs, finding.wishes()) if text else list(docs)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What do you want? In plain words, by an event of life, or by who does it; in a demo county people to try."""
    docs = finding.catalogue()
    examples = [event.example for event in finding.events_of_today()[:_EXAMPLES]]
    facts, today, groups = holdings.recent().facts, clock.today(), demo.groups()
    places = [row for rows in facts.places.values() if (row := on_day(rows, today)) is not None]
    told = {
        "county": next((row for row in places if row.level == "county"), None),
        "items": len(docs),
        "popular": [(doc, body_name(doc.body)) for doc in finding.popular(docs)],
        "examples": [words.pick(one.said[0], (one.said_en or one.said)[0]) for one in examples],
        "events": _events(),
        "bodies": _bodies(docs),
        "places": _places(docs),
        "groups": groups,
        "people": sum(len(group.people) for group in groups),
        "roles": demo.roles(groups),
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


def _events() -> list[Choice]:
    found = finding.events_of_today()
    return [Choice(one.name, words.pick(one.name, one.name_en), len(one.codes)) for one in found]


def _counted(values: list[str]) -> dict[str, int]:
    return {value: values.count(value) for value in dict.fromkeys(values)}


def _bodies(docs: tuple[Doc, ...] | list[Doc]) -> list[Choice]:
    counts = _counted([doc.body for doc in docs])
    return [Choice(code, body_name(code), count) for code, count in counts.items()]


def _seat(body: str) -> str:
    row = on_day(holdings.recent().facts.bodies.get(body, ()), clock.today())
    return row.place if row else ""


def _places(docs: tuple[Doc, ...] | list[Doc]) -> list[Choice]:
    counts = _counted([_seat(doc.body) for doc in docs])
    return [Choice(code, place_name(code), count) for code, count in counts.items() if code]


FILTERS = ("event", "body", "place", "who")
WHO = {"person": "自然人", "firm": "法人"}


def _narrowed(docs: list[Doc], asked: QueryDict) -> list[Doc]:
    """The items that fit the filters of the address."""
    event, body, place, who = (asked.get(name, "")[:64] for name in FILTERS)
    if event:
        wanted = next((one.codes for one in finding.events_of_today() if one.name == event), frozenset())
        docs = [doc for doc in docs if doc.code in wanted]
    docs = [doc for doc in docs if (not body or doc.body == body) and (not place or _seat(doc.body) == place)]
    return [doc for doc in docs if not who or not doc.applicants or WHO.get(who, who) in doc.applicants]


@require_GET
def items(request: HttpRequest) -> HttpResponse:
    """The catalogue with its search; every filter stands in the address."""
    text = request.GET.get("q", "").strip()[:60]
    found = _narrowed(_search(text), request.GET)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    chosen = {name: request.GET.get(name, "")[:64] for name in FILTERS if request.GET.get(name)}
    keep = urlencode({**({"q": text} if text else {}), **chosen})
    told = {
        "page": page,
        "rows": [(doc, body_name(doc.body)) for doc in page],
        "q": text,
        "chosen": chosen,
        "keep": f"{keep}&" if keep else "",
        "events": _events(),
        "bodies": _bodies(finding.catalogue()),
        "places": _places(finding.catalogue()),
    }
    return render(request, "portal/items.html", told)
