"""The gate of duties (职责准入) and the burden ledger (负担台账); idle powers and evaluations (使用与评估)."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhenzhi.cockpit import names, openings, standing, words
from zhenzhi.cockpit.entrance import at_cockpit
from zhenzhi.devolution import gate_queries, queries
from zhenzhi.devolution.gate import LACKS
from zhenzhi.devolution.models import Burden, Evaluation, Idle, Work
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.matter import access
from zhenzhi.ui import offices
from zhenzhi.ui.words import pick

_PAGE = 30


@require_GET
@at_cockpit
def gate(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Proposed work, and what was refused or contested: two lists on one page, each with its own pages."""
    works = Paginator(gate_queries.works(actor), _PAGE).get_page(request.GET.get("page"))
    burdens = Paginator(gate_queries.burdens(actor), _PAGE).get_page(request.GET.get("ledger"))
    told = {
        "works": [
            (row, names.body(row.body), names.short(row.town), words.stage(Work, row.stage), words.tone(row.stage))
            for row in works.object_list
        ],
        "burdens": [
            (row, names.body(row.by_body), names.short(row.town), words.CHOICES.get(row.kind, row.kind),
             words.stage(Burden, row.stage), words.tone(row.stage), [pick(*LACKS[code]) for code in row.lacks])
            for row in burdens.object_list
        ],
        "page": works, "ledger": burdens,
        "starts": openings.offered(actor, "devolution.propose_work", "devolution.contest"),
    }  # fmt: skip
    return render(request, "cockpit/gate.html", told)


@require_GET
@at_cockpit
def idle(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Idle powers for which the town was asked why, and evaluations; with how many lie idle today."""
    today = clock.today()
    rows = queries.others(actor, Idle).order_by("-flagged_on", "-pk")
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    own = None if offices.countywide(actor) else access.bodies_of(actor, today)
    told = {
        "rows": [
            (row, names.power(row.power), names.short(row.town), words.stage(Idle, row.stage), words.tone(row.stage))
            for row in page.object_list
        ],
        "page": page, "count": standing.total(standing.lines(today, own)).idle,
        "evaluations": [
            (row, names.short(row.town), len(row.facts), words.stage(Evaluation, row.stage), words.tone(row.stage))
            for row in queries.others(actor, Evaluation).order_by("-end", "-pk")[:_PAGE]
        ],
        "starts": openings.offered(actor, "devolution.evaluate"),
    }  # fmt: skip
    return render(request, "cockpit/idle.html", told)
