"""Lists to take away (清单下载): CSV that opens in Excel, and JSON, of what the page shows."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import quote

import orjson
from django.http import HttpResponse

from zhenzhi.kernel import clock
from zhenzhi.ui import words

Value = str | int | float | date | None
Kind = Literal["csv", "json"]
KINDS: tuple[Kind, ...] = ("csv", "json")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in JSON, its heading in Chinese and English."""

    key: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list with its name, Chinese and English; `day` is the day it holds for."""

    zh: str
    en: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    day: date


def answer(sheet: Sheet, kind: str) -> HttpResponse:
    """The list as a file, named after itself and its day."""
    found = _json(sheet) if kind == "json" else _csv(sheet)
    name = quote(f"{words.pick(sheet.zh, sheet.en)}-{sheet.day.isoformat()}.{kind}")
    found.headers["Content-Disposition"] = f"attachment; filename=\"list.{kind}\"; filename*=UTF-8''{name}"
    return found


def _csv(sheet: Sheet) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([words.pick(column.zh, column.en) for column in sheet.columns])
    writer.writerows([safe(value) for value in row] for row in sheet.rows)
    # With the mark in front, Excel reads the file as UTF-8.
    return HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")


def safe(value: Value) -> str | int | float:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before = + - @ and control characters."""
    if isinstance(value, int | float):
        return value
    text = "" if value is None else value.isoformat() if isinstance(value, date) else value
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else text


def _json(sheet: Sheet) -> HttpResponse:
    keys = [column.key for column in sheet.columns]
    told = {
        "name": {"zh": sheet.zh, "en": sheet.en},
        "day": sheet.day,
        "made_at": clock.now(),
        "columns": {column.key: {"zh": column.zh, "en": column.en} for column in sheet.columns},
        "rows": [dict(zip(keys, row, strict=True)) for row in sheet.rows],
    }
    return HttpResponse(orjson.dumps(told, option=orjson.OPT_INDENT_2), content_type="application/json")
