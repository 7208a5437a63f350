"""Powers on their way to a town (权力下放): proposals and batches as lists."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhenzhi.cockpit import names, openings, words
from zhenzhi.cockpit.entrance import at_cockpit
from zhenzhi.devolution import queries
from zhenzhi.devolution.models import OVER, Batch, BatchItem, Proposal
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.kernel.registry import REGISTRY
from zhenzhi.matter import access

_PAGE = 50


def mine(actor: Actor, rows: "QuerySet[Proposal]") -> "QuerySet[Proposal]":
    """The proposals whose next act one of the actor's rights does: of the own body, or of any for the county's."""
    stages: dict[bool, set[str]] = {True: set(), False: set()}
    for spec in REGISTRY.values():
        if spec.subject is Proposal and spec.kind == "act" and spec.move.who is Who.OFFICER and spec.move.end:
            if access.holds(actor, spec.move.right) and spec.move.right not in ("devolution.mediate",):
                stages[spec.move.right in queries.COUNTYS] |= spec.move.start
            elif spec.move.right == "devolution.mediate" and access.holds(actor, spec.move.right):
                stages[True] |= {"disputed", "objected"}
    bodies = access.bodies_of(actor, clock.today())
    own = rows.filter(stage__in=stages[False] - {"agreed", *OVER})
    own = own.filter(body__in=bodies) | own.filter(principal__in=bodies)
    gathered = BatchItem.objects.filter(dropped=False).values("proposal")
    return (rows.filter(stage__in=stages[True]) | own).exclude(stage="reviewed", pk__in=gathered)


@require_GET
@at_cockpit
def proposals(request: HttpRequest, actor: Actor) -> HttpResponse:
    """By stage, town and department; or those that wait for me."""
    rows = queries.proposals(actor)
    counts = dict(rows.order_by().values_list("stage").annotate(n=Count("pk")))
    chosen = {name: request.GET.get(name, "") for name in ("stage", "body", "principal", "mine")}
    kept = mine(actor, rows) if chosen["mine"] else rows
    kept = kept.filter(**{name: chosen[name] for name in ("stage", "body", "principal") if chosen[name]})
    page = Paginator(kept.order_by("-opened_at", "-pk"), _PAGE).get_page(request.GET.get("page"))
    sides = list(rows.order_by().values_list("body", "principal").distinct())
    told = {
        "rows": [
            (row, names.short(row.body), names.body(row.principal), words.stage(Proposal, row.stage),
             words.tone(row.stage))
            for row in page.object_list
        ],
        "page": page, "chosen": chosen, "keep": urlencode({k: v for k, v in chosen.items() if v}) + "&",
        "stages": [
            (code, f"{words.stage(Proposal, code)} {counts[code]}") for code in Proposal.STAGES if code in counts
        ],
        "towns": sorted({(town, names.short(town)) for town, _ in sides}, key=lambda one: one[1]),
        "departments": sorted({(code, names.body(code)) for _, code in sides}, key=lambda one: one[1]),
        "waiting": mine(actor, rows).count(), "whole": sum(counts.values()),
        "starts": openings.offered(
            actor, "devolution.ask_for", "devolution.offer", "devolution.pass_down", "devolution.gather"
        ),
    }  # fmt: skip
    return render(request, "cockpit/proposals.html", told)


@require_GET
@at_cockpit
def batches(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The batches, the newest first."""
    rows = queries.batches(actor).annotate(size=Count("items")).order_by("-start", "-pk")
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    told = {
        "rows": [
            (row, names.short(row.body), words.CHOICES[row.form], words.stage(Batch, row.stage), words.tone(row.stage))
            for row in page.object_list
        ],
        "page": page, "starts": openings.offered(actor, "devolution.gather"),
    }  # fmt: skip
    return render(request, "cockpit/batches.html", told)
