"""Licences granted, for everybody to read (许可决定公开; 行政许可法 40)."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhenzhi.services import publications

PAGE = 20


@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """What runs today, newest first; names of people are masked, and an entry goes by itself on its day (LAW-37)."""
    page = Paginator(publications.shown(), PAGE).get_page(request.GET.get("page"))
    return render(request, "opendata/decisions.html", {"page": page})
