"""Entries of an act that need more than one field (成组的填写项): tests, ladder, decisions, cases, rows, wishes.

Each makes the fields for one parameter and reads the parameter's value back from what was entered.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from zhenzhi.cockpit import names, words
from zhenzhi.devolution import lawful, tables
from zhenzhi.devolution.menu_acts import Wish
from zhenzhi.devolution.models import Evaluation, Proposal
from zhenzhi.devolution.plan_acts import LADDER, Answer, Rung
from zhenzhi.devolution.use_acts import Decision
from zhenzhi.kernel import clock
from zhenzhi.kernel.models import Subject
from zhenzhi.register import holdings
from zhenzhi.register.facts import on_day
from zhenzhi.register.lists.kinds import KINDS, Kind
from zhenzhi.register.models import Grant, ListVersion
from zhenzhi.ui.words import Text, pick

Cleaned = Mapping[str, Any]
Choices = list[tuple[str, Text]]
PLEASE: Choices = [("", _("请选择"))]
LONGEST = 4000
YES_NO: Choices = [("True", words.CHOICES["True"]), ("False", words.CHOICES["False"])]


@dataclass(frozen=True, slots=True)
class Part:
    """The fields of one parameter, and how its value is read from what was entered."""

    fields: dict[str, forms.Field]
    read: Callable[[Cleaned], object]


def text(label: Text, required: bool = True, rows: int = 0, hint: Text = "") -> forms.Field:
    """A field for text, of several lines where `rows` says so."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=str(label), required=required, widget=widget, max_length=LONGEST, help_text=str(hint)
    )


def radios(label: Text, choices: Choices, required: bool = True) -> forms.Field:
    """One of a few."""
    return forms.ChoiceField(label=str(label), required=required, choices=choices, widget=forms.RadioSelect)


def answers(subject: Subject) -> Part:
    """Every question of the tests with yes or no and the reason (S35–S38)."""
    asked = tables.questions()
    fields: dict[str, forms.Field] = {}
    for one in asked:
        fields[f"yes_{one.code}"] = radios(pick(one.zh, one.en), YES_NO)
        fields[f"why_{one.code}"] = text(_("理由"), rows=2)
    return Part(
        fields,
        lambda found: [
            Answer(one.code, found[f"yes_{one.code}"] == "True", found[f"why_{one.code}"]) for one in asked
        ],
    )


def ladder(subject: Subject) -> Part:
    """The rungs tried, each possible or not and why (T25); rungs without an answer were not tried."""
    fields: dict[str, forms.Field] = {}
    for form in LADDER:
        label = words.CHOICES[form]
        fields[f"rung_{form}"] = radios(
            _("%(form)s是否可行") % {"form": label}, YES_NO, required=False
        )  # fmt: skip
        fields[f"rung_why_{form}"] = text(_("%(form)s可行或者不可行的理由") % {"form": label}, False, rows=2)
    return Part(
        fields,
        lambda found: [
            Rung(form, found[f"rung_{form}"] == "True", found[f"rung_why_{form}"])
            for form in LADDER
            if found[f"rung_{form}"]
        ],
    )


def decisions(subject: Subject) -> Part:
    """What becomes of each grant of an evaluation, with the reason where it isn't kept (S58)."""
    facts = cast(Evaluation, subject).facts
    what: Choices = [(code, words.CHOICES[code]) for code in ("keep", "adjust", "suspend", "stop", "return")]
    fields: dict[str, forms.Field] = {}
    for grant, fact in facts.items():
        name = names.power(fact["power"])
        fields[f"what_{grant}"] = forms.ChoiceField(label=name, choices=what)
        fields[f"why_{grant}"] = text(_("%(name)s：理由") % {"name": name}, False, rows=2)
    return Part(
        fields,
        lambda found: [
            Decision(grant, found[f"what_{grant}"], found[f"why_{grant}"])
            for grant in facts
            if found[f"what_{grant}"] != "keep" or found[f"why_{grant}"]
        ],
    )


def cases(subject: Subject) -> Part:
    """Where each open case goes: under a stop it is finished where it is, with a return it moves (W-16)."""
    decided = cast(Evaluation, subject).decisions
    codes = [code for code, one in decided.items() if one["what"] in lawful.TAKING]
    grants = list(Grant.objects.known().filter(code__in=codes).order_by("code"))
    fields: dict[str, forms.Field] = {}
    numbers: list[str] = []
    for code, matters in lawful.open_cases(grants).items():
        for matter in matters:
            numbers.append(matter.number)
            fields[f"case_{matter.number}"] = forms.ChoiceField(
                label=f"{matter.number} {matter.title}",
                choices=[(way, words.CHOICES[way]) for way in ("finish_here", "hand_over")],
                initial=lawful.way_of(decided[code]["what"]), widget=forms.RadioSelect,
            )  # fmt: skip
    return Part(fields, lambda found: {number: found[f"case_{number}"] for number in numbers})


def row(kind: Kind, required: bool = True) -> Part:
    """One row of a list, a field for each column."""
    fields: dict[str, forms.Field] = {}
    for column in kind.columns:
        label = words.heading(column)
        needed = required and (column.name == "code" or column.needed(""))
        options = list(column.choices)
        if column.ref == "body" and not column.many:
            options = [(body.id, pick(body.name, body.name_en)) for body in names.bodies()]
        if options:
            fields[f"cell_{column.name}"] = forms.ChoiceField(
                label=label, required=needed, choices=[*PLEASE, *options]
            )  # fmt: skip
        else:
            hint = _("几个值用顿号“、”隔开。") if column.many else ""
            fields[f"cell_{column.name}"] = text(label, needed, hint=hint)
    return Part(fields, lambda found: {name: found[f"cell_{name}"] for name in kind.names()})


def rows(subject: Subject) -> Part:
    """One row put into a draft."""
    one = row(KINDS[cast(ListVersion, subject).kind])
    return Part(one.fields, lambda found: [one.read(found)])


def duty(subject: Subject) -> Part:
    """The row that new work would be in the town's list."""
    return row(KINDS["town_duties"])


def wish(subject: Subject) -> Part:
    """A power asked for, of the department that holds it (S06)."""
    holders: dict[str, list[tuple[str, Text]]] = {}
    owner: dict[str, str] = {}
    for power in names.powers():
        if power.holder:
            owner[power.id] = power.holder
            holders.setdefault(names.body(power.holder), []).append((power.id, power.name))
    fields: dict[str, forms.Field] = {
        "power": forms.ChoiceField(label=_("权力"), choices=[("", _("请选择")), *holders.items()]),
        "wish_reason": text(_("理由"), rows=3),
        "wish_ceiling": yuan(_("罚款额度上限（元）"), False),
    }
    return Part(
        fields,
        lambda found: Wish(
            found["power"], owner.get(found["power"], ""), found["wish_reason"], fine_ceiling=fen(found["wish_ceiling"])
        ),
    )


def yuan(label: Text, required: bool, hint: Text = "") -> forms.Field:
    """A sum in yuan."""
    return forms.DecimalField(
        label=str(label), required=required, min_value=0, max_digits=14, decimal_places=2,
        help_text=str(hint),
    )  # fmt: skip


def fen(entered: Any) -> int | None:
    """A sum in fen of one entered in yuan; None where nothing was."""
    return None if entered is None else int(entered * 100)


def act_types(subject: Subject) -> Choices:
    """The kinds of act of a proposal's power."""
    code = subject.power if isinstance(subject, Proposal) else ""
    found = on_day(holdings.recent().facts.powers.get(code, ()), clock.today())
    said = {one["code"]: pick(one.get("zh", ""), one.get("en", "")) for one in holdings.table("act_types")}
    return [(kind, said.get(kind) or kind) for kind in sorted(found.act_types)] if found else []
