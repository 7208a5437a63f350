"""What authority reads (依据事实): dated records, and `Facts`, the register as known at one point.

Everything here is frozen and knows nothing of a database. Days are whole days of Beijing time; a span is
half-open, [start, end). Ids are the codes of the records. Where one id has several rows, their spans tell
which row holds on which day (a renamed body, a relisted power), so the same `Facts` answers for any past day.
Sums are fen.
Source: DESIGN 5; SYSTEMS T01–T39, S39, S45–S50.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from .tables import Tables

# Levels of place at which competence is laid out; anything lower belongs to its town (LAW P-08).
SEAT_LEVELS = frozenset({"province", "city", "county", "town"})
MAX_DEPTH = 8  # a loop among parents ends here, as a place that is unknown


@dataclass(frozen=True, slots=True)
class Span:
    """Validity (有效期间) in whole Beijing days, half-open; `end=None` is open."""

    start: date
    end: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the day lies in [start, end)."""
        return self.start <= day and (self.end is None or day < self.end)


ALWAYS = Span(date.min)


@dataclass(frozen=True, slots=True)
class Place:
    """Place (区划). level: province | city | county | town | village | hamlet | cell."""

    id: str
    name: str
    level: str
    parent: str | None
    span: Span = ALWAYS


@dataclass(frozen=True, slots=True)
class Body:
    """Body (机构). kind: government | department | institution | office.

    government: the one whose organ it is; None for a government. reviewed_by: the superior organ of a body
    under vertical leadership (海关、税务等, 行政复议法 27), which reviews in place of the government.
    """

    id: str
    name: str
    kind: str
    level: str
    place: str
    government: str | None
    span: Span
    name_en: str = ""
    reviewed_by: str | None = None


@dataclass(frozen=True, slots=True)
class ActsThrough:
    """A body through which a government acts (以政府名义办理的下属机构), such as its service centre."""

    body: str
    government: str
    span: Span


@dataclass(frozen=True, slots=True)
class Basis:
    """Legal basis (设定依据): law, article, version; the span is that of the law's force."""

    law: str
    article: str
    version: str
    span: Span = ALWAYS


@dataclass(frozen=True, slots=True)
class Power:
    """Power (权力事项) as listed; `span` is its stay on the published list `list_version` (T01, T07).

    holder: the competent body by statute; None where every body with a statutory grant is (a power of all
    towns).
    measures_allowed: coercive acts are switched on for it, with basis (LAW-4). needs_qualification: kind of
    credential that somebody at the exercising body must hold (T10). field: field of enforcement (执法领域).
    act_types, object_classes: the closed sets that grants divide; {"*"} where nothing is divided.
    """

    id: str
    name: str
    type: str
    bases: tuple[Basis, ...]
    holder: str | None
    span: Span
    list_version: str
    entrustable: bool = False
    measures_allowed: bool = False
    needs_qualification: str | None = None
    field: str = ""
    act_types: frozenset[str] = frozenset({"*"})
    object_classes: frozenset[str] = frozenset({"*"})
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """Instrument (依据文书). kind: law | provincial_decision | county_list | agreement | decision.

    signed_…, filed (备案), announced (公告或公布): the days on which it happened, None if not (T15–T17).
    parent: the instrument it rests on (a county's list rests on the provincial decision, LAW-2).
    """

    id: str
    kind: str
    number: str
    principal: str | None
    agent: str | None
    signed_principal: date | None
    signed_agent: date | None
    filed: date | None
    announced: date | None
    span: Span
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """Grant (赋权): power × body × mode × instrument × limits × from–to.

    mode: statutory | granted | entrusted | stationed | concentrated | assistance. None in a limit means no
    limit; fine_ceiling is the highest sum allowed, in fen. under: the grant this one was taken from (T14).
    """

    id: str
    power: str
    body: str
    principal: str | None
    mode: str
    instrument: str
    span: Span
    act_types: frozenset[str] | None = None
    fine_ceiling: int | None = None
    object_classes: frozenset[str] | None = None
    places: frozenset[str] | None = None
    under: str | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop of exercise (停止行使, T30). finish_running: matters begun before it may be closed here."""

    grant: str
    span: Span
    document: str
    consent_by: str
    finish_running: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """The smallest piece of competence (权限单元): who, what, where, which sums [low, high) fen, when."""

    power: str
    object_class: str
    act_type: str
    low: int
    high: int | None
    place: str
    body: str
    grant: str
    span: Span


@dataclass(frozen=True, slots=True)
class Post:
    """Post (岗位) of a body, with the rights it carries."""

    id: str
    body: str
    name: str
    rights: frozenset[str]
    span: Span


@dataclass(frozen=True, slots=True)
class Person:
    """Person (人员). kind (人员身份): civil | institution | auxiliary | grid | contract."""

    id: str
    name: str
    kind: str
    span: Span = ALWAYS


@dataclass(frozen=True, slots=True)
class Appointment:
    """Appointment (任职) of a person to a post."""

    id: str
    person: str
    post: str
    span: Span
    kind: str = "regular"


@dataclass(frozen=True, slots=True)
class Credential:
    """Credential (执法证等). fields: the fields it is good for; None means every field."""

    id: str
    person: str
    kind: str
    number: str
    span: Span
    fields: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Records:
    """The rows as the loader hands them over; order matters only among one person's appointments."""

    places: tuple[Place, ...] = ()
    bodies: tuple[Body, ...] = ()
    acts_through: tuple[ActsThrough, ...] = ()
    powers: tuple[Power, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    grants: tuple[Grant, ...] = ()
    stops: tuple[Stop, ...] = ()
    cells: tuple[Cell, ...] = ()
    posts: tuple[Post, ...] = ()
    persons: tuple[Person, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    credentials: tuple[Credential, ...] = ()
    founded: bool = True


class Dated(Protocol):
    """Anything with a span."""

    @property
    def span(self) -> Span: ...


D = TypeVar("D", bound=Dated)
T = TypeVar("T")


def on_day(rows: Iterable[D], day: date) -> D | None:
    """The first row in force on the day, or None."""
    for row in rows:
        span = row.span
        if span.start <= day and (span.end is None or day < span.end):
            return row
    return None


def _by(rows: Iterable[T], key: Callable[[T], str]) -> dict[str, tuple[T, ...]]:
    groups: defaultdict[str, list[T]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return {k: tuple(v) for k, v in groups.items()}


CellKey = tuple[str, str, str, str]
Holding = tuple[Credential, Appointment, Post]


class Facts:
    """The loaded register with its indexes, built once; never changed afterwards."""

    __slots__ = (
        "_governments", "acts_through", "agents_of", "appointments", "bodies", "cells", "credentials",
        "founded", "grants", "grants_of", "holders", "instruments", "persons", "places", "posts", "powers",
        "stops", "tables",
    )  # fmt: skip

    def __init__(self, records: Records, tables: Tables) -> None:
        self.tables = tables
        self.founded = records.founded
        self.places = _by(records.places, lambda r: r.id)
        self.bodies = _by(records.bodies, lambda r: r.id)
        self.powers = _by(records.powers, lambda r: r.id)
        self.posts = _by(records.posts, lambda r: r.id)
        self.persons = _by(records.persons, lambda r: r.id)
        self.stops = _by(records.stops, lambda r: r.grant)
        self.acts_through = _by(records.acts_through, lambda r: r.body)
        self.agents_of = _by(records.acts_through, lambda r: r.government)
        self.appointments = _by(records.appointments, lambda r: r.person)
        self.credentials = _by(records.credentials, lambda r: r.person)
        self.instruments = {r.id: r for r in records.instruments}
        self.grants = {r.id: r for r in records.grants}
        self._governments = _by((b for b in records.bodies if b.kind == "government"), lambda r: r.place)
        grants_of: defaultdict[tuple[str, str], list[Grant]] = defaultdict(list)
        for grant in records.grants:
            grants_of[grant.power, grant.body].append(grant)
        self.grants_of = {k: tuple(v) for k, v in grants_of.items()}
        cells: defaultdict[CellKey, list[Cell]] = defaultdict(list)
        for cell in records.cells:
            cells[cell.power, cell.object_class, cell.act_type, cell.place].append(cell)
        self.cells = {k: tuple(v) for k, v in cells.items()}
        self.holders = self._index_holders(records)

    def _index_holders(self, records: Records) -> dict[tuple[str, str], tuple[Holding, ...]]:
        """Who of a body holds which kind of credential (T10); by (body, kind)."""
        found: defaultdict[tuple[str, str], list[Holding]] = defaultdict(list)
        for credential in records.credentials:
            for appointment in self.appointments.get(credential.person, ()):
                for post in self.posts.get(appointment.post, ()):
                    found[post.body, credential.kind].append((credential, appointment, post))
        return {k: tuple(v) for k, v in found.items()}

    def seat(self, place: str, day: date) -> str | None:
        """The place at which competence over this place is laid out: the town it lies in, else the county."""
        row = on_day(self.places.get(place, ()), day)
        depth = 0
        while row is not None and row.level not in SEAT_LEVELS:
            depth += 1
            if row.parent is None or depth > MAX_DEPTH:
                return None
            row = on_day(self.places.get(row.parent, ()), day)
        return None if row is None else row.id

    def acts_for(self, body: str, government: str, day: date) -> bool:
        """Whether the body is the one itself, or one through which that government acts on the day."""
        if body == government:
            return True
        for link in self.acts_through.get(body, ()):
            if link.government == government and link.span.covers(day):
                return on_day(self.bodies.get(body, ()), day) is not None
        return False

    def review_organ(self, body: Body, day: date) -> Body | None:
        """复议机关: a department's government; for a government, the one above (行政复议法 24, 27)."""
        if body.reviewed_by is not None:
            return on_day(self.bodies.get(body.reviewed_by, ()), day)
        if body.kind != "government":
            return on_day(self.bodies.get(body.government or "", ()), day)
        place = on_day(self.places.get(body.place, ()), day)
        return None if place is None else on_day(self._governments.get(place.parent or "", ()), day)
