"""Applying in four steps: kept at every step, private, marked where it is wrong, filed once."""

import re
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import world
from tests.portal import accounts
from zhenzhi.kernel import clock
from zhenzhi.kernel.models import Entry
from zhenzhi.matter.models import Material, Party
from zhenzhi.org.acts import days
from zhenzhi.org.models import Account
from zhenzhi.portal.views import home
from zhenzhi.register import holdings
from zhenzhi.register.models import Parameter
from zhenzhi.services import drafts
from zhenzhi.services.models import Application, Draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "quick")]

APPLY = f"/items/{world.BUILD_ITEM}/apply"
MOST = 12
"""SQL statements a page may take."""
WHO = {
    "who": "self", "applicant_id_kind": "id_card", "applicant_id_number": world.WANG.id_number,
    "applicant_phone": "13900000001", "applicant_address": "",
}  # fmt: skip
WHAT = {"place": world.EAST + "201", "purpose": "翻建自家住房。"}


@pytest.fixture
def quick(settings: object) -> None:
    """A quick password hasher, and accounts for everybody."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    accounts.open_all()


def _as(name: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=name), backend=home.BACKEND)
    return client


def _text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def _pdf(folder: Path, name: str = "x.pdf") -> SimpleUploadedFile:
    made = pikepdf.new()
    made.add_blank_page()
    made.save(folder / "x.pdf")
    return SimpleUploadedFile(name, (folder / "x.pdf").read_bytes(), "application/pdf")


def _filled(client: Client) -> str:
    """Go through the first steps; returns the mark of the one filing."""
    client.post(f"{APPLY}/who", WHO)
    client.post(f"{APPLY}/what", WHAT)
    return _once(client)


def _once(client: Client) -> str:
    found = re.search(r'name="once" value="(\w+)"', _text(client.get(f"{APPLY}/check")))
    assert found
    return found[1]


def test_the_whole_way_from_the_first_step_to_the_receipt(tmp_path: Path) -> None:
    client = _as("wang")
    assert client.get(APPLY).headers["Location"] == f"{APPLY}/who"
    assert not Draft.objects.exists(), "looking writes nothing"
    assert client.post(f"{APPLY}/who", WHO).headers["Location"] == f"{APPLY}/what"
    assert client.post(f"{APPLY}/what", WHAT).headers["Location"] == f"{APPLY}/papers"
    sent = client.post(f"{APPLY}/papers", {"material_1": _pdf(tmp_path), "material_3": _pdf(tmp_path, "方案.pdf")})
    assert sent.headers["Location"] == f"{APPLY}/check"
    page = _text(client.get(f"{APPLY}/check"))
    assert all(text in page for text in ("王强", "9901**********0015", "杏花村", "翻建自家住房", "方案.pdf"))
    assert "必须交的材料" not in page
    receipt = client.post(f"{APPLY}/check", {"once": _once(client)}, follow=True)
    made = Application.objects.get()
    assert made.number in _text(receipt)
    assert "<svg" in _text(receipt)
    assert "2026-03-11" in _text(receipt), "the day by which the office must say whether it accepts"
    assert sorted(Material.objects.values_list("seq", flat=True)) == [1, 3]
    assert not Draft.objects.exists()


def test_saved_at_any_step_and_taken_up_again() -> None:
    client = _as("wang")
    left = client.post(f"{APPLY}/who", {**WHO, "applicant_phone": "1390000", "then": "save"})
    assert left.headers["Location"] == "/mine"
    assert "乡村建设规划许可证核发" in _text(client.get("/mine"))
    assert client.get(APPLY).headers["Location"] == f"{APPLY}/what"
    assert "1390000" in _text(_as("wang").get(f"{APPLY}/who")), "from another device too"


def test_what_is_wrong_is_kept_and_marked_where_it_is() -> None:
    client = _as("wang")
    answer = client.post(f"{APPLY}/who", {**WHO, "applicant_id_number": "990101199003070014"})
    page = _text(answer)
    assert answer.status_code == 422
    assert 'id="faults"' in page
    assert 'href="#id_applicant_id_number"' in page
    assert "id_applicant_id_number_error" in page
    assert "990101199003070014" in page
    client.post(f"{APPLY}/what", WHAT)
    assert f'href="{APPLY}/who#id_applicant_id_number"' in _text(client.get(f"{APPLY}/check"))
    assert client.post(f"{APPLY}/check", {}).status_code == 422
    assert not Application.objects.exists()


def test_of_several_files_the_good_ones_are_kept(tmp_path: Path) -> None:
    client = _as("wang")
    bad = SimpleUploadedFile("x.pdf", b"%PDF-1.7 not really", "application/pdf")
    answer = client.post(f"{APPLY}/papers", {"material_1": bad, "material_3": _pdf(tmp_path, "方案.pdf")})
    assert answer.status_code == 422
    assert "文件不是完整的PDF" in _text(answer)
    assert list(Draft.objects.get().files) == ["3"]
    shown = client.get(f"{APPLY}/paper/3")
    assert shown.headers["Content-Type"] == "application/pdf"
    client.post(f"{APPLY}/papers", {"then": "drop-3"})
    assert Draft.objects.get().files == {}
    assert client.get(f"{APPLY}/paper/3").status_code == 404


def test_LAW_46_a_shared_material_cannot_be_handed_in(tmp_path: Path) -> None:
    client = _as("wang")
    assert 'name="material_2"' not in _text(client.get(f"{APPLY}/papers"))
    client.post(f"{APPLY}/papers", {"material_2": _pdf(tmp_path)})
    assert Draft.objects.get().files == {}


def test_LAW_64_a_draft_is_its_owners_alone(tmp_path: Path) -> None:
    own = _as("wang")
    _filled(own)
    own.post(f"{APPLY}/papers", {"material_1": _pdf(tmp_path)})
    key, other = Draft.objects.get().pk, _as("liu")
    assert "翻建自家住房" not in _text(other.get(f"{APPLY}/what"))
    assert other.get(f"{APPLY}/paper/1").status_code == 404
    assert other.get(f"{APPLY}/check").headers["Location"] == f"{APPLY}/who"
    other.post(f"/drafts/{key}/delete")
    assert Draft.objects.filter(pk=key).exists()
    own.post(f"/drafts/{key}/delete")
    assert not Draft.objects.exists()


def test_sent_twice_from_two_tabs_it_is_filed_once() -> None:
    client = _as("wang")
    once = _filled(client)
    first, second = (client.post(f"{APPLY}/check", {"once": once}) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Application.objects.count() == 1
    back = client.get(f"{APPLY}/check")
    assert back.headers["Location"] == first.headers["Location"], "the way back leads to the receipt, not to a new form"


def test_a_new_application_for_the_same_item_is_another_one() -> None:
    client = _as("wang")
    marks = set()
    for _ in range(2):
        marks.add(once := _filled(client))
        client.post(f"{APPLY}/check", {"once": once})
    assert len(marks) == Application.objects.count() == 2


def test_the_quiet_saving_answers_nothing_and_keeps_all() -> None:
    client = _as("wang")
    answer = client.post(f"{APPLY}/what", {"place": "", "purpose": "写了一半", "then": "keep"})
    assert answer.status_code == 204
    assert Draft.objects.get().content["purpose"] == "写了一半"


def test_what_was_typed_when_the_session_ended_is_in_the_draft_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    client, real = _as("wang"), holdings.number
    rows = {
        code: Parameter(code=code, value=value, unit=unit, law="x", valid=days(world.SINCE))
        for code, value, unit in (("session.idle", 30, "minute"), ("session.longest", 10, "hour"))
    }
    monkeypatch.setattr(holdings, "number", lambda code, on: rows[code] if code in rows else real(code, on))
    client.get("/mine")
    with clock.frozen(world.NOW + timedelta(minutes=31)):
        sent = client.post(f"{APPLY}/what", {**WHAT, "purpose": "会话过期前写的"})
    assert sent.headers["Location"].startswith("/account/login/?next=")
    client.post("/account/login/", {"login": "wang", "password": accounts.PASSWORD, "next": f"{APPLY}/what"})
    assert "会话过期前写的" in _text(client.get(f"{APPLY}/what"))
    assert Draft.objects.get().content["purpose"] == "会话过期前写的"


def test_T52_an_agent_files_under_a_mandate_in_force() -> None:
    client = _as("liu")
    own = {"applicant_id_kind": "id_card", "applicant_id_number": world.WANG.id_number}
    told = {
        **own, "who": "other", "other_name": "王强", "other_id_kind": "id_card",
        "other_id_number": world.WANG.id_number, "mandate": "", "mandate_until": "2026-03-03",
    }  # fmt: skip
    answer = client.post(f"{APPLY}/who", told)
    assert answer.status_code == 422
    assert "id_mandate_error" in _text(answer)
    late = client.post(f"{APPLY}/who", {**told, "mandate": "委2026-1"})
    assert "id_mandate_until_error" in _text(late)
    client.post(f"{APPLY}/who", {**told, "mandate": "委2026-1", "mandate_until": "2026-12-31"})
    client.post(f"{APPLY}/what", WHAT)
    client.post(f"{APPLY}/check", {"once": _once(client)})
    made = Application.objects.get()
    assert made.channel == "agent"
    assert (made.applicant, made.agent) == ("", "liu")
    assert Party.objects.get(role="agent").name == "刘芳"
    assert Party.objects.get(role="applicant").name == "王强"
    assert made.number in _text(client.get("/mine"))


def test_nobody_writes_themselves_another_name() -> None:
    client = _as("wang")
    client.post(f"{APPLY}/who", {**WHO, "applicant_name": "李刚"})
    client.post(f"{APPLY}/what", WHAT)
    client.post(f"{APPLY}/check", {"once": _once(client)})
    assert Party.objects.get(role="applicant").name == "王强"


def test_a_firm_applies_with_its_credit_code() -> None:
    client = _as("firm")
    page = _text(client.get(f"{APPLY}/who"))
    assert "山新有限公司" in page
    assert re.search(r'value="uscc" selected', page)
    wrong = client.post(f"{APPLY}/who", {**WHO, "applicant_id_kind": "uscc", "applicant_id_number": "123"})
    assert "id_applicant_id_number_error" in _text(wrong)


def test_an_officer_is_led_to_the_window() -> None:
    assert "/desk/receive/" in _as("li").get(APPLY).headers["Location"]
    assert _as("li").get(f"{APPLY}/who").status_code == 404
    assert Client().get(f"{APPLY}/who").headers["Location"].startswith("/account/login/")


def test_an_act_refused_at_the_end_leaves_the_draft() -> None:
    client = _as("wang")
    client.post(f"{APPLY}/who", WHO)
    client.post(f"{APPLY}/what", {**WHAT, "place": "nowhere"})
    Draft.objects.update(content={**WHO, **WHAT, "place": world.WEST + "201"})
    answer = client.post(f"{APPLY}/check", {"once": _once(client)})
    assert answer.status_code == 403
    assert "没有提交成功" in _text(answer)
    assert Draft.objects.exists()
    assert not Application.objects.exists()


_NAMES = [
    "名" * 200,
    "<script>alert(1)</script>&\"'",
    "𠮷野𬭳",
    "བོད་ཡིག་མིང་",
    "ئۇيغۇرچە ئىسىم",
]


@pytest.mark.parametrize("name", _NAMES)
def test_any_name_is_shown_as_it_is_and_harms_nothing(name: str, tmp_path: Path) -> None:
    client = _as("wang")
    told = {
        **WHO, "who": "other", "other_name": name, "other_id_kind": "none", "other_id_number": "",
        "mandate": name[:120], "mandate_until": "",
    }  # fmt: skip
    client.post(f"{APPLY}/who", told)
    client.post(f"{APPLY}/what", {**WHAT, "purpose": name})
    client.post(f"{APPLY}/papers", {"material_1": _pdf(tmp_path, name.replace("/", "")[:80] + ".pdf")})
    page = _text(client.get(f"{APPLY}/check"))
    assert "<script>alert" not in page
    escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    escaped = escaped.replace('"', "&quot;").replace("'", "&#x27;")
    assert f"<bdi>{escaped}</bdi>" in page
    client.post(f"{APPLY}/check", {"once": _once(client)})
    assert Party.objects.get(role="applicant").name == name
    assert f"<bdi>{escaped}</bdi>" in _text(client.get(f"/mine/{Application.objects.get().number}"))


def test_a_zero_byte_and_endless_words_are_cut() -> None:
    client = _as("wang")
    assert client.post(f"{APPLY}/what", {**WHAT, "purpose": "a\0b" + "字" * 9000}).status_code == 422
    assert len(Draft.objects.get().content["purpose"]) <= drafts.LONGEST
    assert client.post(f"{APPLY}/papers", {"then": "drop-99999999999999999999"}).status_code == 302


@pytest.mark.parametrize("path", ["who", "what", "papers", "check"])
def test_the_steps_take_few_statements(path: str) -> None:
    client = _as("wang")
    _filled(client)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(f"{APPLY}/{path}").status_code == 200
    assert 0 < len(seen) <= MOST, [row["sql"][:90] for row in seen]


def test_drafts_left_lying_are_swept(monkeypatch: pytest.MonkeyPatch) -> None:
    _filled(_as("wang"))
    assert drafts.sweep() == 0, "where the register names no such number, nothing is deleted"
    row = Parameter(code="draft.keep", value=90, unit="d", law="x", valid=days(world.SINCE))
    monkeypatch.setattr(holdings, "number", lambda code, on: row)
    with clock.frozen(world.NOW + timedelta(days=89)):
        assert drafts.sweep() == 0
    with clock.frozen(world.NOW + timedelta(days=91)):
        assert drafts.sweep() == 1
    assert not Entry.objects.filter(subject_kind="services.draft").exists(), "a draft is no act"
