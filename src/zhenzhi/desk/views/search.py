"""Search at the desk (查找): matters one may see and items, by number, title or name, from one character on."""

from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from zhenzhi.desk.views import lists
from zhenzhi.desk.views.lists import Page
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.matter import access, worklist
from zhenzhi.matter import search as searching
from zhenzhi.register.models import ServiceItem
from zhenzhi.ui.kept import at_desk

ITEMS = 8


@require_GET
@at_desk
def search(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What was found, newest first; a whole number leads straight to its matter."""
    text = " ".join(request.GET.get("q", "")[: searching.LONGEST].split())
    visible = lists.visible(actor)
    exact = visible.filter(number__in=(text, text.upper())).values_list("number", flat=True).first() if text else None
    if exact:
        return redirect("desk_matter", number=exact)
    desk = worklist.desk_of(actor)
    rows = searching.found(visible, text)
    count = worklist.count(rows) if text else 0
    page = Page.of(request.GET.get("page", ""), count)
    told = {
        "found_for": text,
        "sought": text,
        "query": urlencode({"q": text}),
        "rows": lists.rows_of(lists.shown(rows.order_by("-opened_at", "-pk"), page.number), desk) if count else [],
        "page": page,
        "count": lists.told(count),
        "items": _items(text) if text else [],
        "may_receive": access.holds(actor, "service.receive"),
    }
    return render(request, "desk/search.html", told)


def _items(text: str) -> list[ServiceItem]:
    """Items of today whose name, code or result holds every word."""
    rows = ServiceItem.objects.on(clock.today())
    for part in text.split():
        rows = rows.filter(
            Q(name__icontains=part)
            | Q(name_en__icontains=part)
            | Q(code__icontains=part)
            | Q(result_name__icontains=part)
        )
    return list(rows.order_by("code")[:ITEMS])
