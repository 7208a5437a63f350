"""Reactions (反应): what happens after an act, outside its transaction — notices, papers, publication.

The act writes one `Delivery` row for each reaction it owes, in its own transaction. The pump hands those rows in
batches to the job queue; a job takes its row, runs the reaction and ticks the row in one transaction. So a reaction is
delivered at least once and done once, also when the worker is killed in the middle. A reaction starts acts or writes
files under their digest; it decides nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from zhenzhi.kernel import clock, ledger
from zhenzhi.kernel.doing import together
from zhenzhi.kernel.models import Delivery, Entry
from zhenzhi.kernel.problem import Problem
from zhenzhi.kernel.registry import REGISTRY

Handler = Callable[[Entry], None]
HANDLERS: dict[str, Handler] = {}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the pump waits before it hands a row to the queue again, and when it gives up."""

    again_after: timedelta = timedelta(minutes=2)
    attempts: int = 8


PATIENCE = Patience()


def reaction(*acts: str) -> Callable[[Handler], Handler]:
    """Register a function as a reaction to the named acts. It must tolerate being called again."""

    def register(handler: Handler) -> Handler:
        name = f"{handler.__module__.split('.')[1]}.{handler.__name__}"
        if name in HANDLERS or not handler.__doc__:
            raise ValueError(f"Reaction {name} is registered twice or has no docstring")
        HANDLERS[name] = handler
        for act in acts:
            ledger.REACTIONS.setdefault(act, []).append(name)
        return handler

    return register


def unknown_acts() -> list[str]:
    """Acts that some reaction waits for and nobody can do; a start-up check wants none."""
    return sorted(act for act in ledger.REACTIONS if act not in REGISTRY)


def owed(limit: int = 500) -> list[UUID]:
    """Claim deliveries that are owed and not lately handed to the queue; they are stamped as deferred."""
    now = clock.now()
    waiting = Q(deferred_at__isnull=True) | Q(deferred_at__lt=now - PATIENCE.again_after)
    with transaction.atomic():
        rows = Delivery.objects.filter(waiting, done_at__isnull=True, attempts__lt=PATIENCE.attempts)
        keys = list(rows.select_for_update(skip_locked=True).order_by("id").values_list("id", flat=True)[:limit])
        Delivery.objects.filter(id__in=keys).update(deferred_at=now)
    return keys


def deliver(delivery: UUID) -> bool:
    """Do one owed reaction, once. Returns whether this call did it; a failure is recorded and raised."""
    try:
        with together():
            row = Delivery.objects.select_for_update(skip_locked=True).filter(id=delivery, done_at__isnull=True).first()
            if row is None:
                return False
            HANDLERS[row.reaction](Entry.objects.get(pk=row.entry_id))
            Delivery.objects.filter(id=delivery).update(done_at=clock.now(), error="")
            return True
    except Exception as failure:
        reason = failure.code if isinstance(failure, Problem) else type(failure).__name__
        Delivery.objects.filter(id=delivery).update(attempts=F("attempts") + 1, error=reason[:200])
        raise


def drain(limit: int = 10_000) -> int:
    """Do everything owed here and now, in order (for tests, the story and the bench). Returns how many were done."""
    done = 0
    while done < limit:
        keys = owed()
        if not keys:
            break
        done += sum(deliver(key) for key in keys)
    return done
