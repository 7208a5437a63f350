"""Every page for everybody: no axe violation in both languages and both schemes, nothing scrolls sideways."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site
from zhenzhi.org.models import Account
from zhenzhi.portal import demo

pytestmark = pytest.mark.browser

OPEN = {
    "home": "/",
    "items": "/items?q=许可",
    "item": "/items/I-BUILD",
    "login": "/account/login/",
    "verify": "/verify",
    "lost": "/nowhere",
}
INSIDE = {
    "work": "/desk/", "status": "/desk/status", "password": "/account/password/change/", "mfa": "/account/2fa/",
    "sessions": "/account/sessions/", "totp": "/account/2fa/totp/activate/",
}  # fmt: skip


def _english(site: Site, page: Page) -> None:
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": site.url}])


@pytest.mark.parametrize(
    ("size", "scheme", "language"),
    [("wide", "light", "zh"), ("phone", "dark", "zh"), ("phone", "light", "en"), ("wide", "dark", "en")],
)
def test_pages_are_accessible_at_both_sizes(site: Site, size: str, scheme: str, language: str) -> None:
    demo.file().write_text('[{"username": "li", "name": "李敏", "post": "窗口", "body": "东镇", "body_en": "East"}]')
    page = site.page(size, color_scheme=scheme)
    if language == "en":
        _english(site, page)
    try:
        for name, path in OPEN.items():
            page.goto(path)
            site.look(page, f"{size}-{scheme}-{language}-{name}")
    finally:
        demo.file().unlink()
    site.sign_in(page, "zheng")
    for name, path in INSIDE.items():
        page.goto(path)
        if "/reauthenticate/" in page.url:
            page.fill("[name=password]", "shan-xian-2026")
            page.keyboard.press("Enter")
            page.wait_for_url(f"**{path}")
        site.look(page, f"{size}-{scheme}-{language}-{name}")


def test_signing_in_and_reaching_a_matter_by_keyboard_alone(site: Site) -> None:
    page = site.page()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    _tab_to(page, "a[href='/account/login/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/login/**")
    _tab_to(page, "#id_login")
    page.keyboard.type("li")
    page.keyboard.press("Tab")
    page.keyboard.type("shan-xian-2026")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    _tab_to(page, ".menu summary")
    page.keyboard.press("Enter")
    _tab_to(page, ".menu button")
    page.keyboard.press("Enter")
    page.wait_for_url(site.url + "/")
    assert page.locator("a[href='/account/login/']").count()


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(40):
        if page.evaluate("s => document.activeElement && document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never reached {selector}")


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
        page.fill("[name=password]", "shan-xian-2026")
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
