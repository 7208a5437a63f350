"""Towns and what each may do (乡镇与权力)."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhenzhi.kernel import clock, pinyin
from zhenzhi.opendata import words as own
from zhenzhi.opendata.asof import day_of
from zhenzhi.opendata.held import ASSISTANCE, Board, Held, board
from zhenzhi.opendata.sheets import KINDS, Column, Sheet, answer
from zhenzhi.org.models import Place
from zhenzhi.register import facts as f
from zhenzhi.ui import placemap, words


def tiles(found: Board) -> SafeString:
    """The map: one tile a town, in pinyin order."""
    unit = words.pick("项", "powers")
    rows = [
        placemap.Tile(town.name, found.counts[town.id], unit, reverse("open_place", args=[town.id]))
        for town in found.towns
    ]
    return placemap.tiles(rows, _("各镇可以行使的权力"))


@dataclass(frozen=True, slots=True)
class Town:
    """A town in the table: its people, how many powers it may exercise, and how many by each mode."""

    place: f.Place
    people: int | None
    count: int
    modes: dict[str, int]


def table(found: Board) -> list[Town]:
    """All towns, in pinyin order."""
    people = dict(Place.objects.on(found.day).filter(level="town").values_list("code", "population"))
    rows = []
    for town in found.towns:
        counts: dict[str, set[str]] = {}
        for held in found.of_town[town.id]:
            if held.missing is None:
                counts.setdefault(held.mode, set()).add(held.power.id)
        by_mode = {mode: len(powers) for mode, powers in counts.items()}
        rows.append(Town(town, people.get(town.id), found.counts[town.id], by_mode))
    return rows


_COLUMNS = (
    Column("code", "区划代码", "Code"), Column("name", "名称", "Name"), Column("population", "人口", "Population"),
    Column("powers", "可行使权力", "Powers"),
)  # fmt: skip


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """Map and table side by side."""
    form, day = day_of(request)
    found = board(day)
    rows = table(found)
    if request.GET.get("as") in KINDS:
        lines = [(row.place.id, row.place.name, row.people, row.count) for row in rows]
        return answer(Sheet("乡镇", "towns", _COLUMNS, lines, day), request.GET["as"])
    modes = [(mode, name) for mode, name in own.MODES.items() if any(mode in row.modes for row in rows)]
    told = {
        "form": form, "day": day, "past": day != clock.today(), "map": tiles(found), "modes": modes, "here": "open",
        "rows": [(row, [row.modes.get(mode, 0) for mode, _name in modes]) for row in rows],
    }  # fmt: skip
    return render(request, "opendata/places.html", told)


@require_GET
def place(request: HttpRequest, code: str) -> HttpResponse:
    """One town: what its bodies may do, grouped by type, in whose name, since when; what it only assists in."""
    form, day = day_of(request)
    found = board(day)
    town = next((town for town in found.towns if town.id == code), None)
    if town is None:
        raise Http404
    groups: dict[str, list[tuple[Held, str]]] = {}
    for held in found.of_town[code]:
        groups.setdefault(held.power.type, []).append((held, own.law_of(held.power.bases)))
    own_hands = [held for held in found.of_town[code] if held.mode != ASSISTANCE]
    named = {held.in_name_of.id: held.in_name_of for held in own_hands if held.principal is not None}
    principals = sorted(named.values(), key=lambda body: pinyin.place(body.name))
    told = {
        "form": form, "day": day, "past": day != clock.today(), "town": town, "here": "open",
        "groups": [(own.TYPES.get(type_, type_), hands) for type_, hands in groups.items()],
        "count": found.counts[code],
        "bodies": sorted({(held.body.id, held.body.name, held.body.name_en) for held in own_hands}),
        "in_names": words.pick("、", ", ").join(words.pick(body.name, body.name_en) for body in principals),
    }  # fmt: skip
    return render(request, "opendata/place.html", told)
