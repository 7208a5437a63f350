"""Deadlines of a matter (期限): started, paused, extended, met; the date is always derived, never typed.

All functions are called inside acts. Units come from the law's own table (LAW 0.3); pauses only from its closed list.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from zhenzhi.kernel import clock, rows
from zhenzhi.kernel.calendar import Calendar, Extension, Pause, Unit, due
from zhenzhi.kernel.calendar_tables import open_pause
from zhenzhi.kernel.doing import doing, later
from zhenzhi.kernel.problem import Conflict, NotFound
from zhenzhi.matter.models import Deadline, Matter
from zhenzhi.register import holdings


def _calendar() -> Calendar:
    return holdings.current(holdings.remembered()).calendar


def _pause(row: dict[str, str | None]) -> Pause:
    end = row["end"]
    return Pause(
        row["kind"] or "",
        date.fromisoformat(row["start"] or ""),
        date.fromisoformat(end) if end else None,
        row["basis"] or "",
        row["notice"] or "",
    )


def _extension(row: dict[str, str]) -> Extension:
    return Extension(int(row["length"]), unit_of(row["unit"]), row["basis"], row["approver"], row["document"])


_UNITS = {"wd": Unit.WORKING_DAY, "d": Unit.DAY, "month": Unit.MONTH, "spot": Unit.WORKING_DAY}


def unit_of(code: str) -> Unit:
    """The counting unit of a register's unit; 当场 (spot) is a length of 0 working days."""
    return _UNITS[code]


def derive(deadline: Deadline, calendar: Calendar) -> Deadline:
    """Compute the dates of a deadline from its start, unit, pauses and extensions; not saved."""
    found = due(
        calendar,
        deadline.start,
        deadline.length,
        unit_of(deadline.unit),
        [_pause(row) for row in deadline.pauses],
        [_extension(row) for row in deadline.extensions],
    )
    deadline.due, deadline.warn = found.day, found.warn_day
    deadline.provisional, deadline.paused = found.provisional, found.paused
    return deadline


def new(matter: Matter, kind: str, length: int, unit: str, basis: str, start: date | None = None) -> Deadline:
    """A deadline that begins today (or on `start`; that day is not counted), unsaved."""
    begun = start or clock.today()
    made = Deadline(matter_id=matter.id, kind=kind, start=begun, length=length, unit=unit, basis=basis)
    return derive(made, _calendar())


def by_law(matter: Matter, kind: str, parameter: str, start: date | None = None) -> Deadline:
    """A deadline whose length stands in the register as a dated parameter, unsaved."""
    number = holdings.number(parameter, start or clock.today())
    return new(matter, kind, number.value, number.unit, f"{number.law} {number.article}", start)


_MEET = "UPDATE matter_deadline SET met_at = %s WHERE matter_id = %s AND kind = ANY(%s) AND met_at IS NULL"


def turn(matter: Matter, *, met: Sequence[str] = (), started: Sequence[Deadline] = ()) -> None:
    """Mark open deadlines of these kinds as met by the act being done, and save new ones, together with its entry."""
    if met:
        later((_MEET, [doing().at, matter.id, list(met)]))
    later(*rows.inserts(started))


def next_due(matter: UUID) -> date | None:
    """The earliest day on which an open deadline of the matter ends; None while there is none that runs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(due) FROM matter_deadline WHERE matter_id = %s AND met_at IS NULL", [matter])
        row = cursor.fetchone()
    day: date | None = row[0]
    return day


def as_begun(deadline: Deadline) -> date | None:
    """The day on which a deadline would have ended as it stood when it began, without pauses and extensions."""
    return due(_calendar(), deadline.start, deadline.length, unit_of(deadline.unit), [], []).day


def get(matter: Matter, kind: str) -> Deadline:
    """The deadline of this kind. Raises NotFound."""
    found = Deadline.objects.filter(matter_id=matter.id, kind=kind).first()
    if found is None:
        raise NotFound
    return found


def pause(matter: Matter, kinds: Iterable[str], law: str, ground: str, notice: str) -> None:
    """Stop the clocks from today for a ground on the law's closed list, with the notice that tells the party."""
    table = holdings.current(holdings.remembered()).pause_grounds
    made = open_pause(table, law, ground, clock.today(), notice=notice)
    row = {
        "kind": made.kind,
        "start": made.start.isoformat(),
        "end": None,
        "basis": made.basis,
        "notice": notice,
    }
    for deadline in Deadline.objects.filter(matter_id=matter.id, kind__in=list(kinds), met_at__isnull=True):
        if deadline.paused:
            raise Conflict("paused_already", "期限已在暂停中。", "The clock is paused already.", article=made.basis)
        deadline.pauses.append(row)
        derive(deadline, _calendar()).save()


def resume(matter: Matter) -> None:
    """Let every paused clock of the matter run again from today."""
    resumed = False
    for deadline in Deadline.objects.filter(matter_id=matter.id, paused=True):
        deadline.pauses[-1]["end"] = clock.today().isoformat()
        derive(deadline, _calendar()).save()
        resumed = True
    if not resumed:
        raise Conflict("not_paused", "期限没有暂停，无需恢复。", "The clock is not paused.")


def extend(matter: Matter, kind: str, parameter: str, approver: str, document: str) -> Deadline:
    """Make a deadline longer, once, by the length the law allows."""
    deadline = get(matter, kind)
    number = holdings.number(parameter, clock.today())
    basis = f"{number.law} {number.article}"
    if deadline.extensions:
        raise Conflict("extended_already", "期限只能延长一次。", "The period may be extended only once.", article=basis)
    deadline.extensions.append(
        {
            "length": str(number.value), "unit": number.unit, "basis": basis, "approver": approver,
            "document": document,
        }
    )  # fmt: skip
    derive(deadline, _calendar()).save()
    return deadline


def recompute_provisional() -> int:
    """Derive anew every open deadline that was provisional, after a calendar year was published (LAW-66)."""
    changed = 0
    calendar = _calendar()
    for deadline in Deadline.objects.filter(provisional=True, met_at__isnull=True).iterator():
        before = (deadline.due, deadline.provisional)
        derive(deadline, calendar)
        if (deadline.due, deadline.provisional) != before:
            deadline.save()
            changed += 1
    return changed


def overdue(today: date) -> QuerySet[Deadline]:
    """Deadlines that ran out before today and were neither met nor marked, oldest first."""
    return Deadline.objects.filter(
        due__lte=today - timedelta(days=1), met_at__isnull=True, missed_at__isnull=True
    ).order_by("due")
