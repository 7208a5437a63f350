"""What a hostile visitor, resident or officer tries on pages and API, and does not get."""

import io
import logging
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory
from PIL import Image

from tests import world
from tests.api.caller import Caller, told
from tests.portal import accounts
from zhenzhi.api import errors as api_errors
from zhenzhi.app import accounts as app_accounts
from zhenzhi.app.commands import worker as command
from zhenzhi.app.logs import Lines
from zhenzhi.kernel import clock, files, reactions, sealer
from zhenzhi.kernel.identity import officer
from zhenzhi.kernel.models import Checkpoint, Entry
from zhenzhi.kernel.problem import Refused
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter import proofs
from zhenzhi.matter.models import Paper
from zhenzhi.org import account_acts, people
from zhenzhi.org import acts as org_acts
from zhenzhi.org.models import Account, Body, Person, Post
from zhenzhi.portal.views import home
from zhenzhi.services import acts
from zhenzhi.services.models import Application, Draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "quick")]


@pytest.fixture
def quick(settings: object) -> None:
    """A quick password hasher; how passwords are hashed is not what is tested here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    accounts.open_all()


def _as(name: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(Account.objects.get(username=name), backend=home.BACKEND)
    return client


def _applied() -> Application:
    return acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))


def _decided(by: str = "sun", key: str | None = None) -> Paper:
    application = acts.accept(_applied(), by=world.who("li"))
    application = acts.review(application, agrees=True, opinion="符合。", by=world.who("zhao"))
    acts.grant(application, by=replace(world.who(by), key=key))
    paper = Paper.objects.get(matter_id=application.pk, kind="granted")
    matter_acts.approve_seal(paper, by=world.who("keeper"))
    reactions.drain()
    return Paper.objects.get(pk=paper.pk)


# ── reading writes nothing ──────────────────────────────────────────────────────────────────────────────────────────


def test_looking_at_a_paper_publishes_no_checkpoint_and_makes_no_key() -> None:
    proofs.publish()
    paper, before = _decided(), Checkpoint.objects.count()
    for path in (f"/verify/{paper.verify_code}", f"/verify/{paper.verify_code}/proof.json"):
        told_ = Client().get(path).content.decode()
        assert "证明将在下一个检查点发布后可用" in told_
    assert told(Client().get(f"/api/v1/verify/{paper.verify_code}"))["proof"] is None  # type: ignore[arg-type]
    assert Checkpoint.objects.count() == before
    trust, kept = settings.DATA / "trust.json", (settings.DATA / "trust.json").read_bytes()
    trust.unlink()
    assert Client().get("/verify/trust.json").status_code == 409
    assert not trust.exists()
    trust.write_bytes(kept)


def test_the_worker_publishes_soon_after_a_seal_was_set() -> None:
    sealer.seal_all()
    command.due_checkpoint()
    paper = _decided()
    sealer.seal_all()
    assert command.due_checkpoint(), "a sealed paper waits for no other day"
    assert proofs.bundle_for(paper)
    assert not command.due_checkpoint()


def test_a_key_that_looks_like_the_clocks_changes_nothing_in_the_proof() -> None:
    """An officer decides under the key `voucher:…`: the paper rests on the decision, and its proof still holds."""
    accepted = _applied()
    for key in ("voucher:nonsense", f"voucher:{Entry.objects.filter(subject=accepted.pk).latest('id').pk}"):
        paper = _decided(key=key)
        proofs.publish()
        assert b'"cause"' not in proofs.bundle_for(paper)
        assert Client().get(f"/verify/{paper.verify_code}").status_code == 200


# ── whose it is ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_T52_an_agent_acts_and_sees_only_while_the_mandate_lasts() -> None:
    agent = replace(world.WANG, name="高军", key="gao", mandate="委-1", mandate_until=world.TODAY + timedelta(days=3))
    number = acts.apply(world.item(), filing=replace(world.filing(), agent=agent), by=world.who("gao")).number
    found = Application.objects.get(number=number)
    assert found.is_party(world.who("gao"))
    gao = Caller("gao")
    gao.lengthen("gao", world.NOW + timedelta(days=30))
    assert told(gao.get(f"/applications/{found.pk}"))["number"] == number
    with clock.frozen(world.NOW + timedelta(days=3)):
        assert Application.objects.get(pk=found.pk).is_party(world.who("gao")), "the last day counts"
    with clock.frozen(world.NOW + timedelta(days=4)):
        told(gao.get(f"/applications/{found.pk}"), 404)
        assert told(gao.get("/applications"))["rows"] == []
        with pytest.raises(Refused):
            acts.withdraw(found, by=world.who("gao"))
        acts.withdraw(found, by=world.who("wang"))


def _town_keeper() -> None:
    """Give the warden of Dongzhen a post that keeps accounts."""
    hall = Body.objects.on(world.TODAY).get(code=world.EAST_GOV)
    by = world.who("he")
    org_acts.create_post(
        hall, code="post-acc", name="账号管理", kind="x", rights=["account.manage"], start=world.TODAY, by=by
    )
    people.appoint(Post.objects.on(world.TODAY).get(code="post-acc"), person="warden", start=world.TODAY, by=by)


@pytest.mark.parametrize(
    ("name", "may"), [("li", True), ("wang", False), ("feng", False), ("zheng", False), ("he", False)]
)
def test_a_town_keeps_the_accounts_of_its_own_people_only(name: str, may: bool) -> None:
    """Who sets a password or issues a token can act as its owner: the county's auditor is not a town's to be."""
    _town_keeper()
    person = Person.objects.on(world.TODAY).get(code=name)
    by, ends = officer("warden"), world.NOW + timedelta(days=1)
    deeds = (
        lambda: account_acts.set_password(person, password_hash="x", by=by),
        lambda: account_acts.issue_token(person, digest=b"d", label="x", ends_at=ends, by=by),
        lambda: account_acts.close_account(person, reason="x", by=by),
    )
    for deed in deeds:
        if may:
            deed()
        else:
            with pytest.raises(Refused) as refused:
                deed()
            assert refused.value.code == "outside_own_town"
    assert Account.objects.get(username=name).is_active is not may


def test_a_party_reads_neither_what_offices_ask_each_other_nor_who_sat_in_the_post() -> None:
    application = acts.accept(_applied(), by=world.who("li"))
    matter_acts.ask(application, to_body=world.PLAN, content="内部征求意见", kind="opinion", by=world.who("zhao"))
    page = _as("wang").get(f"/mine/{application.number}").content.decode()
    assert "内部征求意见" not in page
    assert "赵刚" not in page
    assert "内部征求意见" in _as("li").get(f"/desk/matters/{application.number}").content.decode()


# ── sessions and signing in ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_case_of_a_username_gives_no_further_attempts() -> None:
    Account.objects.filter(username="li").update(password=make_password(accounts.PASSWORD))
    client = Client()
    for name in ("li", "LI", "Li", "lI", " li"):
        client.post("/account/login/", {"login": name, "password": "wrong"})
    assert client.post("/account/login/", {"login": "li", "password": accounts.PASSWORD}).status_code == 429
    request = RequestFactory().post("/", {"login": " Lı "})
    assert app_accounts.username_of(request) == "li", "letters that the database folds together are one"


def test_what_a_stranger_sends_is_not_kept_for_the_next_one_at_the_desk() -> None:
    path, client = f"/desk/matters/{_applied().number}/matter.add_note", Client()
    client.post(path, {"text": "别人的话"})
    assert "kept" not in client.session
    client.force_login(Account.objects.get(username="li"), backend=home.BACKEND)
    assert "别人的话" not in client.get(path).content.decode()


def test_a_closed_account_ends_its_session_at_once() -> None:
    client = _as("li")
    assert client.get("/desk/").status_code == 200
    person = Person.objects.on(world.TODAY).get(code="li")
    account_acts.close_account(person, reason="离任", by=world.who("he"))
    assert client.get("/desk/").status_code == 302
    assert client.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_signing_in_leads_nowhere_else(target: str) -> None:
    sent = Client().post("/account/login/", {"login": "li", "password": accounts.PASSWORD, "next": target})
    assert sent.status_code == 302
    assert sent.headers["Location"] == "/work"


@pytest.mark.parametrize(
    "path", ["/", "/nowhere", "/work", "/api/v1/me", "/api/v1/nowhere", "/healthz", "/items?q=%00"]
)
def test_every_answer_carries_its_guards(path: str) -> None:
    headers = Client(raise_request_exception=False).get(path).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_pages_of_somebody_signed_in_stay_in_no_cache() -> None:
    assert "no-store" in _as("li").get("/desk/").headers["Cache-Control"]


# ── what is sent ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path", ["/items?q=%00", "/items/a%00b", "/api/v1/items?q=%00", "/verify/%00", "/desk/search?q=%00"]
)
def test_a_zero_byte_is_a_bad_request(path: str) -> None:
    assert _as("li").get(path).status_code == 400


def test_too_much_is_turned_away_before_it_is_read() -> None:
    factory = {"content_type": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(13 * 1024 * 1024)}
    assert Client().generic("POST", "/verify", b"", **factory).status_code == 413  # type: ignore[arg-type]


def _filed(name: str, content: bytes) -> object:
    return _as("wang").post("/items/I-BUILD/apply/papers", {"material_1": SimpleUploadedFile(name, content)})


def test_LAW_64_a_picture_given_on_a_page_loses_place_and_device() -> None:
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x010F] = "Device-of-Wang"
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=exif)
    assert _filed("photo.jpg", out.getvalue()).status_code == 302  # type: ignore[attr-defined]
    kept = files.read(settings.FILES, Draft.objects.get().files["1"]["digest"])
    assert b"Device-of-Wang" not in kept


def test_a_pdf_given_on_a_page_loses_its_scripts() -> None:
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.save(out)
    assert _filed("form.pdf", out.getvalue()).status_code == 302  # type: ignore[attr-defined]
    kept = files.read(settings.FILES, Draft.objects.get().files["1"]["digest"])
    assert b"app.alert" not in kept


def test_a_program_under_another_name_is_refused() -> None:
    answer = _filed("form.pdf", b"MZ\x90\x00" + b"\x00" * 200)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert not Draft.objects.filter(files__has_key="1").exists()


# ── logs ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_LAW_64_logs_quote_no_row(caplog: pytest.LogCaptureFixture) -> None:
    secret = "li"  # the name that stands already; the database quotes it in its detail
    with pytest.raises(IntegrityError) as raised, transaction.atomic():
        Account.objects.create(username=secret, person="somebody-else")
    fault = raised.value
    assert f"({secret})" in str(fault)
    api_errors._twice(RequestFactory().get("/"), fault)
    logging.getLogger("zhenzhi.test").error("x", exc_info=fault)
    caplog.records[-1].exc_text = None  # another handler may have kept its own form of it
    line = Lines().format(caplog.records[-1])
    assert "23505" in line
    assert "org_account" in line
    for text in (line, caplog.records[0].getMessage()):
        assert f"({secret})" not in text
