"""Cells (权限单元): the pieces into which grants divide a power, how a grant cuts them and returns them.

A cell is a box of sums × days at one key (power, object class, kind of act, town). Keys never mix, so
everything is
the geometry of boxes: what is given to a town is cut out of the county's box, and joined to it again when it
comes back. No two boxes of one key overlap (T05). DESIGN 5; sums in fen, days whole, both half-open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from .facts import Cell, Grant, Power, Span
from .modes import ASSISTANCE

Key = tuple[str, str, str, str]


def key_of(cell: Cell) -> Key:
    """The key whose boxes must not overlap."""
    return cell.power, cell.object_class, cell.act_type, cell.place


def expand(grant: Grant, power: Power, places: Iterable[str], money_acts: frozenset[str]) -> list[Cell]:
    """The cells of a grant, in a stable order; none for mere assistance, which is no power (T27).

    places: the towns (and the county itself, as the remainder) of the body's area; the grant's own places
    narrow it. The fine ceiling bounds only money_acts. Raises ValueError where the grant names a kind of act,
    a class of object or a place that the power or the area does not have.
    """
    if grant.power != power.id:
        raise ValueError(f"The grant {grant.id} is of the power {grant.power}, not {power.id}.")
    if grant.mode == ASSISTANCE:
        return []
    cells: list[Cell] = []
    for act_type in _narrow(grant, grant.act_types, power.act_types):
        ceiling = grant.fine_ceiling if act_type in money_acts else None
        high = None if ceiling is None else ceiling + 1  # the ceiling itself is still allowed
        for object_class in _narrow(grant, grant.object_classes, power.object_classes):
            for place in _narrow(grant, grant.places, frozenset(places)):
                cells.append(Cell(power.id, object_class, act_type, 0, high, place, grant.body, grant.id, grant.span))
    return cells


def _narrow(grant: Grant, wanted: frozenset[str] | None, whole: frozenset[str]) -> list[str]:
    if wanted is None:
        return sorted(whole)
    if not wanted <= whole:
        extra = ", ".join(sorted(wanted - whole))
        raise ValueError(f"The grant {grant.id} names what is not there: {extra}.")
    return sorted(wanted)


def overlap(one: Cell, other: Cell) -> bool:
    """Whether two cells meet in key, sum and day; two bodies there would be an error (T05)."""
    return (
        key_of(one) == key_of(other)
        and (other.high is None or one.low < other.high)
        and (one.high is None or other.low < one.high)
        and (other.span.end is None or one.span.start < other.span.end)
        and (one.span.end is None or other.span.start < one.span.end)
    )


def carve(existing: Iterable[Cell], new: Cell) -> tuple[list[Cell], list[Cell]]:
    """Cut the new cell out of the existing ones: (the untouched, the pieces left of the cut).

    The new cell itself is in neither list. Pieces keep the body and grant they were cut from; at most four a
    cell.
    """
    kept: list[Cell] = []
    pieces: list[Cell] = []
    for cell in existing:
        if overlap(cell, new):
            pieces += _minus(cell, new)
        else:
            kept.append(cell)
    return kept, pieces


def _minus(cell: Cell, cut: Cell) -> list[Cell]:
    """The box less the other: before and after it in days, then below and above it in sums."""
    span, by = cell.span, cut.span
    pieces: list[Cell] = []
    if span.start < by.start:
        pieces.append(replace(cell, span=Span(span.start, by.start)))
    if by.end is not None and (span.end is None or by.end < span.end):
        pieces.append(replace(cell, span=Span(by.end, span.end)))
    shared = Span(max(span.start, by.start), _earlier(span.end, by.end))
    if cell.low < cut.low:
        pieces.append(replace(cell, high=cut.low, span=shared))
    if cut.high is not None and (cell.high is None or cut.high < cell.high):
        pieces.append(replace(cell, low=cut.high, span=shared))
    return pieces


def _earlier(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return min(one, other)


def unite(existing: Iterable[Cell], returned: Cell) -> list[Cell]:
    """Give a box back: cut it out of whoever has it, lay it for its own body, join what touches.

    `returned` carries the receiving body and its grant, and the days from which they have it again.
    """
    kept, pieces = carve(existing, returned)
    return join([*kept, *pieces, returned])


def join(cells: Iterable[Cell]) -> list[Cell]:
    """Join boxes of one key, body and grant that share a whole side; coverage stays the same."""
    done: list[Cell] = []
    todo = list(cells)
    while todo:
        cell = todo.pop(0)
        for i, other in enumerate(done):
            whole = _joined(cell, other)
            if whole is not None:
                del done[i]
                todo.insert(0, whole)
                break
        else:
            done.append(cell)
    return done


def _joined(one: Cell, other: Cell) -> Cell | None:
    if key_of(one) != key_of(other) or (one.body, one.grant) != (other.body, other.grant):
        return None
    if one.span == other.span:
        if one.high == other.low:
            return replace(one, high=other.high)
        if other.high == one.low:
            return replace(one, low=other.low)
    if (one.low, one.high) == (other.low, other.high):
        if one.span.end == other.span.start:
            return replace(one, span=Span(one.span.start, other.span.end))
        if other.span.end == one.span.start:
            return replace(one, span=Span(other.span.start, one.span.end))
    return None


def covering(cells: Sequence[Cell], key: Key, amount: int, day: date) -> list[Cell]:
    """The cells that hold this point; the register is sound where that is never more than one body."""
    return [
        c
        for c in cells
        if key_of(c) == key and c.span.covers(day) and c.low <= amount and (c.high is None or amount < c.high)
    ]
