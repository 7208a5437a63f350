"""The facts of use (使用情况, W-17): counted from matters, requests, ratings and the register; nothing by hand."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from zhenzhi.devolution.models import Guidance
from zhenzhi.devolution.readiness import credentialed
from zhenzhi.kernel import clock
from zhenzhi.matter.models import Matter, Rating, Request
from zhenzhi.register import holdings
from zhenzhi.register.facts import on_day
from zhenzhi.register.models import Grant
from zhenzhi.register.modes import STATUTORY

Fact = dict[str, int | str | None]


def handed_down(town: str, day: date) -> list[Grant]:
    """The grants that a town holds on a day and that the law did not give it directly, by code."""
    return list(Grant.objects.on(day).filter(body=town).exclude(mode=STATUTORY).order_by("code"))


def _of(town: str, powers: Sequence[str]) -> Q:
    return Q(body=town, power__in=powers) & ~Q(kind="devolution")


def _at(day: date) -> datetime:
    return clock.at_beijing(day, 0)


def facts_of(town: str, start: date, end: date) -> dict[str, Fact]:
    """The facts of every power handed down to the town and open on the last day, over [start, end), by grant.

    cases: matters opened; closed; objects: different applicants; officers: people with the credential; training:
    records of the giving department; help: requests for help; complaints: ratings of the two lowest levels.
    """
    grants = handed_down(town, end - timedelta(days=1))
    powers = [grant.power for grant in grants]
    matters = Matter.objects.filter(_of(town, powers), opened_at__gte=_at(start), opened_at__lt=_at(end))
    counted = _counted(matters)
    bad = holdings.number("rating.bad", end).value
    complaints = Counter(
        Rating.objects.filter(matter__in=matters, level__lte=bad).values_list("matter__power", flat=True)
    )
    helped = Counter(Request.objects.filter(matter__in=matters, kind="help").values_list("matter__power", flat=True))
    latest = last_used(town, powers)
    trained = Counter(
        Guidance.objects.filter(on__gte=start, on__lt=end, batch__items__grant__in=[g.code for g in grants])
        .values_list("batch__items__grant", flat=True)
    )  # fmt: skip
    return {
        grant.code: {
            "power": grant.power,
            **dict(zip(("cases", "closed", "objects"), counted.get(grant.power, (0, 0, 0)), strict=True)),
            "officers": _officers(grant, end),
            "training": trained[grant.code],
            "help": helped[grant.power],
            "complaints": complaints[grant.power],
            "last_used": latest[grant.power].isoformat() if grant.power in latest else None,
        }
        for grant in grants
    }


def _counted(matters: "QuerySet[Matter]") -> dict[str, tuple[int, int, int]]:
    """Opened, closed, and different applicants, by power."""
    rows = matters.order_by().values_list("power").annotate(
        cases=Count("id"), closed=Count("closed_at"),
        people=Count("applicant", distinct=True, filter=~Q(applicant="")),
    )  # fmt: skip
    return {power: (opened, closed, people) for power, opened, closed, people in rows}


def _officers(grant: Grant, day: date) -> int:
    """How many people of the town hold a credential that the power's kinds of act need."""
    facts = holdings.current(holdings.remembered()).facts
    power = on_day(facts.powers.get(grant.power, ()), day)
    kinds = (power.act_types if power else frozenset()) if grant.act_types is None else frozenset(grant.act_types)
    needs = {need.credential for kind in kinds if (need := facts.tables.credentials.get(kind)) is not None}
    return len(set().union(*(credentialed(facts, grant.body, kind, day) for kind in needs)))


def last_used(town: str, powers: Sequence[str]) -> dict[str, date]:
    """The last day on which each power was exercised for somebody; powers never used are left out."""
    rows = Matter.objects.filter(_of(town, powers)).values("power").annotate(last=Max("opened_at"))
    return {row["power"]: row["last"].astimezone(clock.BEIJING).date() for row in rows}


def idle(day: date) -> list[tuple[Grant, date | None]]:
    """Grants handed down that were not used for the profile's period, with the last day of use (T32)."""
    months = holdings.number("power.idle", day).value
    since = _months_before(day, months)
    found: list[tuple[Grant, date | None]] = []
    held = Grant.objects.on(day).exclude(mode=STATUTORY).filter(valid__contains=since).order_by("code")
    by_town: dict[str, list[Grant]] = {}
    for grant in held.exclude(stage__in=["stopped", "ended"]):
        by_town.setdefault(grant.body, []).append(grant)
    for town, grants in by_town.items():
        latest = last_used(town, [grant.power for grant in grants])
        found += [(grant, latest.get(grant.power)) for grant in grants if latest.get(grant.power, date.min) < since]
    return found


def _months_before(day: date, months: int) -> date:
    """The same day so many months before, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (first_of_next - timedelta(days=1)).day))
