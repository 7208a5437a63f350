"""One page for any matter at the desk: what it shows, to whom, at what cost; its acts, its ground, the window."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from tests import world
from tests.portal import accounts
from zhenzhi.kernel import clock, reactions
from zhenzhi.kernel.models import Entry
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter.models import Look, Material, Paper, Request
from zhenzhi.org.models import Account
from zhenzhi.services import acts
from zhenzhi.services.models import Application

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MOST_STATEMENTS = 12

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "quick")]


@pytest.fixture
def quick(settings: object) -> None:
    """A quick password hasher; how passwords are hashed is not what is tested here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    accounts.open_all()


def _as(name: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=name), backend=BACKEND)
    return client


def _page(name: str, found: Application, tail: str = "") -> str:
    return _as(name).get(f"/desk/matters/{found.number}{tail}").content.decode()


def _applied(**changes: object) -> Application:
    return acts.apply(world.item(), filing=replace(world.filing(), **changes), by=world.who("wang"))  # type: ignore[arg-type]


def _accepted() -> Application:
    return acts.accept(_applied(), by=world.who("li"))


def _asked(found: Application) -> Request:
    return matter_acts.ask(
        found, to_body=world.PLAN, content="请核实是否压占红线。", kind="opinion", by=world.who("zhao")
    )


def _reviewed() -> Application:
    return acts.review(_accepted(), agrees=True, opinion="经核对，符合条件。", by=world.who("zhao"))


def _granted() -> Application:
    return acts.grant(_reviewed(), by=world.who("sun"))


# ── cost ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _statements(name: str, path: str) -> list[str]:
    client = _as(name)
    client.get(path)  # the register and the session's stamp are there from the second look on
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return [one["sql"] for one in seen.captured_queries]


def _with_note(found: Application) -> Application:
    return matter_acts.add_note(found, text="已电话联系。", by=world.who("li"))


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("li", _applied), ("li", lambda: _with_note(_applied())),
        ("zhao", lambda: _asked(_with_note(_accepted())).matter),
        ("sun", _reviewed),
        ("keeper", _granted), ("qian", _granted), ("zheng", _granted),
    ],
)  # fmt: skip
def test_the_page_of_a_matter_takes_at_most_twelve_statements(name: str, make: object) -> None:
    found: Application = make()  # type: ignore[operator]
    seen = _statements(name, f"/desk/matters/{found.number}")
    assert len(seen) <= MOST_STATEMENTS, "\n".join(seen)
    assert len(_statements(name, f"/desk/matters/{found.number}/right")) <= MOST_STATEMENTS


# ── what it shows ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_line_of_the_list_tells_whether_it_was_handed_in() -> None:
    page = _page("li", _applied(materials=[replace(one) for one in world.filing(materials=(1,)).materials]))
    assert page.count("已交纸质") == 1
    assert "部门共享取得" in page
    assert 'class="lacking"' in page
    assert "必要材料尚缺：建设方案" in page


def test_the_keeper_sees_the_paper_that_waits_and_what_it_says() -> None:
    found = _granted()
    page = _page("keeper", found)
    paper = Paper.objects.get(kind="granted")
    assert f"/desk/matters/{found.number}/matter.approve_seal/{paper.pk}" in page
    assert "等待印章管理员批准用印" in page
    assert "经审查，经核对，符合条件。" in page
    assert page.count('class="button"') == 1, "one thing to press on, not two"
    matter_acts.approve_seal(paper, by=world.who("keeper"))
    reactions.drain()
    assert f"/desk/matters/{found.number}/paper/{paper.pk}" in _page("keeper", found)


def test_T56_a_request_is_a_thread_with_clocks_and_the_asked_may_answer() -> None:
    request = _asked(_accepted())
    page = _page("chen", request.matter)
    assert "请核实是否压占红线。" in page
    assert "答复期限" in page
    assert f"matter.receive_request/{request.pk}" in page
    matter_acts.urge(request, by=world.who("zhao"))
    matter_acts.reply(request, agrees=True, words="不压占。", by=world.who("chen"))
    page = _page("zhao", request.matter)
    assert "已催办 1 次" in page
    assert "不压占。" in page


def test_a_note_is_written_on_the_page_itself() -> None:
    found, client = _accepted(), _as("li")
    assert 'name="text"' in client.get(f"/desk/matters/{found.number}").content.decode()
    client.post(f"/desk/matters/{found.number}/matter.add_note", {"text": "周五上午看现场。", "once": "n1"})
    page = _page("zhao", found)
    assert "周五上午看现场。" in page
    assert "李敏" in page


def test_a_stopped_clock_says_when_it_would_end() -> None:
    found = acts.pause(_accepted(), ground="听证", notice="东政告〔2026〕1号", by=world.who("zhao"))
    page = _page("zhao", found)
    assert "已暂停" in page
    assert "如果今天恢复计时" in page
    assert "东政告〔2026〕1号" in page


HARD = [
    "阿" * 200, "<script>alert(1)</script>", "𠮷田㐂", "བོད་སྐད་ཀྱི་མིང", "ئۇيغۇرچە ئىسىم", "a" * 200,
]  # fmt: skip


@pytest.mark.parametrize("name", HARD)
def test_hard_names_are_shown_whole_marked_off_and_never_as_markup(name: str) -> None:
    found = _applied(applicant=replace(world.WANG, name=name), form={"用途": name})
    for tail in ("", "/services.accept", "/receipt"):
        page = _page("li", found, tail)
        assert f"<bdi>{escape(name)}</bdi>" in page
        assert "<script>alert" not in page


# ── by what right ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_chain_goes_from_statute_to_person_and_holds_then_and_now() -> None:
    page = _page("zheng", _granted(), "/right")
    links = [
        "《城乡规划法》第四十一条", "<strong>乡村建设规划许可</strong>", "<strong>委托</strong>", "山规委〔2025〕1号",
        "山县东镇人民政府", "孙悦的岗位", "<strong>孙悦</strong>",
    ]  # fmt: skip
    places = [page.index(link) for link in links]
    assert places == sorted(places)
    assert page.count('class="ok"') == 3
    assert "2024-12-10" in page, "the day of filing"


def test_T30_after_a_stop_it_held_then_and_holds_no_more() -> None:
    found = _granted()
    with clock.frozen(clock.at_beijing(world.TODAY.replace(year=2029), 9)):
        page = _page("zheng", found, "/right")
    assert page.count('class="ok"') == 2
    assert page.count('class="no"') == 1
    assert "今天仍然成立" in page


def test_before_the_decision_it_tells_who_may_take_the_next_step() -> None:
    page = _page("li", _accepted(), "/right")
    assert "赵刚的岗位 · 赵刚" in page
    assert "还没有决定" in page


def test_LAW_64_each_look_is_written_down_and_a_stranger_finds_nothing() -> None:
    found = _granted()
    _page("zheng", found, "/right")
    assert Look.objects.filter(matter=found.pk, person="zheng", what="right").exists()
    assert _as("feng").get(f"/desk/matters/{found.number}/right").status_code == 404
    assert _as("feng").get(f"/desk/matters/{found.number}/receipt").status_code == 404


# ── acts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_LAW_65_the_reviewer_ticks_and_the_record_tells_what_was_checked() -> None:
    found, client = _accepted(), _as("zhao")
    path = f"/desk/matters/{found.number}/services.review"
    assert "申请表" in client.get(path).content.decode()
    sent = {"checked": ["申请表", "建设方案"], "agrees": "True", "opinion": "符合。", "once": "r1"}
    assert client.post(path, sent).status_code == 302
    assert Application.objects.get(pk=found.pk).review_opinion == "符合。\n已逐项核对：申请表；建设方案。"


def test_LAW_34_whoever_decides_sees_opinion_answers_and_the_paper_first() -> None:
    found = _accepted()
    request = _asked(found)
    matter_acts.reply(request, agrees=True, words="不压占。", by=world.who("chen"))
    acts.review(found, agrees=True, opinion="符合条件。", by=world.who("zhao"))
    page = _page("sun", found, "/services.grant")
    told = ("符合条件。", "不压占。", "山县自然资源和规划局", "准予行政许可决定书", "送达期限开始计算")
    assert all(text in page for text in told)
    before = Entry.objects.count()
    answer = _as("sun").post(
        f"/desk/matters/{found.number}/services.deny", {"reasons": "压占耕地。", "preview": "1", "once": "d1"}
    )
    assert "压占耕地。" in answer.content.decode()
    assert "60日内" in answer.content.decode()
    assert Entry.objects.count() == before
    assert not Paper.objects.filter(kind="refused").exists()


def test_L_04_the_notice_of_correction_begins_with_all_that_is_missing() -> None:
    found = _applied(materials=world.filing(materials=(1,)).materials)
    assert ">\n建设方案</textarea>" in _page("li", found, "/services.ask_correction")


def test_on_a_stale_page_the_newest_state_is_told_and_nothing_typed_is_lost() -> None:
    found, client = _accepted(), _as("zhao")
    acts.review(found, agrees=True, opinion="符合。", by=world.who("zhao"))
    answer = client.post(
        f"/desk/matters/{found.number}/services.review", {"agrees": "True", "opinion": "写了很久的意见", "once": "s1"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "写了很久的意见" in page
    assert "赵刚已于2026-03-04 09:00办理“审查”" in page


# ── the window ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _form(**changes: object) -> dict[str, object]:
    return {
        "applicant_name": "王强", "applicant_id_kind": "id_card", "applicant_id_number": world.WANG.id_number,
        "place": world.EAST + "201", "purpose": "建房", "paper_1": "on", "paper_3": "on", "once": "w1", **changes,
    }  # fmt: skip


def test_papers_taken_in_at_the_window_count_and_the_receipt_leads_to_the_matter() -> None:
    client = _as("li")
    sent = client.post("/desk/receive/I-BUILD", _form())
    found = Application.objects.get()
    assert sent.headers["Location"] == f"/desk/matters/{found.number}/receipt"
    assert client.post("/desk/receive/I-BUILD", _form()).headers["Location"] == sent.headers["Location"]
    assert Application.objects.count() == 1
    assert list(Material.objects.order_by("seq").values_list("seq", "file")) == [(1, ""), (3, "")]
    page = client.get(sent.headers["Location"]).content.decode()
    assert found.number in page
    assert "<svg" in page
    assert (world.TODAY + timedelta(days=7)).isoformat() in page, "five working days"


def test_the_number_is_checked_and_a_known_person_is_filled_in_while_nothing_is_filed() -> None:
    client, wrong = _as("li"), world.WANG.id_number[:-1] + "0"
    page = client.post("/desk/receive/I-BUILD", _form(lookup="1", applicant_id_number=wrong)).content.decode()
    assert "⚠" in page
    page = client.post("/desk/receive/I-BUILD", _form(lookup="1")).content.decode()
    assert "证件号码正确" in page
    assert 'value="王强"' in page
    assert not Application.objects.exists()


def test_only_a_window_receives() -> None:
    assert _as("zhao").get("/desk/receive/I-BUILD").status_code == 403
