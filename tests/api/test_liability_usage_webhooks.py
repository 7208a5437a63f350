"""Liability, use of powers and subscriptions to events, through the API."""

from uuid import UUID

import pytest

from tests import world
from tests.api.caller import Caller, told
from tests.register import rule_tables
from tests.services import steps
from zhenzhi.kernel import events
from zhenzhi.kernel.models import Entry
from zhenzhi.org import webhooks
from zhenzhi.org.models import Place, Sending, Webhook
from zhenzhi.register import announcing, grants, rulebook
from zhenzhi.register.models import Grant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_S49_liability_for_anybody_signed_in() -> None:
    rule_tables.enter("liability")
    query = {"body": world.EAST_GOV, "power": world.BUILD}
    found = told(Caller("wang").get("/liability", **query, fault="own"))
    lines = {line["role"]: line for line in found["lines"]}
    assert (lines["outside"]["who"], lines["recover"]["who"]) == ("principal", "principal>own")
    assert found["principal"]["id"] == world.PLAN
    assert told(Caller("wang").get("/liability", **query, fault="me"), 422)
    assert told(Caller("wang").get("/liability", **query | {"body": "NOBODY"}), 404)
    known = "2026-03-04T00:00:00+08:00"
    assert told(Caller("wang").get("/liability", **query, known=known), 403)["code"] == "officers_only"


def test_S57_T31_T32_usage_for_officers() -> None:
    rule_tables.enter("exercise")
    rulebook.enter_parameter(
        Place.objects.known().get(level="county"), code="power.idle", value=6, unit="month", start=world.SINCE,
        law="T32", article="", reason="补录", by=world.who("he"),
    )  # fmt: skip
    he = Caller("he")
    idle = told(he.get("/usage/idle"))
    never = {"grant": "G-EAST", "power": world.BUILD, "body": world.EAST_GOV, "department": world.PLAN, "last": None}
    assert idle == {"rows": [never], "next": None}
    steps.run(f"事项 {world.BUILD_ITEM}; 王强 申请 1,3; 李敏 受理; 赵刚 审查 符合; 孙悦 准予")
    found = told(he.get("/usage"))
    assert (found["total"]["given"], found["total"]["used"], found["idle_since"]) == (1, 1, "2025-09-04")
    assert found["rows"][0]["body"] == world.EAST_GOV
    months = told(he.get("/usage/months", start="2026-01-01"))["rows"]
    assert [(row["power"], row["month"], row["count"]) for row in months] == [(world.BUILD, "2026-03-01", 1)]
    assert told(he.get("/usage/idle"))["rows"] == []
    for path, query in (("/usage", {}), ("/usage/idle", {}), ("/usage/months", {"start": "2026-01-01"})):
        assert told(Caller("wang").get(path, **query), 403)["code"] == "officers_only"


def test_subscriptions_and_dead_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    he = Caller("he")
    assert {row["type"] for row in told(he.get("/events"))["rows"]} >= {announcing.OPENED, announcing.LISTED}
    asked = {"body": world.STAFFING, "url": "https://data.example.cn/hook", "label": "数据平台"}
    made = told(he.post("/webhooks", asked), 201)
    assert told(he.post("/webhooks", asked | {"url": "https://10.0.0.1/"}), 422)["errors"] == {"url": "unsafe"}
    secret = told(he.get(f"/webhooks/{made['id']}/secret"))["secret"]
    assert secret == events.secret(UUID(made["id"]), 1)
    assert told(he.post(f"/webhooks/{made['id']}/renew_secret"))["secret"] != secret
    for stranger in ("wang", "li"):
        assert told(Caller(stranger).get("/webhooks", body=world.STAFFING), 404)
        assert told(Caller(stranger).get(f"/webhooks/{made['id']}/secret"), 404)
        assert told(Caller(stranger).post("/webhooks", asked), 404)
    grant = Grant.objects.known().get(code="G-EAST")
    grants.stop_grant(grant, day=world.TODAY, document="山政〔2026〕5号", consent_by=world.GOV, by=world.who("he"))
    announcing.tell_grants(Entry.objects.filter(act="register.stop_grant").latest("id"))
    monkeypatch.setattr(events, "post", lambda *_: 410)
    webhooks.send_due()
    (dead,) = told(he.get(f"/webhooks/{made['id']}/sendings", state="dead"))["rows"]
    assert (dead["type"], dead["status"], dead["attempts"]) == (announcing.STOPPED, 410, 1)
    again = told(he.post(f"/webhooks/{made['id']}/resend", {"sendings": [dead["id"]]}))["rows"]
    assert [row["state"] for row in again] == ["due"]
    assert told(he.post(f"/webhooks/{made['id']}/resend", {"sendings": [dead["id"]]}), 409)["code"] == "not_given_up"
    assert told(he.post(f"/webhooks/{made['id']}/end"))["ended_at"]
    assert Sending.objects.get().next_at is None
    assert [row["id"] for row in told(he.get("/webhooks", body=world.STAFFING))["rows"]] == [made["id"]]
    assert Webhook.objects.count() == 1
