"""Every page for everybody: no axe violation at both sizes, in both languages and schemes; nothing scrolls sideways."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import RequestFactory
from playwright.sync_api import Page

from tests import world
from tests.browser import pages, stock
from tests.browser.conftest import Site, aside, faults
from tests.portal import accounts
from zhenzhi.kernel import clock
from zhenzhi.org.models import Account
from zhenzhi.ui import demo
from zhenzhi.ui.views import errors

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def every(_site: Site) -> Iterator[list[pages.Seen]]:
    """Every page of a county with matters at every stage."""
    with clock.frozen(world.NOW):
        filled = stock.fill()
    stock.tried_out()
    yield aside(lambda: pages.found(filled))
    demo.file().unlink()


def test_every_address_of_the_faces_is_looked_at(site: Site, every: list[pages.Seen]) -> None:
    assert pages.names() - {one.kind.split()[0] for one in every} == set()


@pytest.mark.parametrize(
    ("size", "scheme", "language", "half"),
    [("wide", "light", "zh", 0), ("phone", "dark", "en", 0), ("phone", "light", "zh", 1), ("wide", "dark", "en", 1)],
)
def test_axe_finds_nothing_on_any_page(
    site: Site, every: list[pages.Seen], size: str, scheme: str, language: str, half: int
) -> None:
    """Each page is seen in each language, in each scheme and at each size."""
    found, readers = {}, dict[str, Page]()
    for number, one in enumerate(every):
        if number % 2 != half:
            continue
        if one.reader not in readers:
            readers[one.reader] = site.page(size, one.reader, language, color_scheme=scheme)
        page = readers[one.reader]
        page.goto(one.path)
        if "/reauthenticate/" in page.url:
            page.fill("[name=password]", accounts.PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "/reauthenticate/" not in url)
        if site.shots:
            name = one.kind.replace("/", "-").replace(" ", "-")
            page.screenshot(path=str(Path(site.shots) / f"{size}-{name}.png"), full_page=True)
        wrong = faults(page)
        if wrong:
            found[f"{one.kind} {one.path} ({one.reader})"] = wrong
    assert found == {}


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_the_page_of_a_fault_and_of_too_many_questions_are_accessible(site: Site, size: str) -> None:
    page = site.page(size)
    page.goto("/")
    request = RequestFactory().get("/")
    for answer in (errors.server_error(request), errors.bad_request(request)):
        page.set_content(answer.content.decode())
        assert page.locator("h1").count() == 1
        assert faults(page) == []


def test_a_passkey_is_added_and_signs_in_alone(site: Site) -> None:
    page = site.page()
    link = page.context.new_cdp_session(page)
    link.send("WebAuthn.enable")
    link.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    site.sign_in(page, "li")
    page.goto("/account/2fa/webauthn/add/")
    if "/reauthenticate/" in page.url:
        page.fill("[name=password]", accounts.PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/webauthn/add/")
    page.fill("[name=name]", "办公电脑")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/account/2fa/**")
    page.wait_for_load_state()
    page.context.clear_cookies()
    page.goto("/account/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/desk/")
    assert Account.objects.get(username="li").last_login is not None
