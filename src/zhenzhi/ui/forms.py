"""A form for any act with simple entries, made from its signature (由行为生成的表单)."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, cast, get_args, get_origin

from django import forms
from django.utils.translation import gettext_lazy as _

from zhenzhi.kernel import clock
from zhenzhi.kernel.possible import inputs
from zhenzhi.kernel.registry import Spec
from zhenzhi.matter.models import Matter
from zhenzhi.org.models import Body, Person
from zhenzhi.register import holdings, seats
from zhenzhi.services.filings import SHARED, Given
from zhenzhi.services.models import Application
from zhenzhi.ui import words
from zhenzhi.ui.uploads import PaperField

Choices = list[tuple[str, words.Text]]
_SHORT = frozenset({"organ", "notice", "receiver", "rule"})
LONGEST = 4000
"""Characters of one text, as in the API."""
_MANY = 20_000
_PLEASE: Choices = [("", _("请选择"))]


def _bodies(matter: Matter) -> Choices:
    rows = Body.objects.on(clock.today()).exclude(code=matter.body).order_by("level", "code")
    return [(row.code, words.pick(row.name, row.name_en)) for row in rows]


def _colleagues(matter: Matter) -> Choices:
    """Officers with a post today at the matter's body, or at one that acts for it."""
    facts, today = holdings.recent().facts, clock.today()
    found = {seat.person for seat in seats.seats(facts, today) if facts.acts_for(seat.post.body, matter.body, today)}
    rows = Person.objects.on(today).filter(code__in=found).order_by("name")
    return [(row.code, row.name) for row in rows]


def _pauses(matter: Matter) -> Choices:
    """The law's closed list of grounds for stopping the clock (行政许可法 45)."""
    today = clock.today().isoformat()
    return [
        (row["kind"], words.pick(row["kind"], row["kind_en"]))
        for row in holdings.table("pauses")
        if row["law"] == "行政许可法" and row["from"] <= today and (not row["to"] or today < row["to"])
    ]


_LISTS: dict[str, Callable[[Matter], Choices]] = {
    "to_body": _bodies, "second": _colleagues, "to": _colleagues, "ground": _pauses,
}  # fmt: skip


def _field(name: str, annotation: object, required: bool, matter: Matter) -> forms.Field:
    """The form field for one parameter of an act."""
    origin = get_origin(annotation)
    if origin is Annotated:
        annotation = get_args(annotation)[0]
    common: dict[str, Any] = {
        "label": words.ENTRIES.get(name, name), "required": required, "help_text": words.HINTS.get(name, "")
    }  # fmt: skip
    if name in _LISTS:
        return forms.ChoiceField(choices=_PLEASE + _LISTS[name](matter), **common)
    if origin is Literal:
        return forms.ChoiceField(
            choices=[(str(one), words.CHOICES.get(str(one), str(one))) for one in get_args(annotation)],
            widget=forms.RadioSelect, **common,
        )  # fmt: skip
    if annotation is bool:
        return forms.TypedChoiceField(
            choices=[(key, words.CHOICES[key]) for key in ("True", "False")],
            widget=forms.RadioSelect, coerce=lambda text: text == "True", **common,
        )  # fmt: skip
    if annotation is int:
        named: Choices = [(str(key), text) for key, text in words.LEVELS.items()]
        return forms.TypedChoiceField(choices=named, widget=forms.RadioSelect, coerce=int, **common)
    if annotation == dict[str, str]:
        return PairsField(max_length=_MANY, **{**common, "required": required and name != "form"})
    if annotation == list[str]:
        return LinesField(max_length=_MANY, **common)
    widget = forms.TextInput() if name in _SHORT else forms.Textarea(attrs={"rows": 4})
    return forms.CharField(widget=widget, max_length=LONGEST, **common)


class PlainForm(forms.Form):
    """A form whose empty fields say in plain words what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            chosen = isinstance(field, forms.ChoiceField)
            field.error_messages["required"] = _("请选择一项。") if chosen else _("请填写。")


class LinesField(forms.CharField):
    """Several texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 5})

    def clean(self, value: object) -> Any:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class PairsField(forms.CharField):
    """Names with their contents, one pair a line, parted by a colon of either width."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: object) -> Any:
        pairs: dict[str, str] = {}
        for line in super().clean(value).splitlines():
            name, mark, content = line.replace("：", ":").partition(":")
            if line.strip() and not (mark and name.strip()):
                raise forms.ValidationError(_("每行请写成“名称：内容”。"))
            if line.strip():
                pairs[name.strip()] = content.strip()
        return pairs


class ActForm(PlainForm):
    """Base of the generated forms: turns what was entered into the act's parameters."""

    spec: Spec

    def params(self) -> dict[str, object]:
        """Keyword arguments for the act."""
        found: dict[str, object] = {}
        for name in inputs(self.spec):
            if self.spec.signature.parameters[name].annotation == list[Given]:
                found[name] = given(self.cleaned_data)
            else:
                found[name] = self.cleaned_data[name]
        return found


def act_form(spec: Spec, matter: Matter) -> type[ActForm]:
    """The form of an act on a matter or on one of its papers and requests."""
    fields: dict[str, object] = {"spec": spec}
    for name in inputs(spec):
        parameter = spec.signature.parameters[name]
        if parameter.annotation == list[Given]:
            fields |= material_fields(cast(Application, matter))
        else:
            fields[name] = _field(name, parameter.annotation, parameter.default is parameter.empty, matter)
    if spec.name == "services.review":
        fields["checked"] = _checklist(cast(Application, matter))
        return type("ActForm", (ReviewForm,), dict(sorted(fields.items(), key=lambda one: one[0] != "checked")))
    return type("ActForm", (ActForm,), fields)


class ReviewForm(ActForm):
    """The review: what was ticked one by one stands in the opinion, so that the record tells what was looked at."""

    def params(self) -> dict[str, object]:
        """The act's parameters, with a line in the opinion that names what was checked."""
        found, ticked = super().params(), self.cleaned_data["checked"]
        if ticked:
            found["opinion"] = f"{found['opinion']}\n已逐项核对：{'；'.join(ticked)}。"
        return found


def _checklist(application: Application) -> forms.Field:
    """What a reviewer goes through: the item's conditions and what was handed in."""
    conditions = [line.strip() for line in application.item.conditions.splitlines() if line.strip()]
    given = application.materials.order_by("seq").values_list("name", flat=True)
    return forms.MultipleChoiceField(
        label=_("逐项核对"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(line, line) for line in dict.fromkeys([*conditions, *given])],
        help_text=_("勾选的条件和材料会写进审查意见。"),
    )  # fmt: skip


def material_fields(application: Application) -> dict[str, forms.Field]:
    """A file for every material of the item that may be handed in and was not."""
    had = set(application.materials.values_list("seq", flat=True))
    lines = [line for line in application.item.materials if line["seq"] not in had]
    return file_fields(lines)


def file_fields(lines: list[dict[str, Any]]) -> dict[str, forms.Field]:
    """File fields for lines of a list of materials; what is obtained by sharing is not asked for (LAW-46)."""
    return {
        f"material_{line['seq']}": PaperField(
            label=words.pick(line["name"], line.get("name_en", "")),
            required=False,
            help_text=_("必要") if line.get("need") == "必要" else _("可以不交"),
        )
        for line in lines
        if line.get("source") != SHARED
    }


def given(cleaned: Mapping[str, Any]) -> list[Given]:
    """The materials among cleaned data, as handed in."""
    return [
        Given(int(name.removeprefix("material_")), kept.digest, kept.kind, kept.name)
        for name, kept in cleaned.items()
        if name.startswith("material_") and kept
    ]
