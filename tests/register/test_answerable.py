"""Who would answer, asked of the register, by the command and through the API (S48, S49)."""

import argparse
import json
from typing import Any

import pytest

from tests import world
from tests.register import rule_tables
from zhenzhi.app.commands import ask
from zhenzhi.kernel.problem import Invalid, NotFound, Refused
from zhenzhi.register import answerable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
SEEN = ("name", "respondent", "reviewer", "outside", "inside", "recover")


@pytest.fixture
def table(db: None, frozen: None) -> None:
    rule_tables.enter("liability")


def _told(body: str, power: str, **more: Any) -> dict[str, str]:
    place, act_type = more.pop("place", None), more.pop("act_type", None)
    found = answerable.answer(body, power, world.TODAY, place, act_type, recorded=more)
    return {str(line["role"]): line["name"]["zh"] for line in found.as_json()["lines"]}  # type: ignore[index]


@pytest.mark.usefixtures("table")
def test_T18_T20_inside_the_mandate_the_bureau_answers() -> None:
    told = _told(world.EAST_GOV, world.BUILD, fault="own")
    bureau, county = "山县自然资源和规划局", "山县人民政府"
    assert [told[role] for role in SEEN] == [
        bureau, bureau, county, bureau, "山县东镇人民政府", f"{bureau}向山县东镇人民政府",
    ]  # fmt: skip


@pytest.mark.usefixtures("table")
def test_T19_in_the_neighbouring_town_it_is_beyond_and_the_town_answers() -> None:
    town = "山县东镇人民政府"
    told = _told(world.EAST_GOV, world.BUILD, place=world.WEST, act_type="decide")
    assert [told[role] for role in SEEN if role != "recover"] == [town, town, "山县人民政府", town, town]
    found = answerable.answer(world.EAST_GOV, world.BUILD, world.TODAY, world.WEST, "decide")
    assert found.beyond is not None
    assert found.as_json()["beyond"]["article"]


@pytest.mark.usefixtures("table")
def test_T36_a_power_the_town_was_not_given() -> None:
    bureau = "山县自然资源和规划局"
    told = _told(world.WEST_GOV, world.BUILD)
    assert (told["respondent"], told["inside"], told["recover"]) == (bureau, bureau, "无")
    told = _told(world.WEST_GOV, world.BUILD, reported="no", serious="yes")
    assert (told["respondent"], told["inside"]) == (bureau, "山县西镇人民政府")
    told = _told(world.WEST_GOV, world.BUILD, scope="beyond")
    assert (told["name"], told["respondent"], told["outside"]) == ("山县西镇人民政府",) * 3


@pytest.mark.usefixtures("table")
def test_the_hall_answers_as_its_government() -> None:
    assert _told(world.EAST_HALL, world.HOME)["outside"] == "山县东镇人民政府"
    assert _told(world.EAST_HALL, world.BUILD)["respondent"] == "山县自然资源和规划局"


@pytest.mark.usefixtures("table")
def test_what_is_not_on_record_or_wrong_is_refused() -> None:
    for body, power in (("NOBODY", world.BUILD), (world.EAST_GOV, "P-NONE")):
        with pytest.raises(NotFound):
            answerable.answer(body, power, world.TODAY)
    for wrong in ({"fault": "me"}, {"colour": "red"}):
        with pytest.raises(Invalid):
            answerable.answer(world.EAST_GOV, world.BUILD, world.TODAY, recorded=wrong)


def test_without_the_table_nothing_is_guessed() -> None:
    with pytest.raises(Refused, match="parameter_missing"):
        answerable.answer(world.EAST_GOV, world.BUILD, world.TODAY)


def _ask(*argv: str) -> int:
    parser = argparse.ArgumentParser()
    ask.add(parser.add_subparsers(required=True))
    question = ["ask", "--body", world.EAST_GOV, "--power", world.BUILD, "--on", "2026-03-04", "--liability", *argv]
    return ask.run(parser.parse_args(question))


@pytest.mark.usefixtures("table")
def test_S49_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert _ask("--fault", "town", "--gross", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    recover = next(line for line in told["lines"] if line["role"] == "recover")
    assert (recover["who"], recover["law"]) == ("principal>own", "国家赔偿法16；T20")
    assert _ask("--beyond", "--reported", "LATE") == 0
    assert "对外责任：山县东镇人民政府（T19" in capsys.readouterr().out
    assert _ask("--body", "NOBODY") == ask.REFUSED
    assert capsys.readouterr().err
