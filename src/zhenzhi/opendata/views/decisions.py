"""Licences granted, for everybody to read (许可决定公开; 行政许可法 40)."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhenzhi.kernel import clock
from zhenzhi.opendata.sheets import KINDS, Column, Sheet, answer
from zhenzhi.services import publications

PAGE = 20
_COLUMNS = (
    Column("number", "文号", "Number"), Column("title", "许可", "Licence"), Column("holder", "许可对象", "Holder"),
    Column("organ", "机关", "Organ"), Column("decided_on", "决定日期", "Decided on"),
    Column("shown_until", "公开至", "Shown until"),
)  # fmt: skip


@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """What runs today, newest first; names of people are masked, and an entry goes by itself on its day (LAW-37)."""
    rows = publications.shown()
    if request.GET.get("as") in KINDS:
        lines = [(one.number, one.title, one.holder, one.organ, one.decided_on, one.shown_until) for one in rows]
        return answer(Sheet("许可公开", "decisions", _COLUMNS, lines, clock.today()), request.GET["as"])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "opendata/decisions.html", {"page": page, "here": "open"})
