"""The catalogue of rules is honest: every rule in a state, and every state true of code and tests (DESIGN 6)."""

import re

import pytest

from tests.house.paths import ROOT
from zhenzhi.app.docs import rules
from zhenzhi.kernel.rule import RULES

ROWS = rules.rows(ROOT)
IDS = [f"LAW-{number}" for number in range(1, 69)] + [f"T{number:02}" for number in range(1, 118)]


def test_every_rule_of_law_and_documents_is_in_a_state() -> None:
    assert [row.id for row in ROWS] == IDS
    states = {row.state for row in ROWS}
    assert {state for state in states if not re.fullmatch(r"enforced|by_schema|awaiting:[a-z]+", state)} == set()


@pytest.mark.parametrize("row", [row for row in ROWS if row.state == "enforced"], ids=lambda row: row.id)
def test_what_is_enforced_has_a_place_in_code_and_a_test(row: rules.Row) -> None:
    assert row.places, f"{row.id} is said to be enforced, but no code names it"
    assert row.tests, f"{row.id} is said to be enforced, but no test carries its id"


@pytest.mark.parametrize("row", [row for row in ROWS if row.state == "by_schema"], ids=lambda row: row.id)
def test_what_the_schema_holds_has_a_test(row: rules.Row) -> None:
    assert row.tests, f"{row.id} is said to be held by the schema, but no test carries its id"


def test_whatever_guards_an_act_is_in_the_catalogue_as_enforced() -> None:
    states = {row.id: row.state for row in ROWS}
    assert [id_ for id_ in RULES if states.get(rules.base_id(id_)) != "enforced"] == []


def test_every_id_that_code_or_a_test_names_exists() -> None:
    known = set(IDS)
    assert sorted(set(rules._mentions(ROOT)) - known) == []
    assert sorted(id_ for id_ in rules.tests(ROOT) if re.fullmatch(r"T\d+", id_) and id_ not in known) == []
