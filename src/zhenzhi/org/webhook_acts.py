"""Acts on subscriptions to events (事件订阅管理). The subject of each is the body that subscribes.

A subscription belongs to the same office as the tokens of programs; a town keeps its own, the county all. The address
is told to nobody through the ledger, for it may hold a key of the receiver.
"""

from collections.abc import Sequence
from uuid import UUID

from zhenzhi.kernel import clock, events
from zhenzhi.kernel.act import act
from zhenzhi.kernel.doing import doing
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.problem import Conflict, Invalid, NotFound, Refused
from zhenzhi.org import queries, webhook_flow
from zhenzhi.org.models import Body, Sending, Webhook

_MOST = 20  # subscriptions of one body at a time


def _within_reach(body: Body) -> None:
    current = doing()
    day = current.at.astimezone(clock.BEIJING).date()
    if not queries.reaches(current.by.id, webhook_flow.SUBSCRIBE.right, body.code, day):
        raise Refused(
            "outside_own_town",
            "只能管理本乡镇的事件订阅。请联系县级账号管理员。",
            "You keep the subscriptions of your own town. Ask the county's keeper.",
            article=webhook_flow.SUBSCRIBE.law,
        )


def _own(body: Body, key: UUID) -> Webhook:
    """A running subscription of the body, locked."""
    _within_reach(body)
    found = Webhook.objects.select_for_update().filter(pk=key, body=body.code, ended_at__isnull=True).first()
    if found is None:
        raise NotFound
    return found


@act(webhook_flow.SUBSCRIBE)
def subscribe(body: Body, *, key: UUID, url: str, label: Plain, types: Sequence[Plain] = (), by: Actor) -> None:
    """订阅事件 (Subscribe to events): the body's other system is told when a grant or a list changes; `key` names the
    subscription, no types means all.
    """
    _within_reach(body)
    wrong = sorted(set(types) - events.TYPES.keys())
    if wrong or not label.strip():
        raise Invalid(
            "types",
            f"请填写名称，并从目录中选择事件。未知事件：{'、'.join(wrong) or '无'}。",
            f"Give a name, and choose from the list of events. Unknown: {', '.join(wrong) or 'none'}.",
            detail={"types": wrong},
        )
    try:
        events.endpoint(url)
    except events.Unsafe as error:
        zh, _, en = str(error).partition(" ")
        raise Invalid("url", zh, en, detail={"url": "unsafe"}) from error
    if len(url) > 400:
        raise Invalid(
            "url", "网址最长 400 个字符。", "The address has at most 400 characters.", detail={"url": "length"}
        )
    if Webhook.objects.filter(body=body.code, ended_at__isnull=True).count() >= _MOST:
        raise Conflict(
            "too_many",
            f"本机构的订阅已达 {_MOST} 个，请先停用不用的订阅。",
            f"The body has {_MOST} subscriptions already. End one that is not needed.",
        )
    if Webhook.objects.filter(pk=key).exists():
        raise Conflict("key_taken", "该订阅编号已被使用。", "This key of a subscription is taken.")
    Webhook.objects.create(
        id=key, body=body.code, label=label.strip()[:80], url=url, types=sorted(set(types)), made_at=doing().at
    )


@act(webhook_flow.UNSUBSCRIBE)
def unsubscribe(body: Body, *, key: UUID, by: Actor) -> None:
    """停用订阅 (End the subscription): nothing more is sent, what was still owed is given up."""
    webhook = _own(body, key)
    webhook.ended_at = doing().at
    webhook.save(update_fields=["ended_at"])
    Sending.objects.filter(webhook=webhook, done_at__isnull=True).update(next_at=None, error="ended")


@act(webhook_flow.NEW_SECRET)
def renew_secret(body: Body, *, key: UUID, by: Actor) -> None:
    """更换订阅密钥 (Renew the secret): from now on events are signed with a new secret; the old one ends at once."""
    webhook = _own(body, key)
    webhook.generation += 1
    webhook.save(update_fields=["generation"])


@act(webhook_flow.RESEND)
def resend(body: Body, *, key: UUID, sendings: Sequence[UUID], by: Actor) -> None:
    """重发事件 (Send again): events that were given up are tried anew; those that arrived are not."""
    webhook = _own(body, key)
    again = Sending.objects.filter(
        webhook=webhook, id__in=sendings, done_at__isnull=True, next_at__isnull=True
    ).update(next_at=doing().at, attempts=0, error="")
    if again != len(set(sendings)):
        raise Conflict(
            "not_given_up",
            "所选事件中有的已送达或者仍在发送，请刷新后重选。",
            "Some of these have arrived or are still being sent. Reload and choose again.",
        )
