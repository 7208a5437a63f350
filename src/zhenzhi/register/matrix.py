"""Who exercises what, where, day by day (权力配置矩阵): `authority.exercising` over powers × places × days.

Between two days on which any record changes the answer cannot change, so only those days are asked. DESIGN 5.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from .authority import exercising
from .facts import Cell, Dated, Facts
from .ground import Ask, Refusal


@dataclass(frozen=True, slots=True)
class Interval:
    """[start, end) with the body that lawfully exercises, or None where nobody does."""

    start: date
    end: date
    body: str | None


def matrix(
    facts: Facts, powers: Iterable[str], places: Sequence[str], first: date, last: date, act_type: str,
    *, object_class: str = "*", amount: int | None = None,
) -> dict[tuple[str, str], tuple[Interval, ...]]:  # fmt: skip
    """Who exercises each power at each place over [first, last), by power and place.

    Neighbouring intervals with the same body are joined. amount: fen, needed where the power is divided by
    sum. Raises ValueError if last is not after first.
    """
    if last <= first:
        raise ValueError("The last day must come after the first.")
    changes = _Changes(facts)
    table: dict[tuple[str, str], tuple[Interval, ...]] = {}
    above = {place: _upwards(facts, place) for place in places}
    place_days = {place: _days(row for p in above[place] for row in facts.places[p]) for place in places}
    for power in powers:
        rows = facts.powers.get(power, ())
        power_days = _days(rows) | _days(b for row in rows for b in row.bases)
        for place in places:
            days = power_days | place_days[place]
            for cell in changes.cells(power, above[place], act_type, object_class):
                days |= changes.of(cell)
            ask = Ask("", power, "", act_type, place, first, amount=amount, object_class=object_class)
            table[power, place] = _runs(facts, ask, sorted(d for d in days if first < d < last), last)
    return table


def days_of(intervals: Iterable[Interval], body: str | None) -> bytes:
    """One byte a day over the intervals: 1 where this body exercises (None: where nobody does), else 0."""
    return b"".join((b"\1" if run.body == body else b"\0") * (run.end - run.start).days for run in intervals)


def body_on(intervals: Iterable[Interval], day: date) -> str | None:
    """The body that exercises on the day; ValueError if the day lies outside the intervals."""
    for run in intervals:
        if run.start <= day < run.end:
            return run.body
    raise ValueError(f"{day} lies outside the matrix")


def _runs(facts: Facts, ask: Ask, days: Sequence[date], last: date) -> tuple[Interval, ...]:
    runs: list[Interval] = []
    for start, end in zip([ask.on, *days], [*days, last], strict=True):
        answer = exercising(facts, replace(ask, on=start))
        body = None if isinstance(answer, Refusal) else answer
        if runs and runs[-1].body == body:
            runs[-1] = Interval(runs[-1].start, end, body)
        else:
            runs.append(Interval(start, end, body))
    return tuple(runs)


def _days(rows: Iterable[Dated]) -> set[date]:
    days: set[date] = set()
    for row in rows:
        days.add(row.span.start)
        if row.span.end is not None:
            days.add(row.span.end)
    return days


def _upwards(facts: Facts, place: str) -> tuple[str, ...]:
    """The place and every place it was ever under."""
    seen: list[str] = []
    todo = [place]
    while todo:
        here = todo.pop()
        if here not in seen and here in facts.places:
            seen.append(here)
            todo += [row.parent for row in facts.places[here] if row.parent is not None]
    return tuple(seen)


class _Changes:
    """The days on which what stands behind a cell changes; remembered by grant."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._grants: dict[str, set[date]] = {}

    def cells(self, power: str, places: Iterable[str], act_type: str, object_class: str) -> list[Cell]:
        """The cells that the ask may meet, with the power's own classes or undivided."""
        table = self.facts.cells
        return [
            cell
            for place in places
            for kind in {act_type, "*"}
            for objects in {object_class, "*"}
            for cell in table.get((power, objects, kind, place), ())
        ]

    def of(self, cell: Cell) -> set[date]:
        """Every day on which the answer at this cell may change."""
        if cell.grant not in self._grants:
            self._grants[cell.grant] = self._behind(cell)
        return self._grants[cell.grant] | _days([cell])

    def _behind(self, cell: Cell) -> set[date]:
        facts = self.facts
        rows: list[Dated] = list(facts.bodies.get(cell.body, ()))
        grant = facts.grants.get(cell.grant)
        if grant is None:
            return _days(rows)
        source = facts.grants.get(grant.under or "")
        for given in (grant, source):
            if given is not None:
                rows += [given, *facts.stops.get(given.id, ())]
        rows += facts.bodies.get(grant.principal or "", ())
        paper = facts.instruments.get(grant.instrument)
        parent = facts.instruments.get((paper and paper.parent) or "")
        rows += [p for p in (paper, parent) if p is not None]
        return _days(rows) | self._qualified(cell.power, cell.body)

    def _qualified(self, power: str, body: str) -> set[date]:
        """The days on which the holders of a needed qualification change (T10)."""
        facts = self.facts
        kinds = {row.needs_qualification for row in facts.powers.get(power, ())} - {None}
        if not kinds:
            return set()
        links = facts.agents_of.get(body, ())
        rows: list[Dated] = list(links)
        for own in (body, *(link.body for link in links)):
            rows += facts.bodies.get(own, ())
            for kind in kinds:
                rows += [r for holding in facts.holders.get((own, kind or ""), ()) for r in holding]
        return _days(rows)
