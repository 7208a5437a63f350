"""Published lists (公布的清单): which version holds on a day, by town and kind; its rows; what it changed."""

from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from zhenzhi.kernel import clock
from zhenzhi.opendata.asof import day_of
from zhenzhi.opendata.sheets import KINDS as FILES
from zhenzhi.opendata.sheets import Column, Sheet, answer
from zhenzhi.register import holdings
from zhenzhi.register.facts import on_day
from zhenzhi.register.lists import queries
from zhenzhi.register.lists.kinds import KINDS, SEVERAL
from zhenzhi.register.lists.kinds import Column as ListColumn
from zhenzhi.register.models import ListInForce, ListVersion
from zhenzhi.ui.words import pick

_PAGE = 50


def _body(code: str, day: date) -> str:
    rows = holdings.recent().facts.bodies.get(code, ())
    found = on_day(rows, day) or (rows[-1] if rows else None)
    return pick(found.name, found.name_en) if found is not None else code


def _kind(code: str) -> str:
    return pick(KINDS[code].zh, KINDS[code].en.capitalize())


def _cell(column: ListColumn, value: str, day: date) -> str:
    """What a cell says to people: the word of a choice, the names of bodies, else as it stands."""
    if column.choices:
        return dict(column.choices).get(value, value)
    if column.ref == "body" and value:
        return SEVERAL.join(_body(one, day) for one in value.split(SEVERAL))
    return value


_COLUMNS = (
    Column("kind", "种类", "Kind"), Column("holder", "属于", "Belongs to"), Column("title", "名称", "Title"),
    Column("number", "版本号", "Version"), Column("document", "文号", "Document"), Column("start", "自何日", "From"),
)  # fmt: skip


@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """The versions in force on a day, of one town and kind where told; also as CSV and JSON."""
    form, day = day_of(request)
    times = list(
        ListInForce.objects.known().filter(valid__contains=day).select_related("version").order_by("code")
    )
    kind, town = request.GET.get("kind", ""), request.GET.get("town", "")
    rows = [
        (row.version, _kind(row.version.kind), _body(row.version.town or row.version.body, day), row.valid.lower)
        for row in times
        if kind in ("", row.version.kind) and town in ("", row.version.town)
    ]
    if request.GET.get("as") in FILES:
        lines = [(name, holder, one.title, one.number, one.document, start) for one, name, holder, start in rows]
        return answer(Sheet("公布的清单", "published lists", _COLUMNS, lines, day), request.GET["as"])
    told = {
        "form": form, "day": day, "past": day != clock.today(), "rows": rows, "kind": kind, "town": town,
        "here": "open",
        "kinds": [(code, _kind(code)) for code in sorted({row.version.kind for row in times})],
        "towns": [(code, _body(code, day)) for code in sorted({row.version.town for row in times} - {""})],
        "keep": f"kind={kind}&town={town}&day={day if day != clock.today() else ''}&",
    }  # fmt: skip
    return render(request, "opendata/lists.html", told)


@require_GET
def version(request: HttpRequest, key: UUID) -> HttpResponse:
    """One published version with its rows, and what it changed against the one before; also as CSV and JSON."""
    found = get_object_or_404(ListVersion.objects.select_related("base"), pk=key, stage__in=queries.PUBLIC)
    shape, day, rows = KINDS[found.kind], found.published_on or clock.today(), list(queries.rows_of(found).values())
    if request.GET.get("as") in FILES:
        columns = [Column(one.name, one.zh, one.en.capitalize()) for one in shape.columns]
        lines = [[row.get(one.name, "") for one in shape.columns] for row in rows]
        return answer(Sheet(found.title, found.title, columns, lines, day), request.GET["as"])
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    changed = queries.compare(found.base, found) if found.base is not None else None
    fields = {
        change.code: [
            (pick(column.zh, column.en.capitalize()), _cell(column, one.before, day), _cell(column, one.after, day))
            for one in change.fields
            for column in [shape.column(one.column)]
        ]
        for change in (changed.changed if changed else ())
    }
    told = {
        "version": found, "kind": _kind(found.kind), "holder": _body(found.town or found.body, day), "here": "open",
        "columns": [pick(one.zh, one.en.capitalize()) for one in shape.columns], "page": page, "count": len(rows),
        "rows": [
            [(pick(one.zh, one.en.capitalize()), _cell(one, row.get(one.name, ""), day)) for one in shape.columns]
            for row in page.object_list
        ],
        "changed": changed, "fields": [(one, fields[one.code]) for one in (changed.changed if changed else ())],
    }  # fmt: skip
    return render(request, "opendata/list.html", told)
