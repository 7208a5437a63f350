"""The main job as its people do it on the pages: applying, examining, deciding, handing over."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests import world
from tests.browser.conftest import Site, aside
from zhenzhi.kernel import reactions
from zhenzhi.matter import proofs
from zhenzhi.services.models import Application

PURPOSE = "在自家老宅基上翻建两层住房，占地一百二十平方米，自住。"
Look = Callable[[Page, str], None]
"""What is done with a page that the story comes by: a picture, a question to axe, or nothing."""


def unseen(page: Page, name: str) -> None:
    """Look at nothing."""


def _drain() -> None:
    reactions.drain()
    proofs.publish()


def work_off() -> None:
    """Do what acts owe and publish a checkpoint, as a worker does."""
    aside(_drain)


def picture(folder: Path, name: str = "建设方案.png") -> str:
    """A file to hand in."""
    file = folder / name
    Image.new("RGB", (400, 300), "#dbe7f3").save(file)
    return str(file)


def press(page: Page, act: str) -> None:
    """Follow the button of an act on the page of a matter."""
    page.locator("main").get_by_role("link", name=act, exact=True).first.click()


def send(page: Page) -> None:
    """Send the page's form and be told that it is done."""
    page.locator("main form.form .actions button.button").first.click()
    page.wait_for_selector(".notice.success")


def begin(page: Page) -> None:
    """Search in one's own words, read the guide, begin to apply."""
    page.goto("/")
    page.fill("#q", "盖房 建设规划许可")
    page.locator("form.search button").click()
    page.locator(f"main a[href='/items/{world.BUILD_ITEM}']").first.click()
    page.get_by_role("link", name="我要申请").first.click()
    page.wait_for_url("**/apply/who")


def who(page: Page, number: str = "") -> None:
    """The first step: oneself, with the number of the identity card."""
    page.locator("main input[name=who][value=self]").check()
    for name, text in {
        "applicant_name": "王强", "applicant_id_number": number or world.WANG.id_number,
        "applicant_phone": world.WANG.phone,
    }.items():  # fmt: skip
        if page.locator(f"[name={name}]").count():
            page.fill(f"[name={name}]", text)


def onward(page: Page) -> None:
    """Keep, and go to the next step."""
    page.get_by_role("button", name="保存，下一步").click()


def apply(site: Site, folder: Path, look: Look = unseen, papers: tuple[int, ...] = (1,)) -> str:
    """Wang on a phone: a mistake marked, a pause with everything kept, papers, a receipt. Returns the number."""
    page = site.page("phone", "wang")
    begin(page)
    who(page, "990101199003070016")
    onward(page)
    page.wait_for_selector("#faults")
    assert page.locator("[name=applicant_id_number]").input_value() == "990101199003070016"
    look(page, "apply-mistake")
    who(page)
    onward(page)
    page.wait_for_url("**/apply/what")
    page.fill("[name=purpose]", PURPOSE)
    page.select_option("[name=place]", world.EAST + "201")
    page.get_by_role("button", name="保存，下次再填").click()
    page.wait_for_url("**/mine")
    look(page, "mine-draft")
    page.locator("main section a", has_text="乡村建设规划许可证核发").first.click()
    page.wait_for_url("**/apply/papers")
    for seq in papers:
        page.set_input_files(f"[name=material_{seq}]", picture(folder))
    look(page, "apply-papers")
    onward(page)
    page.wait_for_url("**/apply/check")
    assert PURPOSE in page.inner_text("main")
    look(page, "apply-check")
    page.get_by_role("button", name="承诺并提交").click()
    page.wait_for_url("**/receipt")
    number = page.inner_text(".ticket .number")
    assert page.locator(".ticket svg").count() == 1
    look(page, "receipt")
    assert Application.objects.filter(number=number).exists()
    page.context.close()
    return number


def ask_correction(site: Site, number: str, look: Look = unseen) -> None:
    """Li asks for what is missing: the list is made from the file."""
    li = site.page("wide", "li")
    li.goto(f"/desk/matters/{number}/services.ask_correction")
    assert "建设方案" in li.input_value("[name=lines]")
    look(li, "ask-correction")
    send(li)
    li.context.close()


def correct(site: Site, number: str, folder: Path, look: Look = unseen) -> None:
    """Wang gives what the notice names, and nothing else is asked for."""
    wang = site.page("phone", "wang")
    wang.goto("/mine")
    wang.locator(f"main a[href='/mine/{number}']").first.click()
    look(wang, "mine-correcting")
    wang.get_by_role("link", name="去补正").click()
    look(wang, "correct")
    wang.set_input_files("[name=material_3]", picture(folder))
    wang.get_by_role("button", name="提交补正").click()
    wang.wait_for_selector(".notice.success")
    wang.context.close()


def accept(site: Site, number: str, look: Look = unseen) -> None:
    """Li takes the matter from the list and accepts it."""
    li = site.page("wide", "li")
    li.goto("/desk/")
    look(li, "work")
    li.locator(f"main td a[href='/desk/matters/{number}']").click()
    look(li, "matter")
    press(li, "受理")
    look(li, "accept")
    send(li)
    li.context.close()


def examine(site: Site, number: str, look: Look = unseen) -> None:
    """Zhao asks the bureau, Chen of the bureau answers, Zhao gives the opinion."""
    zhao = site.page("wide", "zhao")
    zhao.goto(f"/desk/matters/{number}/matter.ask")
    zhao.select_option("[name=to_body]", world.PLAN)
    zhao.fill("[name=content]", "该户翻建是否符合村庄规划？")
    zhao.check("[name=kind][value=opinion]")
    look(zhao, "ask")
    send(zhao)
    chen = site.page("wide", "chen")
    chen.goto("/desk/")
    chen.locator(f"main td a[href='/desk/matters/{number}']").click()
    press(chen, "答复")
    chen.check("[name=agrees][value=True]")
    chen.fill("[name=words]", "符合杏花村村庄规划。")
    look(chen, "reply")
    send(chen)
    zhao.goto(f"/desk/matters/{number}/services.review")
    zhao.check("[name=agrees][value=True]")
    zhao.fill("[name=opinion]", "符合条件，建议准予。")
    look(zhao, "review")
    send(zhao)
    for page in (zhao, chen):
        page.context.close()


def decide(site: Site, number: str, look: Look = unseen) -> None:
    """Sun grants, the keeper lets the seal be set, the paper is made."""
    sun = site.page("wide", "sun")
    sun.goto(f"/desk/matters/{number}")
    look(sun, "matter-decide")
    press(sun, "准予")
    look(sun, "grant")
    send(sun)
    keeper = site.page("wide", "keeper")
    keeper.goto(f"/desk/matters/{number}")
    press(keeper, "用印审批")
    look(keeper, "seal")
    send(keeper)
    work_off()
    for page in (sun, keeper):
        page.context.close()


def deliver(site: Site, number: str, look: Look = unseen) -> None:
    """Qian hands the paper over at the window."""
    qian = site.page("wide", "qian")
    qian.goto(f"/desk/matters/{number}/services.deliver")
    qian.check("[name=way][value=window]")
    assert qian.input_value("[name=receiver]") == "王强"
    look(qian, "deliver")
    send(qian)
    qian.context.close()


def rate(site: Site, number: str, look: Look = unseen) -> None:
    """Wang sees the result, takes the paper and says how it was."""
    wang = site.page("phone", "wang")
    wang.goto(f"/mine/{number}")
    look(wang, "mine-result")
    with wang.expect_download() as got:
        wang.evaluate("a => { a.setAttribute('download', ''); a.click(); }", _paper(wang))
    assert Path(got.value.path()).read_bytes().startswith(b"%PDF-")
    wang.get_by_role("link", name="评价这次服务").click()
    wang.locator("label", has=wang.locator("[name=level][value='5']")).click()
    look(wang, "rate")
    wang.get_by_role("button", name="提交评价").click()
    wang.wait_for_selector(".notice.success")
    look(wang, "mine-done")
    wang.context.close()


def _paper(page: Page) -> object:
    found = page.locator("main a[href*='/paper/']", has_text="准予行政许可决定书").element_handle()
    assert found is not None
    return found
