"""Cells: what is carved and united covers the same ground, and no point has two bodies (T05)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.register.authority_world import AREA, GRANTS, POWERS, TABLES, WORLD
from zhenzhi.register.cells import carve, covering, expand, join, key_of, overlap, unite
from zhenzhi.register.facts import Cell, Span

ORIGIN = date(2026, 1, 1)
KEY = ("P", "*", "fine", "TOWN1")
SUMS, DAYS = range(6), range(6)  # a small grid, so that every point can be looked at


def cell(low: int, high: int | None, start: int, end: int | None, body: str = "COUNTY") -> Cell:
    span = Span(ORIGIN + timedelta(start), None if end is None else ORIGIN + timedelta(end))
    return Cell("P", "*", "fine", low, high, "TOWN1", body, f"G-{body}", span)


def side(top: int = 5) -> st.SearchStrategy[tuple[int, int | None]]:
    return st.tuples(st.integers(0, top - 1), st.one_of(st.none(), st.integers(1, top))).map(
        lambda pair: (pair[0], None if pair[1] is None else pair[0] + pair[1])
    )


def boxes(body: str) -> st.SearchStrategy[Cell]:
    return st.builds(lambda a, d: cell(a[0], a[1], d[0], d[1], body), side(), side())


def cover(cells: list[Cell]) -> dict[tuple[int, int], list[str]]:
    """Who has each point of the grid."""
    return {(a, d): sorted(c.body for c in covering(cells, KEY, a, ORIGIN + timedelta(d))) for a in SUMS for d in DAYS}


def laid(new: list[Cell], start: list[Cell]) -> list[Cell]:
    cells = start
    for box in new:
        kept, pieces = carve(cells, box)
        cells = [*kept, *pieces, box]
    return cells


@given(boxes("TOWN"))
def test_T05_carving_conserves_coverage(new: Cell) -> None:
    county = [cell(0, None, 0, None)]
    kept, pieces = carve(county, new)
    after = cover([*kept, *pieces, new])
    inside = cover([new])
    for point, bodies in after.items():
        assert bodies == (["TOWN"] if inside[point] else ["COUNTY"])
    assert len(pieces) <= 4


@settings(max_examples=50)
@given(st.lists(st.sampled_from("ABC").flatmap(boxes), max_size=5))
def test_T05_never_two_bodies_on_one_point(new: list[Cell]) -> None:
    cells = laid(new, [cell(0, None, 0, None)])
    assert all(len(bodies) == 1 for bodies in cover(cells).values())
    assert not any(overlap(one, two) for i, one in enumerate(cells) for two in cells[:i])


@given(boxes("TOWN"))
def test_given_and_given_back_is_the_county_whole_again(new: Cell) -> None:
    county = cell(0, None, 0, None)
    kept, pieces = carve([county], new)
    assert unite([*kept, *pieces, new], replace(county, low=new.low, high=new.high, span=new.span)) == [county]


@settings(max_examples=50)
@given(st.lists(st.sampled_from("AB").flatmap(boxes), max_size=4), boxes("COUNTY"))
def test_uniting_moves_the_box_and_nothing_else(new: list[Cell], back: Cell) -> None:
    before = laid(new, [cell(0, None, 0, None)])
    after, inside = cover(unite(before, back)), cover([back])
    for point, bodies in cover(before).items():
        assert after[point] == (["COUNTY"] if inside[point] else bodies)


@settings(max_examples=50)
@given(st.lists(st.sampled_from("AB").flatmap(boxes), max_size=4))
def test_joining_conserves_coverage(new: list[Cell]) -> None:
    cells = laid(new, [])
    joined = join(cells)
    assert cover(joined) == cover(cells)
    assert len(joined) <= len(cells)


def test_other_keys_are_left_alone() -> None:
    county = cell(0, None, 0, None)
    elsewhere = replace(county, place="TOWN2")
    assert carve([elsewhere], replace(county, body="TOWN")) == ([elsewhere], [])


def test_T23_the_ceiling_bounds_fines_only_and_itself_is_allowed() -> None:
    powers = {p.id: p for p in POWERS}
    grant = next(g for g in GRANTS if g.id == "G-PENALTY1")
    cells = expand(grant, powers["PENALTY"], AREA, TABLES.money_acts)
    assert {(c.act_type, c.high) for c in cells} == {("inspect", None), ("warn", None), ("fine", 500_001)}
    assert {c.place for c in cells} == {"TOWN1"}


def test_T27_assistance_has_no_cells_and_unknown_limits_are_errors() -> None:
    powers = {p.id: p for p in POWERS}
    grants = {g.id: g for g in GRANTS}
    assert expand(grants["A-LICENCE2"], powers["LICENCE"], AREA, frozenset()) == []
    with pytest.raises(ValueError, match="VILLAGE1"):
        expand(replace(grants["S-LICENCE"], places=frozenset({"VILLAGE1"})), powers["LICENCE"], AREA, frozenset())
    with pytest.raises(ValueError, match="is of the power"):
        expand(grants["S-LICENCE"], powers["PENALTY"], AREA, frozenset())


def test_T05_the_world_itself_is_sound() -> None:
    cells = WORLD.cells
    assert not any(overlap(one, two) for i, one in enumerate(cells) for two in cells[:i])
    assert {key_of(c) for c in cells if c.power == "LICENCE"} == {
        ("LICENCE", "*", act, place) for act in ("accept", "decide") for place in AREA
    }
