"""A browser on a county of its own: real commits, a real server, the clock stopped on the world's day.

Skipped, saying so, where there is no Chromium. With ZHENZHI_SHOTS naming a folder each page leaves a picture there.
"""

import os
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, Page, sync_playwright

from tests import world
from tests.portal import accounts
from zhenzhi.kernel import clock

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SIZES = {"wide": (1366, 820), "phone": (390, 844)}


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        return None


class _OnTheDay(StaticFilesHandler):
    """Every request is answered on the world's day; threads don't inherit a stopped clock."""

    def __call__(self, environ: Any, start_response: Any) -> Any:
        with clock.frozen(world.NOW):
            return super().__call__(environ, start_response)


@dataclass
class Site:
    """The running county: its address, and pages opened on it."""

    url: str
    browser: Browser
    shots: str

    def page(self, size: str = "wide", **options: Any) -> Page:
        """A new visitor with a browser of this size."""
        width, height = SIZES[size]
        context = self.browser.new_context(
            base_url=self.url, viewport={"width": width, "height": height}, is_mobile=size == "phone",
            locale="zh-CN", timezone_id="Asia/Shanghai", **options,
        )  # fmt: skip
        context.set_default_timeout(10_000)
        return context.new_page()

    def sign_in(self, page: Page, name: str) -> None:
        """Sign in with the password, as people do."""
        page.goto("/account/login/")
        page.fill("#id_login", name)
        page.fill("#id_password", accounts.PASSWORD)
        page.locator("main form button.button").first.click()
        page.wait_for_url(re.compile(r".*/(desk/|mine)$"))

    def look(self, page: Page, name: str) -> None:
        """Leave a picture, and ask axe; also nothing may scroll sideways."""
        if self.shots:
            page.screenshot(path=str(Path(self.shots) / f"{name}.png"), full_page=True)
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found] == []
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{name} scrolls sideways by {wider} px"


@pytest.fixture(scope="package")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all of this folder, with Chinese fonts from the installed package."""
    if CHROMIUM is None and os.environ.get("ZHENZHI_REQUIRE_BROWSER"):
        pytest.fail("The browser tests are required and there is no Chromium.")
    if CHROMIUM is None:
        pytest.skip("no Chromium here: apt-get install chromium to run the browser tests")
    folder = tmp_path_factory.mktemp("fonts")
    config = folder / "fonts.conf"
    config.write_text(
        "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig>"
        f"<dir>{_fonts()}</dir><dir>/usr/share/fonts</dir><cachedir>{folder}/cache</cachedir></fontconfig>"
    )
    unsafe = pytest.MonkeyPatch()
    unsafe.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright keeps a loop running in this thread
    connections.close_all()  # inside playwright's loop Django opens connections of its own
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM,
            env={**os.environ, "FONTCONFIG_FILE": str(config)},
            args=["--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()
        connections.close_all()
    unsafe.undo()


def _fonts() -> Path:
    from zhenzhi.matter.press import fonts  # noqa: PLC0415  models exist only after Django's set-up

    return fonts().files[0].parent


@pytest.fixture
def site(own_database: str, chromium: Browser) -> Iterator[Site]:
    """The county's pages over HTTP on a database of its own."""
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with quick, clock.frozen(world.NOW):
        accounts.open_all()
        server = ThreadedWSGIServer(("localhost", 0), _Quiet, connections_override={})
        server.set_app(_OnTheDay(WSGIHandler()))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        site = Site(f"http://localhost:{server.server_address[1]}", chromium, os.environ.get("ZHENZHI_SHOTS", ""))
        try:
            yield site
        finally:
            for context in chromium.contexts:
                context.close()
            server.shutdown()
            server.server_close()
            thread.join()
