"""Powers and who holds them (权力清单), for any day; one power with its hands, documents and history."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhenzhi.kernel import clock, pinyin
from zhenzhi.opendata import words as own
from zhenzhi.opendata.asof import day_of
from zhenzhi.opendata.held import ASSISTANCE, Board, Held, Row, board
from zhenzhi.opendata.sheets import KINDS, Column, Sheet, answer
from zhenzhi.register.facts import on_day
from zhenzhi.register.matrix import Interval, matrix
from zhenzhi.register.models import Instrument, ServiceItem
from zhenzhi.ui import words
from zhenzhi.ui.words import Text

PAGE = 25


@dataclass(frozen=True, slots=True)
class Sifted:
    """What the visitor looks for: words, a town, a department, a type of power, a mode; all may be empty."""

    q: str
    town: str
    department: str
    type: str
    mode: str

    def __bool__(self) -> bool:
        return any((self.q, self.town, self.department, self.type, self.mode))

    def rows(self, found: Board) -> Iterator[Row]:
        """The powers that fit."""
        for row in found.rows:
            hands = [held for place, all_ in row.at.items() if self.town in ("", place) for held in all_]
            text = f"{row.power.name} {row.power.name_en} {row.power.id}".lower()
            fits = (
                all(part in text for part in self.q.lower().split())
                and self.department in ("", row.power.holder or "")
                and self.type in ("", row.power.type)
                and (not self.town or any(held.body.place == self.town for held in hands))
                and (not self.mode or any(held.mode == self.mode and _fits(held, self.town) for held in hands))
            )
            if fits:
                yield row


def _fits(held: Held, town: str) -> bool:
    return not town or held.body.place == town


def _sifted(request: HttpRequest) -> Sifted:
    told = {name: request.GET.get(name, "").strip()[:64] for name in ("q", "town", "department", "type", "mode")}
    return Sifted(**told)


def _choices(found: Board) -> dict[str, list[tuple[str, object]]]:
    holders = {row.holder.id: row.holder for row in found.rows if row.holder is not None}
    ordered = sorted(holders.values(), key=lambda body: pinyin.place(body.name))
    modes = {held.mode for row in found.rows for hands in row.at.values() for held in hands}
    return {
        "town": [(town.id, town.name) for town in found.towns],
        "department": [(body.id, words.pick(body.name, body.name_en)) for body in ordered],
        "type": [(type_, own.TYPES.get(type_, type_)) for type_ in sorted({row.power.type for row in found.rows})],
        "mode": [(mode, name) for mode, name in own.MODES.items() if mode in modes],
    }


@dataclass(frozen=True, slots=True)
class Line:
    """A power as the list shows it: its article, and per mode the towns where a town body holds it."""

    row: Row
    law: str
    type: Text
    hands: list[tuple[str, Text, list[Held]]]


def line_of(row: Row) -> Line:
    """The town bodies' hands by mode; where none has it, the county's own body exercises everywhere."""
    by_mode: dict[str, list[Held]] = {}
    for place, hands in row.at.items():
        for held in hands:
            if held.body.place == place and held.body.level == "town":
                by_mode.setdefault(held.mode, []).append(held)
    listed = [(mode, own.MODES.get(mode, mode), hands) for mode, hands in by_mode.items()]
    return Line(row, own.law_of(row.power.bases), own.TYPES.get(row.power.type, row.power.type), listed)


@require_GET
def powers(request: HttpRequest) -> HttpResponse:
    """The list, sifted and on a day; `as=csv` or `as=json` gives the whole of it as a file."""
    form, day = day_of(request)
    found, sifted = board(day), _sifted(request)
    rows = list(sifted.rows(found))
    if request.GET.get("as") in KINDS:
        return answer(sheet(found, rows), request.GET["as"])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    told = {
        "form": form, "day": day, "past": day != clock.today(), "page": page, "lines": [line_of(row) for row in page],
        "sifted": sifted, "choices": _choices(found), "meanings": list(own.MEANINGS.items()), "here": "open",
        "keep": _keep(request), "asked": sifted or day != clock.today(),
    }  # fmt: skip
    return render(request, "opendata/powers.html", told)


def _keep(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in ("page", "as"):
        query.pop(name, None)
    for name in [name for name, value in query.items() if not value]:
        del query[name]
    return f"{query.urlencode()}&" if query else ""


_COLUMNS = (
    Column("power", "权力编码", "Power"), Column("name", "权力名称", "Name (Chinese)"),
    Column("name_en", "英文名称", "Name"), Column("type", "类型", "Type"), Column("basis", "依据条款", "Article"),
    Column("department", "县级主管部门", "Department"), Column("place", "地点", "Place"),
    Column("body", "行使机构", "Body exercising"), Column("mode", "权力来源方式", "Mode"),
    Column("in_name_of", "以谁的名义", "In the name of"), Column("instrument", "依据文书", "Instrument"),
    Column("since", "起", "From"), Column("until", "止（不含）", "To (exclusive)"),
    Column("in_force", "当日可否行使", "Exercisable"),
)  # fmt: skip


def sheet(found: Board, rows: list[Row]) -> Sheet:
    """Power by place, one hand a row."""
    lines = [
        (
            row.power.id, row.power.name, row.power.name_en, row.power.type, own.law_of(row.power.bases),
            row.holder.name if row.holder else "", held.place.name, held.body.name, words.pick(**held.mode_words),
            held.in_name_of.name, held.instrument.number if held.instrument else held.grant.instrument, held.since,
            held.until, "yes" if held.missing is None and held.mode != ASSISTANCE else "no",
        )
        for row in rows
        for hands in row.at.values()
        for held in hands
    ]  # fmt: skip
    return Sheet("权力清单", "powers", _COLUMNS, lines, found.day)


@dataclass(frozen=True, slots=True)
class Past:
    """One stretch of the history: who exercised it, from when to when."""

    interval: Interval
    zh: str
    en: str


@require_GET
def power(request: HttpRequest, code: str) -> HttpResponse:
    """One power on a day: by which law, who exercises it in each town, under which document, and how it came so."""
    form, day = day_of(request)
    found = board(day)
    row = next((row for row in found.rows if row.power.id == code), None)
    if row is None:
        raise Http404
    codes = {held.grant.instrument for hands in row.at.values() for held in hands}
    papers = {paper.code: paper for paper in Instrument.objects.known().filter(code__in=codes)}
    hands = [(held, papers.get(held.grant.instrument)) for all_ in row.at.values() for held in all_]
    told = {
        "form": form, "day": day, "past": day != clock.today(), "row": row, "line": line_of(row), "hands": hands,
        "history": _history(found, row), "here": "open",
        "items": list(ServiceItem.objects.on(clock.today()).filter(power=code).order_by("code")),
    }  # fmt: skip
    return render(request, "opendata/power.html", told)


def _history(found: Board, row: Row) -> list[tuple[str, list[Past]]]:
    """By town, newest first; stretches in which nobody exercised are told too."""
    act_type = "decide" if "decide" in row.power.act_types else min(row.power.act_types)
    starts = [grant.span.start for grant in found.facts.grants.values() if grant.power == row.power.id]
    last = clock.today() + timedelta(days=1)
    first = min([*starts, clock.today()])
    table = matrix(found.facts, [row.power.id], [town.id for town in found.towns], first, last, act_type)
    return [
        (town.name, [_past(found, run) for run in reversed(table[row.power.id, town.id])]) for town in found.towns
    ]


def _past(found: Board, run: Interval) -> Past:
    bodies = found.facts.bodies.get(run.body or "", ())
    then = on_day(bodies, run.start)
    if then is None:
        return Past(run, "没有机构依法行使", "nobody lawfully exercised it")
    now = on_day(bodies, found.day)
    renamed = f"（现{now.name}）" if now is not None and now.name != then.name else ""
    return Past(run, f"{then.name}{renamed}", then.name_en or then.name)
