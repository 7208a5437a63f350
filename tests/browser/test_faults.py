"""What goes wrong in life: sessions end, buttons are pressed twice, somebody was quicker, the server restarts."""

from datetime import timedelta

import pytest
from playwright.sync_api import Error

from tests import world
from tests.browser import stock, story
from tests.browser.conftest import Site, faults
from tests.browser.pages import Seen
from zhenzhi.kernel.models import Entry
from zhenzhi.matter.models import Look, Note
from zhenzhi.services import acts
from zhenzhi.services.models import Application, Draft
from zhenzhi.ui import middleware

pytestmark = pytest.mark.browser

IDLE = timedelta(minutes=31)


@pytest.fixture
def short_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    """The world names no session.idle; here sessions end after half an hour."""
    monkeypatch.setattr(
        middleware, "_minutes", lambda parameter, passed: parameter == "session.idle" and passed > 30 * 60
    )


def _reviewing() -> Application:
    return acts.accept(stock.applied(), by=world.who("li"))


@pytest.mark.usefixtures("short_sessions")
def test_a_session_that_ends_while_an_officer_types_loses_nothing(site: Site) -> None:
    row = _reviewing()
    page = site.page("wide", "zhao")
    page.goto(f"/desk/matters/{row.number}/services.review")
    page.check("[name=agrees][value=True]")
    page.fill("[name=opinion]", "写了半天的意见，不能丢。")
    site.at = world.NOW + IDLE
    page.locator("main form.form .actions button.button").first.click()
    page.wait_for_url("**/account/login/**")
    site.sign_in(page, "zhao")
    page.wait_for_url("**/services.review")
    assert page.input_value("[name=opinion]") == "写了半天的意见，不能丢。"
    assert page.is_checked("[name=agrees][value=True]")
    story.send(page)
    assert Application.objects.get(pk=row.pk).stage == "reviewed"


@pytest.mark.usefixtures("short_sessions")
def test_a_session_that_ends_while_a_resident_types_loses_nothing(site: Site) -> None:
    page = site.page("phone", "wang")
    page.goto(f"/items/{world.BUILD_ITEM}/apply/what")
    page.fill("[name=purpose]", story.PURPOSE)
    site.at = world.NOW + IDLE
    page.get_by_role("button", name="保存，下一步").click()
    page.wait_for_url("**/account/login/**")
    site.sign_in(page, "wang")
    page.wait_for_url("**/apply/what")
    assert page.input_value("[name=purpose]") == story.PURPOSE


@pytest.mark.usefixtures("short_sessions")
def test_what_one_typed_is_not_shown_to_the_next_at_the_same_desk(site: Site) -> None:
    row = _reviewing()
    page = site.page("wide", "zhao")
    page.goto(f"/desk/matters/{row.number}/services.review")
    page.fill("[name=opinion]", "只给赵刚看。")
    site.at = world.NOW + IDLE
    page.locator("main form.form .actions button.button").first.click()
    page.wait_for_url("**/account/login/**")
    site.sign_in(page, "sun")
    assert "只给赵刚看" not in page.content()


def test_a_double_click_is_one_act(site: Site) -> None:
    row = stock.applied()
    page = site.page("wide", "li")
    page.goto(f"/desk/matters/{row.number}/services.accept")
    page.locator("main form.form .actions button.button").first.dblclick()
    page.wait_for_selector(".notice.success")
    assert Entry.objects.filter(subject=row.pk, act="services.accept").count() == 1
    assert Application.objects.get(pk=row.pk).stage == "accepted"


def test_sent_twice_without_script_is_one_act(site: Site) -> None:
    row = stock.applied()
    page = site.page("wide", "li", java_script_enabled=False)
    page.goto(f"/desk/matters/{row.number}/services.accept")
    once, token = page.input_value("[name=once]"), page.input_value("main [name=csrfmiddlewaretoken]")
    sent = {"once": once, "csrfmiddlewaretoken": token}
    answers = [page.request.post(page.url, form=sent, headers={"Referer": page.url}) for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
    assert Entry.objects.filter(subject=row.pk, act="services.accept").count() == 1


def test_the_way_back_shows_the_form_that_was_left_and_sending_it_again_does_no_harm(site: Site) -> None:
    row = stock.applied()
    page = site.page("wide", "li")
    page.goto(f"/desk/matters/{row.number}")
    story.press(page, "受理")
    page.wait_for_url("**/services.accept")
    story.send(page)
    page.go_back()
    page.wait_for_load_state()
    if page.locator("main form.form .actions button.button").count():
        page.locator("main form.form .actions button.button").first.click()
        page.wait_for_load_state()
    page.wait_for_url(f"**/desk/matters/{row.number}")
    assert Entry.objects.filter(subject=row.pk, act="services.accept").count() == 1
    assert page.locator(".notice").count() >= 1


def test_of_two_tabs_the_second_is_told_clearly_and_keeps_its_words(site: Site) -> None:
    row = _reviewing()
    first = site.page("wide", "zhao")
    second = first.context.new_page()
    for page in (first, second):
        page.goto(f"/desk/matters/{row.number}/services.review")
        page.check("[name=agrees][value=True]")
        page.fill("[name=opinion]", "第一个窗口。" if page is first else "第二个窗口的意见。")
    story.send(first)
    second.locator("main form.form .actions button.button").first.click()
    second.wait_for_selector(".notice.warning")
    told = second.inner_text("main")
    assert "赵刚" in told
    assert "第二个窗口的意见。" in told
    assert faults(second) == []
    assert Application.objects.get(pk=row.pk).review_opinion.startswith("第一个窗口。")


def test_a_draft_is_there_again_after_the_server_restarted(site: Site) -> None:
    page = site.page("phone", "wang")
    page.goto(f"/items/{world.HOME_ITEM}/apply/what")
    page.fill("[name=purpose]", "分户建房，写到一半。")
    page.locator("#kept", has_text="已自动保存").wait_for()
    site.stop()
    try:
        page.fill("[name=purpose]", "分户建房，写到一半。后面的还没存。")
        page.locator("#kept", has_text="请先不要关闭").wait_for()
        with pytest.raises(Error):
            site.page().goto("/")
    finally:
        site.start()
    assert page.input_value("[name=purpose]").endswith("还没存。")
    page.get_by_role("button", name="保存，下次再填").click()
    page.wait_for_url("**/mine")
    assert Draft.objects.get(person="wang", item=world.HOME_ITEM).content["purpose"].endswith("还没存。")


def test_T5_the_address_of_somebody_elses_matter_is_not_found_and_the_looking_is_kept(site: Site) -> None:
    row = stock.applied()
    for name, face in (("liu", "mine"), ("feng", "desk/matters")):
        page = site.page("wide", name)
        answer = page.goto(f"/{face}/{row.number}")
        assert answer is not None
        assert answer.status == 404
        assert "王强" not in page.content()
        assert page.locator("main a").count() >= 1, "a way on"
        assert Look.objects.filter(person=name, matter=row.pk, found=False).count() == 1


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_strange_names_are_shown_right_and_cut_well(site: Site, size: str) -> None:
    rows = {name: stock.applied(text) for name, text in stock.STRANGE.items()}
    visits = [Seen("mine", "wang", "/mine"), Seen("list", "li", "/desk/?sort=new")]
    li, wang = site.page(size, "li"), site.page(size, "wang")
    for seen in visits:
        page = li if seen.reader == "li" else wang
        page.goto(seen.path)
        assert faults(page) == []
    for name, row in rows.items():
        for page, face in ((li, "desk/matters"), (wang, "mine")):
            page.goto(f"/{face}/{row.number}")
            for place in page.locator("main details > summary").all():
                place.click()
            assert stock.STRANGE[name] in page.locator("main").text_content(), name
            assert page.locator("main script").count() == 0
            assert page.locator("main b").count() == 0
            assert [one for one in faults(page) if "sideways" in one] == [], f"{face} {name}"
    assert Note.objects.count() == 0
