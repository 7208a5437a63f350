"""How often one address may ask, and whose word on an address is believed."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client

from tests.house.paths import rows
from zhenzhi.app import limits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A visitor where each kind is allowed three times a minute."""
    monkeypatch.setattr(limits.holdings, "number", lambda key, on: SimpleNamespace(value=3))
    own = ["zhenzhi.app.limits.ClientAddress", "zhenzhi.app.limits.Limits"]
    others = [one for one in settings.MIDDLEWARE if one not in own]
    monkeypatch.setattr(settings, "MIDDLEWARE", [others[0], *own, *others[1:]])
    return Client()


def _statuses(ask: Callable[[], HttpResponse], times: int = 5) -> list[int]:
    return [ask().status_code for _ in range(times)]


def test_guessing_codes_is_stopped_on_the_page_and_by_the_api(client: Client) -> None:
    assert _statuses(lambda: client.get("/verify/AAAAAAAAAAAAAAAAAAAA")) == [404, 404, 404, 429, 429]
    other = {"REMOTE_ADDR": "203.0.113.9"}
    assert _statuses(lambda: client.get("/api/v1/verify/AAAA", **other)) == [404, 404, 404, 429, 429]
    told = client.get("/api/v1/verify/AAAA", **other)
    assert told.headers["Retry-After"] == "60"
    assert told.json()["zh"]
    assert told.json()["en"]
    page = client.get("/verify/AAAA")
    assert "操作太频繁" in page.content.decode()
    client.cookies["django_language"] = "en"
    assert "Too many" in client.get("/verify/AAAA").content.decode()


def test_checking_by_form_and_signing_in_are_limited_too(client: Client) -> None:
    assert _statuses(lambda: client.post("/verify", {"code": "AAAA"}))[-2:] == [429, 429]
    signing_in = {"login": "nobody", "password": "wrong"}
    assert _statuses(lambda: client.post("/account/login/", signing_in)) == [200, 200, 200, 429, 429]
    assert client.get("/account/login/").status_code == 200, "the page itself may be looked at"


def test_wrong_tokens_are_stopped_and_another_address_is_not(client: Client) -> None:
    def ask(address: str) -> HttpResponse:
        return client.get("/api/v1/applications", HTTP_AUTHORIZATION="Bearer zz_guess", REMOTE_ADDR=address)

    assert _statuses(lambda: ask("203.0.113.1")) == [401, 401, 401, 429, 429]
    assert ask("203.0.113.2").status_code == 401
    assert client.get("/api/v1/applications", REMOTE_ADDR="203.0.113.1").status_code == 401, "no token was tried"


def test_other_pages_have_no_limit(client: Client) -> None:
    assert set(_statuses(lambda: client.get("/healthz"), 8)) == {200}


def test_every_limit_is_a_parameter_of_the_profile() -> None:
    known = {row["key"] for row in rows("profiles/common/parameters.csv")}
    assert {parameter for parameter, _, _ in limits._LIMITED} | {"limit.token"} <= known


@pytest.mark.parametrize(
    ("peer", "header", "client"),
    [
        ("198.51.100.7", "1.2.3.4", "198.51.100.7"),
        ("10.0.0.5", "203.0.113.4", "203.0.113.4"),
        ("10.0.0.5", "1.2.3.4, 203.0.113.4", "203.0.113.4"),
        ("10.0.0.5", "203.0.113.4, 10.0.0.6", "203.0.113.4"),
        ("10.0.0.5", "nonsense", "10.0.0.5"),
        ("10.0.0.5", "", "10.0.0.5"),
        ("10.0.0.5", "1.2.3.4, nonsense, 10.0.0.6", "10.0.0.6"),
    ],
)
def test_only_a_proxy_of_ours_is_believed(monkeypatch: pytest.MonkeyPatch, peer: str, header: str, client: str) -> None:
    monkeypatch.setattr(settings, "PROXIES", ["10.0.0.0/24"])
    seen: list[str] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(limits.address_of(request))
        return HttpResponse()

    request = HttpRequest()
    request.META = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": header}
    limits.ClientAddress(page)(request)
    assert seen == [client]


def test_no_proxy_is_believed_unless_it_is_named() -> None:
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.4"}
    limits.ClientAddress(lambda seen: HttpResponse())(request)
    assert limits.address_of(request) == "127.0.0.1"


def test_one_customer_of_ipv6_is_one_address() -> None:
    request = HttpRequest()
    found = set()
    for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"):
        request.META = {"REMOTE_ADDR": address}
        found.add(limits.address_of(request))
    assert found == {"2001:db8:1:2::"}
