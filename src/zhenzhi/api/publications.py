"""Licences granted, for everybody (许可决定公开; 行政许可法 40)."""

from datetime import date

from django.http import HttpResponse
from ninja import Router, Schema

from zhenzhi.api.acts import FAULTS
from zhenzhi.api.identity import Call
from zhenzhi.api.paging import Cursor, Limit, newest
from zhenzhi.services import publications

public = Router(auth=None, tags=["public"])
_COLUMNS = ("number", "title", "organ", "body", "holder", "decided_on", "shown_from", "shown_until")


class Published(Schema):
    """A decision made public: a person's name is masked; it is shown up to and including `shown_until`."""

    number: str
    title: str
    organ: str
    body: str
    holder: str
    decided_on: date
    shown_from: date
    shown_until: date


class PublishedPage(Schema):
    """A page of decisions; `next` goes into `after`, and is null on the last page."""

    rows: list[Published]
    next: str | None


@public.get(
    "/publications",
    response={200: PublishedPage, 422: FAULTS[422]},
    summary="许可公开",
    description="Licences granted that are public today, newest first (行政许可法 40; LAW-37).",
)
def published(request: Call, after: Cursor | None = None, limit: Limit = 50) -> HttpResponse:
    """许可公开: what is shown today."""
    return newest(publications.shown(), _COLUMNS, after, limit)
