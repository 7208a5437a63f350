"""Reading the gate of duties (准入与负担台账查询): who sees which proposed work, and the burden ledger."""

from django.db.models import Q, QuerySet

from zhenzhi.devolution.gate_models import Burden, Work
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.matter import access

OVERSEERS = ("duty.gate", "duty.decide", access.AUDIT)
"""Rights of the offices that see everything at the gate: staffing, the county's head, oversight."""


def _seen(actor: Actor, *sides: str) -> Q:
    if any(access.holds(actor, right) for right in OVERSEERS):
        return Q(pk__isnull=False)
    found = Q(pk__isnull=True)
    if actor.kind is Who.OFFICER:
        bodies = access.bodies_of(actor, clock.today())
        for side in sides:
            found |= Q(**{f"{side}__in": bodies})
    return found


def works(actor: Actor) -> QuerySet[Work]:
    """Proposed work that this actor may see: that of the own department or town, or all for the offices that decide."""
    return Work.objects.filter(_seen(actor, "body", "town")).order_by("-opened_at")


def burdens(actor: Actor) -> QuerySet[Burden]:
    """Rows of the burden ledger that this actor may see: of the own town or department, or all for its overseers."""
    return Burden.objects.filter(_seen(actor, "by_body", "town")).order_by("-on", "-id")
