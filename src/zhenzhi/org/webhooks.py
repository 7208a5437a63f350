"""Sending of events (事件发送): owed in a reaction's transaction, sent by the worker's round, tried again, given up.

At least once: a receiver drops what it has had already by the event's id. After the last attempt an event stays as a
dead letter, to be seen and sent again by an act.
"""

import http.client
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from zhenzhi.kernel import clock, events
from zhenzhi.kernel.events import Event
from zhenzhi.org.models import Sending, Webhook

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the first pause is, by how much each next one is longer, and how often is tried: 30 s to 8.5 h."""

    pause: timedelta = timedelta(seconds=30)
    growth: int = 4
    attempts: int = 7
    lease: timedelta = timedelta(minutes=2)


PATIENCE = Patience()


def owe(told: Iterable[Event]) -> int:
    """Owe events to every running subscription that asks for their type, each once; inside a reaction.

    Returns how many sendings stand for it.
    """
    source = f"{settings.PUBLIC_URL}/api/v1"
    running = list(Webhook.objects.filter(ended_at__isnull=True))
    now = clock.now()
    rows = [
        Sending(webhook=hook, event=event.id, type=event.type, content=event.envelope(source), made_at=now, next_at=now)
        for event in told
        for hook in running
        if not hook.types or event.type in hook.types
    ]
    Sending.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(rows)


def _claim(limit: int) -> list[Sending]:
    """Sendings that are due, put off by the lease, so that a worker that dies does not keep them."""
    now = clock.now()
    with transaction.atomic():
        due = Sending.objects.select_for_update(skip_locked=True, of=("self",)).select_related("webhook")
        found = list(due.filter(next_at__lte=now, done_at__isnull=True).order_by("next_at", "id")[:limit])
        Sending.objects.filter(id__in=[row.id for row in found]).update(next_at=now + PATIENCE.lease)
    return found


def send_due(limit: int = 20) -> int:
    """Send what is due; a round of the worker. Returns how many arrived."""
    return sum(_send(row) for row in _claim(limit))


def _send(row: Sending) -> bool:
    """One attempt. Any 2xx is an arrival; 410 means that the receiver wants no more of it."""
    hook, body, now = row.webhook, events.encode(row.content), clock.now()
    status, error = None, ""
    try:
        secret = events.secret(hook.id, hook.generation)
        status = events.post(hook.url, body, events.headers(secret, str(row.event), now, body))
    except events.Unsafe as unsafe:
        error = str(unsafe)
    except (OSError, http.client.HTTPException) as failure:
        error = type(failure).__name__
    arrived = status is not None and 200 <= status < 300
    attempts = row.attempts + 1
    over = arrived or attempts >= PATIENCE.attempts or status == 410
    later = None if over else now + PATIENCE.pause * PATIENCE.growth ** (attempts - 1)
    if over and not arrived:
        log.warning("事件未能送达，已停止重试。 Event %s was given up: %s", row.event, status or error)
    Sending.objects.filter(id=row.id, done_at__isnull=True).update(
        attempts=attempts, status=status, error="" if arrived else (error or f"HTTP {status}")[:200],
        next_at=later, done_at=now if arrived else None,
    )  # fmt: skip
    return arrived


_STATES = {
    "sent": Q(done_at__isnull=False),
    "due": Q(done_at__isnull=True, next_at__isnull=False),
    "dead": Q(done_at__isnull=True, next_at__isnull=True),
}


def sendings(hook: Webhook, state: str = "") -> QuerySet[Sending]:
    """What was owed to a subscription, newest first; `state` is sent, due or dead."""
    return Sending.objects.filter(_STATES.get(state, Q()), webhook=hook).order_by("-id")


def state_of(row: Sending) -> str:
    """Sent, due or dead."""
    return "sent" if row.done_at is not None else "due" if row.next_at is not None else "dead"
