"""What is entered: refused in words by field, or kept exactly as typed."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from tests import world
from tests.api.caller import ROOT, Caller, apply, filing, told
from zhenzhi.matter import access
from zhenzhi.matter.models import Party

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
APPLY = f"/items/{world.BUILD_ITEM}/apply"
SHAPE = {"type", "title", "status", "detail", "code", "zh", "en"}


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "名" * 200, "䶮𬀩", "O'Brien; DROP TABLE--", "阿布都·热合曼"]
)
def test_a_name_is_kept_as_it_was_typed(name: str) -> None:
    key = told(Caller("wang").post(APPLY, filing(applicant={"name": name})), 201)["id"]
    answer = Caller("li").get(f"/applications/{key}")
    assert told(answer)["parties"][0]["name"] == Party.objects.get(matter_id=key).name == name
    assert answer["Content-Type"] == "application/json"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"applicant": {"name": "名" * 201}}, "applicant.name"),
        ({"applicant": {"name": " "}}, "applicant.name"),
        ({"applicant": {"name": "王\x00强"}}, "applicant.name"),
        ({"applicant": {"name": 7}}, "applicant.name"),
        ({"applicant": {"id_number": "990101202703070010"}}, "applicant.id_number"),  # born after today
        ({"applicant": {"id_number": "990101199003070016"}}, "applicant.id_number"),  # wrong check digit
        ({"applicant": {"id_number": "1" * 33}}, "applicant.id_number"),
        ({"applicant": {"kind": "robot"}}, "applicant.kind"),
        ({"applicant": {"nickname": "小王"}}, "applicant.nickname"),
        ({"applicant": {"mandate_until": "2026-02-30"}}, "applicant.mandate_until"),
        ({"place": ""}, "place"),
        ({"place": "9" * 65}, "place"),
        ({"form": {"用途": "x" * 4001}}, "form.用途"),
        ({"form": ["自住"]}, "form"),
        ({"materials": [{"seq": "first"}]}, "materials.0.seq"),
        ({"materials": [{"seq": 9}]}, "materials.9"),
        ({"materials": [{"seq": 1, "file": "0" * 64}]}, "materials.1.file"),
        ({"materials": [{"seq": 1}] * 201}, "materials"),
    ],
)
def test_a_fault_names_its_field_in_both_languages(changed: dict[str, Any], field: str) -> None:
    fault = told(Caller("wang").post(APPLY, filing(**changed)), 422)
    assert set(fault) >= SHAPE | {"errors"}
    assert field in fault["errors"], fault
    assert Party.objects.count() == 0


def test_several_faults_are_told_at_once() -> None:
    fault = told(Caller("wang").post(APPLY, {"place": "x", "applicant": {"name": "王"}}), 422)
    assert set(fault["errors"]) == {"applicant.kind", "applicant.id_kind"}
    assert fault["errors"]["applicant.kind"] == "必填。 Required."


def test_an_act_tells_faults_of_its_own_parameters() -> None:
    key = apply()
    li = Caller("li")
    assert told(li.post(f"/applications/{key}/add_note"), 422)["errors"]
    assert set(told(li.post(f"/applications/{key}/add_note", {}), 422)["errors"]) == {"text"}
    assert set(told(li.post(f"/applications/{key}/ask_correction", {"lines": "x"}), 422)["errors"]) == {"lines"}
    told(li.post(f"/applications/{key}/accept"))
    bad = Caller("zhao").post(f"/applications/{key}/ask", {"to_body": "PLAN", "content": "x", "kind": "gossip"})
    assert "opinion" in told(bad, 422)["errors"]["kind"]


def test_problems_speak_the_callers_language() -> None:
    answer = Caller("li").get("/applications/none", headers={"Accept-Language": "en"})
    english = told(answer, 404)
    assert (answer["Content-Type"], answer["Content-Language"]) == ("application/problem+json", "en")
    assert (english["title"], english["detail"]) == ("Not found", english["en"])
    chinese = told(Caller("li").get("/applications/none"), 404)
    assert (chinese["title"], chinese["detail"], chinese["en"]) == ("未找到", chinese["zh"], english["en"])
    assert set(chinese) == SHAPE


def test_a_refusal_names_its_article() -> None:
    key = told(Caller("wang").post(APPLY, filing(materials=[{"seq": 1}])), 201)["id"]
    refused = told(Caller("li").post(f"/applications/{key}/accept"), 403)
    assert (refused["code"], refused["article"]) == ("LAW-46", "行政许可法 31")


def test_unknown_addresses_methods_and_sizes_are_problems_too() -> None:
    li = Caller("li")
    for path in ("/", "/nothing", "/applications/x/y/z"):
        assert told(li.get(path), 404)["code"] == "not_found"
    wrong = li.client.delete(ROOT + "/applications", headers=li.headers)
    assert (told(wrong, 405)["code"], wrong["Allow"]) == ("method", "GET")
    big = li.client.post(ROOT + APPLY, b" " * (1024 * 1024 + 1), content_type="application/json", headers=li.headers)
    assert told(big, 413)["code"] == "too_large"
    for broken in (b"{", b"\xff\xfe", b'{"a": NaN}'):
        answer = li.client.post(ROOT + APPLY, broken, content_type="application/json", headers=li.headers)
        assert told(answer, 400)["code"] == "unreadable"


def test_a_failure_tells_its_incident_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("password=1234")

    monkeypatch.setattr(access, "visible_to", fail)
    answer = Caller("li").get("/applications")
    fault = told(answer, 500)
    assert "password" not in answer.content.decode()
    assert fault["incident"] in fault["zh"]
    assert fault["incident"] in caplog.text


def test_a_lost_database_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(*args: object) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(access, "visible_to", lose)
    answer = Caller("li").get("/applications")
    assert told(answer, 503)["code"] == "database"
    assert answer["Retry-After"] == "5"
    assert b"closed the connection" not in answer.content


def test_public_reading_needs_no_account() -> None:
    listed = told(Client().get(ROOT + "/items"))  # type: ignore[arg-type]
    assert [row["code"] for row in listed["rows"]] == [world.BUILD_ITEM, world.HOME_ITEM]
    guide = told(Client().get(f"{ROOT}/items/{world.BUILD_ITEM}"))  # type: ignore[arg-type]
    assert guide["body_name"] == "山县东镇人民政府"
    assert [line["seq"] for line in guide["materials"]] == [1, 2, 3, 4]
    assert told(Client().get(ROOT + "/items/none"), 404)["code"] == "not_found"  # type: ignore[arg-type]
