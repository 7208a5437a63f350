"""A browser on a county of its own: real commits, a real server, the clock stopped on the world's day.

Skipped, saying so, where there is no Chromium. With ZHENZHI_SHOTS naming a folder each page leaves a picture there.
"""

import os
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connection, connections
from django.test import Client, override_settings
from playwright.sync_api import Browser, Page, sync_playwright

from tests import world
from tests.conftest import _on_maintenance
from tests.portal import accounts
from zhenzhi.kernel import clock
from zhenzhi.matter.press import fonts
from zhenzhi.org.models import Account
from zhenzhi.portal.views import home
from zhenzhi.register import holdings

T = TypeVar("T")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
_ASK_AXE = """() => axe.run(document, {resultTypes: ["violations"]}).then(told =>
    told.violations.flatMap(one => one.nodes.map(node => one.id + ": " + node.html.slice(0, 160))))"""
SIZES = {"wide": (1366, 820), "phone": (390, 844)}


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        return None


class _Server(ThreadedWSGIServer):
    allow_reuse_address = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lines: list[socket.socket] = []

    def process_request(self, request: Any, client_address: Any) -> None:
        self._lines.append(request)
        super().process_request(request, client_address)

    def hang_up(self) -> None:
        """End what browsers keep open, as the end of a process does."""
        for line in self._lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


class _OnTheDay(StaticFilesHandler):
    """Every request is answered at the site's hour; threads don't inherit a stopped clock."""

    def __init__(self, site: "Site") -> None:
        super().__init__(WSGIHandler())
        self._site = site

    def __call__(self, environ: Any, start_response: Any) -> Any:
        with clock.frozen(self._site.at):
            return super().__call__(environ, start_response)


class Site:
    """The running county: its address, its hour, and pages opened on it."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.at: datetime = world.NOW
        self.shots = os.environ.get("ZHENZHI_SHOTS", "")
        self._port = 0
        self.start()
        self.url = f"http://localhost:{self._port}"

    def start(self) -> None:
        """Begin to answer; at the same address as before."""
        self._server = _Server(("localhost", self._port), _Quiet, connections_override={})
        self._port = self._server.server_address[1]
        self._server.set_app(_OnTheDay(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop answering: whoever asks is refused the connection."""
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()

    def page(self, size: str = "wide", name: str = "", language: str = "zh", **options: Any) -> Page:
        """A new visitor with a browser of this size; with a name, already signed in."""
        width, height = SIZES[size]
        context = self.browser.new_context(
            base_url=self.url, viewport={"width": width, "height": height}, is_mobile=size == "phone",
            locale="zh-CN", timezone_id="Asia/Shanghai", **options,
        )  # fmt: skip
        context.set_default_timeout(30_000)
        cookies = {"django_language": language} if language != "zh" else {}
        if name:
            client = Client()
            client.force_login(Account.objects.get(username=name), backend=home.BACKEND)
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": key, "value": text, "url": self.url} for key, text in cookies.items()])
        return context.new_page()

    def sign_in(self, page: Page, name: str) -> None:
        """Sign in with the password, as people do."""
        if "/account/login/" not in page.url:
            page.goto("/account/login/")
        page.fill("#id_login", name)
        page.fill("#id_password", accounts.PASSWORD)
        page.locator("main form button.button").first.click()
        page.wait_for_url(re.compile(r"^(?!.*/account/login/)"))

    def look(self, page: Page, name: str) -> None:
        """Leave a picture, and ask axe; also nothing may scroll sideways."""
        if self.shots:
            page.screenshot(path=str(Path(self.shots) / f"{name}.png"), full_page=True)
        found = faults(page)
        assert not found, f"{name} {page.url}: {found}"


def faults(page: Page) -> list[str]:
    """What axe has against the page, and how far it scrolls sideways."""
    page.evaluate(_AXE)
    found: list[str] = page.evaluate(_ASK_AXE)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*found, *([f"scrolls sideways by {wider} px"] if wider > 0 else [])]


@pytest.fixture(scope="package")
def chromium(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all of this folder, with Chinese fonts from the installed package."""
    if CHROMIUM is None and os.environ.get("ZHENZHI_REQUIRE_BROWSER"):
        pytest.fail("The browser tests are required and there is no Chromium.")
    if CHROMIUM is None:
        pytest.skip("no Chromium here: apt-get install chromium to run the browser tests")
    folder = tmp_path_factory.mktemp("fonts")
    config = folder / "fonts.conf"
    config.write_text(
        "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig>"
        f"<dir>{fonts().files[0].parent}</dir><dir>/usr/share/fonts</dir><cachedir>{folder}/cache</cachedir></fontconfig>"
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


def aside(deed: Callable[[], T]) -> T:
    """Do something in a thread, on the world's day: in this one playwright keeps a loop, which signing can't share."""

    def run() -> T:
        with clock.frozen(world.NOW):
            try:
                return deed()
            finally:
                connections.close_all()

    with ThreadPoolExecutor(1) as other:
        return other.submit(run).result()


@pytest.fixture(scope="module")
def county(chromium: Browser, django_db_blocker: Any) -> Iterator[str]:
    """A clone of the world in a database of its own, for all tests of one module. Yields its name."""
    with django_db_blocker.unblock():
        world_name = str(connection.settings_dict["NAME"])
        clone = f"{world_name}_{uuid4().hex[:8]}"
        connection.close()
        _on_maintenance(f'CREATE DATABASE "{clone}" TEMPLATE "{world_name}"')
        connection.settings_dict["NAME"] = clone
        holdings.forget()
        try:
            yield clone
        finally:
            connection.close()
            connection.settings_dict["NAME"] = world_name
            holdings.forget()
            _on_maintenance(f'DROP DATABASE "{clone}" WITH (FORCE)')


@pytest.fixture(scope="module")
def _site(county: str, data_folder: Path, chromium: Browser) -> Iterator[Site]:
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with quick, clock.frozen(world.NOW):
        accounts.open_all()
        site = Site(chromium)
        try:
            yield site
        finally:
            site.stop()


@pytest.fixture
def site(_site: Site) -> Iterator[Site]:
    """The county's pages over HTTP; visitors of one test are gone before the next."""
    with clock.frozen(world.NOW):
        yield _site
    _site.at = world.NOW
    for context in _site.browser.contexts:
        context.close()
