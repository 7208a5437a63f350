"""The plain pages without a browser: catalogue, guide, languages, sessions, what was typed, errors, checking."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client

from tests import world
from tests.portal import accounts
from zhenzhi.kernel import clock, files, reactions
from zhenzhi.kernel.models import Entry
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter import proofs
from zhenzhi.matter.models import Paper
from zhenzhi.org import account_acts
from zhenzhi.org.acts import days
from zhenzhi.org.models import Account, Person
from zhenzhi.portal.views import home
from zhenzhi.register import holdings
from zhenzhi.register.models import Parameter
from zhenzhi.services import acts
from zhenzhi.services.models import Application
from zhenzhi.ui import demo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "quick")]


@pytest.fixture
def quick(settings: object) -> None:
    """A quick password hasher; how passwords are hashed is not what is tested here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    accounts.open_all()


def _as(name: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=name), backend=home.BACKEND)
    return client


def _applied() -> Application:
    return acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))


def _text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def _paper() -> Paper:
    application = acts.accept(_applied(), by=world.who("li"))
    application = acts.review(application, agrees=True, opinion="符合。", by=world.who("zhao"))
    acts.grant(application, by=world.who("sun"))
    matter_acts.approve_seal(Paper.objects.get(kind="granted"), by=world.who("keeper"))
    reactions.drain()
    return Paper.objects.get(kind="granted")


@pytest.mark.parametrize("word", ["宅基", "规划", "homestead", "I-HOME"])
def test_two_characters_find_an_item(word: str) -> None:
    found = _text(Client().get("/items", {"q": word}))
    assert ("I-HOME" in found) is (word in ("宅基", "I-HOME"))
    assert ("I-BUILD" in found) is (word == "规划")


def test_T53_the_guide_tells_limits_papers_and_the_chain_of_the_power() -> None:
    found = _text(Client().get("/items/I-BUILD"))
    assert all(text in found for text in ("20个工作日", "10个工作日", "行政许可法第四十二条", "无需提交", "不收费"))
    chain = found[found.rindex('<ol class="chain">') :]
    links = [
        chain.index(text)
        for text in ("《城乡规划法》第四十一条", "乡村建设规划许可（", "山规委〔2025〕1号", "山县东镇人民政府</span>")
    ]
    assert links == sorted(links)


def test_the_guide_says_who_may_not_decide_any_more() -> None:
    with clock.frozen(clock.at_beijing(world.TODAY.replace(year=2029), 9)):
        found = _text(Client().get("/items/I-BUILD"))
    assert "notice warning" in found


def test_chinese_first_and_english_by_the_switch_alone() -> None:
    client = Client(headers={"accept-language": "en-GB,en"})
    assert 'lang="zh-CN"' in _text(client.get("/"))
    client.post("/display", {"language": "en", "next": "/"})
    page = _text(client.get("/"))
    assert 'lang="en"' in page
    assert "Check a paper" in page


@pytest.mark.parametrize("path", ["/", "/items", "/items/I-BUILD", "/verify", "/account/login/", "/nowhere"])
def test_no_page_has_anything_inline_or_from_elsewhere(path: str) -> None:
    response = Client().get(path)
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    page = _text(response)
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick" not in page
    assert "http://" not in page.replace("http://testserver", "")


def test_LAW_64_a_stranger_sees_nothing_and_cannot_tell_that_it_exists() -> None:
    number = _applied().number
    for name, face in (("liu", "/mine"), ("feng", "/desk/matters")):
        client = _as(name)
        assert number not in _text(client.get("/work", follow=True))
        hidden, absent = client.get(f"{face}/{number}"), client.get(f"{face}/X-0")
        assert hidden.status_code == absent.status_code == 404
        assert _text(hidden) == _text(absent)


def test_buttons_are_those_of_the_person_and_a_barred_one_tells_why() -> None:
    application = acts.apply(world.item(), filing=world.filing(materials=(1,)), by=world.who("wang"))
    page = _text(_as("li").get(f"/desk/matters/{application.number}"))
    assert "services.ask_correction" in page
    assert "services.accept" not in page
    assert "必要材料尚缺：建设方案" in page
    assert "services.grant" not in page
    assert "services.withdraw" in _text(_as("wang").get(f"/mine/{application.number}"))


def test_personal_numbers_are_masked() -> None:
    page = _text(_as("li").get(f"/desk/matters/{_applied().number}"))
    assert world.WANG.id_number not in page
    assert "9901**********0015" in page
    assert world.WANG.phone not in page


def test_sent_twice_it_is_done_once() -> None:
    application, client = _applied(), _as("li")
    for _ in range(2):
        path = f"/desk/matters/{application.number}/matter.add_note"
        sent = client.post(path, {"text": "已电话联系。", "once": "k1"})
        assert sent.status_code == 302
    assert Entry.objects.filter(act="matter.add_note").count() == 1


def test_on_an_error_everything_typed_is_still_there() -> None:
    application = acts.accept(_applied(), by=world.who("li"))
    path = f"/desk/matters/{application.number}/services.review"
    answer = _as("zhao").post(path, {"opinion": "现场与图纸一致", "once": "k2"})
    assert answer.status_code == 422
    assert "现场与图纸一致" in _text(answer)
    assert "faults" in _text(answer)


def test_what_was_typed_before_the_session_ended_comes_back_once(monkeypatch: pytest.MonkeyPatch) -> None:
    path, client = f"/desk/matters/{_applied().number}/matter.add_note", _as("li")
    _limits(monkeypatch)
    client.get("/desk/")
    with clock.frozen(world.NOW + timedelta(minutes=31)):
        sent = client.post(path, {"text": "写了一半的备注", "once": "k3"})
    assert sent.headers["Location"].startswith("/account/login/?next=")
    client.post("/account/login/", {"login": "li", "password": accounts.PASSWORD, "next": path})
    assert "写了一半的备注" in _text(client.get(path))
    assert "写了一半的备注" not in _text(client.get(path))
    assert not Entry.objects.filter(act="matter.add_note").exists()


def _limits(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {
        code: Parameter(code=code, value=value, unit=unit, law="x", valid=days(world.SINCE))
        for code, value, unit in (("session.idle", 30, "minute"), ("session.longest", 10, "hour"))
    }
    number = holdings.number
    monkeypatch.setattr(holdings, "number", lambda code, on: rows[code] if code in rows else number(code, on))


@pytest.mark.parametrize(("minutes", "steps", "still"), [(29, 1, True), (31, 1, False), (20, 31, False)])
def test_a_session_ends_when_idle_or_too_long(
    monkeypatch: pytest.MonkeyPatch, minutes: int, steps: int, still: bool
) -> None:
    client = _as("li")
    _limits(monkeypatch)
    client.get("/desk/")
    answer = None
    for step in range(1, steps + 1):
        with clock.frozen(world.NOW + timedelta(minutes=minutes * step)):
            answer = client.get("/desk/")
    assert answer is not None
    assert (answer.status_code == 200) is still


def test_a_first_password_must_be_changed_before_anything_else() -> None:
    Account.objects.filter(username="li").update(must_change=True)
    client = _as("li")
    assert client.get("/work").headers["Location"] == "/account/password/change/"
    own = "wo-de-mi-ma-2026"
    client.post("/account/password/change/", {"oldpassword": accounts.PASSWORD, "password1": own, "password2": own})
    assert client.get("/desk/").status_code == 200
    assert Account.objects.get(username="li").check_password(own)


def test_five_wrong_passwords_lock_the_account_in_plain_words() -> None:
    client = Client()
    answers = [client.post("/account/login/", {"login": "li", "password": "wrong"}) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert "登录已暂时锁定" in _text(answers[-1])
    right = client.post("/account/login/", {"login": "li", "password": accounts.PASSWORD})
    assert right.status_code == 429
    other = client.post("/account/login/", {"login": "zhao", "password": accounts.PASSWORD})
    assert other.status_code == 302


def test_nobody_signs_up_or_recovers_a_password_alone() -> None:
    for path in ("/account/signup/", "/account/password/reset/", "/account/email/"):
        assert "账号由管理员办理" in _text(Client().get(path))


def test_no_password_reaches_the_ledger() -> None:
    person = Person.objects.on(world.TODAY).get(code="gao")
    hashed = make_password("a-first-password")
    account_acts.open_account(person, username="gao", password_hash=hashed, by=world.who("he"))
    entry = Entry.objects.get(act="org.open_account", code="gao")
    assert entry.params["username"] == "gao"
    assert entry.params["password_hash"].startswith("veil:")
    assert Account.objects.get(username="gao").must_change
    person = Person.objects.on(world.TODAY).get(code="gao")
    account_acts.close_account(person, reason="离任", by=world.who("he"))
    sent = Client().post("/account/login/", {"login": "gao", "password": "a-first-password"})
    assert "/work" not in sent.headers.get("Location", "")


def test_status_is_for_auditors() -> None:
    assert _as("li").get("/desk/status").status_code == 403
    page = _text(_as("zheng").get("/desk/status"))
    assert "PostgreSQL" in page
    assert "没有在运行" in page


def test_verify_needs_no_account_and_tells_a_changed_file() -> None:
    paper, client = _paper(), Client()
    proofs.publish()
    page = _text(client.get(f"/verify/{paper.verify_code}"))
    assert "这份文书是真的" in page
    assert "王强" not in page
    kept = files.path_of(settings.FILES, paper.sha256)
    pdf = kept.read_bytes()
    same = _text(client.post("/verify", {"file": _upload(pdf)}))
    assert "完全相同" in same
    changed = client.post("/verify", {"file": _upload(pdf + b"\n")})
    assert "请勿采信" in _text(changed)
    spaced = " ".join(paper.verify_code[at : at + 5] for at in range(0, 20, 5)).lower()
    assert client.post("/verify", {"code": spaced}).status_code == 302
    assert client.get("/verify/ABCD").status_code == 404
    assert client.get(f"/verify/{paper.verify_code}/proof.json").json()["format"] == "zhenzhi-proof/1"
    kept.unlink()
    assert "请勿采信" in _text(client.get(f"/verify/{paper.verify_code}"))


def _upload(content: bytes) -> object:
    return SimpleUploadedFile("x.pdf", content, "application/pdf")


def test_a_lost_database_and_a_fault_have_their_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)

    def lost(text: str) -> object:
        raise OperationalError("gone")

    monkeypatch.setattr(home, "_search", lost)
    assert client.get("/items").status_code == 503

    def broken(text: str) -> object:
        raise ValueError

    monkeypatch.setattr(home, "_search", broken)
    assert "系统出错了" in _text(client.get("/items"))


def test_too_much_at_once_is_413(settings: object) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100  # type: ignore[attr-defined]
    answer = Client().post("/verify", {"code": "x" * 300})
    assert answer.status_code == 413


def test_a_file_that_is_not_what_it_says_is_not_taken() -> None:
    answer = _as("wang").post("/items/I-BUILD/apply/papers", {"material_1": _upload(b"%PDF-1.7 not really")})
    assert answer.status_code == 422
    assert "文件不是完整的PDF" in _text(answer)


def test_demo_people_are_nobody_where_no_demo_was_founded(tmp_path: Path) -> None:
    assert not demo.file().exists()
    assert Client().post("/demo/li").status_code == 404
    demo.file().write_text('[{"username": "li", "name": "李敏", "post": "窗口", "body": "东镇", "body_en": "East"}]')
    try:
        assert Client().post("/demo/li").status_code == 404, "an account with a password of its own is nobody's to try"
        Account.objects.filter(username="li").update(password=make_password(demo.PASSWORD))
        client = Client()
        assert "李敏" in _text(client.get("/"))
        assert client.post("/demo/sun").status_code == 404
        assert client.post("/demo/li").headers["Location"] == "/work"
    finally:
        demo.file().unlink()
