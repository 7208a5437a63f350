"""Following a matter: one sentence that says what to do, corrections by line, rating, tracking without an account."""

import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import world
from tests.portal import accounts
from zhenzhi.kernel import reactions
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter.models import Material, Paper, Rating
from zhenzhi.org.models import Account
from zhenzhi.portal.views import home, tracking
from zhenzhi.services import acts
from zhenzhi.services.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "quick")]
MOST = 12


@pytest.fixture
def quick(settings: object) -> None:
    """A quick password hasher, accounts for everybody, nothing counted yet."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    accounts.open_all()
    cache.clear()


def _as(name: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=name), backend=home.BACKEND)
    return client


def _text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def _applied(*materials: int) -> Application:
    return acts.apply(world.item(), filing=world.filing(materials=materials or (1, 3)), by=world.who("wang"))


def _granted() -> Application:
    application = acts.accept(_applied(), by=world.who("li"))
    application = acts.review(application, agrees=True, opinion="符合。", by=world.who("zhao"))
    return acts.grant(application, by=world.who("sun"))


def _sealed() -> Application:
    application = _granted()
    matter_acts.approve_seal(Paper.objects.get(kind="granted"), by=world.who("keeper"))
    reactions.drain()
    return application


def _delivered() -> Application:
    return acts.deliver(_sealed(), way="window", receiver="王强", by=world.who("qian"))


def _page(application: Application) -> str:
    return _text(_as("wang").get(f"/mine/{application.number}"))


def test_the_sentence_at_the_top_follows_the_matter() -> None:
    application = _applied(1)
    assert "正在看材料是否齐全" in _page(application)
    application = acts.ask_correction(application, lines=["建设方案", "写明家庭人口"], by=world.who("li"))
    page = _page(application)
    assert "请补正 2 项" in page
    assert f"/mine/{application.number}/services.supplement" in page
    assert "请补正 2 项" in _text(_as("wang").get("/mine"))


def test_before_the_seal_nothing_is_to_be_collected_and_after_it_is() -> None:
    application = _granted()
    assert "文书正在盖章" in _page(application)
    matter_acts.approve_seal(Paper.objects.get(kind="granted"), by=world.who("keeper"))
    reactions.drain()
    page = _page(application)
    assert "来领取" in page
    assert "领取以后可以下载" in page, "T42: the result leaves through the delivery window"


def test_a_refused_applicant_is_told_where_to_turn() -> None:
    application = acts.accept(_applied(), by=world.who("li"))
    application = acts.review(application, agrees=False, opinion="不符合。", by=world.who("zhao"))
    application = acts.deny(application, reasons="占用耕地。", by=world.who("sun"))
    matter_acts.approve_seal(Paper.objects.get(kind="refused"), by=world.who("keeper"))
    reactions.drain()
    acts.deliver(application, way="window", receiver="王强", by=world.who("qian"))
    page = _page(application)
    assert "行政复议或者起诉" in page
    assert "占用耕地" in page


def _pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("方案.png", _PNG, "image/png")


_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080000000 03a7e9b550000000a49444154789c6360000000020001"
    "48afa4710000000049454e44ae426082".replace(" ", "")
)


def test_only_the_lines_of_the_notice_are_asked_for() -> None:
    application = _applied(1)
    acts.ask_correction(application, lines=["建设方案", "写明家庭人口"], by=world.who("li"))
    path = f"/mine/{application.number}/services.supplement"
    client = _as("wang")
    page = _text(client.get(path))
    assert re.findall(r'name="(material_\d|answer_\d)"', page) == ["material_3", "answer_1"]
    empty = client.post(path, {"once": "c0"})
    assert empty.status_code == 422
    assert "还什么都没有补" in _text(empty)
    for _ in range(2):
        done = client.post(path, {"once": "c1", "answer_1": "五口人", "material_3": _pdf()})
        assert done.status_code == 302
    application.refresh_from_db()
    assert application.stage == "submitted"
    assert application.form["写明家庭人口"] == "五口人"
    assert Material.objects.filter(seq=3).count() == 1
    assert client.get(path).status_code == 302, "there is nothing to correct any more"


def test_LAW_64_a_stranger_cannot_correct_or_see_a_receipt() -> None:
    application = _applied(1)
    acts.ask_correction(application, lines=["建设方案"], by=world.who("li"))
    for tail in ("services.supplement", "receipt", ""):
        assert _as("liu").get(f"/mine/{application.number}/{tail}".rstrip("/")).status_code == 404


def test_LAW_59_the_rating_is_given_once_with_words_or_without() -> None:
    application = _delivered()
    path, client = f"/mine/{application.number}/matter.rate", _as("wang")
    assert path in _page(application)
    assert client.post(path, {"once": "r0"}).status_code == 422
    client.post(path, {"once": "r1", "level": "5"})
    assert Rating.objects.get().level == 5
    client.post(path, {"once": "r2", "level": "1"})
    assert Rating.objects.get().level == 5
    assert path not in _page(application)


def test_licences_held_stand_with_their_last_day_and_the_way_to_renew() -> None:
    _delivered()
    client = _as("wang")
    page = _text(client.get("/mine"))
    assert "有效期到" in page
    renew = re.search(r'href="(/items/I-BUILD/apply\?renews=[^"]+)"', page)
    assert renew
    client.get(renew[1])
    assert " selected" in _text(client.get("/items/I-BUILD/apply/what")).partition('name="renews"')[2][:400]
    assert "我的证照" not in _text(_as("liu").get("/mine"))


def _track(number: str, last: str) -> tuple[int, str]:
    answer = Client().post("/track", {"number": number, "last": last})
    return answer.status_code, _text(answer)


def test_tracking_tells_the_stage_and_nothing_else() -> None:
    application = _applied()
    status, page = _track(application.number, "0015")
    assert status == 200
    assert "待受理" in page
    assert not any(text in page for text in ("王强", application.title, world.WANG.phone, "杏花村"))


def test_wrong_number_and_wrong_document_look_alike() -> None:
    number = _applied().number
    wrong, none = _track(number, "9999")[1], _track("X-0", "9999")[1]
    token = re.compile(r'value="[^"]*"')
    assert token.sub("", wrong) == token.sub("", none)


def test_four_digits_cannot_be_tried_out() -> None:
    number = _applied().number
    answers = [_track(number, f"{last:04}")[0] for last in range(tracking.TRIES + 1)]
    assert answers[-1] == 429
    assert _track(number, "0015")[0] == 429, "also the right ones wait"


def test_an_applicant_without_a_document_cannot_be_tracked() -> None:
    application = _applied()
    application.parties.update(id_kind="none", id_number="")
    assert _track(application.number, "0015")[0] == 422


@pytest.mark.parametrize("path", ["/", "/items", "/items?q=宅基", "/items/I-BUILD", "/track"])
def test_open_pages_take_few_statements(path: str) -> None:
    _applied()
    Client().get(path)
    with CaptureQueriesContext(connection) as seen:
        assert Client().get(path).status_code == 200
    assert len(seen) <= MOST, [row["sql"][:90] for row in seen]


@pytest.mark.parametrize("tail", ["", "/{number}", "/{number}/receipt", "/{number}/matter.rate"])
def test_own_pages_take_few_statements(tail: str) -> None:
    application, client = _delivered(), _as("wang")
    for _ in range(3):
        _applied()
    path = "/mine" + tail.format(number=application.number)
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    assert 0 < len(seen) <= MOST, [row["sql"][:90] for row in seen]


def test_the_first_page_shows_what_is_often_applied_for() -> None:
    assert "大家常办" not in _text(Client().get("/"))
    _applied()
    page = _text(Client().get("/"))
    assert "大家常办" in page
    assert "农村宅基地批准" not in page.partition("大家常办")[2].partition("</section>")[0]
