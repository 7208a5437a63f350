"""Everything that is open, on one page (公开); and the open numbers (公开数据)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhenzhi.kernel import clock, pinyin
from zhenzhi.kernel.problem import Refused
from zhenzhi.opendata import figures
from zhenzhi.opendata.held import board
from zhenzhi.opendata.sheets import KINDS, Column, Sheet, answer
from zhenzhi.opendata.views.documents import NOT_YET
from zhenzhi.opendata.views.places import tiles
from zhenzhi.org.models import Body
from zhenzhi.register.models import Instrument, ServiceItem
from zhenzhi.services import publications
from zhenzhi.ui import charts, words


@require_GET
def hub(request: HttpRequest) -> HttpResponse:
    """What there is, how much of it, and the map of the towns."""
    today = clock.today()
    found = board(today)
    told = {
        "powers": len(found.rows), "towns": len(found.towns), "map": tiles(found), "here": "open",
        "instruments": Instrument.objects.on(today).exclude(kind="law").exclude(stage__in=NOT_YET).count(),
        "items": ServiceItem.objects.on(today).count(),
        "decisions": publications.shown().count(),
    }  # fmt: skip
    return render(request, "opendata/hub.html", told)


_COLUMNS = (
    Column("by", "分组", "By"), Column("key", "机构或月份", "Body or month"), Column("filed", "申请", "Filed"),
    Column("done", "办结", "Decided"), Column("in_time", "按承诺时限办结%", "In promised time %"),
    Column("promised", "承诺工作日（中位数）", "Promised working days, median"),
    Column("taken", "实际工作日（中位数）", "Working days taken, median"), Column("rated", "评价", "Ratings"),
    Column("content", "好评%", "Content %"),
)  # fmt: skip


@require_GET
def numbers(request: HttpRequest) -> HttpResponse:
    """Applications of the last twelve months, by month and by body, small counts hidden."""
    try:
        found = figures.figures()
    except Refused as problem:
        return render(request, "opendata/numbers.html", {"problem": problem, "here": "open"})
    names = {row.code: row for row in Body.objects.known().filter(code__in=[line.key for line in found.bodies])}
    bodies = [(line, names.get(line.key)) for line in found.bodies]
    bodies.sort(key=lambda pair: pinyin.place(pair[1].name if pair[1] else pair[0].key))
    if request.GET.get("as") in KINDS:
        return answer(_sheet(found, names), request.GET["as"])
    bars = [charts.Bar(line.key, line.filed or 0) for line in found.months if line.filed is not None]
    told = {
        "found": found, "bodies": bodies, "months": found.months, "here": "open",
        "chart": charts.bars(bars, _("每月申请件数")) if any(bar.value for bar in bars) else None,
        "gaps": any(line.filed is None for line in found.months),
    }  # fmt: skip
    return render(request, "opendata/numbers.html", told)


def _sheet(found: figures.Figures, names: dict[str, Body]) -> Sheet:
    lines = [("county", "", found.whole), *(("body", line.key, line) for line in found.bodies)]
    lines += [("month", line.key, line) for line in found.months]
    rows = [
        (
            by, words.pick(names[key].name, names[key].name_en) if key in names else key, line.filed, line.done,
            line.in_time, line.promised, line.taken, line.rated, line.content,
        )
        for by, key, line in lines
    ]  # fmt: skip
    return Sheet("公开数据", "open numbers", _COLUMNS, rows, clock.today())
