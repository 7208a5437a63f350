"""What the register tells other systems (登记簿事件): grants that open, change, stop, resume or end; lists published.

An event is made from the rows that an act wrote, so every act that changes a grant tells it in the same way. Codes and
days only: no person, no free text.
"""

from zhenzhi.kernel import events
from zhenzhi.kernel.events import Event
from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.reactions import reaction
from zhenzhi.org import webhooks
from zhenzhi.register.models import Grant, ListVersion

OPENED = events.declare("grant.opened", "授权启用", "A grant opened")
CHANGED = events.declare("grant.changed", "授权变更", "A grant changed")
STOPPED = events.declare("grant.stopped", "授权停止行使", "The exercise of a grant was stopped")
RESUMED = events.declare("grant.resumed", "授权恢复行使", "The exercise of a grant was resumed")
ENDED = events.declare("grant.ended", "授权终止", "A grant ended")
LISTED = events.declare("list.published", "清单版本公布", "A version of a list was published")


def _type(old: Grant | None, new: Grant | None) -> str:
    """What became of a grant, from its row before and its row after."""
    if new is None or (new.stage == "ended" and (old is None or old.stage != "ended")):
        return ENDED
    if old is None:
        return OPENED
    if new.stage != old.stage:
        return STOPPED if new.stage == "stopped" else RESUMED if old.stage == "stopped" else CHANGED
    return CHANGED


def of_grants(entry: Entry) -> list[Event]:
    """The events of an act that wrote grants, in order of their codes."""
    before = {row.code: row for row in Grant.objects.filter(until=entry.id)}
    after = {row.code: row for row in Grant.objects.filter(since=entry.id)}
    told = []
    for code in sorted(before.keys() | after.keys()):
        old, new = before.get(code), after.get(code)
        row = new or old
        assert row is not None
        data = {
            "power": row.power, "body": row.body, "principal": row.principal, "mode": row.mode,
            "instrument": row.instrument, "stage": row.stage if new is not None else "ended",
            "from": row.start.isoformat(), "to": row.end.isoformat() if row.end is not None else None,
        }  # fmt: skip
        told.append(Event(_type(old, new), entry.id, code, entry.at, data))
    return told


def tell_grants(entry: Entry) -> None:
    """授权事件: owe the events of an act that wrote grants; other capabilities bind it to their acts."""
    webhooks.owe(of_grants(entry))


@reaction(
    "register.open_grant", "register.open_grants", "register.stop_grant", "register.resume_grant", "register.end_grant",
    "register.end_instrument",
)  # fmt: skip
def announce_grants(entry: Entry) -> None:
    """授权事件: other systems learn which grants opened, changed or ended."""
    tell_grants(entry)


@reaction("register.publish_list")
def announce_list(entry: Entry) -> None:
    """清单事件: other systems learn that a version of a list was published."""
    row = ListVersion.objects.get(pk=entry.subject)
    data = {
        "kind": row.kind, "body": row.body, "town": row.town, "number": row.number, "document": row.document,
        "digest": row.digest, "published": row.published_on.isoformat() if row.published_on is not None else None,
    }  # fmt: skip
    webhooks.owe([Event(LISTED, entry.id, row.code, entry.at, data)])
