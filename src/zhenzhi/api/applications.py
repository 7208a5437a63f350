"""Reading applications (办件查询): worklist and detail, only what the caller may see."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import StringConstraints

from zhenzhi.api import subjects
from zhenzhi.api.acts import FAULTS, routes
from zhenzhi.api.ground import look, told
from zhenzhi.api.identity import SIGNED_IN, Call
from zhenzhi.api.paging import Cursor, Limit, bad_cursor, cursor, page, read_cursor
from zhenzhi.api.reply import reply
from zhenzhi.kernel import canonical, clock, ledger, mask, possible
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.kernel.models import Entry, GroundText
from zhenzhi.matter import access
from zhenzhi.matter.models import Deadline
from zhenzhi.services.models import Application

router = Router(auth=SIGNED_IN, tags=["applications"])
Term = Annotated[str, StringConstraints(max_length=64)]


class Row(Schema):
    """One line of a worklist. `applicant` is masked (个人信息保护法 6); `due` is the next open deadline."""

    id: UUID
    number: str
    title: str
    item: str
    stage: str
    body: str
    place: str
    opened_at: datetime
    closed_at: datetime | None
    owner: str
    applicant: str | None
    due: date | None
    overdue: bool


class Rows(Schema):
    """A page of a worklist; `next` goes into `after` for the page behind it, and is null on the last."""

    rows: list[Row]
    next: str | None


_SHOWN = (
    "id", "number", "title", "stage", "body", "place", "opened_at", "closed_at", "owner",
)  # fmt: skip


def _open_deadlines() -> QuerySet[Deadline]:
    return Deadline.objects.filter(matter=OuterRef("pk"), met_at__isnull=True)


# Written by hand, for the lines of one page alone: as part of the list it would be compiled anew for every call.
_BESIDE = """
SELECT m.id, (SELECT min(due) FROM matter_deadline d WHERE d.matter_id = m.id AND d.met_at IS NULL),
       (SELECT name FROM matter_party p WHERE p.matter_id = m.id AND p.role = 'applicant' LIMIT 1)
FROM unnest(%s::uuid[]) AS m(id)
"""


def _beside(keys: list[UUID]) -> dict[UUID, tuple[date | None, str | None]]:
    """The next open deadline and the applicant's name of each matter."""
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, [keys])
        return {key: (due, who) for key, due, who in cursor.fetchall()}


def _row(found: dict[str, Any], due: date | None, who: str | None, today: date) -> dict[str, object]:
    found["item"] = found.pop("code")
    return found | {
        "due": due,
        "applicant": mask.mask_name(who) if who else None,
        "overdue": due is not None and due < today,
    }


@router.get(
    "/applications",
    response={200: Rows, **FAULTS},
    summary="办件列表",
    description="Applications that the caller may see, newest first (LAW-64).",
)
def applications(
    request: Call,
    stage: Term | None = None,
    item: Term | None = None,
    place: Term | None = None,
    overdue: bool | None = None,
    after: Cursor | None = None,
    limit: Limit = 50,
) -> HttpResponse:
    """办件列表: filters by stage, item, place (with what lies in it) and whether a deadline has passed."""
    today = clock.today()
    rows = access.visible_to(request.auth, Application)
    if stage is not None:
        rows = rows.filter(stage=stage)
    if item is not None:
        rows = rows.filter(item__code=item)
    if place is not None:
        rows = rows.filter(place__startswith=place)
    if overdue is not None:
        late = Exists(_open_deadlines().filter(due__lt=today))
        rows = rows.filter(late if overdue else ~late)
    if after is not None:
        rows = rows.filter(_behind(after))
    found: list[dict[str, Any]] = list(
        rows.order_by("-opened_at", "-id").values(*_SHOWN, code=F("item__code"))[: limit + 1]
    )
    more = len(found) > limit
    last = found[limit - 1] if more else None
    following = cursor(last["opened_at"].isoformat(), str(last["id"])) if last else None
    beside = _beside([line["id"] for line in found[:limit]])
    return page([_row(line, *beside[line["id"]], today) for line in found[:limit]], following)


def _behind(after: str) -> Q:
    at, key = read_cursor(after, 2)
    try:
        opened, last = datetime.fromisoformat(at), UUID(key)
    except ValueError:
        raise bad_cursor() from None
    return Q(opened_at__lt=opened) | Q(opened_at=opened, id__lt=last)


class Detail(Schema):
    """One application with all that belongs to it. Requests between bodies are shown to officers only."""

    id: UUID
    number: str
    title: str
    item: str
    stage: str
    body: str
    principal: str
    place: str
    power: str
    channel: str
    opened_at: datetime
    accepted_at: datetime | None
    decided_at: datetime | None
    closed_at: datetime | None
    owner: str
    form: dict[str, Any]
    corrections: list[str]
    parties: list[dict[str, Any]]
    deadlines: list[dict[str, Any]]
    materials: list[dict[str, Any]]
    requests: list[dict[str, Any]]
    papers: list[dict[str, Any]]
    history: list[dict[str, Any]]
    acts: list[dict[str, Any]]


@router.get(
    "/applications/{key}",
    response={200: Detail, **FAULTS},
    summary="办件详情",
    description="One application by key or number; each look of an officer is written down (LAW-64).",
)
def application(request: Call, key: str) -> HttpResponse:
    """办件详情: deadlines, materials, requests, papers, history with grounds, and what the caller could do next."""
    by = request.auth
    found = subjects.application(by, key, "api")
    shown = {
        name: getattr(found, name)
        for name in (*_SHOWN, "principal", "power", "channel", "accepted_at", "decided_at", "form")
    }
    shown |= {
        "item": found.item.code,
        "corrections": found.correction_list,
        "parties": _parties(found),
        "deadlines": _deadlines(found),
        "materials": list(
            found.materials.order_by("seq").values("seq", "name", "file_kind", "file_name", "given_at", "shared_from")
        ),
        "requests": _requests(found) if by.kind is Who.OFFICER else [],
        "papers": _papers(found),
        "history": history(found, by),
        "acts": _acts(found, by),
    }
    return reply(shown)


def _acts(found: Application, by: Actor) -> list[dict[str, object]]:
    """What authority would let the caller do now; rules are judged when it is done."""
    open_now = {one.spec.name for one in possible.allowed(by, found, look) if one.open}
    return [
        {"act": route.name, "title": route.spec.title, "law": route.spec.move.law, "path": route.path}
        for route in routes()
        if route.spec.name in open_now
    ]


def _parties(found: Application) -> list[dict[str, object]]:
    return [
        {
            "role": who.role,
            "kind": who.kind,
            "name": who.name,
            "id_kind": who.id_kind,
            "id_number": mask.mask_id(who.id_number),
            "phone": mask.mask_phone(who.phone),
        }
        for who in found.parties.order_by("id")
    ]


def _deadlines(found: Application) -> Sequence[Mapping[str, object]]:
    return list(
        found.deadlines.order_by("start", "kind").values(
            "kind", "start", "length", "unit", "basis", "due", "warn", "provisional", "paused", "met_at", "missed_at",
            "pauses", "extensions",
        )
    )  # fmt: skip


def _requests(found: Application) -> Sequence[Mapping[str, object]]:
    return list(
        found.requests.order_by("id").values(
            "id", "stage", "kind", "from_body", "to_body", "content", "asked_at", "receipt_due", "received_at",
            "reply_due", "replied_at", "reply", "agrees", "urged", "late", "score",
        )
    )  # fmt: skip


def _papers(found: Application) -> Sequence[Mapping[str, object]]:
    return list(
        found.papers.order_by("id").values(
            "id", "stage", "kind", "title", "number", "name_body", "issued_at", "sealed_at", "sha256", "verify_code",
            "delivered_at", "delivered_way",
        )
    )  # fmt: skip


def history(found: Application, by: Actor) -> list[dict[str, object]]:
    """办理经过: every act with its ground. Parties read the chain down to the post; who sat in it is the office's."""
    entries = list(ledger.history(found))
    digests = {bytes(entry.ground) for entry in entries}
    kept = {bytes(row.digest): row.content for row in GroundText.objects.filter(digest__in=digests)}
    inside = by.kind is Who.OFFICER
    return [_line(entry, kept.get(bytes(entry.ground), {}), inside) for entry in entries]


def _line(entry: Entry, ground: dict[str, Any], inside: bool) -> dict[str, object]:
    line: dict[str, object] = {
        "entry": entry.id,
        "at": entry.at,
        "act": entry.act,
        "law": entry.move[2],
        "from": entry.stage_from,
        "to": entry.stage_to,
        "by": entry.actor_kind,
        "ground": told(ground, inside=inside),
        "verdicts": entry.verdicts,
    }
    if inside:
        line |= {"actor": entry.actor, "appointment": entry.appointment, "digest": canonical.plain(entry.ground)}
    return line
