"""Without a mouse: the whole job at the desk and applying at the portal, by keys alone; the focus is never lost."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests import world
from tests.browser import stock, story
from tests.browser.conftest import Site
from tests.portal import accounts
from zhenzhi.matter import acts as matter_acts
from zhenzhi.services.models import Application

pytestmark = pytest.mark.browser

_AT = "s => !!document.activeElement && document.activeElement.matches(s)"
_SEEN = """() => { const now = document.activeElement, box = now.getBoundingClientRect();
    return now !== document.body && box.width > 0 && box.height > 0; }"""


def _tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Press Tab until the element has the focus; each stop on the way must be something that one can see."""
    for _ in range(most):
        if page.evaluate(_AT, selector):
            return
        page.keyboard.press("Tab")
        assert page.evaluate(_SEEN), f"the focus got lost on the way to {selector}"
    raise AssertionError(f"the keyboard never reached {selector} on {page.url}")


def _choose(page: Page, name: str) -> None:
    """Take the first choice of a group of radio buttons."""
    _tab_to(page, f"[name={name}]")
    page.keyboard.press("Space")


def _write(page: Page, name: str, text: str) -> None:
    _tab_to(page, f"[name={name}]")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def _send(page: Page) -> None:
    _tab_to(page, "main form.form .actions button.button:not(.quiet)")
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice.success")


def _open_first_act(page: Page, act: str) -> None:
    """`a` opens the main act of a matter."""
    with page.expect_navigation():
        page.keyboard.press("a")
    assert page.url.endswith(act), page.url


def test_signing_in_and_out_by_keyboard_alone(site: Site) -> None:
    page = site.page()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate(_AT, "a.skip")
    page.keyboard.press("Enter")
    assert page.evaluate(_AT, "#main")
    page.goto("/")
    _tab_to(page, "a[href='/account/login/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/login/**")
    _tab_to(page, "#id_login")
    page.keyboard.type("li")
    _tab_to(page, "#id_password")
    page.keyboard.type(accounts.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    _tab_to(page, ".menu summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.evaluate(_AT, ".menu summary")
    page.keyboard.press("Enter")
    _tab_to(page, ".menu button")
    page.keyboard.press("Enter")
    page.wait_for_url(site.url + "/")
    assert page.locator("a[href='/account/login/']").count()


def test_keys_of_the_desk(site: Site) -> None:
    rows = [stock.applied() for _ in range(3)]
    page = site.page("wide", "li")
    page.goto("/desk/")
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.getAttribute('href')") != first
    page.keyboard.press("x")
    page.locator("[data-chosen]", has_text="1").wait_for()
    assert page.locator("main tbody input:checked").count() == 1
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.getAttribute('href')") == first
    page.keyboard.press("?")
    assert page.locator("#keys[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("#keys[open]").count() == 0
    page.keyboard.press("/")
    assert page.evaluate(_AT, "#find")
    page.keyboard.insert_text("许可证")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/desk/search\?q="))
    page.keyboard.press("/")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(rows[1].number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/matters/{rows[1].number}")
    page.keyboard.press("g")
    page.keyboard.press("w")
    page.wait_for_url("**/desk/")


def test_the_whole_job_by_keyboard_alone(site: Site, tmp_path: Path) -> None:
    number = _applied_by_keys(site, tmp_path)
    li = site.page("wide", "li")
    li.goto("/desk/?sort=new")
    li.keyboard.press("j")
    li.keyboard.press("Enter")
    li.wait_for_url(f"**/desk/matters/{number}")
    _open_first_act(li, "services.accept")
    _send(li)
    row = Application.objects.get(number=number)
    matter_acts.ask(row, to_body=world.PLAN, content="是否符合村庄规划？", kind="opinion", by=world.who("zhao"))
    chen = site.page("wide", "chen")
    chen.goto("/desk/")
    chen.keyboard.press("j")
    chen.keyboard.press("Enter")
    chen.wait_for_url(f"**/desk/matters/{number}")
    _tab_to(chen, "a[href*='/matter.reply/']")
    chen.keyboard.press("Enter")
    chen.wait_for_url("**/matter.reply/**")
    _choose(chen, "agrees")
    _write(chen, "words", "符合村庄规划。")
    _send(chen)
    _decided_and_delivered_by_keys(site, number)
    assert Application.objects.get(number=number).stage == "delivered"


def _decided_and_delivered_by_keys(site: Site, number: str) -> None:
    zhao = site.page("wide", "zhao")
    zhao.goto(f"/desk/matters/{number}")
    _open_first_act(zhao, "services.review")
    _choose(zhao, "agrees")
    _write(zhao, "opinion", "符合条件，建议准予。")
    _send(zhao)
    sun = site.page("wide", "sun")
    sun.goto(f"/desk/matters/{number}")
    _open_first_act(sun, "services.grant")
    _send(sun)
    keeper = site.page("wide", "keeper")
    keeper.goto(f"/desk/matters/{number}")
    _tab_to(keeper, "a[href*='/matter.approve_seal/']")
    keeper.keyboard.press("Enter")
    keeper.wait_for_url("**/matter.approve_seal/**")
    _send(keeper)
    story.work_off()
    qian = site.page("wide", "qian")
    qian.goto(f"/desk/matters/{number}")
    _open_first_act(qian, "services.deliver")
    _choose(qian, "way")
    _send(qian)


def _applied_by_keys(site: Site, folder: Path) -> str:
    page = site.page("wide", "wang")
    page.goto(f"/items/{world.BUILD_ITEM}")
    _tab_to(page, f"a[href='/items/{world.BUILD_ITEM}/apply']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/apply/who")
    _write(page, "applicant_id_number", "990101199003070016")
    page.keyboard.press("Enter")
    page.wait_for_selector("#faults")
    assert page.evaluate(_AT, "#faults"), "the list of mistakes has the focus"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate(_AT, "[name=applicant_id_number]"), "a mistake leads to its field"
    _write(page, "applicant_id_number", world.WANG.id_number)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/apply/what"))  # behind it still stands the field that the mistake led to
    _tab_to(page, "[name=place]")
    page.keyboard.type("杏花")
    if not page.input_value("[name=place]"):
        page.keyboard.press("ArrowDown")
    _write(page, "purpose", story.PURPOSE)
    _tab_to(page, "button[value=next]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/apply/papers"))
    for seq in (1, 3):
        _tab_to(page, f"[name=material_{seq}]")
        with page.expect_file_chooser() as asked:
            page.keyboard.press("Space")
        asked.value.set_files(story.picture(folder))
    _tab_to(page, "button[value=next]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/apply/check"))
    _tab_to(page, "main form.form .actions button.button")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/receipt"))
    return page.inner_text(".ticket .number")
