"""The main job by five people in the plain pages, at both sizes; then the paper is checked by a stranger."""

import subprocess
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from PIL import Image
from playwright.sync_api import Page

from tests import world
from tests.browser.conftest import Site
from zhenzhi.kernel import clock, files, reactions
from zhenzhi.matter import proofs
from zhenzhi.matter.models import Paper
from zhenzhi.services.models import Application

pytestmark = pytest.mark.browser


def _as(site: Site, size: str, name: str) -> Page:
    page = site.page(size)
    site.sign_in(page, name)
    return page


def _press(page: Page, act: str) -> None:
    page.locator("main .acts").get_by_role("link", name=act, exact=True).click()


def _confirm(page: Page) -> None:
    page.locator("main form.form button.button").click()
    page.wait_for_selector(".notice.success")


def _work_off() -> None:
    """Do what acts owe and publish a checkpoint, in a thread as a worker does: signing needs a loop of its own."""

    def drain() -> None:
        with clock.frozen(world.NOW):
            reactions.drain()
            proofs.publish()
        connections.close_all()

    thread = threading.Thread(target=drain)
    thread.start()
    thread.join()


def _files(folder: Path) -> list[str]:
    file = folder / "方案.png"
    Image.new("RGB", (40, 30), "white").save(file)
    return [str(file)]


def _apply(site: Site, size: str, folder: Path) -> str:
    """Wang applies, corrects a wrong number, and nothing typed was lost. Returns the matter's number."""
    wang = _as(site, size, "wang")
    wang.goto(f"/items/{world.BUILD_ITEM}")
    site.look(wang, f"{size}-item")
    wang.click("text=我要申请")
    wang.fill("[name=applicant_name]", "王强")
    wang.select_option("[name=applicant_id_kind]", "id_card")
    wang.fill("[name=applicant_id_number]", "990101199003070016")
    wang.fill("[name=purpose]", "自住房屋两层，宅基地一百二十平方米。")
    wang.select_option("[name=place]", world.EAST + "201")
    wang.click("text=提交申请")
    wang.wait_for_selector("#faults")
    site.look(wang, f"{size}-apply-fault")
    assert wang.input_value("[name=purpose]").startswith("自住房屋")
    wang.fill("[name=applicant_id_number]", world.WANG.id_number)
    for seq in (1, 3):
        wang.set_input_files(f"[name=material_{seq}]", _files(folder))
    wang.click("text=提交申请")
    wang.wait_for_selector(".notice.success")
    site.look(wang, f"{size}-matter-party")
    return Application.objects.get().number


def _examine(site: Site, size: str, number: str) -> None:
    """Li accepts, Zhao asks the bureau, Chen answers, Zhao gives the opinion."""
    li = _as(site, size, "li")
    site.look(li, f"{size}-work")
    li.click(f"text={number}")
    site.look(li, f"{size}-matter-clerk")
    _press(li, "受理")
    site.look(li, f"{size}-act")
    _confirm(li)
    zhao = _as(site, size, "zhao")
    zhao.goto(f"/desk/matters/{number}/matter.ask")
    zhao.select_option("[name=to_body]", world.PLAN)
    zhao.fill("[name=content]", "是否符合村庄规划？")
    zhao.check("[name=kind][value=opinion]")
    _confirm(zhao)
    chen = _as(site, size, "chen")
    chen.click("section.card a")
    _press(chen, "答复")
    chen.check("[name=agrees][value=True]")
    chen.fill("[name=words]", "符合村庄规划。")
    site.look(chen, f"{size}-reply")
    _confirm(chen)
    zhao.goto(f"/desk/matters/{number}/services.review")
    zhao.check("[name=agrees][value=True]")
    zhao.fill("[name=opinion]", "符合条件，建议准予。")
    _confirm(zhao)


def _decide(site: Site, size: str, number: str) -> None:
    """Sun grants, the keeper lets the seal be set, Qian hands the paper over."""
    sun = _as(site, size, "sun")
    sun.goto(f"/desk/matters/{number}")
    site.look(sun, f"{size}-matter-decide")
    _press(sun, "准予")
    _confirm(sun)
    keeper = _as(site, size, "keeper")
    keeper.goto(f"/desk/matters/{number}")
    _press(keeper, "用印审批")
    _confirm(keeper)
    _work_off()
    qian = _as(site, size, "qian")
    qian.goto(f"/desk/matters/{number}/services.deliver")
    qian.check("[name=way][value=window]")
    qian.fill("[name=receiver]", "王强")
    _confirm(qian)


def _picture(shots: Path, pdf: bytes, folder: Path) -> None:
    """The picture of the README, as verify.png: the sealed paper and, beside it, what the page says (needs poppler)."""
    (folder / "paper.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "70", "-png", folder / "paper.pdf", folder / "paper"], check=True)
    pages = [Image.open(file).convert("RGB") for file in sorted(folder.glob("paper-*.png"))]
    told = Image.open(shots / "wide-verified.png").convert("RGB")
    told = told.crop((304, 60, 1062, min(told.height, 980)))
    told = told.resize((int(told.width * 0.88), int(told.height * 0.88)))
    edge, height = 16, max(told.height, *(page.height for page in pages)) + 32
    whole = Image.new("RGB", (told.width + sum(page.width + edge for page in pages) + 2 * edge, height), "#e3e6ea")
    left = edge
    for part in (*pages, told):
        whole.paste(part, (left, edge))
        left += part.width + edge
    whole.quantize(128).save(shots / "verify.png", optimize=True)


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_T18_the_main_job_by_its_people_and_the_paper_checked_by_a_stranger(
    site: Site, size: str, tmp_path: Path
) -> None:
    number = _apply(site, size, tmp_path)
    _examine(site, size, number)
    _decide(site, size, number)
    wang = _as(site, size, "wang")
    wang.goto(f"/mine/{number}/matter.rate")
    wang.check("[name=level][value='5']")
    _confirm(wang)
    for place in wang.locator(".timeline summary").all()[:3]:
        place.click()
    site.look(wang, f"{size}-matter-done")
    paper = Paper.objects.get(kind="granted")
    stranger = site.page(size)
    stranger.goto(f"/verify/{paper.verify_code}")
    told = stranger.inner_text("main")
    assert "这份文书是真的" in told
    assert "山县自然资源和规划局" in told
    assert "王强" not in told
    site.look(stranger, f"{size}-verified")
    if site.shots and size == "wide":
        _picture(Path(site.shots), files.read(settings.FILES, paper.sha256), tmp_path)
