"""Acts of a draw (抽签、摇号、双随机抽取): the list first, then the entropy, then the result (T101, LAW-52).

The entropy is the first signed checkpoint of the ledger made at or after the instant named with the list. So who draws
can neither choose nor foresee it, and draws but once: the same list and checkpoint always give the same result.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from zhenzhi.kernel import clock, draw
from zhenzhi.kernel.act import act, opening_act
from zhenzhi.kernel.doing import doing
from zhenzhi.kernel.draw_file import read_commitment
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.models import Checkpoint, Sealed
from zhenzhi.kernel.problem import Conflict, Invalid
from zhenzhi.matter import draw_flow, numbers
from zhenzhi.matter.models import Draw
from zhenzhi.org.acts import named
from zhenzhi.org.models import Body


@opening_act(draw_flow.COMMIT)
def commit_draw(
    body: Body,
    *,
    purpose: Plain,
    title: Plain,
    items: Sequence[Plain],
    pick: int,
    after: datetime,
    public: Plain = "",
    hash_name: Literal["sha256", "sm3"] = "sha256",
    replaces: Plain = "",
    changed: Mapping[Plain, Plain] | None = None,
    by: Actor,
) -> Draw:
    """公布抽取名单 (Publish the list of a draw): list, number to draw, and the instant whose checkpoint decides.

    `items` are codes, never names: the list is public. `public` names a public figure that will join the entropy.
    `replaces` is the number of the void draw in whose place this one comes; `changed` tells the reason for each item
    that left or joined its list. Raises Invalid, and Conflict where a draw for the purpose and day stands.
    """
    at = doing().at
    if after.tzinfo is None or after <= at:
        raise Invalid(
            "draw_after",
            "抽取时间须晚于公布名单的时间，并写明时区。",
            "The draw must come after its list is published; name an instant to come, with its time zone.",
            article="T101",
            detail={"after": "past"},
        )
    promise, former = draw.Promise(after, public.strip()), _replaced(body.code, named(purpose, "purpose"), replaces)
    if former is None:
        made = draw.commit(items, pick, named(title, "title"), hash_name=hash_name, promise=promise)
    else:
        made = draw.again(read_commitment(former.commitment), items, pick, changed or {}, promise)
    return Draw(
        number=f"{body.code}-C{at.astimezone(clock.BEIJING):%Y}-{numbers.take(body.code, 'draw', at.year):04d}",
        body=body.code, purpose=purpose.strip(), day=after.astimezone(clock.BEIJING).date(), title=made.title,
        commitment=made.as_json(), digest=made.digest, committed_at=at, committed_in=doing().entry, after=after,
        previous=former,
    )  # fmt: skip


def _replaced(body: str, purpose: str, number: str) -> Draw | None:
    """The void draw that a new one for this purpose comes in the place of; it must be named. Raises Invalid."""
    owed = Draw.objects.filter(body=body, purpose=purpose, stage="void", replaced_by__isnull=True).first()
    if (owed.number if owed else "") != number:
        raise Invalid(
            "draw_replaces",
            f"该事由有作废的抽取“{owed.number}”，重新抽取须写明替代它。"
            if owed
            else "没有可替代的作废抽取，请核对编号。",
            f"Draw “{owed.number}” for this purpose is void; a new one must say that it replaces it."
            if owed
            else "There is no void draw of this number and purpose to replace.",
            article="LAW-52",
            detail={"replaces": owed.number if owed else "unknown"},
        )
    return owed


@act(draw_flow.DRAW)
def draw_now(row: Draw, *, public: Plain = "", witness: Plain = "", by: Actor) -> None:
    """抽取 (Make the draw): entropy as promised with the list, and the result that follows from it alone.

    `public`: the public figure, where one was named. Raises Conflict before the instant and its checkpoint have come.
    """
    commitment = read_commitment(row.commitment)
    if bool(public.strip()) != bool(commitment.promise and commitment.promise.public):
        raise Invalid(
            "draw_public",
            "须且只能填写公布名单时约定的公开数值。",
            "Give the public figure that was named with the list, and none if none was named.",
            article="T101",
            detail={"public": "as promised"},
        )
    found = _checkpoint(row)
    entropy = draw.entropy_of(commitment, found.note, public.strip())
    row.note, row.public, row.witness, row.entropy = found.note, public.strip(), witness.strip(), entropy.hex()
    row.chosen, row.drawn_at = list(draw.run(commitment, entropy).chosen), doing().at


def _checkpoint(row: Draw) -> Checkpoint:
    """The first checkpoint at or after the named instant that covers the entry of the list. Raises Conflict."""
    place = Sealed.objects.filter(entry=row.committed_in).values_list("seq", flat=True).first()
    if doing().at < row.after or place is None:
        raise _not_yet(row)
    found = Checkpoint.objects.filter(at__gte=row.after, size__gt=place).order_by("at", "pk").first()
    if found is None:
        raise _not_yet(row)
    return found


def _not_yet(row: Draw) -> Conflict:
    after = row.after.astimezone(clock.BEIJING)
    return Conflict(
        "draw_not_yet",
        f"须在{after:%Y-%m-%d %H:%M}之后的首个签名检查点发布后抽取，请届时再试。",
        f"The draw waits for the first signed checkpoint after {after:%Y-%m-%d %H:%M}. Try again then.",
        article="T101",
    )


@act(draw_flow.VOID)
def void_draw(row: Draw, *, reason: Plain, by: Actor) -> None:
    """抽取作废 (Void the draw): with a public reason; both lists stay readable, a new draw names it (LAW-52)."""
    row.void_reason, row.voided_at = named(reason, "reason"), doing().at
