"""How powers are used (权力使用情况): by town and department, by month, and what lies idle (S57, T31, T32)."""

from dataclasses import asdict
from datetime import date

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import AwareDatetime

from zhenzhi.api.acts import FAULTS
from zhenzhi.api.catalogue import Term
from zhenzhi.api.identity import SIGNED_IN, Call
from zhenzhi.api.paging import Cursor, Limit, cursor, page, read_cursor
from zhenzhi.api.reply import reply
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.problem import Refused
from zhenzhi.matter import usage

router = Router(auth=SIGNED_IN, tags=["register"])


class Tally(Schema):
    """Powers handed down: given = open + stopped + returned; open = used + idle + fresh; never: not exercised once."""

    given: int
    open: int
    used: int
    idle: int
    fresh: int
    stopped: int
    returned: int
    never: int


class Row(Tally):
    """The tally of one town and one giving department."""

    body: str
    department: str


class Tallies(Schema):
    """The whole county on a day; `idle_since` is the first day of the period of idleness."""

    on: date
    idle_since: date
    total: Tally
    rows: list[Row]


class Count(Schema):
    """Exercises of one power by one body in one month."""

    power: str
    body: str
    month: date
    count: int
    last: date


class Counts(Schema):
    """Counts by month."""

    rows: list[Count]


class Idle(Schema):
    """A grant that lies idle, and the last day on which the power was exercised; null if never."""

    grant: str
    power: str
    body: str
    department: str
    last: date | None


class IdlePage(Schema):
    """A page of idle grants; `next` goes into `after`, and is null on the last page."""

    rows: list[Idle]
    next: str | None


def _officers_only(request: Call) -> None:
    if request.auth.kind is not Who.OFFICER:
        raise Refused(
            "officers_only",
            "权力使用情况仅供工作人员查询；公开数据见公开页面。",
            "Only officers read this; the public pages show what is public.",
            article="政府信息公开条例 16",
        )


@router.get(
    "/usage",
    response={200: Tallies, **FAULTS},
    summary="权力使用情况",
    description="Given, open, used, idle, stopped, returned, by town and department, on a day, as known then (T31).",
)
def tallies(request: Call, on: date | None = None, known: AwareDatetime | None = None) -> HttpResponse:
    """权力使用情况: counted from the register and the ledger alone."""
    _officers_only(request)
    day = on or clock.today()
    found = usage.tallies(day, known)
    rows = [{"body": body, "department": giver} | asdict(one) for (body, giver), one in sorted(found.items())]
    total = asdict(sum(found.values(), usage.Tally()))
    return reply({"on": day, "idle_since": usage.since(day), "total": total, "rows": rows})


@router.get(
    "/usage/months",
    response={200: Counts, **FAULTS},
    summary="权力行使次数",
    description="Exercises by power, body and month, from the ledger; both months whole (S57).",
)
def months(
    request: Call, start: date, end: date | None = None, body: Term | None = None, power: Term | None = None
) -> HttpResponse:
    """权力行使次数: a decision counts once, in the month in which it was made."""
    _officers_only(request)
    return reply({"rows": [asdict(one) for one in usage.by_month(start, end or clock.today(), body, power)]})


@router.get(
    "/usage/idle",
    response={200: IdlePage, **FAULTS},
    summary="闲置权力",
    description="Grants not exercised for the profile's period, by code (T32).",
)
def idle(
    request: Call,
    on: date | None = None,
    body: Term | None = None,
    after: Cursor | None = None,
    limit: Limit = 50,
) -> HttpResponse:
    """闲置权力: with the last day of exercise."""
    _officers_only(request)
    found = usage.idle(on or clock.today(), body)
    if after is not None:
        last = read_cursor(after, 1)[0]
        found = [one for one in found if one[0].id > last]
    rows: list[dict[str, object]] = [
        {"grant": grant.id, "power": grant.power, "body": grant.body, "department": grant.principal or "", "last": used}
        for grant, used in found[:limit]
    ]
    return page(rows, cursor(found[limit - 1][0].id) if len(found) > limit else None)
