"""Who exercises what, where, on a day (权力分布): authority's own answers over all powers and towns, for reading.

One board is made for a day and kept until a book changes; making it costs some 50 µs a power and town.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

from zhenzhi.kernel import pinyin
from zhenzhi.opendata import words
from zhenzhi.register import authority, holdings
from zhenzhi.register.facts import Body, Cell, Facts, Grant, Instrument, Place, Power, on_day
from zhenzhi.register.ground import Ask, Refusal
from zhenzhi.register.words import MODE_WORDS

ASSISTANCE = "assistance"
_TYPES = {name: place for place, name in enumerate(words.TYPES)}


@dataclass(frozen=True, slots=True)
class Held:
    """One power at one place in one hand. `missing` says why it may not be exercised there today, if that is so."""

    power: Power
    place: Place
    body: Body
    principal: Body | None
    grant: Grant
    instrument: Instrument | None
    missing: Refusal | None = None

    @property
    def mode(self) -> str:
        """Code of the mode (权力来源方式)."""
        return self.grant.mode

    @property
    def mode_words(self) -> dict[str, str]:
        """The mode for people."""
        zh, en = MODE_WORDS[self.grant.mode]
        return {"zh": zh, "en": en}

    @property
    def since(self) -> date:
        """First day of the grant."""
        return self.grant.span.start

    @property
    def until(self) -> date | None:
        """Last day of the grant is the one before this; None while open."""
        return self.grant.span.end

    @property
    def in_name_of(self) -> Body:
        """The body whose name stands on the papers: the principal's under entrustment (行政许可法 24)."""
        return self.principal or self.body


@dataclass(frozen=True, slots=True)
class Row:
    """One power with its hands by place code."""

    power: Power
    holder: Body | None
    at: dict[str, tuple[Held, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Board:
    """The whole register on one day: towns in pinyin order, powers by type and code."""

    day: date
    county: Place | None
    towns: tuple[Place, ...]
    rows: tuple[Row, ...]
    facts: Facts

    @cached_property
    def of_town(self) -> dict[str, tuple[Held, ...]]:
        """What the bodies of each town exercise or assist in, by place code."""
        found: dict[str, list[Held]] = {town.id: [] for town in self.towns}
        for row in self.rows:
            for place, hands in row.at.items():
                if place in found:
                    found[place] += [held for held in hands if held.body.place == place]
        return {place: tuple(hands) for place, hands in found.items()}

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many powers each town's own bodies may exercise on the day."""
        return {
            place: len({held.power.id for held in hands if held.mode != ASSISTANCE and held.missing is None})
            for place, hands in self.of_town.items()
        }


def board(day: date) -> Board:
    """The board of a day, as the register knows it now."""
    return _board(_Known(holdings.recent()), day)


class _Known:
    """A holding as a key of the cache: equal while the books bear the same stamps."""

    def __init__(self, holding: holdings.Holding) -> None:
        self.holding = holding

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and self.holding.stamps == other.holding.stamps

    def __hash__(self) -> int:
        return hash(self.holding.stamps)


@lru_cache(maxsize=12)
def _board(known: _Known, day: date) -> Board:
    facts = known.holding.facts
    places = [place for rows in facts.places.values() if (place := on_day(rows, day)) is not None]
    towns = sorted((place for place in places if place.level == "town"), key=lambda place: pinyin.place(place.name))
    county = next((place for place in places if place.level == "county"), None)
    seats = {place.id: place for place in ([county] if county else []) + towns}
    grants = _grants(facts, day, seats)
    rows = [
        Row(
            power,
            on_day(facts.bodies.get(power.holder or "", ()), day),
            {place: hands for place in seats if (hands := _hands(facts, power, seats[place], day, grants))},
        )
        for versions in facts.powers.values()
        if (power := on_day(versions, day)) is not None
    ]
    rows.sort(key=lambda row: (_TYPES.get(row.power.type, len(_TYPES)), row.power.type, row.power.id))
    return Board(day, county, tuple(towns), tuple(rows), facts)


Grants = dict[tuple[str, str], dict[str, Cell | None]]
"""For a power and a place the grants that lie there, each with one cell to ask about; assistance has none."""


def _grants(facts: Facts, day: date, seats: Iterable[str]) -> Grants:
    found: defaultdict[tuple[str, str], dict[str, Cell | None]] = defaultdict(dict)
    for cells in facts.cells.values():
        for cell in cells:
            if cell.span.covers(day):
                found[cell.power, cell.place].setdefault(cell.grant, cell)
    for grant in facts.grants.values():
        if grant.mode == ASSISTANCE and grant.span.covers(day):
            body = on_day(facts.bodies.get(grant.body, ()), day)
            if body is not None and body.place in seats:
                found[grant.power, body.place].setdefault(grant.id, None)
    return found


def _hands(facts: Facts, power: Power, place: Place, day: date, grants: Grants) -> tuple[Held, ...]:
    hands: list[Held] = []
    for code, cell in sorted(grants.get((power.id, place.id), {}).items(), key=lambda pair: pair[0]):
        grant = facts.grants[code]
        body = on_day(facts.bodies.get(grant.body, ()), day)
        if body is None:
            continue
        missing: Refusal | None = None
        if cell is not None:
            ask = Ask(
                grant.body, power.id, "", cell.act_type, place.id, day, amount=cell.low, object_class=cell.object_class
            )  # fmt: skip
            answer = authority.standing(facts, ask)
            missing = answer if isinstance(answer, Refusal) else None
        principal = on_day(facts.bodies.get(grant.principal or "", ()), day)
        hands.append(Held(power, place, body, principal, grant, facts.instruments.get(grant.instrument), missing))
    return tuple(hands)
