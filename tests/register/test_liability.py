"""Who answers for an act: a table of cases a lawyer can read, over the profile's own tables (S49, T18–T20, T36–T39)."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenzhi.register.facts import ALWAYS, Body
from zhenzhi.register.liability import _ALLOWED, CONDITIONS, ROLES, Line, Parties, Situation, allocate, as_json, parse
from zhenzhi.register.modes import parse_modes

ROOT = Path(__file__).parents[2]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


MODES = parse_modes(_rows(ROOT / "profiles/common/modes.csv"))
RULES = parse(_rows(ROOT / "profiles/common/liability.csv"))
CASES = _rows(Path(__file__).parent / "liability_cases.csv")
_SHORT = {"town": "own", "department": "principal"}


def _who(text: str) -> str:
    """The table says town and department, as people do."""
    for word, meant in _SHORT.items():
        text = text.replace(word, meant)
    return text


def _situation(row: dict[str, str]) -> Situation:
    return Situation(**{column: _who(row[column]) for column in CONDITIONS if row[column]})


def _lines(situation: Situation) -> dict[str, Line]:
    return {line.role: line for line in allocate(RULES, MODES, situation)}


@pytest.mark.parametrize("row", CASES, ids=[f"{row['rule']} {row['case']}" for row in CASES])
def test_S49_liability(row: dict[str, str]) -> None:
    lines = _lines(_situation(row))
    told = {role: lines[role].who for role in ("name", "respondent", "outside", "inside", "recover")}
    assert told == {role: _who(row[role]) for role in told}
    for article in row["law"].split("|"):
        assert any(article in line.law for line in lines.values()), article


def test_S49_every_rule_of_the_table_is_used_by_some_case() -> None:
    """A row that no case reaches is either dead or untested."""
    reached: set[int] = set()
    for row in CASES:
        situation = _situation(row)
        for role in ROLES:
            reached.add(next(n for n, rule in enumerate(RULES) if role in rule.roles and rule.fits(situation)))
    missing = [(n + 2, RULES[n].said.zh) for n in range(len(RULES)) if n not in reached]
    assert missing == []


SITUATIONS = st.builds(
    Situation, **{column: st.sampled_from(list(values)) for column, values in _ALLOWED.items()}
).filter(lambda one: (one.matter == "retained") == (one.mode == ""))


@given(SITUATIONS)
def test_S49_every_situation_has_an_answer_in_every_role(situation: Situation) -> None:
    lines = _lines(situation)
    assert list(lines) == list(ROLES)
    assert all(line.law and line.said.zh and line.said.en for line in lines.values())
    assert lines["name"].who == lines["template"].who == lines["seal"].who, "papers come from one hand (T18)"
    assert lines["outside"].who in ("own", "principal"), "somebody always answers to outsiders"


@given(SITUATIONS)
def test_T20_nobody_recovers_from_a_body_without_recorded_fault(situation: Situation) -> None:
    recover = _lines(situation)["recover"].who
    if situation.fault == "none":
        assert recover == "none"
    if recover == "principal>own":
        assert situation.fault in ("own", "both")
        assert situation.scope == "within"


@given(SITUATIONS)
def test_T36_timely_handling_and_report_free_the_town(situation: Situation) -> None:
    good = ("found", "handled", "cooperated", "reported")
    if (
        situation.matter == "retained"
        and situation.scope == "within"
        and all(getattr(situation, c) == "yes" for c in good)
    ):
        lines = _lines(situation)
        assert lines["inside"].who == lines["outside"].who == "principal"


def test_a_wrong_table_and_a_wrong_situation_are_refused() -> None:
    row = dict.fromkeys(("role", *CONDITIONS, "who", "law", "zh", "en"), "") | {
        "role": "seal",
        "who": "own",
        "law": "x",
    }
    assert len(parse([row])) == 1
    for wrong in ({"role": "stamp"}, {"who": "somebody"}, {"mode": "lent"}, {"law": ""}, {"role": ""}):
        with pytest.raises(ValueError, match="line 2"):
            parse([row | wrong])
    with pytest.raises(ValueError, match="reported"):
        Situation(reported="soon")
    with pytest.raises(ValueError, match="no row for name"):
        allocate(parse([row]), MODES, Situation(mode="granted"))


def test_names_follow_the_bodies_and_the_review_organ_the_respondent() -> None:
    town = Body("T", "东镇人民政府", "government", "town", "T", None, ALWAYS, "Dongzhen")
    bureau = Body("B", "县规划局", "department", "county", "C", "G", ALWAYS)
    county = Body("G", "县人民政府", "government", "county", "C", None, ALWAYS, "County")
    city = Body("Y", "市人民政府", "government", "city", "Y", None, ALWAYS)
    parties = Parties(town, bureau, county, city)
    told = {
        row["role"]: row for row in as_json(allocate(RULES, MODES, Situation(mode="entrusted", fault="own")), parties)
    }
    assert told["recover"]["name"] == {"zh": "县规划局向东镇人民政府", "en": "县规划局 from Dongzhen"}
    assert told["reviewer"]["name"] == {"zh": "市人民政府", "en": "市人民政府"}, "of the bureau's side"
    told = {row["role"]: row for row in as_json(allocate(RULES, MODES, Situation(mode="granted")), parties)}
    assert told["reviewer"]["name"] == {"zh": "县人民政府", "en": "County"}
    assert told["inside"]["name"] == {"zh": "无", "en": "nobody"}
