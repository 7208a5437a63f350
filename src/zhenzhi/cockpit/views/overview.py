"""The leader's minute (一分钟总览), and the powers behind each figure (下放权力明细)."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhenzhi.cockpit import gaps, names, standing, words
from zhenzhi.cockpit.entrance import at_cockpit
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.matter import access
from zhenzhi.matter.usage import Tally
from zhenzhi.ui import charts, offices, placemap
from zhenzhi.ui.words import pick

_TONES = {"idle": "wait", "stopped": "bad"}
_PAGE = 50


def _lines(actor: Actor) -> list[standing.Line]:
    """All of the county for offices that look after all towns; else what concerns the actor's own bodies."""
    today = clock.today()
    return standing.lines(today, None if offices.countywide(actor) else access.bodies_of(actor, today))


@require_GET
@at_cockpit
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Given, open, used, idle, stopped, returned; by town and by department; map, line and latest events."""
    today, found = clock.today(), _lines(actor)
    whole, towns = standing.total(found), standing.by(found, "town")
    days = standing.months(today)
    tiles = [
        placemap.Tile(names.short(code), tally.open, pick("项", "open"), _list_of(state="open", town=code))
        for code, tally in sorted(towns.items(), key=lambda one: names.short(one[0]))
    ]
    counts = standing.opened_at(found, days)
    told = {
        "figures": [_figure(state, getattr(whole, state)) for state in standing.STATES],
        "whole": whole, "day": today, "county": offices.countywide(actor),
        "towns": _table(towns, "town"), "departments": _table(standing.by(found, "department"), "department"),
        "map": placemap.tiles(tiles, _("各镇行使中的权力")) if tiles else "",
        "line": charts.line(counts, [f"{day:%y-%m}" for day in days], _("每月末行使中的权力")) if found else "",
        "events": [(one, names.short(one.town)) for one in standing.events(found, today)],
        "gaps": len(gaps.gaps(today)),
    }  # fmt: skip
    return render(request, "cockpit/overview.html", told)


def _list_of(**chosen: str) -> str:
    return f"{reverse('cockpit_grants')}?{urlencode(chosen)}"


def _figure(state: str, count: int) -> tuple[str, int, str, str]:
    return str(words.STATES[state]), count, _TONES.get(state, "") if count else "", _list_of(state=state)


def _table(tallies: dict[str, Tally], side: str) -> list[tuple[str, list[tuple[str, int, str]]]]:
    """Rows of a table: the body, and each count with the list behind it."""
    rows = []
    for code, tally in sorted(tallies.items(), key=lambda one: names.body(one[0])):
        counts = [(state, getattr(tally, state), _list_of(state=state, **{side: code})) for state in standing.STATES]
        rows.append((names.short(code) if code else _("没有写明"), counts))
    return rows


@require_GET
@at_cockpit
def grants(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The powers handed down in one state, of one town or department."""
    found = _lines(actor)
    state = request.GET.get("state", "given")
    state = state if state in standing.STATES else "given"
    chosen = {side: request.GET.get(side, "") for side in ("town", "department")}
    options = {
        side: [(code, names.short(code)) for code in sorted({getattr(line, side) for line in found}) if code]
        for side in chosen
    }
    kept = [
        line
        for line in standing.in_state(found, state)
        if all(value in ("", getattr(line, side)) for side, value in chosen.items())
    ]
    page = Paginator(kept, _PAGE).get_page(request.GET.get("page"))
    rows = [
        (line, names.power(line.grant.power), names.short(line.town), names.body(line.department), line.state)
        for line in page.object_list
    ]
    keep = urlencode({"state": state, **{side: value for side, value in chosen.items() if value}}) + "&"
    told = {
        "page": page, "rows": rows, "state": state, "chosen": chosen, "options": options, "keep": keep,
        "states": [(code, words.STATES[code]) for code in standing.STATES],
        "title": words.STATES[state],
    }  # fmt: skip
    return render(request, "cockpit/grants.html", told)
