"""Lists in pages (分页): by key and never by offset, so that a page costs the same wherever it stands."""

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

import orjson
from django.db.models import QuerySet
from django.http import HttpResponse
from pydantic import Field, StringConstraints

from zhenzhi.api.reply import reply
from zhenzhi.kernel.problem import Invalid

Limit = Annotated[int, Field(ge=1, le=200, description="每页行数。 Rows a page.")]
Cursor = Annotated[str, StringConstraints(max_length=400)]


def cursor(*values: str) -> str:
    """The place after a row, as a text that callers pass back unread."""
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def read_cursor(text: str, length: int) -> list[str]:
    """The values of a cursor. Raises Invalid for one that was not given out."""
    try:
        values = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error):
        values = None
    if not isinstance(values, list) or len(values) != length or not all(isinstance(value, str) for value in values):
        raise bad_cursor()
    return values


def bad_cursor() -> Invalid:
    """The answer to a cursor that was not given out."""
    zh, en = "翻页标记无效，请从第一页重新开始。", "The cursor is not valid. Begin again with the first page."
    return Invalid("cursor", zh, en, detail={"after": f"{zh} {en}"})


def page(rows: list[dict[str, object]], next_cursor: str | None) -> HttpResponse:
    """A page and the cursor behind it."""
    return reply({"rows": rows, "next": next_cursor})


def newest(rows: QuerySet[Any], columns: Sequence[str], after: str | None, limit: int) -> HttpResponse:
    """A page of rows that stand newest first by their key, each with these columns."""
    if after is not None:
        rows = rows.filter(pk__lt=_key(read_cursor(after, 1)[0]))
    found = list(rows[: limit + 1])
    following = cursor(str(found[limit - 1].pk)) if len(found) > limit else None
    return page([{name: getattr(row, name) for name in columns} for row in found[:limit]], following)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise bad_cursor() from None
