"""The register as loaded (登记簿载入): rows of the database turned into the plain facts that authority reads.

One load serves a whole process until an act raises the version of a book. Any past state of knowledge can be loaded the
same way: "who could, on day D, as known when the ledger had K entries".
"""

from dataclasses import dataclass
from datetime import date, datetime
from time import monotonic
from typing import Any, TypeVar, cast
from uuid import UUID

from zhenzhi.kernel import clock
from zhenzhi.kernel.calendar import Calendar
from zhenzhi.kernel.calendar_tables import PauseGround, UnitRule, pause_ground_rows, time_unit_rows
from zhenzhi.kernel.models import Book, CalendarDay, Dated, DatedQuerySet, Sealed
from zhenzhi.kernel.problem import Refused
from zhenzhi.org import models as org
from zhenzhi.register import facts as f
from zhenzhi.register import models
from zhenzhi.register.modes import parse_modes
from zhenzhi.register.tables import Apart, CredentialNeed, Tables, apart_table, credential_table

FOUNDING_CLOSED = "founding.closed"


def span(row: Dated) -> f.Span:
    """The span of a dated row."""
    return f.Span(row.start, row.end)


def _set(values: list[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)


D = TypeVar("D", bound=Dated)


def known_rows(model: type[D], after: int | None) -> list[D]:
    """All rows of a model as known now, or when the ledger had `after` entries; each code's rows by day."""
    rows = cast("DatedQuerySet[D]", model._default_manager.all())
    return list(rows.known(after).order_by("code", "valid"))


def ledger_size_at(at: datetime) -> int:
    """How many entries the ledger had at an instant: the point of knowledge that belongs to a day or hour."""
    return Sealed.objects.filter(at__lte=at).count()


def load(after: int | None = None) -> f.Facts:
    """Load all that authority reads, as known at a point of the ledger (None: now)."""
    return f.Facts(_records(after), tables(after))


def _organisation(after: int | None) -> dict[str, tuple[Any, ...]]:
    bodies = list(known_rows(org.Body, after))
    return {
        "places": tuple(
            f.Place(r.code, r.name, r.level, r.parent or None, span(r)) for r in known_rows(org.Place, after)
        ),
        "bodies": tuple(
            f.Body(r.code, r.name, r.kind, r.level, r.place, r.government or None, span(r), r.name_en) for r in bodies
        ),
        "acts_through": tuple(f.ActsThrough(r.code, r.acts_for, span(r)) for r in bodies if r.acts_for),
        "posts": tuple(
            f.Post(r.code, r.body, r.name, frozenset(r.rights), span(r)) for r in known_rows(org.Post, after)
        ),
        "persons": tuple(
            f.Person(r.code, r.name, r.staff, span(r))
            for r in org.Person.objects.known(after).exclude(staff__in=["party", "firm"])
        ),
        "appointments": tuple(
            f.Appointment(r.code, r.person, r.post, span(r), r.kind) for r in known_rows(org.Appointment, after)
        ),
        "credentials": tuple(
            f.Credential(r.code, r.person, r.kind, r.number, span(r), _set(r.fields or None))
            for r in known_rows(org.Credential, after)
        ),
    }


def power_fact(r: models.Power) -> f.Power:
    """A power as authority reads it."""
    bases = tuple(f.Basis(b["law"], str(b["article"]), b.get("version", "")) for b in r.bases)
    return f.Power(
        r.code, r.name, r.type, bases, r.holder or None, span(r), r.list_version, r.entrustable, r.measures_allowed,
        r.needs_qualification or None, r.field, frozenset(r.act_types or ["*"]), frozenset(["*"]), r.name_en,
    )  # fmt: skip


def _instrument(r: models.Instrument) -> f.Instrument:
    return f.Instrument(
        r.code, r.kind, r.number, r.principal or None, r.agent or None, r.signed_principal, r.signed_agent, r.filed,
        r.announced, span(r), r.parent or None,
    )  # fmt: skip


def grant_fact(r: models.Grant) -> f.Grant:
    """A grant as authority reads it."""
    return f.Grant(
        r.code, r.power, r.body, r.principal or None, r.mode, r.instrument, span(r), _set(r.act_types),
        r.fine_ceiling, _set(r.object_classes), _set(r.places), r.under or None,
    )  # fmt: skip


def cell_fact(r: models.Cell) -> f.Cell:
    """A cell as authority reads it; an amount range without an upper end is open."""
    return f.Cell(
        r.power,
        r.object_class,
        r.act_type,
        r.amount.lower or 0,
        r.amount.upper,
        r.place,
        r.body,
        r.grant,
        span(r),
    )


def _records(after: int | None) -> f.Records:
    return f.Records(
        **_organisation(after),
        powers=tuple(power_fact(r) for r in known_rows(models.Power, after)),
        instruments=tuple(_instrument(r) for r in known_rows(models.Instrument, after)),
        grants=tuple(grant_fact(r) for r in known_rows(models.Grant, after)),
        stops=tuple(
            f.Stop(r.grant, span(r), r.document, r.consent_by, r.finish_running) for r in known_rows(models.Stop, after)
        ),
        cells=tuple(cell_fact(r) for r in known_rows(models.Cell, after)),
        founded=models.Parameter.objects.known(after).filter(code=FOUNDING_CLOSED).exists(),
    )


def _rows(code: str, after: int | None = None) -> list[dict[str, str]]:
    """The rows of a table that hold today."""
    found = models.DecisionTable.objects.known(after).filter(code=code, valid__contains=clock.today()).first()
    return [] if found is None else list(found.rows)


def _several(cell: str) -> frozenset[str]:
    return frozenset(value for value in cell.split("|") if value)


def tables(after: int | None = None) -> Tables:
    """The tables that authority is given, from the register: those that hold today."""
    kinds, bodies = _rows("act_types", after), _rows("entrustees", after)
    needs = (
        CredentialNeed(row["code"], row["credential"], _several(row["person_kinds"]), row["article"])
        for row in kinds
        if row["credential"]
    )
    return Tables(
        modes=parse_modes(_rows("modes", after)),
        apart=apart_table(Apart(r["one"], r["other"], r["rule"], r["article"]) for r in _rows("apart", after)),
        credentials=credential_table(needs),
        # A type of power that may be entrusted to nobody is coercion (行政强制法 17).
        coercive_types=frozenset(row["power_type"] for row in bodies if not row["body_kinds"]),
        coercive_acts=frozenset(row["code"] for row in kinds if row["coercive"] == "yes"),
        money_acts=frozenset(row["code"] for row in kinds if row["money"] == "yes"),
        entrustees={row["power_type"]: _several(row["body_kinds"]) for row in bodies},
    )


Stamps = tuple[UUID | None, UUID | None, UUID | None]
"""Stamps of the calendar, organisation and register books, in this order."""


@dataclass(frozen=True, slots=True)
class Holding:
    """All of the register that acts read, as known at one moment: facts, dated parameters, tables, the calendar.

    `stamps` are those of the books just before it was loaded; an answer holds only while the books still bear them,
    and only on its `day`: tables and settings of rules entered beforehand take effect at midnight.
    """

    stamps: Stamps
    day: date
    facts: f.Facts
    parameters: dict[str, tuple[models.Parameter, ...]]
    tables: dict[str, tuple[models.DecisionTable, ...]]
    act_types: dict[str, str]
    settings: dict[str, str]
    calendar: Calendar
    time_units: list[UnitRule]
    pause_grounds: list[PauseGround]


@dataclass(slots=True)
class _Cache:
    holding: Holding | None = None
    looked: float = float("-inf")


_cache = _Cache()


def stamps() -> Stamps:
    """Stamps of the books now."""
    found = dict(Book.objects.values_list("name", "stamp"))
    return found["calendar"], found["org"], found["register"]


def remembered() -> Stamps | None:
    """Stamps of the books that the cache stands for; None before the first load."""
    holding = _cache.holding
    return None if holding is None else holding.stamps


def current(seen: Stamps | None = None) -> Holding:
    """The register as known now. `seen` are stamps read just before; it is loaded anew when they differ."""
    seen = stamps() if seen is None else seen
    holding = _cache.holding
    if holding is None or holding.stamps != seen or holding.day != clock.today():
        # Stamps first: if an act commits while we load, they are too old and the next question loads again.
        holding = _cache.holding = _load_holding(stamps())
    return holding


RECENT = 1.0
"""Seconds for which a reader may see the register as it was; acts look at its stamps every time."""


def recent() -> Holding:
    """The register as known at most a second ago: for reading. Nothing may be allowed on its word alone."""
    now = monotonic()
    if _cache.holding is None or now - _cache.looked > RECENT:
        _cache.looked = now
        return current()
    return _cache.holding


def forget() -> None:
    """Drop the cache; tests that switch databases need it."""
    _cache.holding, _cache.looked = None, float("-inf")


def _load_holding(before: Stamps) -> Holding:
    parameters: dict[str, tuple[models.Parameter, ...]] = {}
    for row in models.Parameter.objects.known().order_by("code", "valid"):
        parameters[row.code] = (*parameters.get(row.code, ()), row)
    found: dict[str, tuple[models.DecisionTable, ...]] = {}
    for line in models.DecisionTable.objects.known().order_by("code", "valid"):
        found[line.code] = (*found.get(line.code, ()), line)
    act_types = {row["code"]: row["act_type"] or "*" for row in _rows("rights")}
    days = dict(CalendarDay.objects.values_list("day", "working"))
    # A year counts as published when its last day is in the table (LAW 0.3).
    covered = max((day for day in days if (day.month, day.day) == (12, 31)), default=date.min)
    return Holding(
        before,
        clock.today(),
        load(),
        parameters,
        found,
        act_types,
        _settings(),
        Calendar(days, covered),
        time_unit_rows(_rows("time_units")),
        pause_ground_rows(_rows("pauses")),
    )


def _settings() -> dict[str, str]:
    """How each rule is set here today: "off" where the profile says so, "block" where it is tightened."""
    found: dict[str, str] = {}
    for row in models.RuleState.objects.on(clock.today()):
        if row.state == "off":
            found[row.code] = "off"
        elif row.verdict == "block":
            found[row.code] = "block"
    return found


def setting(rule: str) -> str:
    """The setting of a rule in this county today (the port of `kernel.rule`)."""
    return current(remembered()).settings.get(rule, "")


def number(code: str, on: date) -> models.Parameter:
    """A number of law in force on a day, with its unit and article. Raises Refused if the register has none."""
    for row in current(remembered()).parameters.get(code, ()):
        if row.start <= on and (row.end is None or on < row.end):
            return row
    raise Refused(
        "parameter_missing",
        f"登记簿中没有{on}有效的法定参数“{code}”，无法计算。请法制机构在参数表中补一行。",
        f"The register has no parameter “{code}” in force on {on}. Ask the legal office to add a row.",
    )


def act_type(right: str) -> str:
    """The kind of act that the use of a right is (受理、审核、决定、送达 …), by the register's table of rights."""
    return current(remembered()).act_types.get(right, "*")


def table(code: str) -> list[dict[str, str]]:
    """Rows of a decision table of the register that hold today; empty if there is none."""
    day = clock.today()
    for row in current(remembered()).tables.get(code, ()):
        if row.start <= day and (row.end is None or day < row.end):
            return list(row.rows)
    return []
