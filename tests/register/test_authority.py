"""Authority: the table of cases, and what follows from each mode."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.register.authority_world import (
    BODIES,
    CASES,
    DAY,
    PERSONS,
    SINCE,
    TABLES,
    WORLD,
    apply,
    ask_of,
    changed,
    load,
)  # fmt: skip
from zhenzhi.register.authority import CHECKS, decide, explain
from zhenzhi.register.facts import Body, Cell, Facts, Records, Span, Stop
from zhenzhi.register.ground import Ask, Ground, Kind, Refusal
from zhenzhi.register.modes import parse_modes
from zhenzhi.register.words import WORDS, Code

FACTS = load()


@pytest.mark.parametrize("row", CASES, ids=[f"{r['case']}_{r['rule']}" for r in CASES])
def test_the_table_of_cases(row: dict[str, str]) -> None:
    records = WORLD
    for change in filter(None, row["change"].split(";")):
        records = apply(records, change)
    answer = decide(load(records), ask_of(row))
    if row["allowed"] == "yes":
        assert isinstance(answer, Ground), answer
        return
    assert isinstance(answer, Refusal)
    assert (answer.code.value, answer.article) == (row["code"], row["article"])


def test_every_refusal_is_in_the_table_or_below() -> None:
    elsewhere = {Code.CELLS_CONFLICT, Code.MODE_UNKNOWN, Code.OBJECT_OUTSIDE, Code.NOT_PARTY,
    Code.LAW_NOT_NAMED,
                 Code.ALREADY_FOUNDED}  # fmt: skip
    assert {r["code"] for r in CASES if r["code"]} | {c.value for c in elsewhere} == {c.value for c in Code}
    assert set(WORDS) == set(Code)


def test_texts_are_whole_in_both_languages() -> None:
    for row in CASES:
        records = WORLD
        for change in filter(None, row["change"].split(";")):
            records = apply(records, change)
        answer = decide(load(records), ask_of(row))
        for line in explain(answer):
            assert line.zh.strip()
            assert line.en.strip()
            assert "{" not in line.zh + line.en
            assert "“”" not in line.zh + line.en
        assert json.loads(json.dumps(answer.as_json())) == answer.as_json()


def allowed(row: int) -> Ground:
    answer = decide(FACTS, ask_of(CASES[row - 1]))
    assert isinstance(answer, Ground)
    return answer


def _ids(ground: Ground) -> dict[str, str | None]:
    names = (
        "name_on_paper",
        "series",
        "template",
        "seal",
        "respondent",
        "reviewer",
        "liable",
        "liable_beyond",
    )
    return {n: getattr(ground, n) and getattr(ground, n).id for n in names}


def test_T18_T20_entrusted_power_carries_the_principals_name_and_liability() -> None:
    who = _ids(allowed(1))
    assert {who[n] for n in ("name_on_paper", "series", "template", "seal", "respondent", "liable")} == {"HOUSING"}
    assert who["reviewer"] == "GOV"  # 复议法 24: the government of the department
    assert who["liable_beyond"] == "GOV1"  # T19


def test_LAW_P06_granted_power_is_the_towns_own_and_the_county_reviews() -> None:
    who = _ids(allowed(4))
    assert {v for n, v in who.items() if n != "reviewer"} == {"GOV1"}
    assert who["reviewer"] == "GOV"  # 复议法 24: a town's act goes to the county


def test_T39_a_station_acts_in_the_departments_name() -> None:
    who = _ids(allowed(7))
    assert who["name_on_paper"] == who["liable"] == who["liable_beyond"] == "SAFETY"


def test_a_body_under_vertical_leadership_is_reviewed_by_its_superior() -> None:
    facts = load(changed(WORLD, "bodies", "SAFETY", reviewed_by="GOV-CITY"))
    answer = decide(facts, ask_of(CASES[6]))
    assert isinstance(answer, Ground)
    assert answer.reviewer is not None
    assert answer.reviewer.id == "GOV-CITY"  # 复议法 27


def test_the_chain_runs_from_statute_to_person() -> None:
    kinds = [(link.kind, link.id) for link in allowed(4).chain]
    assert kinds == [
        ("basis", "安全生产法:97"), ("power", "PENALTY"), ("instrument", "PROVINCE"), ("instrument", "LIST"),
        ("grant", "S-PENALTY"), ("grant", "G-PENALTY1"), ("body", "GOV1"), ("appointment", "A-sun"),
        ("post", "TEAM1"), ("person", "sun"), ("credential", "C-sun"),
    ]  # fmt: skip


def test_the_stored_ground_names_no_person() -> None:
    text = json.dumps(allowed(4).as_json(), ensure_ascii=False)
    assert not any(person.name in text for person in PERSONS)


def test_T05_a_refusal_names_the_right_body() -> None:
    answer = decide(FACTS, replace(ask_of(CASES[0]), body="SAFETY", person="zheng"))
    assert isinstance(answer, Refusal)
    assert "东风镇人民政府" in answer.missing.zh


def test_T05_two_bodies_on_one_point_are_an_error() -> None:
    twice = Cell("GAS", "*", "inspect", 0, None, "TOWN2", "SAFETY", "S-GAS", SINCE)
    answer = decide(load(replace(WORLD, cells=(*WORLD.cells, twice))), ask_of(CASES[6]))
    assert isinstance(answer, Refusal)
    assert answer.code is Code.CELLS_CONFLICT


def test_LAW_1_a_mode_without_consequences_is_refused() -> None:
    modes = {k: v for k, v in TABLES.modes.items() if k != "granted"}
    answer = decide(Facts(WORLD, replace(TABLES, modes=modes)), ask_of(CASES[3]))
    assert isinstance(answer, Refusal)
    assert answer.code is Code.MODE_UNKNOWN


@pytest.mark.parametrize(("kinds", "may"), [({"*": {"government"}}, True), ({"行政许可": set()}, False), ({}, False)])
def test_LAW_3_an_empty_row_of_entrustees_closes_the_type(kinds: dict[str, set[str]], may: bool) -> None:
    table = {"*": frozenset({"government"})} if kinds else {}
    tables = replace(TABLES, entrustees=table | {k: frozenset(v) for k, v in kinds.items()})
    answer = decide(Facts(WORLD, tables), ask_of(CASES[0]))
    assert (isinstance(answer, Ground)) is may
    assert may or (isinstance(answer, Refusal) and answer.code is Code.NOT_AN_ORGAN)


def test_T19_objects_outside_the_grant_are_refused() -> None:
    records = changed(WORLD, "grants", "E-LICENCE1", object_classes=frozenset({"农户"}))
    answer = decide(load(records), replace(ask_of(CASES[0]), object_class="企业"))
    assert isinstance(answer, Refusal)
    assert answer.code is Code.OBJECT_OUTSIDE


def test_T30_running_matters_may_be_closed_where_the_stop_says_so() -> None:
    stop = Stop("E-LICENCE1", Span(date(2026, 2, 1)), "示县政办〔2026〕1号", "示例县人民政府", finish_running=True)
    facts = load(replace(WORLD, stops=(stop,)))
    ask = ask_of(CASES[1])
    assert isinstance(decide(facts, replace(ask, begun=date(2026, 1, 31))), Ground)
    assert isinstance(decide(facts, replace(ask, begun=date(2026, 2, 1))), Refusal)
    assert isinstance(decide(facts, ask), Refusal)


def test_a_renamed_body_signs_with_the_name_of_the_day() -> None:
    old = Body(
        "GOV1",
        "东风乡人民政府",
        "government",
        "town",
        "TOWN1",
        None,
        Span(date(2000, 1, 1), date(2026, 1, 1)),
    )
    new = Body("GOV1", "东风镇人民政府", "government", "town", "TOWN1", None, Span(date(2026, 1, 1)))
    rest = tuple(b for b in BODIES if b.id != "GOV1")
    facts = load(replace(WORLD, bodies=(*rest, old, new)))
    ask = ask_of(CASES[3])
    named = []
    for day in (date(2025, 12, 31), date(2026, 1, 1)):
        answer = decide(facts, replace(ask, on=day))
        assert isinstance(answer, Ground)
        assert answer.name_on_paper is not None
        named.append(answer.name_on_paper.name)
    assert named == ["东风乡人民政府", "东风镇人民政府"]


def test_the_four_grounds_that_are_not_powers() -> None:
    base = Ask("GOV1", "", "grant.open", "", "", DAY, "qian", kind=Kind.INTERNAL)
    internal = decide(FACTS, base)
    assert isinstance(internal, Ground)
    assert [link.id for link in internal.chain] == ["GOV1", "A-qian", "MAYOR1", "qian"]
    wanted = {
        (Kind.INTERNAL, "person", "sun"): Code.RIGHT_LACKING,
        (Kind.INTERNAL, "body", "GOV9"): Code.BODY_NOT_IN_FORCE,
        (Kind.PARTY, "party", False): Code.NOT_PARTY,
        (Kind.PARTY, "party", True): None,
        (Kind.CLOCK, "law", " "): Code.LAW_NOT_NAMED,
        (Kind.CLOCK, "law", "行政许可法 50"): None,
        (Kind.FOUNDING, "law", ""): Code.ALREADY_FOUNDED,
    }
    for (kind, name, value), code in wanted.items():
        values: dict[str, Any] = {"kind": kind, name: value}
        answer = decide(FACTS, replace(base, **values))
        assert (answer.code if isinstance(answer, Refusal) else None) is code
    assert isinstance(decide(Facts(Records(founded=False), TABLES), replace(base, kind=Kind.FOUNDING)), Ground)


def test_the_order_of_checks_asks_the_statute_before_the_person() -> None:
    names = [check.__name__ for check in CHECKS[Kind.POWER]]
    assert names == [
        "power_listed", "power_based", "cell_known", "same_body", "body_in_force", "grant_in_force",
        "mode_lawful",
        "instrument_sound", "within_limits", "not_stopped", "qualification_there", "person_in_post",
        "credential_held", "hands_apart",
    ]  # fmt: skip


@pytest.mark.parametrize(("column", "value"), [("mode", "lent"), ("seal_of", "both"), ("sub_entrust", "maybe")])
def test_modes_outside_the_closed_sets_are_refused(column: str, value: str) -> None:
    row = dict.fromkeys(
        (
            "name_on_paper",
            "series_of",
            "template_of",
            "seal_of",
            "respondent",
            "liable_within",
            "liable_beyond",
        ),
        "own",
    ) | {"mode": "granted", "reviewer_rule": "government", "sub_entrust": "no", "law": "行政处罚法 24"}
    assert parse_modes([row])["granted"].seal_of == "own"
    with pytest.raises(ValueError, match="line 2"):
        parse_modes([row | {column: value}])
