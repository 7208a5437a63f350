"""Applying in four steps (申请): who, what, papers, check and file. What was typed is kept at every step."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhenzhi.kernel import clock, files
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.kernel.problem import Conflict, NotFound, Problem
from zhenzhi.matter import access
from zhenzhi.org.models import Person
from zhenzhi.portal import filing
from zhenzhi.portal.views.guide import Sheet, item_of, sheets
from zhenzhi.register.models import ServiceItem
from zhenzhi.services import drafts
from zhenzhi.services.filings import Filing, missing
from zhenzhi.services.models import Application, Draft
from zhenzhi.ui import words
from zhenzhi.ui.acting import done_before, once_of
from zhenzhi.ui.actors import person_of
from zhenzhi.ui.casefile import place_name
from zhenzhi.ui.files import sent
from zhenzhi.ui.filing import PURPOSE
from zhenzhi.ui.forms import PlainForm, file_fields, given
from zhenzhi.ui.kept import give_back, signed_in
from zhenzhi.ui.matters import READABLE

STEPS: tuple[tuple[str, str | Promise], ...] = (
    ("who", gettext_lazy("谁申请")),
    ("what", gettext_lazy("办什么")),
    ("papers", gettext_lazy("交材料")),
    ("check", gettext_lazy("核对提交")),
)
_NAMES = [name for name, _title in STEPS]
_MOMENT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Writing:
    """Somebody writing an application: who, for which item, and what is there already."""

    actor: Actor
    own: Person
    item: ServiceItem
    draft: Draft | None

    @property
    def content(self) -> dict[str, str]:
        """What the fields hold."""
        typed: dict[str, str] = self.draft.content if self.draft else {}
        return {**filing.started(self.own, self.item), **typed}


@dataclass(frozen=True, slots=True)
class Place:
    """A step in the row of steps: `state` done | now | ahead."""

    name: str
    title: str | Promise
    state: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list of materials on the page of papers: the sheet, its field, and the file kept."""

    sheet: Sheet
    field: forms.BoundField | None
    file: dict[str, str] | None


def _way(now: str) -> list[Place]:
    at = _NAMES.index(now)
    states = ["done" if place < at else "now" if place == at else "ahead" for place in range(len(STEPS))]
    return [Place(name, title, state) for (name, title), state in zip(STEPS, states, strict=True)]


def _writing(request: HttpRequest, actor: Actor, code: str) -> Writing:
    own = person_of(request)
    if own is None or actor.kind is not Who.PARTY:
        raise NotFound
    return Writing(actor, own, item_of(code), drafts.of(actor.id, code))


@require_GET
@signed_in
def start(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Where applying begins, or goes on: at the first step, or where a draft was left."""
    if actor.kind is not Who.PARTY:
        return HttpResponseRedirect(reverse("desk_receive_item", args=[code]))
    writing = _writing(request, actor, code)
    renews = request.GET.get("renews", "")[:60]
    if renews:
        drafts.keep(actor.id, code, {"renews": renews})
    return redirect("apply_step", code, _left_at(writing.draft))


def _left_at(draft: Draft | None) -> str:
    if draft is None or "who" not in draft.content:
        return "who"
    if "purpose" not in draft.content:
        return "what"
    return "papers"


@require_http_methods(["GET", "POST"])
@signed_in
def step(request: HttpRequest, actor: Actor, code: str, step: str) -> HttpResponse:
    """One of the first three steps: shown, kept, and left for the next one."""
    if step not in _NAMES[:-1]:
        raise NotFound
    writing = _writing(request, actor, code)
    if request.method == "POST":
        return _sent(request, writing, step)
    kept = give_back(request, actor)
    if kept is not None:
        typed = {name: str(text) for name, text in kept.items()}
        fields = _form(writing, step).fields
        draft = drafts.keep(actor.id, code, {name: text for name, text in typed.items() if name in fields})
        writing = Writing(actor, writing.own, writing.item, draft)
    return _page(request, writing, step, _form(writing, step), kept=kept is not None)


def _form(writing: Writing, step: str, data: Any = None, sent_files: Any = None) -> PlainForm:
    if step == "who":
        return filing.WhoForm(writing.own, data, initial=writing.content)
    if step == "what":
        return filing.WhatForm(writing.item, writing.actor.id, data, initial=writing.content)
    form = PlainForm(data, sent_files)
    form.fields.update(file_fields(writing.item.materials))
    return form


def _sent(request: HttpRequest, writing: Writing, step: str) -> HttpResponse:
    """Keep first, judge afterwards: what is wrong is kept as well, and marked."""
    then = request.POST.get("then", "next")
    form = _form(writing, step, request.POST, request.FILES)
    form.is_valid()
    draft = _keep(request, writing, step, form)
    writing = Writing(writing.actor, writing.own, writing.item, draft)
    if then == "keep":
        return HttpResponse(status=204)
    if then == "save" and (step != "papers" or not form.errors):
        messages.success(request, _("已保存，下次从“我的办件”接着填。"))
        return redirect("mine")
    if step != "papers":
        found = filing.faults(writing.item, filing.filing_of(draft, writing.item, writing.own, writing.actor))
        for field, text in found.items():
            if field in form.fields and field not in form.errors:
                form.add_error(field, text)
    if form.errors:
        return _page(request, writing, step, form, status=422)
    if then == "stay" or then.startswith("drop-"):
        return redirect("apply_step", writing.item.code, step)
    return redirect("apply_step", writing.item.code, _NAMES[_NAMES.index(step) + 1])


def _keep(request: HttpRequest, writing: Writing, step: str, form: PlainForm) -> Draft:
    code, person = writing.item.code, writing.actor.id
    if step == "papers":
        dropped = request.POST.get("then", "").removeprefix("drop-")
        out = (int(dropped),) if dropped.isdecimal() and len(dropped) < 6 else ()
        new = {one.seq: one for one in given(form.cleaned_data)}
        return drafts.keep(person, code, {}, new, out)
    typed = {name: str(request.POST[name]) for name in form.fields if name in request.POST}
    return drafts.keep(person, code, typed)


def _page(
    request: HttpRequest, writing: Writing, step: str, form: PlainForm, *, kept: bool = False, status: int = 200
) -> HttpResponse:
    told: dict[str, object] = {
        "item": writing.item, "form": form, "step": step, "way": _way(step), "kept": kept, "draft": writing.draft,
        "number": _NAMES.index(step) + 1, "before": _NAMES[_NAMES.index(step) - 1] if step != "who" else "",
        "own": writing.own, "own_kind": writing.content.get("applicant_id_kind"),
    }  # fmt: skip
    if step == "who":
        others = filing.WhoForm.OTHERS
        told["mine"] = [form[name] for name in form.fields if name not in others and name != "who"]
        told["others"] = [form[name] for name in others]
        told["only"] = _only(writing)
    if step == "papers":
        told["rows"] = _rows(writing, form)
    return render(request, "portal/apply.html", told, status=status)


def _only(writing: Writing) -> str:
    """Said where the item is for the other kind of applicants than the one who is signed in."""
    listed = str(writing.item.guide.get("applicant", ""))
    if writing.own.staff == "firm" and listed and "法人" not in listed:
        return _("这件事只由个人申请。请用个人账号，或者选“受人委托”替个人申请。")
    if writing.own.staff != "firm" and listed and "自然人" not in listed:
        return _("这件事只由单位申请。请用单位账号，或者选“受人委托”替单位申请。")
    return ""


def _rows(writing: Writing, form: PlainForm) -> list[Row]:
    kept = writing.draft.files if writing.draft else {}
    return [
        Row(one, form[f"material_{one.seq}"] if not one.shared else None, kept.get(str(one.seq)))
        for one in sheets(writing.item)
    ]


@require_GET
@signed_in
def paper(request: HttpRequest, actor: Actor, code: str, seq: int) -> HttpResponse:
    """A file of one's own draft, to look at before it is filed."""
    draft = drafts.of(actor.id, code)
    kept = draft.files.get(str(seq)) if draft else None
    if kept is None:
        raise NotFound
    content, kind = files.read(settings.FILES, kept["digest"]), kept["kind"]
    return sent(content, kind, f"{code}-{seq}", inline=kind in READABLE)


@require_http_methods(["GET", "POST"])
@signed_in
def check(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Everything on one page with ways back, and the filing; sent twice, it is filed once."""
    before = done_before(actor, once_of(request), "services.apply") if request.method == "POST" else None
    if before is not None:
        return redirect("mine_receipt", _number(before.subject))
    writing = _writing(request, actor, code)
    if writing.draft is None:
        just = _just_filed(actor, code)
        return redirect("mine_receipt", just) if just else redirect("apply_step", code, "who")
    made = filing.filing_of(writing.draft, writing.item, writing.own, actor)
    found, problem = _open_faults(writing, made), None
    if request.method == "POST" and not found:
        answer = _file(writing, writing.draft, made)
        if isinstance(answer, str):
            return redirect("mine_receipt", answer)
        problem = answer
    status = problem.status if problem else 422 if request.method == "POST" and found else 200
    return _checked(request, writing, made, found, problem, status)


def _just_filed(actor: Actor, code: str) -> str:
    """The number of what this person filed for the item a moment ago: the way back must not look like a new form."""
    rows = access.visible_to(actor, Application).filter(item__code=code, opened_at__gt=clock.now() - _MOMENT)
    found = rows.order_by("-opened_at").first()
    return found.number if found else ""


def _number(application: UUID) -> str:
    return Application.objects.only("number").get(pk=application).number


def _file(writing: Writing, draft: Draft, made: Filing) -> str | Problem:
    """The number under which it was filed, now or by the same sending a moment ago; or what stands against it."""
    try:
        return drafts.file(draft, writing.item, made, writing.actor).number
    except Conflict as problem:
        before = done_before(writing.actor, draft.id.hex, "services.apply")
        return _number(before.subject) if before else problem
    except Problem as problem:
        return problem


def _open_faults(writing: Writing, made: Filing) -> list[tuple[str, str, str]]:
    """What must be mended before filing: step, field and what to do."""
    found = filing.faults(writing.item, made)
    if not made.form[PURPOSE]:
        found["purpose"] = _("请写明您要办什么。")
    places = ("place", "purpose", "renews")
    return [("what" if field in places else "who", field, text) for field, text in found.items()]


def _checked(
    request: HttpRequest, writing: Writing, made: Filing, found: list[tuple[str, str, str]], problem: Problem | None,
    status: int,
) -> HttpResponse:  # fmt: skip
    had = [one.seq for one in made.materials]
    lacking = missing(writing.item, had)
    told = {
        "item": writing.item, "way": _way("check"), "number": len(STEPS), "made": made, "faults": found,
        "problem": problem, "rows": _rows(writing, _form(writing, "papers")), "lacking": lacking,
        "place": place_name(made.place) if made.place else "", "once": writing.draft.id.hex if writing.draft else "",
        "purpose": made.form[PURPOSE],
        "promised": words.limit(writing.item.promised_limit, writing.item.promised_unit),
    }  # fmt: skip
    return render(request, "portal/check.html", told, status=status)


@require_POST
@signed_in
def throw_away(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Throw a draft of one's own away."""
    if drafts.drop(actor.id, key):
        messages.success(request, _("草稿已删除。"))
    return redirect("mine")
