"""The main job through HTTP with all its people, by token and by session (行政许可法 32–44)."""

import pytest

from tests import world
from tests.api.caller import Caller, SessionCaller, account, filing, told
from zhenzhi.kernel import reactions
from zhenzhi.matter import proofs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.mark.parametrize("caller", [Caller, SessionCaller])
@pytest.mark.parametrize(
    ("code", "organ"), [(world.BUILD_ITEM, "山县自然资源和规划局"), (world.HOME_ITEM, "山县东镇人民政府")]
)
def test_T18_from_filing_to_a_paper_anybody_can_check(caller: type[Caller], code: str, organ: str) -> None:
    wang, li, zhao, sun = (caller(name) for name in ("wang", "li", "zhao", "sun"))
    opened = told(wang.post(f"/items/{code}/apply", filing()), 201)
    assert (opened["stage"], opened["due"]) == ("submitted", "2026-03-11")
    at = f"/applications/{opened['id']}"
    accepted = told(li.post(f"{at}/accept"))
    assert (accepted["stage"], accepted["due"]) == ("accepted", "2026-03-18")
    asked = told(zhao.post(f"{at}/ask", {"to_body": world.PLAN, "content": "是否符合规划?", "kind": "opinion"}), 201)
    told(caller("chen").post(f"/requests/{asked['id']}/reply", {"agrees": True, "words": "符合。"}))
    told(zhao.post(f"{at}/review", {"agrees": True, "opinion": "符合条件。"}))
    assert told(sun.post(f"/applications/{opened['number']}/grant"))["stage"] == "granted"
    reactions.drain()

    detail = told(li.get(at))
    paper = next(one for one in detail["papers"] if one["kind"] == "granted")
    told(caller("keeper").post(f"/papers/{paper['id']}/approve_seal"))
    reactions.drain()
    told(wang.get(f"/papers/{paper['id']}/file"), 404)  # T42: the result leaves through the delivery window only
    told(caller("qian").post(f"{at}/deliver", {"way": "window", "receiver": "王强"}))
    told(wang.post(f"{at}/rate", {"level": 5, "words": "很满意"}))

    file = wang.get(f"/papers/{paper['id']}/file")
    assert file.status_code == 200
    assert file.content.startswith(b"%PDF")
    assert file["Content-Disposition"].startswith("attachment")
    assert (file["X-Content-Type-Options"], file["Content-Security-Policy"][:7]) == ("nosniff", "sandbox")

    code = paper["verify_code"]
    assert told(wang.client.get(f"/api/v1/verify/{code}"))["proof"] is None, "a look publishes nothing"
    proofs.publish()
    checked = told(wang.client.get(f"/api/v1/verify/{paper['verify_code']}"))
    assert (checked["organ"], checked["valid"], checked["number"]) == (organ, True, paper["number"])
    assert checked["ground"]["name_on_paper"]["name"] == organ
    assert checked["proof"]["paper"]["sha256"] == checked["sha256"]
    assert "王强" not in wang.client.get(f"/api/v1/verify/{paper['verify_code']}").content.decode()


def test_detail_shows_grounds_clocks_and_what_may_be_done_next() -> None:
    key = told(Caller("wang").post(f"/items/{world.BUILD_ITEM}/apply", filing()), 201)["id"]
    seen = told(Caller("li").get(f"/applications/{key}"))
    assert seen["parties"][0]["id_number"] == "9901**********0015"
    assert [one["kind"] for one in seen["deadlines"]] == ["receipt"]
    assert {"accept", "ask_correction", "not_accept"} <= {one["act"] for one in seen["acts"]}
    assert "grant" not in {one["act"] for one in seen["acts"]}
    assert seen["history"][0]["ground"]["kind"] == "party"
    own = told(Caller("wang").get(f"/applications/{key}"))
    assert {one["act"] for one in own["acts"]} >= {"withdraw"}
    assert "accept" not in {one["act"] for one in own["acts"]}
    told(Caller("li").post(f"/applications/{key}/accept"))
    line = told(Caller("wang").get(f"/applications/{key}"))["history"][-1]
    kinds = {link["kind"] for link in line["ground"]["chain"]}
    assert {"basis", "power", "grant", "body"} <= kinds
    assert not kinds & {"person", "appointment"}
    assert "actor" not in line


def test_me_names_the_posts_and_an_appointment_can_be_picked() -> None:
    mine = told(Caller("li").get("/me"))
    assert (mine["kind"], mine["appointments"][0]["appointment"]) == ("officer", "app-li")
    assert told(Caller("wang").get("/me")) == {"person": "wang", "kind": "party", "appointments": []}
    key = told(Caller("wang").post(f"/items/{world.BUILD_ITEM}/apply", filing()), 201)["id"]
    wrong = Caller("li").post(f"/applications/{key}/accept", **{"X-Appointment": "app-sun"})
    assert told(wrong, 403)["code"] == "not_appointed"
    told(Caller("li").post(f"/applications/{key}/accept", **{"X-Appointment": "app-li"}))


def test_an_inactive_account_is_nobody() -> None:
    li = Caller("li")
    found = account("li")
    found.is_active = False
    found.save()
    assert li.get("/me").status_code == 401
