"""The tour's page (示范导览): only where there are people to try."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhenzhi.opendata import tour as tours


@require_GET
def tour(request: HttpRequest) -> HttpResponse:
    """The eight steps with the one to do now; a county in real use has no such page."""
    found = tours.tour()
    if found is None:
        raise Http404
    me = getattr(request.user, "person", "") if request.user.is_authenticated else ""
    return render(request, "opendata/tour.html", {"tour": found, "me": me, "here": "tour"})
