"""Reading the register (权责查询): items for everybody; powers, grants, instruments on any day, as ever known."""

from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from django.db.models import Q
from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import AwareDatetime, StringConstraints

from zhenzhi.api.acts import FAULTS
from zhenzhi.api.identity import SIGNED_IN, Call
from zhenzhi.api.paging import Cursor, Limit, cursor, page, read_cursor
from zhenzhi.api.reply import reply
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.models import Dated
from zhenzhi.kernel.problem import NotFound, Refused
from zhenzhi.org.models import Body
from zhenzhi.register import holdings
from zhenzhi.register.asking import answer, as_json
from zhenzhi.register.models import Grant, Instrument, Power, ServiceItem

router = Router(auth=SIGNED_IN, tags=["register"])
public = Router(auth=None, tags=["public"])
Term = Annotated[str, StringConstraints(max_length=64)]
D = TypeVar("D", bound=Dated)

_ITEM = (
    "code", "name", "name_en", "power", "body", "statutory_limit", "statutory_unit", "promised_limit", "promised_unit",
    "fee", "visits", "window", "result_name",
)  # fmt: skip
_GUIDE = (
    *_ITEM, "basic_code", "conditions", "statutory_basis", "result_kind", "validity_months", "fee_basis", "consult",
    "materials", "guide",
)  # fmt: skip
_POWER = (
    "code", "name", "name_en", "type", "holder", "bases", "list_version", "field", "package", "entrustable",
    "act_types",
)  # fmt: skip
_GRANT = (
    "code", "stage", "power", "body", "principal", "mode", "instrument", "act_types", "fine_ceiling", "object_classes",
    "places", "under",
)  # fmt: skip
_INSTRUMENT = (
    "code", "stage", "kind", "title", "number", "principal", "agent", "signed_principal", "signed_agent", "filed",
    "announced", "announced_at", "parent", "items",
)  # fmt: skip


class Fact(Schema):
    """A dated fact: its own columns, and the days [from, to) on which it holds."""

    model_config = {"extra": "allow"}

    code: str


class Facts(Schema):
    """A page of dated facts; `next` goes into `after`, and is null on the last page."""

    rows: list[Fact]
    next: str | None


class Authority(Schema):
    """The register's answer: allowed with its ground, or refused with the missing link, article and next step."""

    allowed: bool
    ground: dict[str, Any] | None = None
    refusal: dict[str, Any] | None = None
    chain: list[dict[str, str]]
    name_on_paper: dict[str, str] | None = None
    seal: dict[str, str] | None = None
    respondent: dict[str, str] | None = None
    reviewer: dict[str, str] | None = None


def _told(row: Dated, columns: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(row, name) for name in columns} | {"from": row.start, "to": row.end}


def _after(known: datetime | None) -> int | None:
    return None if known is None else holdings.ledger_size_at(known)


def _page(
    model: type[D],
    columns: tuple[str, ...],
    where: Q,
    on: date | None,
    known: datetime | None,
    after: str | None,
    limit: int,
) -> HttpResponse:
    """Facts that hold on a day, as known at an instant, in order of code."""
    rows = model.objects.known(_after(known)).filter(where, valid__contains=on or clock.today())
    if after is not None:
        rows = rows.filter(code__gt=read_cursor(after, 1)[0])
    found = list(rows.order_by("code")[: limit + 1])
    following = cursor(found[limit - 1].code) if len(found) > limit else None
    return page([_told(row, columns) for row in found[:limit]], following)


def _one(
    model: type[D], columns: tuple[str, ...], code: str, on: date | None, known: datetime | None
) -> dict[str, object]:
    rows = model.objects.known(_after(known)).filter(code=code, valid__contains=on or clock.today())
    found = rows.first()
    if found is None:
        raise NotFound
    return _told(found, columns)


def _where(**values: str | None) -> Q:
    return Q(**{name: value for name, value in values.items() if value is not None})


@public.get("/items", response=Facts, summary="办事目录", description="The public catalogue of service items (T53).")
def items(
    request: Call,
    q: Term | None = None,
    body: Term | None = None,
    on: date | None = None,
    after: Cursor | None = None,
    limit: Limit = 50,
) -> HttpResponse:
    """办事目录: what can be applied for, where, within which limit and for which fee."""
    return _page(ServiceItem, _ITEM, _where(name__icontains=q, body=body), on, None, after, limit)


@public.get(
    "/items/{code}",
    response={200: Fact, 404: FAULTS[404]},
    summary="办事指南",
    description="The guide of one item: conditions, complete list of materials, limits, fee, contact (T53).",
)
def item(request: Call, code: str, on: date | None = None) -> HttpResponse:
    """办事指南: everything an applicant must know beforehand (行政许可法 30)."""
    told = _one(ServiceItem, _GUIDE, code, on, None)
    day = on or clock.today()
    names = Body.objects.on(day).filter(code=told["body"]).values("name", "name_en").first()
    return reply(
        told | {"body_name": names["name"] if names else "", "body_name_en": names["name_en"] if names else ""}
    )


@router.get(
    "/powers", response={200: Facts, **FAULTS}, summary="权力清单", description="Powers on a day, as known then."
)
def powers(
    request: Call,
    type: Term | None = None,
    holder: Term | None = None,
    on: date | None = None,
    known: AwareDatetime | None = None,
    after: Cursor | None = None,
    limit: Limit = 50,
) -> HttpResponse:
    """权力清单: legal competences with their bases."""
    return _page(Power, _POWER, _where(type=type, holder=holder), on, known, after, limit)


@router.get(
    "/powers/{code}", response={200: Fact, **FAULTS}, summary="权力事项", description="One power and its grants."
)
def power(request: Call, code: str, on: date | None = None, known: AwareDatetime | None = None) -> HttpResponse:
    """权力事项: one power, with the grants of it that hold on the day."""
    told = _one(Power, _POWER, code, on, known)
    held = Grant.objects.known(_after(known)).filter(power=code, valid__contains=on or clock.today()).order_by("code")
    return reply(told | {"grants": [_told(grant, _GRANT) for grant in held]})


@router.get("/grants", response={200: Facts, **FAULTS}, summary="赋权", description="Grants on a day, as known then.")
def grants(
    request: Call,
    power: Term | None = None,
    body: Term | None = None,
    on: date | None = None,
    known: AwareDatetime | None = None,
    after: Cursor | None = None,
    limit: Limit = 50,
) -> HttpResponse:
    """赋权: which body exercises which power, in which mode, under which instrument."""
    return _page(Grant, _GRANT, _where(power=power, body=body), on, known, after, limit)


@router.get(
    "/instruments",
    response={200: Facts, **FAULTS},
    summary="依据文书",
    description="Instruments on a day, as known then.",
)
def instruments(
    request: Call,
    kind: Term | None = None,
    on: date | None = None,
    known: AwareDatetime | None = None,
    after: Cursor | None = None,
    limit: Limit = 50,
) -> HttpResponse:
    """依据文书: statutes, decisions, agreements. Parties read those that were announced."""
    where = _where(kind=kind)
    if request.auth.kind is Who.PARTY:
        where &= Q(announced__lte=clock.today())
    return _page(Instrument, _INSTRUMENT, where, on, known, after, limit)


@router.get(
    "/authority",
    response={200: Authority, **FAULTS},
    summary="权限查询",
    description="May this body, through this person, do this here on this day? (DESIGN 5)",
)
def authority(
    request: Call,
    body: Term,
    power: Term,
    on: date | None = None,
    place: Term | None = None,
    act_type: Term | None = None,
    person: Term | None = None,
    amount: int | None = None,
    known: AwareDatetime | None = None,
) -> HttpResponse:
    """权限查询: the ground with its chain, or the missing link. `amount` in fen."""
    if request.auth.kind is not Who.OFFICER and (person is not None or known is not None):
        raise Refused(
            "officers_only",
            "按人员或历史时点查询权限，仅限工作人员。",
            "Only officers may ask about a person, or as known in the past.",
            article="个人信息保护法 6",
        )
    return reply(as_json(answer(body, power, on or clock.today(), place, act_type, person, amount, known)))
