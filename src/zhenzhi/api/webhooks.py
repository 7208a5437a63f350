"""Events for other systems (事件订阅): their types, a body's subscriptions, and what became of each event."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema

from zhenzhi.api.acts import FAULTS
from zhenzhi.api.catalogue import Term
from zhenzhi.api.identity import SIGNED_IN, Call
from zhenzhi.api.paging import Cursor, Limit, bad_cursor, cursor, page, read_cursor
from zhenzhi.api.reply import reply
from zhenzhi.kernel import clock, events
from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.problem import NotFound
from zhenzhi.org import queries, webhook_acts, webhook_flow, webhooks
from zhenzhi.org.models import Body, Sending, Webhook

router = Router(auth=SIGNED_IN, tags=["events"])


class Type(Schema):
    """A type of event."""

    type: str
    zh: str
    en: str


class Types(Schema):
    """All types of events."""

    rows: list[Type]


class Subscription(Schema):
    """A subscription; no types means all."""

    id: UUID
    body: str
    label: str
    url: str
    types: list[str]
    made_at: datetime
    ended_at: datetime | None


class Subscriptions(Schema):
    """A body's subscriptions."""

    rows: list[Subscription]


class Secret(Schema):
    """What the receiver checks signatures with (Standard Webhooks)."""

    secret: str


class NewSubscription(Schema):
    """What is subscribed to."""

    body: str
    url: str
    label: str
    types: list[str] = []


class Resend(Schema):
    """Which of the events given up are tried anew."""

    sendings: list[UUID]


class Owed(Schema):
    """One event for one subscription."""

    id: UUID
    event: UUID
    type: str
    state: Literal["sent", "due", "dead"]
    attempts: int
    status: int | None
    error: str
    made_at: datetime
    next_at: datetime | None
    done_at: datetime | None


class OwedPage(Schema):
    """A page of events, newest first."""

    rows: list[Owed]
    next: str | None


_COLUMNS = ("id", "body", "label", "url", "types", "made_at", "ended_at")
_OWED = ("id", "event", "type", "attempts", "status", "error", "made_at", "next_at", "done_at")


def _body(request: Call, code: str) -> Body:
    """A body whose subscriptions the caller keeps. Raises NotFound otherwise, so that nothing is learnt by trying."""
    right, day = webhook_flow.SUBSCRIBE.right, clock.today()
    found = Body.objects.on(day).filter(code=code).first()
    if request.auth.kind is not Who.OFFICER or not queries.reaches(request.auth.id, right, code, day) or found is None:
        raise NotFound
    return found


def _hook(request: Call, key: UUID) -> Webhook:
    found = Webhook.objects.filter(pk=key).first()
    if found is None:
        raise NotFound
    _body(request, found.body)
    return found


def _told(hook: Webhook) -> dict[str, object]:
    return {name: getattr(hook, name) for name in _COLUMNS}


@router.get("/events", response={200: Types, **FAULTS}, summary="事件目录", description="The types of events.")
def types(request: Call) -> HttpResponse:
    """事件目录: what other systems can be told."""
    return reply({"rows": [{"type": name, "zh": zh, "en": en} for name, (zh, en) in sorted(events.TYPES.items())]})


@router.get(
    "/webhooks", response={200: Subscriptions, **FAULTS}, summary="事件订阅", description="A body's subscriptions."
)
def subscriptions(request: Call, body: Term) -> HttpResponse:
    """事件订阅: running and ended ones, newest first."""
    _body(request, body)
    return reply({"rows": [_told(hook) for hook in Webhook.objects.filter(body=body).order_by("-id")]})


@router.post(
    "/webhooks",
    response={201: Subscription, **FAULTS},
    summary="订阅事件",
    description="A body's other system is told when grants or lists change (CloudEvents 1.0).",
)
def subscribe(request: Call, given: NewSubscription) -> HttpResponse:
    """订阅事件: https only; the name must not lead inside, unless the operator allows that network."""
    body, key = _body(request, given.body), uuid7()
    webhook_acts.subscribe(body, key=key, url=given.url, label=given.label, types=given.types, by=request.auth)
    return reply(_told(Webhook.objects.get(pk=key)), 201)


@router.get(
    "/webhooks/{key}/secret", response={200: Secret, **FAULTS}, summary="订阅密钥", description="For signatures."
)
def secret(request: Call, key: UUID) -> HttpResponse:
    """订阅密钥: the office that keeps the subscription hands it to the receiver."""
    hook = _hook(request, key)
    return reply({"secret": events.secret(hook.id, hook.generation)})


@router.post(
    "/webhooks/{key}/renew_secret",
    response={200: Secret, **FAULTS},
    summary="更换订阅密钥",
    description="From now on events are signed with a new secret.",
)
def renew_secret(request: Call, key: UUID) -> HttpResponse:
    """更换订阅密钥: the old one ends at once."""
    hook = _hook(request, key)
    webhook_acts.renew_secret(_body(request, hook.body), key=key, by=request.auth)
    hook.refresh_from_db()
    return reply({"secret": events.secret(hook.id, hook.generation)})


@router.post(
    "/webhooks/{key}/end",
    response={200: Subscription, **FAULTS},
    summary="停用订阅",
    description="Nothing more is sent.",
)
def end(request: Call, key: UUID) -> HttpResponse:
    """停用订阅: what was still owed is given up."""
    hook = _hook(request, key)
    webhook_acts.unsubscribe(_body(request, hook.body), key=key, by=request.auth)
    hook.refresh_from_db()
    return reply(_told(hook))


@router.get(
    "/webhooks/{key}/sendings",
    response={200: OwedPage, **FAULTS},
    summary="事件发送记录",
    description="What was sent, is due, or was given up (dead letters), newest first.",
)
def sendings(
    request: Call,
    key: UUID,
    state: Literal["", "sent", "due", "dead"] = "",
    after: Cursor | None = None,
    limit: Limit = 50,
) -> HttpResponse:
    """事件发送记录: with the number of attempts and the last answer."""
    rows = webhooks.sendings(_hook(request, key), state)
    if after is not None:
        rows = rows.filter(pk__lt=_key(read_cursor(after, 1)[0]))
    found = list(rows[: limit + 1])
    following = cursor(str(found[limit - 1].pk)) if len(found) > limit else None
    return page([_sending(row) for row in found[:limit]], following)


def _sending(row: Sending) -> dict[str, object]:
    return {name: getattr(row, name) for name in _OWED} | {"state": webhooks.state_of(row)}


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise bad_cursor() from None


@router.post(
    "/webhooks/{key}/resend",
    response={200: OwedPage, **FAULTS},
    summary="重发事件",
    description="Events that were given up are tried anew.",
)
def resend(request: Call, key: UUID, given: Resend) -> HttpResponse:
    """重发事件: dead letters become due again."""
    hook = _hook(request, key)
    webhook_acts.resend(_body(request, hook.body), key=key, sendings=given.sendings, by=request.auth)
    return page([_sending(row) for row in webhooks.sendings(hook).filter(id__in=given.sendings)], None)
