"""Hand-over when somebody is away (请假移交): offer one's open matters to a colleague, and take what was offered.

Nobody is made to answer for a matter: the colleague consents (T50). So a leader sees here who holds how many, and asks.
"""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhenzhi.desk.views import bulk, lists
from zhenzhi.kernel.identity import Actor
from zhenzhi.matter import access, flow, worklist
from zhenzhi.ui.kept import at_desk


@require_GET
@at_desk
def handover(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Both lists, each with its form; what is sent goes to the page of bulk acts."""
    desk = worklist.desk_of(actor)
    rows = lists.visible(actor).filter(closed_at__isnull=True).select_related("item").prefetch_related("deadlines")
    mine = lists.rows_of(rows.filter(owner=actor.id).order_by("pressing__due", "opened_at")[: bulk.MOST], desk)
    offered = lists.rows_of(rows.filter(offered_to=actor.id).order_by("opened_at")[: bulk.MOST], desk)
    lines = [bulk.Line(row.matter.number, row.matter) for row in mine]
    told = {
        "mine": mine,
        "offered": offered,
        "unoffered": sum(not row.matter.offered_to for row in mine),
        "colleagues": bulk.colleagues(actor, lines) if lines else [],
        "may": access.holds(actor, flow.HAND_OVER.right),
        "notes": access.holds(actor, flow.ADD_NOTE.right),
        "once": uuid4().hex,
        "once_taking": uuid4().hex,
    }
    return render(request, "desk/handover.html", told)
