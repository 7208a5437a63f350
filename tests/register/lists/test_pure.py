"""Comparing, checking and matching lists without a database: tables of cases, and the speed of a comparison."""

from dataclasses import replace
from datetime import date
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenzhi.register.facts import Cell, Span
from zhenzhi.register.lists.diff import Rows, difference, told
from zhenzhi.register.lists.kinds import KINDS
from zhenzhi.register.lists.matching import ListedDuty, ListedItem, ListedPower, Loaded, gaps

DUTIES = KINDS["town_duties"]
_ROW = st.fixed_dictionaries({"list": st.sampled_from(["basic", "assist"]), "name": st.sampled_from(["甲", "乙"])})
_ROWS = st.dictionaries(st.sampled_from([f"D{n}" for n in range(8)]), _ROW).map(
    lambda rows: {code: {"code": code, **row} for code, row in rows.items()}
)


@given(_ROWS, _ROWS)
def test_T07_a_difference_leads_from_the_old_version_to_the_new_one(old: Rows, new: Rows) -> None:
    found = difference(DUTIES, old, new)
    walked = {code: dict(row) for code, row in old.items() if code not in {row["code"] for row in found.removed}}
    walked |= {row["code"]: dict(row) for row in found.added}
    for change in found.changed:
        for field in change.fields:
            assert walked[change.code][field.column] == field.before
            walked[change.code][field.column] = field.after
    assert walked == {code: dict(row) for code, row in new.items()}
    assert found.same + len(found.changed) + len(found.removed) == len(old)
    assert bool(found) == (old != new)
    assert {change.code for change in found.moved} == {
        code for code in old.keys() & new.keys() if old[code]["list"] != new[code]["list"]
    }


def test_a_difference_of_5000_rows_takes_less_than_a_second() -> None:
    old = {
        f"D{n:05}": {"code": f"D{n:05}", "list": "basic", "name": f"事项{n}", "basis": "x" * 80} for n in range(5000)
    }
    new = {code: row | {"list": "taken"} if code < "D00500" else row for code, row in old.items() if code > "D00099"}
    began = perf_counter()
    found = difference(DUTIES, old, new)
    lines = told(DUTIES, found)
    assert perf_counter() - began < 1
    assert (len(found.removed), len(found.moved), found.same) == (100, 400, 4500)
    assert lines[-2] == "新增0项，移出100项，变动400项（其中转列400项），未变4500项。"


DAY = date(2026, 3, 4)
SOUND = Loaded(
    [ListedPower("P", "许可", "行政许可", (("城乡规划法", "41"),))],
    [ListedDuty("P-D", "责任", "P", "PLAN")],
    [ListedItem("I", "事项", "P", "3", exempt=False)],
    [Cell("P", "*", "decide", 0, None, "EAST", "E-GOV", "G1", Span(DAY))],
    {"城乡规划法": True},
)
_POWER, _DUTY, _ITEM, _CELL = SOUND.powers[0], SOUND.duties[0], SOUND.items[0], SOUND.cells[0]
_FULL = (("《中华人民共和国城乡规划法》", "41"),)
CASES: list[tuple[str, Loaded, list[tuple[str, str]]]] = [
    ("sound", SOUND, []),
    ("no duty", replace(SOUND, duties=[]), [("power_without_duty", "P")]),
    ("no owner", replace(SOUND, duties=[replace(_DUTY, owner="")]), [("duty_without_owner", "P-D")]),
    ("no basis", replace(SOUND, powers=[replace(_POWER, bases=())]), [("power_without_basis", "P")]),
    ("no article", replace(SOUND, powers=[replace(_POWER, bases=(("法", ""),))]), [("power_without_basis", "P")]),
    ("repealed", replace(SOUND, laws={"城乡规划法": False}), [("basis_repealed", "P")]),
    (
        "repealed by its full title",
        replace(SOUND, laws={"城乡规划法": False}, powers=[replace(_POWER, bases=_FULL)]),
        [("basis_repealed", "P")],
    ),
    ("law unknown", replace(SOUND, laws={}), []),
    (
        "held twice",
        replace(SOUND, cells=[_CELL, replace(_CELL, body="W-GOV", grant="G2")]),
        [("held_twice", "P")],
    ),
    ("two towns", replace(SOUND, cells=[_CELL, replace(_CELL, body="W-GOV", place="WEST", grant="G2")]), []),
    (
        "by amount",
        replace(SOUND, cells=[replace(_CELL, high=100), replace(_CELL, body="PLAN", low=100, grant="G2")]),
        [],
    ),
    ("held by nobody", replace(SOUND, cells=[]), [("held_by_nobody", "P")]),
    (
        "item of no power",
        replace(SOUND, items=[_ITEM, replace(_ITEM, code="J", power="Q")]),
        [("item_without_basis", "J")],
    ),
    ("no window", replace(SOUND, items=[replace(_ITEM, window="")]), [("not_in_hall", "I")]),
    ("excepted", replace(SOUND, items=[replace(_ITEM, window="", exempt=True)]), []),
    ("no item", replace(SOUND, items=[]), [("power_without_item", "P")]),
    ("no item needed", replace(SOUND, items=[], powers=[replace(_POWER, type="行政处罚")]), []),
    (
        "all at once",
        replace(SOUND, duties=[], items=[], cells=[], powers=[replace(_POWER, bases=())]),
        [
            ("power_without_duty", "P"), ("power_without_basis", "P"), ("held_by_nobody", "P"),
            ("power_without_item", "P"),
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("loaded", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_T02_T05_T06_T43_every_gap_between_the_lists_is_found(loaded: Loaded, wanted: list[tuple[str, str]]) -> None:
    found = gaps(loaded)
    assert [(gap.code, gap.about) for gap in found] == wanted
    assert all(gap.zh and gap.en.isascii() and gap.suggest_zh and gap.suggest_en.isascii() for gap in found)
