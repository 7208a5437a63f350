"""Draws, for everybody (抽取公示): the list before, the result after, and the file that anybody can check."""

from datetime import date, datetime
from typing import Any

import orjson
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from ninja import Router, Schema

from zhenzhi.api.acts import FAULTS
from zhenzhi.api.identity import Call
from zhenzhi.api.paging import Cursor, Limit, newest
from zhenzhi.matter import draws

public = Router(auth=None, tags=["public"])
_COLUMNS = (
    "number", "stage", "body", "purpose", "day", "title", "digest", "committed_at", "after", "drawn_at", "chosen",
    "void_reason",
)  # fmt: skip


class Shown(Schema):
    """A draw in a list. `after` is the instant whose checkpoint decides; `chosen` is empty until the draw is made."""

    number: str
    stage: str
    body: str
    purpose: str
    day: date
    title: str
    digest: str
    committed_at: datetime
    after: datetime
    drawn_at: datetime | None
    chosen: list[str]
    void_reason: str


class ShownPage(Schema):
    """A page of draws; `next` goes into `after`, and is null on the last page."""

    rows: list[Shown]
    next: str | None


class DrawFile(Schema):
    """The published file of a draw; `zhenzhi verify` checks it. What a finished draw adds is absent until then."""

    model_config = {"extra": "allow"}

    number: str
    stage: str
    commitment: dict[str, Any]
    digest: str
    previous: dict[str, Any] | None


@public.get(
    "/draws",
    response={200: ShownPage, 422: FAULTS[422]},
    summary="抽取公示",
    description="All draws, newest first: lists published before the draw, results, void ones with the reason (T101).",
)
def published(request: Call, after: Cursor | None = None, limit: Limit = 50) -> HttpResponse:
    """抽取公示: every draw from the moment its list is fixed."""
    return newest(draws.shown(), _COLUMNS, after, limit)


@public.get(
    "/draws/{number}",
    response={200: DrawFile, 404: FAULTS[404]},
    summary="抽取公示文件",
    description="The file of a draw: list, digest, entropy, result and its proof from the ledger; anybody may keep it.",
)
def file(request: Call, number: str) -> HttpResponse:
    """抽取公示文件: the file that anybody can check off the machine."""
    told = draws.document(draws.of(number))
    response = HttpResponse(orjson.dumps(told, option=orjson.OPT_INDENT_2), content_type="application/json")
    response["Content-Disposition"] = content_disposition_header(True, f"{told['number']}.draw.json") or "attachment"
    response["Cache-Control"] = "no-store"
    return response
