"""One subject of the cockpit on one page (统筹台对象页), its acts, and what can be begun."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from zhenzhi.cockpit import acting, details, names, openings, subjects, words
from zhenzhi.cockpit.acting import Page
from zhenzhi.cockpit.entrance import at_cockpit
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.problem import NotFound
from zhenzhi.kernel.registry import REGISTRY
from zhenzhi.org.models import Body
from zhenzhi.register.models import Instrument
from zhenzhi.ui import deeds
from zhenzhi.ui import words as ui_words
from zhenzhi.ui.acting import done_before, once_of
from zhenzhi.ui.forms import PlainForm

LISTS = {
    "proposals": ("cockpit_proposals", gettext_lazy("权力下放")), "batches": ("cockpit_batches", gettext_lazy("批次")),
    "patrols": ("cockpit_proposals", gettext_lazy("权力下放")), "idle": ("cockpit_idle", gettext_lazy("使用与评估")),
    "evaluations": ("cockpit_idle", gettext_lazy("使用与评估")), "works": ("cockpit_gate", gettext_lazy("职责准入")),
    "requests": ("cockpit_gate", gettext_lazy("职责准入")), "burdens": ("cockpit_gate", gettext_lazy("职责准入")),
    "versions": ("cockpit_lists", gettext_lazy("清单")), "instruments": ("cockpit_batches", gettext_lazy("批次")),
}  # fmt: skip
"""The list that a page goes back to."""


def _kind(code: str) -> subjects.Kind:
    if code not in subjects.KINDS:
        raise NotFound
    return subjects.KINDS[code]


@require_GET
@at_cockpit
def one(request: HttpRequest, actor: Actor, kind: str, key: str) -> HttpResponse:
    """What it is, what may be done, and what was done with what ground."""
    shape = _kind(kind)
    subject = shape.see(actor, key)
    acts = shape.possible(actor, subject)
    page, crumb = LISTS[kind]
    told = {
        "kind": kind, "key": key, "subject": subject, "title": shape.title(subject), "acts": acts,
        "main": subjects.main_act(acts), "crumb": str(crumb), "back": reverse(page),
        "stage": words.stage(shape.model, subject.stage), "tone": words.tone(subject.stage),
        "history": _history(shape, subject), **details.OF[kind](subject, actor, request),
    }  # fmt: skip
    return render(request, f"cockpit/{details.TEMPLATES.get(kind, 'one')}.html", told)


def _history(shape: subjects.Kind, subject: Any) -> list[tuple[deeds.Deed, str]]:
    """What was done, each with the word of the stage it led to."""
    keys = [subject.pk]
    if shape.model is Instrument:
        keys = list(Instrument._base_manager.filter(code=subject.code).values_list("pk", flat=True))
    return [
        (deed, words.stage(shape.model, deed.entry.stage_to) if _moved(deed) else "") for deed in deeds.with_bulk(keys)
    ]


def _moved(deed: deeds.Deed) -> bool:
    return bool(deed.entry.stage_to) and deed.entry.stage_to != deed.entry.stage_from


@require_http_methods(["GET", "POST"])
@at_cockpit
def act(request: HttpRequest, actor: Actor, kind: str, key: str, name: str) -> HttpResponse:
    """One act on it: GET shows its form, POST does it."""
    shape = _kind(kind)
    subject = shape.see(actor, key)
    back = reverse("cockpit_one", args=[kind, key])
    if name not in REGISTRY:
        raise NotFound
    where = Page(shape.title(subject), back, shape.title(subject))
    sent_before = request.method == "POST" and done_before(actor, once_of(request), name) is not None
    possible = next((one for one in shape.possible(actor, subject) if one.spec.name == name), None)
    if not sent_before and (possible is None or possible.problem is not None):
        problem = possible.problem if possible is not None else None
        return _not_now(request, name, where, ui_words.pick(problem.zh, problem.en) if problem else "")
    return acting.page(request, actor, subject, REGISTRY[name], where)


def _not_now(request: HttpRequest, name: str, where: Page, why: str) -> HttpResponse:
    messages.warning(request, _("“%(act)s”现在不能办理。") % {"act": ui_words.act_label(name)} + why)
    return redirect(where.back)


class WhichForm(PlainForm):
    """For which body something is begun."""

    body = forms.ChoiceField(label=gettext_lazy("哪个机构"))


@require_http_methods(["GET", "POST"])
@at_cockpit
def begin(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """Begin something on a body: the body is chosen first where there are several."""
    if name not in openings.OPENINGS:
        raise NotFound
    may = openings.bodies(actor, name)
    wanted = request.GET.get("body", "")
    body = next((row for row in may if row.code == wanted), may[0] if len(may) == 1 else None)
    if not may:
        return _not_now(request, name, Page("", _home(name), ""), _("您的岗位没有这项职责。"))
    if body is None:
        return _choose(request, name, may)
    where = Page(names.body(body.code), _home(name), _("返回"))
    return acting.page(request, actor, body, REGISTRY[name], where)


def _choose(request: HttpRequest, name: str, may: list[Body]) -> HttpResponse:
    form = WhichForm()
    form.fields["body"].choices = [("", _("请选择")), *((row.code, names.body(row.code)) for row in may)]  # type: ignore[attr-defined]
    return render(request, "cockpit/which.html", {"form": form, "name": name, "back": _home(name)})


def _home(name: str) -> str:
    """The list that something begun belongs to."""
    if name.startswith("register."):
        return reverse("cockpit_lists")
    if name == "devolution.evaluate":
        return reverse("cockpit_idle")
    return reverse("cockpit_gate" if name in ("devolution.propose_work", "devolution.contest") else "cockpit_proposals")
