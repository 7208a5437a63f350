"""The steps of an application (申请步骤): who, what, which papers; and the filing that a draft amounts to.

Nothing here judges by law: `services.filings.check` does, and its findings are put at their fields.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.problem import Invalid
from zhenzhi.org.models import Person
from zhenzhi.register import holdings
from zhenzhi.register.facts import on_day
from zhenzhi.register.models import ServiceItem
from zhenzhi.services import drafts, filings
from zhenzhi.services.models import Draft, Licence
from zhenzhi.ui import words
from zhenzhi.ui.filing import PURPOSE
from zhenzhi.ui.forms import PlainForm

SELF, OTHER = "self", "other"
_PLEASE: list[tuple[str, words.Text]] = [("", _("请选择"))]
_FIELD_OF = {
    SELF: {
        "applicant.name": "applicant_name", "applicant.id_number": "applicant_id_number",
        "applicant.id_kind": "applicant_id_kind",
    },
    OTHER: {
        "applicant.name": "other_name", "applicant.id_number": "other_id_number", "applicant.id_kind": "other_id_kind",
        "agent.name": "applicant_name", "agent.id_number": "applicant_id_number", "agent.id_kind": "applicant_id_kind",
        "agent.mandate": "mandate", "agent.mandate_until": "mandate_until",
    },
}  # fmt: skip
"""Where on the pages a finding of the check belongs; the rest keep their name."""


def _telephone() -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})


class WhoForm(PlainForm):
    """Who applies: oneself, or somebody who gave a mandate (T52)."""

    who = forms.ChoiceField(
        label=_("替谁申请"), widget=forms.RadioSelect, initial=SELF,
        choices=[(SELF, _("我自己（或者本单位）")), (OTHER, _("受人委托，替别人申请"))],
    )  # fmt: skip
    applicant_name = forms.CharField(label=_("您的姓名或单位名称"), max_length=200)
    applicant_id_kind = forms.ChoiceField(label=_("您的证件类型"), choices=list(words.ID_KINDS.items()))
    applicant_id_number = forms.CharField(label=_("您的证件号码"), max_length=32, required=False)
    applicant_phone = forms.CharField(
        label=_("您的手机号"), max_length=32, required=False, widget=_telephone(),
        help_text=_("有事只打这个电话，不作别用。"),
    )  # fmt: skip
    applicant_address = forms.CharField(label=_("您的联系地址"), max_length=300, required=False)
    other_name = forms.CharField(label=_("委托人的姓名或单位名称"), max_length=200, required=False)
    other_id_kind = forms.ChoiceField(label=_("委托人的证件类型"), choices=list(words.ID_KINDS.items()), required=False)
    other_id_number = forms.CharField(label=_("委托人的证件号码"), max_length=32, required=False)
    mandate = forms.CharField(
        label=_("授权委托书编号"), max_length=120, required=False, help_text=_("委托书上没有编号的，写签署日期。")
    )
    mandate_until = forms.DateField(
        label=_("委托到哪一天为止"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("委托书没有写期限的，可以不填。"),
    )  # fmt: skip
    OTHERS = ("other_name", "other_id_kind", "other_id_number", "mandate", "mandate_until")

    def __init__(self, own: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        for name in _of_book(own):  # the book knows; nobody writes themselves another name
            del self.fields[name]


def _of_book(own: Person) -> dict[str, str]:
    """What the book says of a person who applies, by field."""
    told = {"applicant_name": own.name}
    if own.id_number:
        told |= {"applicant_id_kind": own.id_kind or _kind(own), "applicant_id_number": own.id_number}
    return told


def _kind(own: Person) -> str:
    return "uscc" if own.staff == "firm" else "id_card"


class WhatForm(PlainForm):
    """What is applied for, and where the thing is."""

    place = forms.ChoiceField(label=_("事情在哪个村（社区）"))
    purpose = forms.CharField(
        label=_("您要办什么"), max_length=drafts.LONGEST, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("用自己的话写清楚：做什么用，多大，什么时候。例如：在自家老宅基上翻建两层住房，占地120平方米，自住。"),
    )  # fmt: skip
    renews = forms.ChoiceField(
        label=_("是不是续办原来的证"), required=False, help_text=_("要续办的，选原证的证号；新办的不用选。")
    )

    def __init__(self, item: ServiceItem, person: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = _PLEASE + _places(item)  # type: ignore[attr-defined]
        rows = Licence.objects.filter(holder=person, power=item.power, stage="valid").order_by("number")
        licences = [(row.number, f"{row.name} {row.number}") for row in rows]
        if licences:
            self.fields["renews"].choices = [("", _("不是，新办")), *licences]  # type: ignore[attr-defined]
        else:
            del self.fields["renews"]


def _places(item: ServiceItem) -> list[tuple[str, words.Text]]:
    """The place of the item's body and those directly below it, by code."""
    facts, today = holdings.recent().facts, clock.today()
    body = on_day(facts.bodies.get(item.body, ()), today)
    seat = body.place if body else ""
    rows = [row for listed in facts.places.values() if (row := on_day(listed, today)) is not None]
    return [(row.id, row.name) for row in sorted(rows, key=lambda one: one.id) if seat in (row.id, row.parent)]


def started(own: Person, item: ServiceItem) -> dict[str, str]:
    """What the fields hold before anything was typed: what the book knows; the place, where there is only one."""
    places = _places(item)
    known = {"who": SELF, "applicant_id_kind": own.id_kind or _kind(own), "applicant_phone": own.phone}
    return known | ({"place": str(places[0][0])} if len(places) == 1 else {})


def _person(who: Mapping[str, str], prefix: str, key: str, **mandate: Any) -> filings.Person:
    kind = who.get(f"{prefix}_id_kind", "") or "none"
    return filings.Person(
        kind="firm" if kind == "uscc" else "person",
        name=who.get(f"{prefix}_name", "").strip(),
        id_kind=kind,
        id_number=who.get(f"{prefix}_id_number", "").strip().upper(),
        phone=who.get(f"{prefix}_phone", "").strip(),
        address=who.get(f"{prefix}_address", "").strip(),
        key=key,
        **mandate,
    )


def _known(id_number: str) -> str:
    """The key of a person of the book with this number; empty where there is none."""
    if not id_number:
        return ""
    rows = Person.objects.on(clock.today()).filter(id_number=id_number, staff__in=("party", "firm"))
    found = rows.first()
    return found.code if found else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def filing_of(draft: Draft, item: ServiceItem, own: Person, by: Actor) -> filings.Filing:
    """The filing that a draft amounts to. Of the one who writes the book decides name and number."""
    told: dict[str, str] = {**started(own, item), **draft.content, **_of_book(own)}
    applicant, agent = _person(told, "applicant", by.id), None
    if told.get("who") == OTHER:
        until = _day(told.get("mandate_until", ""))
        agent = _person(told, "applicant", by.id, mandate=told.get("mandate", "").strip(), mandate_until=until)
        applicant = _person(told, "other", _known(told.get("other_id_number", "").strip().upper()))
    return filings.Filing(
        place=told.get("place", ""),
        applicant=applicant,
        agent=agent,
        form={PURPOSE: told.get("purpose", "").strip()},
        materials=drafts.materials(draft, item),
        renews=told.get("renews", ""),
    )


def faults(item: ServiceItem, filing: filings.Filing) -> dict[str, str]:
    """What the check finds, by the field of the pages where it belongs, in the page's language."""
    try:
        filings.check(item, filing)
    except Invalid as problem:
        found = problem.detail if isinstance(problem.detail, dict) else {}
        names = _FIELD_OF[OTHER if filing.agent else SELF]
        return {names.get(str(field), str(field)): words.either(str(text)) for field, text in found.items()}
    return {}
