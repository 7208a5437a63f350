"""The plain application form (申请表): who applies, for what, where, with which papers."""

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.org.models import Body, Person, Place
from zhenzhi.register.models import ServiceItem
from zhenzhi.services import filings
from zhenzhi.ui import words
from zhenzhi.ui.forms import LONGEST, PlainForm, file_fields, given

PURPOSE = "申请内容"
"""The name under which the record keeps what is applied for, whatever language the page was in."""
_PLEASE: list[tuple[str, words.Text]] = [("", _("请选择"))]


def _places(item: ServiceItem) -> list[tuple[str, words.Text]]:
    """The body's own place and those directly below it, by code."""
    today = clock.today()
    body = Body.objects.on(today).filter(code=item.body).first()
    seat = body.place if body else ""
    rows = Place.objects.on(today).filter(code=seat) | Place.objects.on(today).filter(parent=seat)
    return [(row.code, row.name) for row in rows.order_by("code")]


class FilingForm(PlainForm):
    """What is filed. Names carry no validation of law: the act itself checks, all faults at once."""

    applicant_name = forms.CharField(label=_("姓名或名称"), max_length=200)
    applicant_id_kind = forms.ChoiceField(label=_("证件类型"), choices=list(words.ID_KINDS.items()))
    applicant_id_number = forms.CharField(label=_("证件号码"), max_length=32, required=False)
    applicant_phone = forms.CharField(
        label=_("联系电话"), max_length=32, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    applicant_address = forms.CharField(label=_("联系地址"), max_length=300, required=False)
    place = forms.ChoiceField(label=_("事项所在地"))
    purpose = forms.CharField(
        label=_("申请内容"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写明要办什么、用途和规模。"),
    )

    def filing(self, by: Actor) -> filings.Filing:
        """What the act takes. A resident's key is their own; a clerk's entry is matched by document number."""
        told = self.cleaned_data
        kind = "firm" if told["applicant_id_kind"] == "uscc" else "person"
        who = filings.Person(
            kind=kind,  # type: ignore[arg-type]
            name=told["applicant_name"].strip(),
            id_kind=told["applicant_id_kind"],
            id_number=told["applicant_id_number"].strip().upper(),
            phone=told["applicant_phone"],
            address=told["applicant_address"],
            key=by.id if by.kind is Who.PARTY else _known(told["applicant_id_number"].strip().upper()),
        )
        return filings.Filing(
            place=told["place"], applicant=who, form={PURPOSE: told["purpose"]}, materials=given(told)
        )


def _known(id_number: str) -> str:
    rows = Person.objects.on(clock.today()).filter(id_number=id_number, staff__in=("party", "firm"))
    found = rows.first() if id_number else None
    return found.code if found else ""


def filing_form(
    item: ServiceItem,
    own: Person | None,
    data: Any = None,
    sent: MultiValueDict[str, Any] | None = None,
    initial: dict[str, Any] | None = None,
) -> FilingForm:
    """The form for an item, filled with what the book knows of the person who applies."""
    known = {
        "applicant_name": own.name, "applicant_id_kind": own.id_kind or ("uscc" if own.staff == "firm" else "id_card"),
        "applicant_id_number": own.id_number, "applicant_phone": own.phone,
    } if own else {}  # fmt: skip
    form = FilingForm(data, sent, initial={**known, **(initial or {})})
    form.fields["place"].choices = _PLEASE + _places(item)  # type: ignore[attr-defined]
    form.fields.update(file_fields(item.materials))
    return form
