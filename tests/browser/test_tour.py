"""Pictures of the main pages (docs/tour): taken from a running demo county when asked, listed and present always.

To take them anew: `./zhenzhi demo`, and `ZHENZHI_TOUR=http://localhost:8000 ./zhenzhi test tests/browser/test_tour.py`.
"""

import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.conftest import SIZES

pytestmark = pytest.mark.browser

TOUR = Path(__file__).parents[2] / "docs" / "tour"
LARGEST = 120 * 1024
"""Bytes of one picture."""
COUNTY = os.environ.get("ZHENZHI_TOUR", "")
BOTH = ("wide", "phone")


def _follow(page: Page, pattern: str, which: int = 0) -> None:
    """Open a link of the page's text whose address fits; the first, if nothing is said."""
    links = [str(link.get_attribute("href")) for link in page.locator("main a[href]").all()]
    page.goto([link for link in links if re.search(pattern, link)][which])


def _straight(path: str) -> Callable[[Page], None]:
    return lambda page: page.goto(path) and None


def _guide(page: Page) -> None:
    page.goto("/")
    _follow(page, r"^/items/[^/?]+$")


def _apply(page: Page) -> None:
    _guide(page)
    _follow(page, r"/apply$")


def _own(page: Page) -> None:
    page.goto("/mine")
    _follow(page, r"^/mine/[^/?]+$")


def _work(page: Page) -> None:
    page.goto("/desk/?list=all")


def _matter(page: Page) -> None:
    """A matter that waits for a decision."""
    page.goto("/desk/?list=all&stage=reviewed")
    _follow(page, r"^/desk/matters/[^/]+$")


def _right(page: Page) -> None:
    _matter(page)
    page.goto(page.url + "/right")


def _grant(page: Page) -> None:
    _matter(page)
    page.goto(page.url + "/services.grant")


def _sealed(page: Page) -> None:
    page.goto("/desk/?list=all&stage=delivered")
    _follow(page, r"^/desk/matters/[^/]+$", -1)
    _follow(page, r"^/verify/")


PICTURES: tuple[tuple[str, tuple[str, ...], str, Callable[[Page], object]], ...] = (
    ("home", BOTH, "", _straight("/")),
    ("guide", BOTH, "", _guide),
    ("apply", ("phone",), "群众", _apply),
    ("track", ("phone",), "群众", _own),
    ("work", BOTH, "窗口收件", _work),
    ("matter", BOTH, "决定", _matter),
    ("right", ("wide",), "决定", _right),
    ("decide", ("wide",), "决定", _grant),
    ("verified", BOTH, "审计督查", _sealed),
    ("powers", ("wide",), "", _straight("/open/powers")),
    ("numbers", BOTH, "", _straight("/open/numbers")),
    ("tour", ("phone",), "", _straight("/tour")),
)
"""Name, sizes, the part of whoever looks (chosen on the first page), and how the page is reached."""
FILES = [f"{name}-{size}.png" for name, sizes, _role, _way in PICTURES for size in sizes]


def _as_role(page: Page, role: str) -> None:
    page.goto("/")
    if role:
        page.locator("ul.roles li", has=page.locator(f"strong:text-is('{role}')")).locator("button").last.click()
        page.wait_for_load_state()


def _keep(page: Page, file: Path) -> None:
    """The picture, as far down as two screens, in few colours."""
    width, height = page.evaluate("[innerWidth, Math.min(document.documentElement.scrollHeight, 1.6 * innerHeight)]")
    page.set_viewport_size({"width": width, "height": int(height)})
    taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for colours in (128, 64, 32):
        taken.quantize(colours, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size <= LARGEST:
            return


@pytest.mark.skipif(not COUNTY, reason="ZHENZHI_TOUR names no demo county to take pictures of")
@pytest.mark.parametrize("size", BOTH)
def test_pictures_are_taken_of_the_demo_county(chromium: Browser, size: str) -> None:
    for name, sizes, role, way in PICTURES:
        if size not in sizes:
            continue
        width, height = SIZES[size]
        context = chromium.new_context(
            base_url=COUNTY, viewport={"width": width, "height": height}, is_mobile=size == "phone", locale="zh-CN"
        )
        page = context.new_page()
        _as_role(page, role)
        way(page)
        _keep(page, TOUR / f"{name}-{size}.png")
        context.close()


def test_the_list_names_every_picture_and_each_is_there() -> None:
    told = (TOUR / "README.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"\((\w+-\w+\.png)\)", told)) == sorted(FILES)
    assert sorted(file.name for file in TOUR.glob("*.png")) == sorted(FILES)
    assert [file.name for file in TOUR.glob("*.png") if file.stat().st_size > LARGEST] == []
