"""`zhenzhi ask` and `import powers`: status and words, on the small world."""

import argparse
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings

from tests import world
from tests.register.power_sheets import HEADER, power, write_csv
from zhenzhi.app.commands import ask, import_list
from zhenzhi.kernel import sealer
from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.problem import Invalid, Refused
from zhenzhi.register.models import Power

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def _run(module: ModuleType, *argv: str) -> int:
    """A command's own parser and body, inside this process."""
    parser = argparse.ArgumentParser()
    module.add(parser.add_subparsers(required=True))
    status: int = module.run(parser.parse_args(list(argv)))
    return status


def _ask(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, dict[str, Any]]:
    status = _run(ask, "ask", "--on", "2026-03-04", *argv, "--json")
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return status, found


def test_T18_an_entrusted_power_is_used_in_the_principals_name(capsys: pytest.CaptureFixture[str]) -> None:
    status, found = _ask(capsys, "--body", world.EAST_GOV, "--power", world.BUILD)
    assert (status, found["allowed"]) == (0, True)
    assert found["ground"]["mode"] == "entrusted"
    assert found["name_on_paper"]["id"] == found["seal"]["id"] == found["respondent"]["id"] == world.PLAN
    assert [link["kind"] for link in found["chain"]][:2] == ["basis", "power"]


def test_a_town_without_the_grant_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    status, found = _ask(capsys, "--body", world.WEST_GOV, "--power", world.BUILD)
    assert (status, found["allowed"]) == (3, False)
    refusal = found["refusal"]
    assert all([refusal["code"], refusal["article"], refusal["missing"]["zh"], refusal["missing"]["en"]])
    assert "ground" not in found


def test_T15_before_and_after_the_agreement(capsys: pytest.CaptureFixture[str]) -> None:
    question = ("--body", world.EAST_GOV, "--power", world.BUILD)
    for day, status in [("2024-12-31", 3), ("2025-01-01", 0), ("2027-12-31", 0), ("2028-01-01", 3)]:
        assert _run(ask, "ask", *question, "--on", day) == status, day
    assert "有权" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("person", "act_type", "status"),
    [("li", "accept", 0), ("li", "decide", 3), ("sun", "decide", 0), ("feng", "accept", 3), ("nobody", "accept", 3)],
)
def test_LAW_1_a_person_by_the_kind_of_act(
    capsys: pytest.CaptureFixture[str], person: str, act_type: str, status: int
) -> None:
    question = ("--body", world.EAST_GOV, "--power", world.BUILD, "--person", person, "--act-type", act_type)
    assert _ask(capsys, *question)[0] == status


def test_unknown_codes_are_refused_not_crashed(capsys: pytest.CaptureFixture[str]) -> None:
    for body, code in [("X", world.BUILD), (world.EAST_GOV, "X"), ("", "")]:
        status, found = _ask(capsys, "--body", body, "--power", code)
        assert (status, found["allowed"]) == (3, False)


def test_another_place_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    question = ("--body", world.EAST_GOV, "--power", world.BUILD, "--place")
    assert _ask(capsys, *question, world.EAST + "201")[0] == 0
    assert _ask(capsys, *question, world.WEST + "201")[0] == 3


def test_as_known_before_the_founding_nobody_could(capsys: pytest.CaptureFixture[str]) -> None:
    sealer.seal_all()
    question = ("--body", world.EAST_GOV, "--power", world.BUILD)
    assert _ask(capsys, *question, "--known", "2026-03-03")[0] == 3
    assert _ask(capsys, *question, "--known", "2026-03-04")[0] == 0


LAW_TEXTS = Path(__file__).parents[1] / "register" / "laws"


def _import(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    status = _run(import_list, "import", "powers", str(path), "--laws", str(LAW_TEXTS), "--dry-run", "--json")
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return status, found


def test_import_of_a_sound_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [power(number, department="山县自然资源和规划局") for number in (1, 2)]
    status, found = _import(write_csv(tmp_path / "list.csv", [HEADER, *rows]), capsys)
    assert (status, found["rows"], found["ready"]) == (0, 2, 2)


def test_import_says_row_column_and_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The register's own bodies and powers count: another county's department, and a name that is there already."""
    rows = [power(1), power(2, department="山县自然资源和规划局", name="农村宅基地审批")]
    status, found = _import(write_csv(tmp_path / "list.csv", [HEADER, *rows]), capsys)
    assert (status, found["rows"], found["ready"]) == (1, 2, 0)
    kinds = {(one["row"], one["kind"]) for one in found["problems"]}
    assert {(2, "body_unknown"), (3, "duplicate_name")} <= kinds
    assert all(one["message"] and one["message_en"] for one in found["problems"])


def test_import_enters_what_is_ready_by_an_act_of_an_officer_with_the_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    department = "山县自然资源和规划局"
    rows = [power(1, department=department), power(2, department="无此机构"), power(3, department=department)]
    listed = write_csv(tmp_path / "list.csv", [HEADER, *rows])
    enter = ("import", "powers", str(listed), "--laws", str(LAW_TEXTS), "--json", "--by")
    with pytest.raises(Refused):
        _run(import_list, *enter, "li", "--rest")
    assert not Power.objects.filter(code="CF-0001").exists()
    assert _run(import_list, *enter, "he") == 1, "one row is not ready"
    assert json.loads(capsys.readouterr().out)["entered"] == 0, "the rest is entered only if told so"
    assert _run(import_list, *enter, "he", "--rest") == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["rows"], found["ready"], found["entered"]) == (3, 2, 2)
    assert set(Power.objects.filter(stage="draft").values_list("code", flat=True)) == {"CF-0001", "CF-0003"}
    entry = Entry.objects.get(act="register.enter_powers")
    assert (entry.actor, entry.rows) == ("he", 2)


def test_import_tells_people_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = write_csv(tmp_path / "list.csv", [HEADER, power(1)])
    assert _run(import_list, "import", "powers", str(listed), "--laws", str(LAW_TEXTS), "--dry-run") == 1
    assert "第 2 行" in capsys.readouterr().out


def test_import_needs_a_file_and_legal_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "LAWS", "")
    listed = write_csv(tmp_path / "list.csv", [HEADER, power(1)])
    with pytest.raises(Invalid) as told:
        _run(import_list, "import", "powers", str(listed), "--dry-run")
    assert told.value.code == "no_laws"
    with pytest.raises(Invalid):
        _run(import_list, "import", "powers", str(tmp_path / "none.csv"), "--dry-run")
