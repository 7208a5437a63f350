"""The main job by its people on the pages: a resident on a phone, five officers at desks, a stranger who checks."""

import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import Page

from tests import world
from tests.browser import story
from tests.browser.conftest import Site
from tests.desk.pages import applied
from zhenzhi.kernel import files
from zhenzhi.matter.models import Paper
from zhenzhi.services.models import Application

pytestmark = pytest.mark.browser


def _shown(site: Site) -> story.Look:
    def look(page: Page, name: str) -> None:
        site.look(page, f"job-{name}")

    return look


def test_T18_the_main_job_by_its_people_and_the_paper_checked_by_a_stranger(site: Site, tmp_path: Path) -> None:
    look = _shown(site)
    number = story.apply(site, tmp_path, look)
    _tracked_by_anybody(site, number)
    story.ask_correction(site, number, look)
    story.correct(site, number, tmp_path, look)
    story.accept(site, number, look)
    story.examine(site, number, look)
    story.decide(site, number, look)
    story.deliver(site, number, look)
    story.rate(site, number, look)
    _checked_by_a_stranger(site, look, tmp_path)


def _tracked_by_anybody(site: Site, number: str) -> None:
    """Without an account the number and four characters tell the stage and nobody's name."""
    page = site.page("phone")
    page.goto("/track")
    page.fill("[name=number]", number)
    page.fill("[name=last]", world.WANG.id_number[-4:])
    page.get_by_role("button", name="查询").click()
    told = page.inner_text(".verdict")
    assert number in told
    assert "王强" not in page.inner_text("main")


def _checked_by_a_stranger(site: Site, look: story.Look, folder: Path) -> None:
    paper = Paper.objects.get(kind="granted")
    stranger = site.page("phone")
    stranger.goto("/verify")
    stranger.fill("[name=code]", paper.verify_code)
    stranger.get_by_role("button", name="核验", exact=True).click()
    stranger.wait_for_url(f"**/verify/{paper.verify_code}")
    told = stranger.inner_text("main")
    assert "这份文书是真的" in told
    assert "山县自然资源和规划局" in told
    assert "王强" not in told
    assert stranger.locator(".checks li.no").count() == 0
    look(stranger, "verified")
    if site.shots:
        wide = site.page()
        wide.goto(f"/verify/{paper.verify_code}")
        wide.screenshot(path=f"{site.shots}/wide-verified.png", full_page=True)
        _picture(Path(site.shots), files.read(settings.FILES, paper.sha256), folder)


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


def test_a_clerk_receives_at_the_window_and_gives_a_receipt(site: Site) -> None:
    li = site.page("wide", "li")
    li.goto("/desk/receive")
    li.locator(f"main a[href='/desk/receive/{world.BUILD_ITEM}']").first.click()
    li.select_option("[name=applicant_id_kind]", "id_card")
    li.fill("[name=applicant_id_number]", world.WANG.id_number)
    li.locator("[name=applicant_id_number]").blur()
    li.wait_for_selector("#applicant .hint[class=hint]")
    li.fill("[name=applicant_name]", "王强")
    li.select_option("[name=place]", world.EAST + "201")
    li.fill("[name=purpose]", story.PURPOSE)
    li.check("[name=paper_1]")
    li.check("[name=paper_3]")
    site.look(li, "receive")
    li.get_by_role("button", name="登记收件").click()
    li.wait_for_url("**/receipt")
    site.look(li, "desk-receipt")
    assert Application.objects.filter(channel="window", stage="submitted").count() == 1


def test_a_clerk_accepts_a_selection_and_each_is_told(site: Site) -> None:
    rows = [applied() for _ in range(3)]
    li = site.page("wide", "li")
    li.goto("/desk/?sort=new")
    for row in rows:
        li.check(f"main [name=n][value='{row.number}']")
    assert li.inner_text("[data-chosen]") == "3"
    li.locator(".bulk-acts").get_by_role("button", name="受理").click()
    li.wait_for_selector("form[method=post] .actions")
    site.look(li, "bulk-confirm")
    li.get_by_role("button", name="办理 3 件").click()
    li.wait_for_selector(".notice.success")
    site.look(li, "bulk-done")
    assert Application.objects.filter(number__in=[row.number for row in rows], stage="accepted").count() == 3
