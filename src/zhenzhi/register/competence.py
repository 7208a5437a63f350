"""Competence laid out in cells (权限单元登记): what a grant takes, what it leaves, in the database.

A grant to a town cuts the cells of the grant it is taken from (`under`), in the same act, and nobody else's; ended, it
returns them there. A database constraint refuses two bodies on one point (T05).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange

from zhenzhi.kernel.facts import close, record
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.problem import Conflict
from zhenzhi.org.models import Body, Place
from zhenzhi.register import cells, holdings
from zhenzhi.register.facts import SEAT_LEVELS, Span
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


def _board(power: str) -> dict[CellFact, Cell]:
    """All known cells of a power, locked: two acts on one power follow each other."""
    rows = Cell.objects.known().filter(power=power).select_for_update().order_by("pk")
    return {holdings.cell_fact(row): row for row in rows}


def _settle(before: dict[CellFact, Cell], after: Iterable[CellFact]) -> list[Cell]:
    """Inside an act: close the cells that are no more and record the new ones; what stays is not touched."""
    wanted = set(after)
    close(*(row for cell, row in before.items() if cell not in wanted))
    rows = [
        _row(cell) for cell in sorted(wanted - before.keys(), key=lambda cell: (cells.key_of(cell), cell.span.start))
    ]
    record(*rows)
    return rows


def lay(grant: GrantFact, power: PowerFact, places: Iterable[str], money_acts: frozenset[str]) -> list[Cell]:
    """Lay the cells of one grant inside an act, cut from those of the grant it is taken from.

    Returns the new cells of the grant. Raises Conflict where another body exercises there (T05), or where the giver
    does not have what is given; ValueError where the grant names what the power or the area does not have.
    """
    board = _board(power.id)
    new = cells.expand(grant, power, places, money_acts)
    after = list(board)
    for cell in new:
        there = [old for old in after if cells.overlap(old, cell)]
        _own_to_give(cell, there, grant.under)
        kept, pieces = cells.carve(after, cell)
        after = [*kept, *pieces]
    made = _settle(board, [*after, *new])
    return [row for row in made if row.grant == grant.id]


def _own_to_give(cell: CellFact, there: Sequence[CellFact], under: str | None) -> None:
    stranger = next((old for old in there if old.grant != under), None)
    if stranger is not None:
        raise Conflict(
            "one_exercising_body",
            f"该权力在{cell.place}已由“{stranger.body}”行使（{stranger.span.start}起）,一项权力只能有一个行使主体。"
            "请先收回原授权。",
            f"“{stranger.body}” exercises this power at {cell.place} from {stranger.span.start}; "
            "there is one exercising body. End that grant first.",
            article="T05",
            detail={"body": stranger.body, "grant": stranger.grant},
        )
    rest = [cell]
    for old in there:
        kept, pieces = cells.carve(rest, old)
        rest = [*kept, *pieces]
    if under is not None and rest:
        raise Conflict(
            "not_there_to_give",
            f"授权方自{rest[0].span.start}起在{cell.place}没有该项权力可以交出。请核对来源授权和期限。",
            f"From {rest[0].span.start} the giver has no such power at {cell.place} to give. Check source and dates.",
            article="T14",
            detail={"place": cell.place},
        )


def take_back(grant: GrantFact, giver: GrantFact | None, from_day: date) -> list[Cell]:
    """End a grant's cells from a day inside an act: what lies after it returns to the giver, while that one has it.

    Without a giver nobody exercises there any more. Returns the cells written.
    """
    board = _board(grant.power)
    ours = (grant.id, giver.id if giver else grant.id)
    ending = {cell for cell in board if cell.grant == grant.id and _lasts(cell.span, from_day)}
    keys = {cells.key_of(cell) for cell in ending}
    before = {cell: row for cell, row in board.items() if cells.key_of(cell) in keys and cell.grant in ours}
    by_key: defaultdict[cells.Key, list[CellFact]] = defaultdict(list)
    for cell in before:
        if cell not in ending:
            by_key[cells.key_of(cell)].append(cell)
            continue
        if cell.span.start < from_day:
            by_key[cells.key_of(cell)].append(replace(cell, span=Span(cell.span.start, from_day)))
        by_key[cells.key_of(cell)] += _returned(cell, giver, from_day)
    return _settle(before, [cell for there in by_key.values() for cell in cells.join(there)])


def _lasts(span: Span, day: date) -> bool:
    return span.end is None or span.end > day


def _returned(cell: CellFact, giver: GrantFact | None, from_day: date) -> list[CellFact]:
    """The box after the day in the hands of the giver, within the giver's own days."""
    if giver is None:
        return []
    start = max(cell.span.start, giver.span.start, from_day)
    ends = [end for end in (cell.span.end, giver.span.end) if end is not None]
    end = min(ends) if ends else None
    if end is not None and end <= start:
        return []
    return [replace(cell, body=giver.body, grant=giver.id, span=Span(start, end))]
