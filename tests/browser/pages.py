"""Every page that there is (全部网页): found by following links, one address for each kind of page and reader."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404

from tests import world
from tests.browser.stock import Stock
from zhenzhi.org.models import Account
from zhenzhi.portal.views import home

_LINK = re.compile(r'href="(/[^"#]*)"')
_FACES = re.compile(r"^/(?!static/|api/|account/logout|healthz)")
_OURS = frozenset(f"zhenzhi.{face}.urls" for face in ("desk", "portal", "opendata", "ui"))
NOT_PAGES = frozenset(
    {
        # sent by forms, or files
        "try_as", "draft_delete", "desk_save_view", "desk_drop_view", "display", "apply_paper", "mine_paper",
        "mine_material", "desk_paper", "desk_material", "open_items", "open_checkpoint", "trust", "bundle",
        # the page of mine_act, about a paper
        "mine_act_on",
        # a published list, which this county does not have; tests/opendata reads it
        "open_list",
        # lead on to other pages
        "apply", "work",
    }
)  # fmt: skip
READERS = ("", "wang", "li", "zhao", "sun", "keeper", "qian", "chen", "zhou", "zheng", "he")
_SECURITY = tuple(
    f"/account/{page}/" for page in ("password/change", "sessions", "2fa", "2fa/totp/activate", "2fa/webauthn/add")
)


@dataclass(frozen=True, slots=True)
class Seen:
    """An address, and who reads it; nobody signed in reads as the empty name."""

    kind: str
    reader: str
    path: str


def _starts(stock: Stock, reader: str) -> list[str]:
    """Where a reader begins; the rest is found by links."""
    if not reader:
        return [
            "/", "/items?q=许可", "/account/login/", "/account/signup/", "/account/password/reset/", "/account/email/",
            "/design", "/tour", f"/verify/{stock.code}", "/verify/ABCDE-ABCDE-ABCDE-ABCDE", "/nowhere",
            f"/open/powers?day=2026-01-01&power={world.BUILD}", "/open/checkpoints", "/open/rules", "/track",
        ]  # fmt: skip
    if reader == "wang":
        steps = [f"/items/{world.HOME_ITEM}/apply/{step}" for step in ("who", "what", "papers", "check")]
        return ["/mine", *steps, *(f"/mine/{number}" for number in stock.numbers.values()), "/desk/receive"]
    own, submitted = stock.numbers["own"], stock.numbers["submitted"]
    more = {
        "li": [
            "/desk/?list=all&stage=submitted&sort=new&due=soon",
            f"/desk/bulk?act=services.accept&n={submitted}&n={own}",
            f"/desk/bulk?act=matter.hand_over&n={own}", f"/desk/bulk?n={own}", "/desk/search?q=王强",
            f"/desk/matters/{own}/receipt",
        ],
        "zheng": ["/desk/receive", *_SECURITY],
        "he": [f"/desk/people/li/{act}" for act in ("set_password", "close_account", "issue_token")],
    }  # fmt: skip
    return ["/desk/", "/desk/handover", *(f"/desk/matters/{n}" for n in stock.numbers.values()), *more.get(reader, ())]


def _kind(path: str, stock: Stock) -> str | None:
    """What kind of page stands there; matters are of a kind with those at the same stage."""
    try:
        found = resolve(unquote(urlsplit(path).path))
    except Resolver404:
        return "error 404"
    told, about = [found.url_name or found.route], found.kwargs
    told += [str(about[name]) for name in ("name", "step", "kind") if name in about]
    if found.url_name in ("desk_matter", "mine_matter"):
        told.append(next((stage for stage, number in stock.numbers.items() if number == about["number"]), ""))
    query = urlsplit(path).query
    if found.url_name in ("items", "desk"):
        told.append("narrowed" if query else "")
    if found.url_name == "desk_bulk":
        told.append(query.split("&")[0])
    return " ".join(told)


def found(stock: Stock) -> list[Seen]:
    """One address for every kind of page, with whoever met it first."""
    seen: dict[str, Seen] = {}
    for reader in READERS:
        client = Client(headers={"host": "localhost"})
        if reader:
            client.force_login(Account.objects.get(username=reader), backend=home.BACKEND)
        waiting, met = _starts(stock, reader), set[str]()
        while waiting:
            path = waiting.pop(0)
            kind = _kind(path, stock)
            own = kind is not None and kind.startswith("desk_matter ")  # each reader has other acts on a matter
            if kind is None or kind in met or (kind in seen and not own) or kind.split()[0] in NOT_PAGES:
                continue
            met.add(kind)
            response = client.get(path)
            if "text/html" not in response.headers.get("Content-Type", "") and not response.headers.get("Location"):
                continue
            if response.status_code == 302:
                waiting.append(response.headers["Location"])
                continue
            if response.status_code in (403, 404):
                kind = f"error {response.status_code}"
            seen.setdefault(kind, Seen(kind, reader, path))
            waiting += _links(response.content.decode())
    return list(seen.values())


def _links(page: str) -> Iterator[str]:
    for link in _LINK.findall(page):
        path = html.unescape(link)
        if _FACES.match(path) and not path.startswith("/account/"):
            yield path


def names() -> set[str]:
    """Names of all addresses of the desk, the portal, what is open, and what they share."""
    found = {
        pattern.name
        for one in get_resolver().url_patterns
        if isinstance(one, URLResolver) and getattr(one.urlconf_module, "__name__", "") in _OURS
        for pattern in one.url_patterns
        if isinstance(pattern, URLPattern) and pattern.name
    }
    return found - NOT_PAGES
