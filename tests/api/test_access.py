"""Who may call what: object by object, token by token (LAW-64; 个人信息保护法 6)."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.test import Client

from tests import world
from tests.api.caller import ROOT, Caller, SessionCaller, apply, filing, told
from zhenzhi.api import v1
from zhenzhi.matter.models import Look, Paper, Request
from zhenzhi.org.models import Token
from zhenzhi.services.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

PUBLIC = {
    "/api/v1/items", "/api/v1/items/{code}", "/api/v1/checkpoints", "/api/v1/publications", "/api/v1/verify/{code}",
    "/api/v1/draws", "/api/v1/draws/{number}",
}  # fmt: skip


def test_every_route_asks_who_calls_but_the_public_ones() -> None:
    document = v1.document()
    called = 0
    for path, methods in document["paths"].items():
        address = re.sub(r"\{\w+\}", "x", path.replace("{seq}", "1"))
        for method in methods:
            answer = Client().generic(method.upper(), address)
            if path in PUBLIC:
                assert answer.status_code in (200, 404), path
            else:
                assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in"), (method, path)
                assert answer["WWW-Authenticate"].startswith("Bearer")
            called += 1
    assert called > 30
    assert set(document["paths"]) >= PUBLIC


@pytest.mark.parametrize("who", ["liu", "feng"])
def test_LAW_64_somebody_elses_matter_looks_like_none_and_the_attempt_is_written_down(who: str) -> None:
    key = apply()
    number = Application.objects.get(pk=key).number
    caller = Caller(who)
    answers = [
        caller.get(f"/applications/{key}"),
        caller.get(f"/applications/{number}"),
        caller.post(f"/applications/{key}/withdraw"),
        caller.post(f"/applications/{key}/accept"),
        caller.post(f"/applications/{key}/ask", {"to_body": "PLAN", "content": "x", "kind": "opinion"}),
        caller.get(f"/applications/{key}/materials/1/file"),
    ]
    nothing = told(caller.get("/applications/no-such-number"), 404)
    assert [told(answer, 404) for answer in answers] == [nothing] * len(answers)
    assert Look.objects.filter(person=who, matter=key, found=False).count() == len(answers)
    assert told(caller.get("/applications"))["rows"] == []


def test_papers_and_requests_are_reached_through_their_matter_only() -> None:
    key = apply()
    told(Caller("li").post(f"/applications/{key}/accept"))
    ask = {"to_body": world.PLAN, "content": "是否符合规划?", "kind": "opinion"}
    request = told(Caller("zhao").post(f"/applications/{key}/ask", ask), 201)["id"]
    told(Caller("zhao").post(f"/applications/{key}/review", {"agrees": True, "opinion": "好"}), 403)
    told(Caller("feng").post(f"/requests/{request}/receive_request"), 404)
    told(Caller("liu").post(f"/requests/{request}/reply", {"agrees": True, "words": "好"}), 404)
    # The asking body sees the request and may not answer it; the asked body may.
    assert told(Caller("zhao").post(f"/requests/{request}/reply", {"agrees": True, "words": "好"}), 403)
    told(Caller("chen").post(f"/requests/{request}/receive_request"))
    told(Caller("chen").post(f"/requests/{request}/reply", {"agrees": True, "words": "符合"}))
    told(Caller("zhao").post(f"/applications/{key}/review", {"agrees": True, "opinion": "好"}))
    told(Caller("sun").post(f"/applications/{key}/grant"))
    paper = Paper.objects.get(matter_id=key, kind="granted").pk
    for who in ("liu", "feng"):
        told(Caller(who).get(f"/papers/{paper}/file"), 404)
        told(Caller(who).post(f"/papers/{paper}/approve_seal"), 404)
    told(Caller("zhao").post(f"/papers/{paper}/approve_seal"), 403)
    told(Caller("wang").post(f"/papers/{paper}/approve_seal"), 403)
    assert told(Caller("wang").get(f"/applications/{key}"))["requests"] == []
    assert Request.objects.get(pk=request).stage == "replied"


def test_each_wrong_person_is_refused_with_the_missing_link() -> None:
    key = apply()
    codes = {
        who: told(Caller(who).post(f"/applications/{key}/accept"), 403)["code"] for who in ("zhao", "wang", "zhou")
    }
    assert codes == {"zhao": "right_lacking", "wang": "wrong_kind_of_actor", "zhou": "right_lacking"}
    told(Caller("li").post(f"/applications/{key}/withdraw"), 403)
    other = filing(applicant={"key": "liu"})
    assert told(Caller("wang").post(f"/items/{world.BUILD_ITEM}/apply", other), 403)["code"] == "not_own_filing"


def test_T40_who_accepted_may_not_decide() -> None:
    key = apply()
    told(Caller("sun").post(f"/applications/{key}/accept"))
    told(Caller("zhao").post(f"/applications/{key}/review", {"agrees": True, "opinion": "好"}))
    refused = told(Caller("sun").post(f"/applications/{key}/grant"), 403)
    assert refused["code"] == "same_person"
    assert "T40" in refused["article"]


def test_acts_of_the_clock_have_no_route() -> None:
    key = apply()
    for act in ("deem_accepted", "issue_voucher", "miss_deadline"):
        told(Caller("li").post(f"/applications/{key}/{act}"), 404)


def test_a_session_needs_its_csrf_token_to_act_and_none_to_read() -> None:
    key = apply()
    li = SessionCaller("li")
    told(li.post(f"/applications/{key}/add_note", {"text": "已电话联系"}))
    del li.headers["X-CSRFToken"]
    assert told(li.get("/me"))["person"] == "li"
    assert told(li.post(f"/applications/{key}/add_note", {"text": "再次"}), 403)["code"] == "csrf"


def test_a_token_ends_and_a_wrong_one_is_not_mended_by_a_cookie() -> None:
    li = Caller("li")
    Token.objects.filter(digest=hashlib.sha256(b"token-of-li").digest()).update(
        ends_at=world.NOW - timedelta(seconds=1)
    )
    assert li.get("/me").status_code == 401
    zhao = SessionCaller("zhao")
    assert zhao.client.get(ROOT + "/me", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_the_ledger_is_for_auditors() -> None:
    key = apply()
    told(Caller("li").post(f"/applications/{key}/accept"))
    assert told(Caller("li").get("/ledger", subject=key), 403)["code"] == "right_lacking"
    told(Caller("wang").get("/ledger", subject=key), 403)
    first = told(Caller("zheng").get("/ledger", subject=key, limit=1))
    second = told(Caller("zheng").get("/ledger", subject=key, limit=1, after=first["next"]))
    assert [page["rows"][0]["act"] for page in (first, second)] == ["services.apply", "services.accept"]
    assert second["next"] is None
    assert first["rows"][0]["params"]["filing"].startswith("veil:")
