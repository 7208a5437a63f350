"""The plain application form (申请表): who applies, for what, where, with which papers."""

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from zhenzhi.kernel import clock, codes
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
        materials = [*given(told), *_on_paper(told)]
        return filings.Filing(place=told["place"], applicant=who, form={PURPOSE: told["purpose"]}, materials=materials)


def _known(id_number: str) -> str:
    rows = Person.objects.on(clock.today()).filter(id_number=id_number, staff__in=("party", "firm"))
    found = rows.first() if id_number else None
    return found.code if found else ""


def _on_paper(told: dict[str, Any]) -> list[filings.Given]:
    """Materials that a clerk took in on paper; a scanned file of the same line stands for both."""
    return [
        filings.Given(int(name.removeprefix("paper_")))
        for name, ticked in told.items()
        if name.startswith("paper_") and ticked and not told.get(f"material_{name.removeprefix('paper_')}")
    ]


def paper_fields(lines: list[dict[str, Any]]) -> dict[str, forms.Field]:
    """A box for every line of a list of materials that may be handed over on paper."""
    return {
        f"paper_{line['seq']}": forms.BooleanField(label=_("收到纸质件"), required=False)
        for line in lines
        if line.get("source") != filings.SHARED
    }


def known_by_id(number: str) -> dict[str, str]:
    """What the book knows of the person or firm with this number, as the form takes it; empty for nobody known."""
    key = _known(number.strip().upper())
    row = Person.objects.on(clock.today()).filter(code=key).first() if key else None
    return _told(row) if row else {}


def number_faults(kind: str, number: str) -> list[str]:
    """What is wrong with a document's number, in words; nothing for a kind whose form is free."""
    value = number.strip().upper()
    if kind == "id_card":
        found = codes.check_id(value, clock.today()).findings
    elif kind == "uscc":
        found = codes.check_uscc(value).findings
    else:
        return []
    return [words.pick(one.zh, one.en) for one in found if not one.warning]


def _told(own: Person) -> dict[str, str]:
    return {
        "applicant_name": own.name, "applicant_id_kind": own.id_kind or ("uscc" if own.staff == "firm" else "id_card"),
        "applicant_id_number": own.id_number, "applicant_phone": own.phone,
    }  # fmt: skip


def filing_form(
    item: ServiceItem,
    own: Person | None,
    data: Any = None,
    sent: MultiValueDict[str, Any] | None = None,
    initial: dict[str, Any] | None = None,
    *,
    window: bool = False,
) -> FilingForm:
    """The form for an item, filled with what the book knows of the person who applies; at a `window` also on paper."""
    known = _told(own) if own else {}
    form = FilingForm(data, sent, initial={**known, **(initial or {})})
    form.fields["place"].choices = _PLEASE + _places(item)  # type: ignore[attr-defined]
    form.fields.update(file_fields(item.materials))
    if window:
        form.fields.update(paper_fields(item.materials))
    return form
