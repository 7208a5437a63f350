"""My work (我的工作): what waits for me, presses, waits for others, is done; each counter is its list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from zhenzhi.desk.models import SavedView
from zhenzhi.desk.views import lists
from zhenzhi.desk.views.lists import DUE_WORDS, Chosen, Page
from zhenzhi.kernel.identity import Actor
from zhenzhi.matter import worklist
from zhenzhi.services import flow
from zhenzhi.services.models import Application
from zhenzhi.ui import words
from zhenzhi.ui.kept import at_desk

TITLES: dict[str, Promise] = {
    "todo": _("待办"), "today": _("今天到期"), "late": _("已逾期"), "waiting": _("等待他人"), "done": _("近30日办结"),
    "all": _("全部可见"),
}  # fmt: skip
TONES = {"today": "wait", "late": "bad"}
EMPTY: dict[str, Promise] = {
    "todo": _("没有等您办理的件。新的办件轮到您时会出现在这里。"),
    "today": _("今天没有到期的件。"),
    "late": _("没有逾期的件。"),
    "waiting": _("您经手的件都没有停在别处。"),
    "done": _("近30日内没有您经手办结的件。"),
    "all": _("目前没有您可以查看的办件。"),
}


@require_GET
@at_desk
def work(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The counters and one list; the filters stand in the address. htmx asks for the list alone."""
    desk, chosen = worklist.desk_of(actor), Chosen.read(request.GET)
    rows = lists.narrowed(worklist.listed(chosen.name, desk, Application), chosen, desk)
    alone = request.headers.get("HX-Request") == "true"
    counts = {} if alone else worklist.counters(desk, Application)
    count = counts[chosen.name] if chosen.name in counts and not chosen.filtered else worklist.count(rows)
    page = Page.of(request.GET.get("page", ""), count)
    told = {
        "desk": desk,
        "chosen": chosen,
        "title": TITLES[chosen.name],
        "sought": chosen.q,
        "figures": [_figure(name, counts[name], chosen) for name in counts],
        "rows": lists.rows_of(lists.shown(lists.ordered(rows, chosen), page.number), desk),
        "page": page,
        "count": lists.told(count),
        "full": count >= worklist.MOST,
        "empty": EMPTY[chosen.name],
        "stages": [(code, words.stage(code)) for code in _stages()],
        "places": lists.places(desk),
        "dues": DUE_WORDS(),
        "saved": SavedView.objects.filter(person=actor.id).order_by("name"),
    }
    response = render(request, "desk/list.html" if alone else "desk/work.html", told)
    if alone:
        query = "&".join(filter(None, [chosen.query(), f"page={page.number}" if page.number > 1 else ""]))
        response["HX-Push-Url"] = f"{request.path}?{query}" if query else request.path
    response["Vary"] = "HX-Request, Cookie"
    return response


def _figure(name: str, count: int, chosen: Chosen) -> tuple[Promise, str, str, str, bool]:
    """A counter: its name, what it says, its tone, the list it opens, and whether that is the one shown."""
    return TITLES[name], lists.told(count), TONES.get(name, "") if count else "", name, name == chosen.name


def _stages() -> list[str]:
    """Stages of an application, in the order of its life."""
    return [code for code in flow.STAGES if code not in (flow.OPEN_LICENCE.end, flow.EXPIRE.end, flow.RENEWED.end)]
