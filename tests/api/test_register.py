"""Reading the register: for a day, as known then; and the one answer to "may they?" (DESIGN 5)."""

from datetime import date

import pytest

from tests import world
from tests.api.caller import Caller, told
from zhenzhi.kernel import checkpoint, note, sealer
from zhenzhi.register import asking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_grants_of_a_day() -> None:
    li = Caller("li")
    held = told(li.get("/grants", power=world.BUILD))["rows"]
    assert [(row["code"], row["mode"], row["to"]) for row in held] == [
        ("G-EAST", "entrusted", "2028-01-01"),
        ("G-PLAN", "statutory", None),
    ]
    before = told(li.get("/grants", power=world.BUILD, on="2024-06-01"))["rows"]
    assert [row["code"] for row in before] == ["G-PLAN"]
    assert told(li.get("/grants", body=world.WEST_GOV))["rows"][0]["code"] == "G-HOME-W"


def test_what_was_known_before_the_founding_is_nothing() -> None:
    sealer.seal_all()
    assert told(Caller("li").get("/powers", known="2020-01-01T00:00:00+08:00"))["rows"] == []
    assert len(told(Caller("li").get("/powers", known="2099-01-01T00:00:00+08:00"))["rows"]) == 2
    assert "known" in told(Caller("li").get("/powers", known="2020-01-01T00:00:00"), 422)["errors"]


def test_one_power_with_its_grants() -> None:
    found = told(Caller("wang").get(f"/powers/{world.BUILD}"))
    assert (found["name"], [grant["code"] for grant in found["grants"]]) == ("乡村建设规划许可", ["G-EAST", "G-PLAN"])
    assert told(Caller("wang").get("/powers/none"), 404)


def test_lists_page_by_code() -> None:
    li = Caller("li")
    first = told(li.get("/grants", limit=3))
    second = told(li.get("/grants", limit=3, after=first["next"]))
    assert [row["code"] for row in first["rows"] + second["rows"]] == ["G-EAST", "G-HOME-E", "G-HOME-W", "G-PLAN"]
    assert second["next"] is None


def test_parties_read_announced_instruments_only() -> None:
    codes = {row["code"] for row in told(Caller("wang").get("/instruments"))["rows"]}
    assert codes == {"LAW-PLAN", "LAW-LAND", world.AGREEMENT}
    assert told(Caller("wang").get("/instruments", kind="agreement"))["rows"][0]["number"] == "山规委〔2025〕1号"


def test_authority_answers_as_the_command_does() -> None:
    query = {"body": world.EAST_GOV, "power": world.BUILD, "on": "2026-03-04"}
    found = told(Caller("wang").get("/authority", **query))
    assert found == asking.as_json(asking.answer(world.EAST_GOV, world.BUILD, date(2026, 3, 4)))
    assert found["allowed"]
    assert (found["name_on_paper"]["id"], found["seal"]["id"]) == (world.PLAN, world.PLAN)
    refused = told(Caller("wang").get("/authority", **query | {"body": world.WEST_GOV}))
    assert (refused["allowed"], bool(refused["refusal"]["article"])) == (False, True)
    assert told(Caller("wang").get("/authority", **query | {"on": "2030-01-01"}))["allowed"] is False


def test_authority_through_a_person_is_for_officers_to_ask() -> None:
    query = {"body": world.EAST_GOV, "power": world.BUILD, "act_type": "decide"}
    he = Caller("he")
    assert told(he.get("/authority", **query, person="sun"))["allowed"] is True
    assert told(he.get("/authority", **query, person="li"))["refusal"]["code"] == "right_lacking"
    assert told(he.get("/authority", **query, person="feng"))["refusal"]["code"] == "not_appointed"
    assert told(Caller("wang").get("/authority", **query, person="sun"), 403)["code"] == "officers_only"


def test_checkpoints_can_be_read_and_checked_by_anybody(tmp_path: object) -> None:
    note.make_key(tmp_path / "ledger.key")  # type: ignore[operator]
    key = note.read_key(tmp_path / "ledger.key")  # type: ignore[operator]
    made = [checkpoint.publish("zhenzhi/990101", key) for _ in range(3)]
    client = Caller("wang").client
    first = told(client.get("/api/v1/checkpoints?limit=2"))  # type: ignore[arg-type]
    rest = told(client.get("/api/v1/checkpoints", {"limit": 2, "after": first["next"]}))  # type: ignore[arg-type]
    heads = [note.read(row["note"], note.public_text(key)) for row in first["rows"] + rest["rows"]]
    assert len(heads) == len(made)
    assert {head.size for head in heads if head} == {made[0].size}
    assert told(client.get("/api/v1/verify/NOSUCHCODE"), 404)  # type: ignore[arg-type]
