"""A form for any act of the cockpit, made from its signature (由行为生成的表单): texts, days, sums, choices, lists."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from django import forms

from zhenzhi.cockpit import names, parts, words
from zhenzhi.cockpit.parts import PLEASE, Choices, Cleaned, Part
from zhenzhi.devolution import lawful, queries, tables
from zhenzhi.devolution.menu_acts import Wish
from zhenzhi.devolution.models import Batch, Evaluation, Proposal, Work
from zhenzhi.devolution.plan_acts import Answer, Rung
from zhenzhi.devolution.use_acts import Decision
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.models import Subject
from zhenzhi.kernel.possible import inputs
from zhenzhi.kernel.registry import Spec
from zhenzhi.register import holdings, seats
from zhenzhi.register.models import ListVersion
from zhenzhi.ui.forms import ActForm, LinesField
from zhenzhi.ui.words import pick

_LONG = frozenset({"reason", "result", "opinion", "found", "evidence", "words", "why", "answer", "content", "fault"})
_SUMS = frozenset({"fine_ceiling", "money"})
_COMPOSITE: Mapping[object, Callable[[Subject], Part]] = {
    list[Answer]: parts.answers, list[Rung]: parts.ladder, list[Decision]: parts.decisions, Wish: parts.wish,
}  # fmt: skip
_BY_NAME: Mapping[str, Callable[[Subject], Part]] = {"cases": parts.cases, "rows": parts.rows, "row": parts.duty}


def _towns(subject: Subject, by: Actor) -> Choices:
    return [(one.id, names.short(one.id)) for one in names.towns()]


def _bodies(subject: Subject, by: Actor) -> Choices:
    return [(one.id, pick(one.name, one.name_en)) for one in names.bodies()]


def _county(subject: Subject, by: Actor) -> Choices:
    return [(one.id, pick(one.name, one.name_en)) for one in names.bodies("county")]


def _colleagues(subject: Subject, by: Actor) -> Choices:
    """Officers with a post at the proposal's department today."""
    facts, today = holdings.recent().facts, clock.today()
    department = subject.principal if isinstance(subject, Proposal) else ""
    inside = {seat.person for seat in seats.seats(facts, today) if seat.post.body == department}
    return [
        (person, rows[-1].name)
        for person in facts.appointments
        if person in inside and (rows := facts.persons.get(person))
    ]


def _attested(subject: Subject, by: Actor) -> Choices:
    wanted = tables.requirements(cast(Batch, subject).form)
    return [(one.code, pick(one.zh, one.en)) for one in wanted if one.how == "attested"]


def _drafts(subject: Subject, by: Actor) -> Choices:
    town = cast(Work, subject).town
    rows = ListVersion.objects.filter(kind="town_duties", town=town, stage="draft")
    return [(str(row.pk), f"{row.title} {row.number}") for row in rows]


def _grants(subject: Subject, by: Actor) -> Choices:
    return [(code, names.power(fact["power"])) for code, fact in cast(Evaluation, subject).facts.items()]


_CHOICES: Mapping[str, Callable[[Subject, Actor], Choices]] = {
    "town": _towns, "department": _county, "principal": _county, "by_body": _county, "station": _bodies,
    "person": _colleagues, "requirement": _attested, "version": _drafts, "grant": _grants, "consent_by": _county,
    "to_body": _bodies,
}  # fmt: skip


def _reviewed(by: Actor) -> Choices:
    rows = queries.proposals(by).filter(stage="reviewed", places__isnull=True).order_by("number")
    return [(row.number, f"{names.short(row.body)} · {row.title}") for row in rows]


def _items(spec: Spec, subject: Subject, by: Actor) -> Choices | None:
    """What the items of an act may be; None where they are entered line by line."""
    match spec.name:
        case "devolution.gather":
            return _reviewed(by)
        case "devolution.attest":
            return [(row.number, row.title) for row in lawful.items(cast(Batch, subject))]
        case "devolution.draft_memo":
            return [(row.power, row.title) for row in lawful.items(cast(Batch, subject))]
    return None


def bare(annotation: object) -> object:
    """An annotation without `Annotated` and without None."""
    if get_origin(annotation) is Annotated:
        return bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return bare(next(one for one in get_args(annotation) if one is not NoneType))
    return annotation


def _several(name: str, spec: Spec, subject: Subject, by: Actor, common: dict[str, Any]) -> forms.Field:
    choices = parts.act_types(subject) if name == "act_types" else _items(spec, subject, by)
    if choices is None:
        return LinesField(max_length=20_000, **common)
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)


def _field(name: str, kind: object, common: dict[str, Any], subject: Subject, by: Actor) -> forms.Field:
    """The one field of a plain parameter."""
    if name in _CHOICES:
        return forms.ChoiceField(choices=PLEASE + _CHOICES[name](subject, by), **common)
    if get_origin(kind) is Literal:
        options: Choices = [(str(one), words.CHOICES.get(str(one), words.kind(str(one)))) for one in get_args(kind)]
        if len(options) > 6:
            return forms.ChoiceField(choices=PLEASE + options, **common)
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **common)
    if kind is bool:
        return forms.TypedChoiceField(
            choices=parts.YES_NO, widget=forms.RadioSelect, coerce=lambda text: text == "True", **common
        )  # fmt: skip
    if kind is date:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **common)
    if kind is int:
        return forms.IntegerField(min_value=0, **common)
    widget = forms.Textarea(attrs={"rows": 3}) if name in _LONG else forms.TextInput()
    return forms.CharField(widget=widget, max_length=parts.LONGEST, **common)


def _part(name: str, spec: Spec, subject: Subject, by: Actor) -> Part:
    parameter = spec.signature.parameters[name]
    kind, optional = bare(parameter.annotation), parameter.default is not parameter.empty
    made = _COMPOSITE.get(kind) or _BY_NAME.get(name)
    if made is not None:
        return made(subject)
    common: dict[str, Any] = {
        "label": words.ENTRIES.get(name, name), "required": not optional, "help_text": words.HINTS.get(name, "")
    }  # fmt: skip
    if name in _SUMS:
        field = parts.yuan(common["label"], not optional, common["help_text"])
        return Part({name: field}, lambda found: parts.fen(found[name]))
    several = get_origin(kind) in (list, Sequence) and bare(get_args(kind)[0]) is str
    field = _several(name, spec, subject, by, common) if several else _field(name, kind, common, subject, by)
    return Part({name: field}, lambda found: _read(found, name, parameter.default if optional else None))


def _read(found: Cleaned, name: str, default: object) -> object:
    """What was entered; the act's own default where nothing was (for several: all of them)."""
    entered = found[name]
    return default if entered in (None, "", []) else entered


class OfficeForm(ActForm):
    """Base of the generated forms: turns what was entered into the act's parameters, part by part."""

    parts: Mapping[str, Part]

    def params(self) -> dict[str, object]:
        """Keyword arguments for the act."""
        return {name: part.read(self.cleaned_data) for name, part in self.parts.items()}


def act_form(spec: Spec, subject: Subject, by: Actor) -> type[OfficeForm]:
    """The form of an act on a subject."""
    made = {name: _part(name, spec, subject, by) for name in inputs(spec)}
    fields = {name: field for part in made.values() for name, field in part.fields.items()}
    return type("ActForm", (OfficeForm,), {"spec": spec, "parts": made, **fields})
