"""Where open cases go (在办件去向): kept one by one, and found again on the day they move (T21, W-16, S13)."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from zhenzhi.devolution import store
from zhenzhi.devolution.models import CaseDecision, Evaluation, Succession
from zhenzhi.kernel import clock
from zhenzhi.matter.models import Matter
from zhenzhi.register.models import Grant


def keep(made: Sequence[CaseDecision]) -> None:
    """Inside an act: keep these decisions."""
    store.insert(made)


def due(day: date) -> QuerySet[CaseDecision]:
    """Decisions whose cases must move by this day and have not."""
    waiting = CaseDecision.objects.filter(way="hand_over", moved_at__isnull=True, day__lte=day)
    return waiting.filter(matter__closed_at__isnull=True).order_by("day", "id")


def destination(matter: Matter) -> CaseDecision | None:
    """The decision that moves this case today: its own, or what was decided for its power or its town; else None."""
    own = due(clock.today()).filter(matter_id=matter.id).first()
    return own if own is not None else _by_power(matter) or _by_town(matter)


def _by_power(matter: Matter) -> CaseDecision | None:
    """A case opened after the decision and before its day goes the way of its power."""
    for code, evaluation in _returned(matter.power, matter.body):
        grant = Grant.objects.known().filter(code=code, power=matter.power, body=matter.body).first()
        if grant is not None:
            return CaseDecision(
                matter_id=matter.id, grant=code, way="hand_over", to=grant.principal,
                day=evaluation.day or clock.today(), document=evaluation.document,
            )  # fmt: skip
    return None


def _returned(power: str, town: str) -> Iterator[tuple[str, Evaluation]]:
    rows = Evaluation.objects.filter(town=town, stage__in=["decided", "published"], day__lte=clock.today())
    for evaluation in rows.order_by("-day"):
        for code, told in evaluation.decisions.items():
            if told["power"] == power and told["what"] == "return":
                yield code, evaluation


def _by_town(matter: Matter) -> CaseDecision | None:
    found = Succession.objects.filter(town=matter.body, day__lte=clock.today()).order_by("-day").first()
    if found is None:
        return None
    return CaseDecision(
        matter_id=matter.id, grant="", way="hand_over", to=found.successor, day=found.day, document=found.document
    )


def late(day: date) -> list[UUID]:
    """Open matters that came in between a decision and its day, and that nothing moved yet, by key."""
    towns = list(Succession.objects.filter(day__lte=day).values_list("town", flat=True))
    found = set(_open().filter(body__in=towns).values_list("id", flat=True))
    for evaluation in Evaluation.objects.filter(stage__in=["decided", "published"], day__lte=day):
        powers = [told["power"] for told in evaluation.decisions.values() if told["what"] == "return"]
        here = _open().filter(body=evaluation.town, power__in=powers)
        again = Grant.objects.on(day).filter(body=evaluation.town, power__in=powers).values("power")
        found |= set(here.exclude(power__in=again).values_list("id", flat=True))
    return sorted(found)


def _open() -> QuerySet[Matter]:
    return Matter.objects.filter(closed_at__isnull=True).exclude(kind="devolution")
