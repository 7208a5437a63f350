"""Tracking without an account (免登录查进度): number and the last four of the document tell the stage and no more.

Wrong attempts are counted for each number and for each address, so that four digits cannot be tried out.
"""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from zhenzhi.kernel.codes import clean
from zhenzhi.matter.models import Party
from zhenzhi.portal import now
from zhenzhi.services.models import Application
from zhenzhi.ui import words
from zhenzhi.ui.clocks import clock_of
from zhenzhi.ui.forms import PlainForm

TRIES, TRIES_OF_ADDRESS, PATIENCE = 5, 30, 15 * 60
"""Wrong attempts for one number, and from one address, within so many seconds."""


class TrackForm(PlainForm):
    """Number and the last four characters of the applicant's document."""

    number = forms.CharField(label=gettext_lazy("办件编号"), max_length=64, help_text=gettext_lazy("写在回执上。"))
    last = forms.CharField(
        label=gettext_lazy("申请人证件号码的后四位"), min_length=4, max_length=4,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What anybody with the number and the four characters may know: the stage, and the day that counts."""

    number: str
    stage: str
    text: str
    until: date | None


@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask by number; the answer names nobody and nothing but the stage."""
    told, status = None, 200
    if request.method == "POST":
        form = TrackForm(request.POST)
        if form.is_valid():
            number, last = form.cleaned_data["number"].strip(), clean(form.cleaned_data["last"]).upper()
            if _tried_too_often(request, number):
                form.add_error(None, _("查得太频繁，为保护申请人，请15分钟以后再试，或者登录查看。"))
                status = 429
            else:
                told = _look(number, last)
                if told is None:
                    _count(request, number)
                    form.add_error(None, _("没有查到。请核对办件编号和证件号码后四位。"))
        status = status if told or status == 429 else 422
    else:
        form = TrackForm(initial={"number": request.GET.get("number", "")[:64]})
    return render(request, "portal/track.html", {"form": form, "told": told}, status=status)


def _look(number: str, last: str) -> Told | None:
    """The stage of the matter, if the applicant's document ends like this; a number that is too short opens nothing."""
    party = Party.objects.filter(matter__number=number, role="applicant").first()
    document = clean(party.id_number).upper() if party else ""
    if party is None or len(document) < 8 or not document.endswith(last):
        return None
    row = Application.objects.filter(pk=party.matter_id).prefetch_related("deadlines", "papers").first()
    if row is None:
        return None
    found = now.now(row, [clock_of(one) for one in row.deadlines.all()], list(row.papers.all()))
    return Told(row.number, words.stage(row.stage), "" if row.stage == "not_accepted" else found.text, found.until)


def _keys(request: HttpRequest, number: str) -> tuple[tuple[str, int], ...]:
    address = request.META.get("REMOTE_ADDR", "")
    return (f"track:n:{number.encode().hex()[:120]}", TRIES), (f"track:a:{address}", TRIES_OF_ADDRESS)


def _tried_too_often(request: HttpRequest, number: str) -> bool:
    keys = dict(_keys(request, number))
    found = cache.get_many(keys)
    return any(found.get(key, 0) >= most for key, most in keys.items())


def _count(request: HttpRequest, number: str) -> None:
    for key, _most in _keys(request, number):
        cache.add(key, 0, PATIENCE)
        cache.incr(key)
