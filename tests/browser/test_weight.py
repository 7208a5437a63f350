"""What a first visit costs: at most 60 KB over the wire, and nothing moves while the page builds up."""

import gzip
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Response

from tests import world
from tests.browser import stock
from tests.browser.conftest import Site
from zhenzhi.kernel import clock

pytestmark = pytest.mark.browser

MOST = 60 * 1024
"""Bytes of a page with its styles and scripts at the first visit, each compressed."""
_WATCH = """window.moved = 0; new PerformanceObserver(list => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.moved += one.value;
}).observe({type: "layout-shift", buffered: true});"""


@pytest.fixture(scope="module")
def filled(_site: Site) -> Iterator[stock.Stock]:
    """A county with matters."""
    with clock.frozen(world.NOW):
        yield stock.fill()


def _pages(filled: stock.Stock) -> list[tuple[str, str]]:
    number = filled.numbers["accepted"]
    return [
        ("", "/"), ("", "/items"), ("", f"/items/{world.BUILD_ITEM}"), ("", f"/verify/{filled.code}"), ("", "/verify"),
        ("", "/open"), ("", "/open/powers"), ("", "/open/numbers"), ("", "/track"), ("", "/account/login/"),
        ("wang", "/mine"), ("wang", f"/mine/{number}"), ("wang", f"/items/{world.BUILD_ITEM}/apply/what"),
        ("li", "/desk/"), ("li", "/desk/?list=all"), ("li", f"/desk/matters/{number}"), ("zheng", "/desk/status"),
        ("zhao", f"/desk/matters/{number}/services.review"), ("li", f"/desk/matters/{number}/right"),
    ]  # fmt: skip


def _weight(page: Page, path: str) -> int:
    """Bytes over the wire of everything that a first visit fetches, as a server that compresses sends it."""
    came: list[Response] = []
    page.on("response", lambda one: came.append(one))
    page.goto(path, wait_until="networkidle")
    return sum(len(gzip.compress(one.body(), 6)) for one in came if one.status == 200)


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_pages_are_light_and_nothing_moves(site: Site, filled: stock.Stock, size: str) -> None:
    heavy, moved = {}, {}
    for reader, path in _pages(filled):
        page = site.page(size, reader)
        page.add_init_script(_WATCH)
        weight = _weight(page, path)
        if weight > MOST:
            heavy[path] = weight
        shift = page.evaluate("window.moved")
        if shift:
            moved[path] = shift
        page.context.close()
    assert heavy == {}
    assert moved == {}
