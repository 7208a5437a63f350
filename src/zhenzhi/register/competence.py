"""Competence laid out in cells (权限单元登记): what a grant takes, what it leaves, in the database.

A grant to a town cuts the county's cells in the same act; a database constraint refuses two bodies on one point (T05).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange

from zhenzhi.kernel.act import close, record
from zhenzhi.kernel.keys import uuid7
from zhenzhi.org.models import Body, Place
from zhenzhi.register import cells, holdings
from zhenzhi.register.facts import SEAT_LEVELS
from zhenzhi.register.facts import Cell as CellFact
from zhenzhi.register.facts import Grant as GrantFact
from zhenzhi.register.facts import Power as PowerFact
from zhenzhi.register.models import Cell


def _row(cell: CellFact) -> Cell:
    return Cell(
        code=str(uuid7()),
        stage="in_force",
        power=cell.power,
        object_class=cell.object_class,
        act_type=cell.act_type,
        amount=NumericRange(cell.low, cell.high, "[)"),
        place=cell.place,
        body=cell.body,
        grant=cell.grant,
        valid=DateRange(cell.span.start, cell.span.end, "[)"),
    )


def area(body: Body, on: date) -> list[str]:
    """The seats in a body's area: its own place and the towns below it (its own place stands for the remainder)."""
    below = Place.objects.on(on).filter(parent=body.place, level__in=SEAT_LEVELS).values_list("code", flat=True)
    return [body.place, *below]


def lay_anew(grants: Sequence[tuple[GrantFact, PowerFact, list[str]]], money_acts: frozenset[str]) -> list[Cell]:
    """Cells of many grants at once, on an empty board, in the order given: later grants cut earlier ones."""
    board: dict[cells.Key, list[CellFact]] = {}
    for grant, power, places in grants:
        for cell in cells.expand(grant, power, places, money_acts):
            there = board.setdefault(cells.key_of(cell), [])
            kept, pieces = cells.carve(there, cell)
            board[cells.key_of(cell)] = [*kept, *pieces, cell]
    rows = [_row(cell) for there in board.values() for cell in there]
    return rows


def lay(grant: GrantFact, power: PowerFact, places: Iterable[str], money_acts: frozenset[str]) -> list[Cell]:
    """Lay the cells of one grant inside an act: cut whoever was there, write the pieces and the new cells."""
    made: list[Cell] = []
    for cell in cells.expand(grant, power, places, money_acts):
        made += _place(cell)
    return made


def _place(cell: CellFact) -> list[Cell]:
    known = Cell.objects.known().select_for_update()
    there = list(
        known.filter(
            power=cell.power, object_class=cell.object_class, act_type=cell.act_type, place=cell.place,
            valid__overlap=DateRange(cell.span.start, cell.span.end, "[)"),
            amount__overlap=NumericRange(cell.low, cell.high, "[)"),
        )
    )  # fmt: skip
    _, pieces = cells.carve([holdings.cell_fact(row) for row in there], cell)
    close(*there)
    rows = [_row(piece) for piece in [*pieces, cell]]
    record(*rows)
    return rows


def take_back(grant: GrantFact, from_day: date) -> list[Cell]:
    """End a grant's cells from a day: what lies after it goes back to the holder it was cut from, where there is one."""
    known = Cell.objects.known().select_for_update()
    there = [row for row in known.filter(grant=grant.id) if row.end is None or row.end > from_day]
    close(*there)
    kept: list[CellFact] = []
    for row in there:
        cell = holdings.cell_fact(row)
        if cell.span.start < from_day:
            kept.append(replace(cell, span=replace(cell.span, end=from_day)))
        kept += _returned(cell, from_day)
    rows = [_row(cell) for cell in kept]
    record(*rows)
    return rows


def _returned(cell: CellFact, from_day: date) -> list[CellFact]:
    """The same box in the hands of the power's statutory holder, from the later of the two days."""
    facts = holdings.current(holdings.remembered()).facts
    start = max(cell.span.start, from_day)
    for grant in facts.grants.values():
        if (
            grant.power == cell.power
            and grant.mode == "statutory"
            and grant.body != cell.body
            and grant.span.covers(start)
        ):
            return [replace(cell, body=grant.body, grant=grant.id, span=replace(cell.span, start=start))]
    return []
