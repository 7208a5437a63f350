"""Lists (清单): what holds on a day, as known then or now; every version; what changed between two; the gaps."""

from datetime import date
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from zhenzhi.cockpit import gaps as gap_book
from zhenzhi.cockpit import names, openings, subjects, words
from zhenzhi.cockpit.entrance import at_cockpit
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.problem import NotFound
from zhenzhi.register import holdings
from zhenzhi.register.lists import queries
from zhenzhi.register.lists.diff import Difference
from zhenzhi.register.lists.kinds import KINDS, Kind
from zhenzhi.register.models import ListInForce, ListVersion
from zhenzhi.ui.words import pick

_PAGE = 50
_NOT_PUBLIC = ("draft", "submitted", "reviewed", "commenting", "commented")


class WhenForm(forms.Form):
    """The day that is asked about, and the day as of which the register is read; both empty for today."""

    day = forms.DateField(label=_("哪一天有效"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    known = forms.DateField(
        label=_("按哪一天掌握的情况"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


@require_GET
@at_cockpit
def lists(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is in force on a day, by kind and holder; and the drafts on their way."""
    form = WhenForm(request.GET)
    form.is_valid()
    day: date = form.cleaned_data.get("day") or clock.today()
    known: date | None = form.cleaned_data.get("known")
    after = None if known is None else holdings.ledger_size_at(clock.at_beijing(known, 23, 59))
    kind = request.GET.get("kind", "")
    times = ListInForce.objects.known(after).filter(valid__contains=day).select_related("version").order_by("code")
    drafts = queries.seen(actor).filter(stage__in=_NOT_PUBLIC).order_by("-pk")
    if kind in KINDS:
        times, drafts = times.filter(version__kind=kind), drafts.filter(kind=kind)
    told = {
        "form": form, "day": day, "known": known, "kind": kind,
        "kinds": [(code, words.kind(code)) for code in KINDS],
        "rows": [(*_row(row.version), row.valid.lower) for row in times],
        "drafts": [(*_row(row), None) for row in drafts[:_PAGE]],
        "starts": openings.offered(actor, "register.draft_list"),
        "gaps": len(gap_book.gaps(clock.today())),
    }  # fmt: skip
    return render(request, "cockpit/lists.html", told)


def _row(row: ListVersion) -> tuple[ListVersion, str, str, str, str]:
    holder = names.body(row.town or row.body)
    return row, words.kind(row.kind), holder, words.stage(ListVersion, row.stage), words.tone(row.stage)


@require_GET
@at_cockpit
def compare(request: HttpRequest, actor: Actor, key: str, former: str) -> HttpResponse:
    """What changed from one version to another of the same list, in words."""
    kind = subjects.KINDS["versions"]
    new, old = kind.see(actor, key), kind.see(actor, former)
    if new.kind != old.kind or new.series != old.series:
        raise NotFound
    found = queries.compare(old, new)
    shape, said = KINDS[new.kind], names.every()
    told = {"old": old, "new": new, "found": found, **readable(shape, found, said), "kind": words.kind(new.kind)}
    return render(request, "cockpit/compare.html", told)


def readable(kind: Kind, found: Difference, said: dict[str, str]) -> dict[str, object]:
    """A difference as a page tells it: cells with their headings and the words for their values."""
    section = kind.column(kind.section) if kind.section else None
    counts = (
        (_("新增"), len(found.added)), (_("移出"), len(found.removed)), (_("变动"), len(found.changed)),
        (_("其中转列"), len(found.moved)), (_("未变"), found.same),
    )  # fmt: skip
    return {
        "counts": counts,
        "added": [(row["code"], row.get("name", "")) for row in found.added],
        "removed": [(row["code"], row.get("name", "")) for row in found.removed],
        "changed": [
            {
                "code": change.code, "name": change.name,
                "moved": [words.cell(section, one, said) for one in change.moved] if change.moved and section else [],
                "fields": [
                    (words.heading(column), *(words.cell(column, one, said) for one in (field.before, field.after)))
                    for field in change.fields
                    for column in [kind.column(field.column)]
                ],
            }
            for change in found.changed
        ],
    }  # fmt: skip


@require_GET
@at_cockpit
def gaps(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What does not match between powers, duties, items and holders today, each with what to do (T02, T05, T06)."""
    found = gap_book.gaps(clock.today())
    code = request.GET.get("code", "")
    counts: dict[str, tuple[str, int]] = {}
    for gap in found:
        said, count = counts.get(gap.code, (pick(gap.zh, gap.en), 0))
        counts[gap.code] = said, count + 1
    kept = [gap for gap in found if code in ("", gap.code)]
    page = Paginator(kept, _PAGE).get_page(request.GET.get("page"))
    told = {
        "page": page, "counts": [(one, *told) for one, told in counts.items()], "code": code, "whole": len(found),
        "keep": urlencode({"code": code}) + "&" if code else "",
    }  # fmt: skip
    return render(request, "cockpit/gaps.html", told)
