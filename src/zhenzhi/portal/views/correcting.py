"""Answering a correction notice (补正): only what the notice named is asked for, line by line."""

from dataclasses import dataclass
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.problem import Conflict, Problem
from zhenzhi.kernel.registry import REGISTRY
from zhenzhi.matter import access
from zhenzhi.services import items
from zhenzhi.services.filings import SHARED
from zhenzhi.services.models import Application
from zhenzhi.ui import words
from zhenzhi.ui.acting import do, done_before, initial, once_of
from zhenzhi.ui.forms import LONGEST, ActForm, file_fields, given
from zhenzhi.ui.kept import give_back, signed_in

ACT = "services.supplement"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of the notice: its words, and the material of the item's list it names, if it is still to be given."""

    at: int
    text: str
    seq: int | None
    had: bool


def wanted(matter: Application, had: set[int]) -> list[Wanted]:
    """The lines of the notice: one that names a material not yet given asks for that file, any other for an answer."""
    listed = [line for line in items.of(matter).materials if line.get("source") != SHARED]
    found = []
    for at, text in enumerate(matter.correction_list):
        named = [line["seq"] for line in listed if line["name"] in text or text in line["name"]]
        open_ = [seq for seq in named if seq not in had]
        found.append(Wanted(at, text, open_[0] if open_ else None, bool(named) and not open_))
    return found


class CorrectForm(ActForm):
    """A file or an answer for each line of the notice."""

    spec = REGISTRY[ACT]
    lines: list[Wanted]

    def params(self) -> dict[str, object]:
        told = self.cleaned_data
        answers = {one.text: told[f"answer_{one.at}"] for one in self.lines if told.get(f"answer_{one.at}")}
        return {"materials": given(told), "form": answers}

    def clean(self) -> dict[str, object]:
        told = super().clean() or self.cleaned_data
        params = self.params()
        if not self.errors and not params["materials"] and not params["form"]:
            raise forms.ValidationError(_("还什么都没有补。请至少上传一份材料，或者填写一处说明。"))
        return told

    def rows(self) -> list[tuple[Wanted, forms.BoundField]]:
        """Each line with its field."""
        return [(one, self[_field(one)]) for one in self.lines]


def _field(one: Wanted) -> str:
    return f"answer_{one.at}" if one.seq is None else f"material_{one.seq}"


def _form(matter: Application, lines: list[Wanted], *sent: object, **kept: object) -> CorrectForm:
    form = CorrectForm(*sent, **kept)
    form.lines = lines
    asked = [one.seq for one in lines]
    listed = [{**line, "need": ""} for line in items.of(matter).materials if line["seq"] in asked]
    form.fields.update(file_fields(listed))
    for one in lines:
        if one.seq is None:
            form.fields[f"answer_{one.at}"] = forms.CharField(
                label=one.text, required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("这份材料已经收过一份。请写明更正的内容，或者带新的一份到窗口更换。") if one.had else "",
            )  # fmt: skip
        else:
            field = form.fields[f"material_{one.seq}"]
            field.help_text = "" if one.text == field.label else one.text
    return form


@require_http_methods(["GET", "POST"])
@signed_in
def correct(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The page of the correction: what the notice named, and nothing else."""
    matter = access.see(actor, Application, number, what="correct")
    once = once_of(request)
    if request.method == "POST" and done_before(actor, once, ACT):
        return _thanks(request, number)
    if matter.stage != "correcting":
        messages.info(request, _("现在没有需要补正的内容。下面是最新情况。"))
        return redirect("mine_matter", number)
    lines = wanted(matter, set(matter.materials.values_list("seq", flat=True)))
    problem: Problem | None = None
    kept, status = None, 200
    if request.method == "POST":
        form = _form(matter, lines, request.POST, request.FILES)
        problem = do(form, matter, actor.once(once or uuid4().hex)) if form.is_valid() else None
        if form.is_valid() and (problem is None or _was_done(problem, actor, once)):
            return _thanks(request, number)
        status = problem.status if problem else 422
    else:
        kept = give_back(request, actor)
        form = _form(matter, lines, initial=initial(kept))
    told = {
        "matter": matter, "item": items.of(matter), "form": form, "rows": form.rows(), "problem": problem,
        "once": once or uuid4().hex, "kept": kept is not None, "files": True, "act": words.act_label(ACT),
    }  # fmt: skip
    return render(request, "portal/correct.html", told, status=status)


def _was_done(problem: Problem, actor: Actor, once: str) -> bool:
    return isinstance(problem, Conflict) and done_before(actor, once, ACT) is not None


def _thanks(request: HttpRequest, number: str) -> HttpResponse:
    messages.success(request, _("补正已提交，办理单位会按时告诉您受理不受理。"))
    return redirect("mine_matter", number)
