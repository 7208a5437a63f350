"""The rules of an application, as a table a lawyer can read and extend: rules.csv; the words are in steps.py."""

from pathlib import Path

import pytest

from tests.house.paths import rows
from tests.services import steps

pytestmark = [pytest.mark.django_db]

CASES = rows(str(Path("tests/services/rules.csv")))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule'].replace('-', '_')}_{case['situation']}")
def test_rules(case: dict[str, str]) -> None:
    steps.check(steps.run(case["steps"], case["expected"]), case["expected"])
