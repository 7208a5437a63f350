"""Documents that powers rest on (依据文书), rules in force (规则与参数), signed checkpoints (检查点), items (事项)."""

from datetime import date

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhenzhi.kernel import clock, pinyin
from zhenzhi.kernel.models import Checkpoint
from zhenzhi.opendata import words as own
from zhenzhi.opendata.asof import day_of
from zhenzhi.opendata.held import board
from zhenzhi.opendata.sheets import KINDS, Column, Sheet, answer
from zhenzhi.org.models import Body
from zhenzhi.register.models import DecisionTable, Instrument, Parameter, RuleState, ServiceItem
from zhenzhi.ui import words
from zhenzhi.ui.law import cited

PAGE = 30
NOT_YET = ("draft", "offered", "declined", "annulled", "withdrawn")
"""A draft is nobody's business yet; what was signed or announced is public (T17)."""

_INSTRUMENT_COLUMNS = (
    Column("code", "编码", "Code"), Column("kind", "种类", "Kind"), Column("number", "文号", "Number"),
    Column("title", "标题", "Title"), Column("principal", "委托方", "Principal"), Column("agent", "受托方", "Agent"),
    Column("announced", "公告日期", "Announced"), Column("announced_at", "公告处", "Announced at"),
    Column("from", "起", "From"), Column("to", "止（不含）", "To (exclusive)"),
)  # fmt: skip


@require_GET
def instruments(request: HttpRequest) -> HttpResponse:
    """Agreements and decisions first, statutes last; newest first within a kind."""
    form, day = day_of(request)
    kind, text = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:60]
    rows = Instrument.objects.on(day).exclude(stage__in=NOT_YET)
    rows = rows.filter(kind=kind) if kind in own.INSTRUMENTS else rows.exclude(kind="law") if not text else rows
    for part in text.split():
        rows = rows.filter(Q(title__icontains=part) | Q(number__icontains=part))
    rows = rows.order_by("-announced", "code")
    names = {row.code: row for row in Body.objects.known()}
    if request.GET.get("as") in KINDS:
        return answer(_instrument_sheet(list(rows), names, day), request.GET["as"])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    told = {
        "form": form, "day": day, "past": day != clock.today(), "page": page, "kind": kind, "q": text, "here": "open",
        "rows": [(row, names.get(row.principal), names.get(row.agent)) for row in page],
        "kinds": list(own.INSTRUMENTS.items()), "keep": _keep(request),
    }  # fmt: skip
    return render(request, "opendata/instruments.html", told)


def _keep(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return f"{query.urlencode()}&" if query else ""


def _instrument_sheet(rows: list[Instrument], names: dict[str, Body], day: date) -> Sheet:
    lines = [
        (
            row.code, str(own.INSTRUMENTS.get(row.kind, row.kind)), row.number, row.title, _name(names, row.principal),
            _name(names, row.agent), row.announced, row.announced_at, row.start, row.end,
        )
        for row in rows
    ]  # fmt: skip
    return Sheet("依据文书", "instruments", _INSTRUMENT_COLUMNS, lines, day)


def _name(names: dict[str, Body], code: str) -> str:
    return names[code].name if code in names else ""


@require_GET
def instrument(request: HttpRequest, code: str) -> HttpResponse:
    """One document: its parties and days, and the powers that rest on it today."""
    paper = Instrument.objects.known().filter(code=code).exclude(stage__in=NOT_YET).order_by("-valid").first()
    if paper is None:
        raise Http404
    found = board(clock.today())
    names = {row.code: row for row in Body.objects.known().filter(code__in=[paper.principal, paper.agent])}
    hands = [
        held for row in found.rows for all_ in row.at.values() for held in all_ if held.grant.instrument == code
    ]
    parent = Instrument.objects.known().filter(code=paper.parent).exclude(stage__in=NOT_YET).first()
    told = {
        "paper": paper, "kind": own.INSTRUMENTS.get(paper.kind, paper.kind), "principal": names.get(paper.principal),
        "agent": names.get(paper.agent), "hands": hands, "here": "open",
        "parent": parent,
        "below": list(Instrument.objects.known().filter(parent=code).exclude(stage__in=NOT_YET).order_by("code")),
    }  # fmt: skip
    return render(request, "opendata/instrument.html", told)


_RULE_COLUMNS = (
    Column("code", "编号", "Code"), Column("sentence", "内容", "Sentence (Chinese)"),
    Column("sentence_en", "英文", "Sentence"),
    Column("law", "依据", "Basis"), Column("state", "状态", "State"), Column("verdict", "效力", "Effect"),
)  # fmt: skip
_PARAMETER_COLUMNS = (
    Column("code", "参数", "Parameter"), Column("value", "数值", "Value"), Column("unit", "单位", "Unit"),
    Column("basis", "依据", "Basis"), Column("from", "起", "From"), Column("to", "止（不含）", "To (exclusive)"),
    Column("note", "说明", "Note"),
)  # fmt: skip


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """The numbers and rules in force on a day, each with its article; `list=numbers|rules` picks what is downloaded."""
    form, day = day_of(request)
    numbers = [row for row in Parameter.objects.on(day).order_by("law", "code") if row.unit != "flag"]
    numbers.sort(key=lambda row: (row.law in ("系统设定", ""), pinyin.place(row.law), row.code))
    states = list(RuleState.objects.on(day).order_by("code"))
    if request.GET.get("as") in KINDS:
        return answer(_rule_sheet(request.GET.get("list", ""), numbers, states, day), request.GET["as"])
    told = {
        "form": form, "day": day, "past": day != clock.today(), "here": "open",
        "numbers": [(row, own.amount(row.value, row.unit), own.unit(row.unit)) for row in numbers],
        "rules": [_rule_line(row) for row in states if _state(row) in ("enforced", "by_schema")],
        "later": [_rule_line(row) for row in states if _state(row) not in ("enforced", "by_schema")],
        "tables": DecisionTable.objects.on(day).count(),
    }  # fmt: skip
    return render(request, "opendata/rules.html", told)


def _state(row: RuleState) -> str:
    return row.state.partition(":")[0]


def _rule_line(row: RuleState) -> dict[str, object]:
    return {
        "code": row.code, "zh": row.sentence, "en": row.sentence_en, "law": row.law,
        "state": own.RULE_STATES.get(_state(row), row.state), "verdict": own.VERDICTS.get(row.verdict, row.verdict),
    }  # fmt: skip


def _rule_sheet(which: str, numbers: list[Parameter], states: list[RuleState], day: date) -> Sheet:
    if which == "rules":
        lines = [(r.code, r.sentence, r.sentence_en, r.law, r.state, r.verdict) for r in states]
        return Sheet("规则", "rules", _RULE_COLUMNS, lines, day)
    rows = [
        (r.code, r.value, r.unit, cited(f"{r.law} {r.article}".strip()), r.start, r.end, r.note) for r in numbers
    ]
    return Sheet("法定参数", "numbers of law", _PARAMETER_COLUMNS, rows, day)


_ITEM_COLUMNS = (
    Column("code", "事项编码", "Item"), Column("name", "事项名称", "Name (Chinese)"),
    Column("name_en", "英文名称", "Name"), Column("power", "权力编码", "Power"), Column("body", "办理机构", "Body"),
    Column("statutory", "法定时限", "Limit by law"), Column("promised", "承诺时限", "Promised"),
    Column("fee", "收费（元）", "Fee (yuan)"), Column("fee_basis", "收费依据", "Fee basis"),
    Column("visits", "跑动次数", "Visits"),
)  # fmt: skip


@require_GET
def items(request: HttpRequest, kind: str) -> HttpResponse:
    """The catalogue of items as a file; the pages themselves are the guides."""
    names = {row.code: row for row in Body.objects.on(clock.today())}
    lines = [
        (
            row.code, row.name, row.name_en, row.power, _name(names, row.body),
            words.limit(row.statutory_limit, row.statutory_unit), words.limit(row.promised_limit, row.promised_unit),
            f"{row.fee / 100:.2f}", row.fee_basis, row.visits,
        )
        for row in ServiceItem.objects.on(clock.today()).order_by("code")
    ]  # fmt: skip
    if kind not in KINDS:
        raise Http404
    return answer(Sheet("政务服务事项", "service items", _ITEM_COLUMNS, lines, clock.today()), kind)


@require_GET
def checkpoints(request: HttpRequest) -> HttpResponse:
    """The signed tree heads, newest first, each as the note file that anybody can keep and compare."""
    page = Paginator(Checkpoint.objects.order_by("-size", "-at"), PAGE).get_page(request.GET.get("page"))
    return render(request, "opendata/checkpoints.html", {"page": page, "here": "open"})


@require_GET
def checkpoint(request: HttpRequest, size: int) -> HttpResponse:
    """One note as it was signed."""
    found = Checkpoint.objects.filter(size=size).order_by("at").first()
    if found is None:
        raise Http404
    sent = HttpResponse(found.note.encode(), content_type="text/plain; charset=utf-8")
    sent.headers["Content-Disposition"] = f'attachment; filename="{size:012d}.txt"'
    return sent
