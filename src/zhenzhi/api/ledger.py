"""Reading the ledger (台账查询): entries for auditors; checkpoints and the check of a paper for everybody."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema

from zhenzhi.api.acts import FAULTS
from zhenzhi.api.identity import SIGNED_IN, Call
from zhenzhi.api.paging import Cursor, Limit, bad_cursor, cursor, page, read_cursor
from zhenzhi.kernel import ledger
from zhenzhi.kernel.models import Checkpoint, Entry
from zhenzhi.kernel.problem import Refused
from zhenzhi.matter import access

router = Router(auth=SIGNED_IN, tags=["ledger"])
public = Router(auth=None, tags=["public"])


class EntryRow(Schema):
    """An entry as its leaf hash covers it, and its number once sealed. Texts are digests."""

    model_config = {"extra": "allow"}

    id: UUID
    at: datetime
    act: str
    subject: UUID
    actor: str
    seq: int | None


class Entries(Schema):
    """A page of entries, oldest first."""

    rows: list[EntryRow]
    next: str | None


class Head(Schema):
    """A signed tree head. `note` is the signed text as published; `root` is hex."""

    size: int
    root: str
    at: datetime
    note: str


class Heads(Schema):
    """A page of signed tree heads, newest first."""

    rows: list[Head]
    next: str | None


def _key(text: str) -> UUID:
    try:
        return UUID(read_cursor(text, 1)[0])
    except ValueError:
        raise bad_cursor() from None


@router.get(
    "/ledger",
    response={200: Entries, **FAULTS},
    summary="台账",
    description="Entries of one subject, for those who hold audit.read.",
)
def entries(request: Call, subject: UUID, after: Cursor | None = None, limit: Limit = 50) -> HttpResponse:
    """台账: what was done to a subject, by whom, on which ground; each entry as it is sealed."""
    if not access.holds(request.auth, access.AUDIT):
        raise Refused(
            "right_lacking",
            "查询台账需要审计岗位。请联系机构人员管理部门。",
            "Reading the ledger needs an auditor's post. Ask the staffing office.",
            article="LAW-63",
        )
    rows = Entry.objects.filter(subject=subject).select_related("sealed")
    if after is not None:
        rows = rows.filter(id__gt=_key(after))
    found = list(rows.order_by("id")[: limit + 1])
    following = cursor(str(found[limit - 1].id)) if len(found) > limit else None
    told: list[dict[str, Any]] = [
        {**ledger.content(entry), "seq": entry.sealed.seq if hasattr(entry, "sealed") else None}
        for entry in found[:limit]
    ]
    return page(told, following)


@public.get(
    "/checkpoints",
    response=Heads,
    summary="签名检查点",
    description="Published signed tree heads, newest first; anybody may pin them.",
)
def checkpoints(request: Call, after: Cursor | None = None, limit: Limit = 50) -> HttpResponse:
    """签名检查点: so many entries had this root at this time."""
    rows = Checkpoint.objects.order_by("-id")
    if after is not None:
        last = read_cursor(after, 1)[0]
        if not last.isdecimal():
            raise bad_cursor()
        rows = rows.filter(id__lt=int(last))
    found = list(rows[: limit + 1])
    following = cursor(str(found[limit - 1].pk)) if len(found) > limit else None
    return page(
        [
            {"size": head.size, "root": bytes(head.root).hex(), "at": head.at, "note": head.note}
            for head in found[:limit]
        ],
        following,
    )
