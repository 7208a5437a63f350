"""Reading the life of powers (赋权查询): what each side may see, and the lists a leader asks for."""

from datetime import date
from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import Q, QuerySet

from zhenzhi.devolution.models import Batch, Consultation, Evaluation, Idle, Patrol, Proposal
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.matter import access

COUNTYS = (
    "devolution.plan", "devolution.review", "devolution.mediate", "devolution.open", "devolution.decide",
    "devolution.evaluate", "devolution.publish",
)  # fmt: skip
"""Rights of offices that look after all towns: they see every proposal and batch."""


def _countywide(actor: Actor) -> bool:
    return any(access.holds(actor, right) for right in COUNTYS)


def proposals(actor: Actor) -> QuerySet[Proposal]:
    """The proposals this actor may see: those of the own town or department, or all for a county office."""
    return Proposal.objects.filter(Q(pk__isnull=False) if _countywide(actor) else access.visible(actor))


def batches(actor: Actor) -> QuerySet[Batch]:
    """The batches this actor may see; a department sees those that hold a power of its own."""
    return Batch.objects.filter(
        Q(pk__isnull=False)
        if _countywide(actor)
        else access.visible(actor) | Q(items__proposal__in=proposals(actor), items__dropped=False)
    ).distinct()


T = TypeVar("T", Patrol, Idle, Evaluation, Consultation)
_SIDES = {Patrol: ("town", "department"), Idle: ("town",), Evaluation: ("town",), Consultation: ("town", "department")}


def others(actor: Actor, model: type[T]) -> QuerySet[T]:
    """Patrols, idle powers, evaluations or consultations this actor may see: those of the own body, or all."""
    rows = model._default_manager.all()
    if _countywide(actor):
        return rows
    if actor.kind is not Who.OFFICER:
        return rows.none()
    bodies = access.bodies_of(actor, clock.today())
    return rows.filter(reduce(or_, (Q(**{f"{side}__in": bodies}) for side in _SIDES[model])))


def alerts(day: date) -> QuerySet[Patrol]:
    """Patrols with a missed week that no visit has made good since (T26)."""
    return Patrol.objects.filter(stage="patrolled", alerted_on__isnull=False, alerted_on__lte=day).order_by("town")


def without_guidance() -> QuerySet[Batch]:
    """Open batches for which the giving department has no training or guidance on record (T35)."""
    return Batch.objects.filter(stage__in=["opened", "accepted"], guidance__isnull=True).order_by("number")
