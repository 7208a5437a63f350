"""Who would answer (责任查询): the roles of an act with names and articles, for what the caller says is recorded."""

from datetime import date
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import AwareDatetime

from zhenzhi.api.acts import FAULTS
from zhenzhi.api.catalogue import Term
from zhenzhi.api.identity import SIGNED_IN, Call
from zhenzhi.api.reply import reply
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.problem import Refused
from zhenzhi.register import answerable

router = Router(auth=SIGNED_IN, tags=["register"])
YesNo = Literal["yes", "no"]


class Said(Schema):
    """A text in both languages."""

    zh: str
    en: str


class Line(Schema):
    """One role: who stands in it (`own` is the body asked about), its name, the article and the sentence."""

    role: str
    who: str
    label: Said
    name: Said
    law: str
    why: Said


class Named(Schema):
    """A body."""

    id: str
    name: str


class Liability(Schema):
    """Who answers for an act; `beyond` tells why the act lies beyond the scope, if it does."""

    situation: dict[str, str]
    body: Named
    principal: Named | None
    beyond: dict[str, Any] | None
    lines: list[Line]


@router.get(
    "/liability",
    response={200: Liability, **FAULTS},
    summary="责任查询",
    description="Who answers to outsiders and inside, in whose name, who is sued, who reviews, who recovers (S49).",
)
def liability(
    request: Call,
    body: Term,
    power: Term,
    on: date | None = None,
    place: Term | None = None,
    act_type: Term | None = None,
    amount: int | None = None,
    known: AwareDatetime | None = None,
    mode: Literal["stationed_by_law", "managed"] | None = None,
    scope: Literal["within", "beyond"] = "within",
    fault: Literal["none", "own", "principal", "both"] = "none",
    gross: YesNo = "no",
    found: YesNo = "yes",
    handled: YesNo = "yes",
    reported: Literal["yes", "late", "no"] = "yes",
    answered: YesNo = "yes",
    cooperated: YesNo = "yes",
    serious: YesNo = "no",
) -> HttpResponse:
    """责任查询: who stands in each role, with its article. `amount` in fen; `own` is the body asked about."""
    if request.auth.kind is not Who.OFFICER and known is not None:
        raise Refused(
            "officers_only",
            "按历史时点查询，仅限工作人员。",
            "Only officers may ask as known in the past.",
            article="个人信息保护法 6",
        )
    recorded = {
        "mode": mode or "", "scope": scope, "fault": fault, "gross": gross, "found": found, "handled": handled,
        "reported": reported, "answered": answered, "cooperated": cooperated, "serious": serious,
    }  # fmt: skip
    told = answerable.answer(body, power, on or clock.today(), place, act_type, amount, known, recorded)
    return reply(told.as_json())
