"""Checking a paper (文书核验), for anybody and without an account: by the code printed on it, or by its file."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import cast

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from zhenzhi.kernel import files, mask, proof, seal_check
from zhenzhi.kernel.canonical import Json
from zhenzhi.kernel.problem import Conflict, NotFound
from zhenzhi.kernel.uploads import LARGEST
from zhenzhi.matter import proofs
from zhenzhi.matter.models import Paper
from zhenzhi.opendata import checked

_NOT_IN_CODE = re.compile(r"[^0-9A-Z]")
_FIRM = "统一社会信用代码"
"""The label that papers give the number of a firm."""


UNKNOWN = _("没有这个核验码。请对照文书上二维码旁的核验码，逐位核对。")


class CheckForm(forms.Form):
    """A code as printed, or the PDF itself."""

    code = forms.CharField(label=_("核验码"), max_length=60, required=False)
    file = forms.FileField(label=_("PDF文件"), required=False, widget=forms.FileInput(attrs={"accept": ".pdf"}))


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Enter the code or choose the file. The file is looked at and not kept."""
    form = CheckForm(request.POST or None, request.FILES or None)
    told: dict[str, object] = {"form": form, "here": "verify"}
    if request.method == "POST" and form.is_valid():
        file, code = form.cleaned_data["file"], _NOT_IN_CODE.sub("", form.cleaned_data["code"].upper())
        if file:
            return _file(request, form, file.read(LARGEST + 1))
        if Paper.objects.filter(verify_code=code, stage__in=("sealed", "void")).exists():
            return redirect("verify_paper", code=code)
        form.add_error("code", UNKNOWN if code else _("请填写核验码，或者选择PDF文件。"))
    return render(request, "opendata/verify.html", told, status=422 if form.errors else 200)


def _file(request: HttpRequest, form: CheckForm, content: bytes) -> HttpResponse:
    """A PDF: ours to the last byte, or what its seal says by itself."""
    if len(content) > LARGEST:
        form.add_error("file", _("文件超过10MB，本系统的文书没有这么大。"))
        return render(request, "opendata/verify.html", {"form": form, "here": "verify"}, status=422)
    digest = hashlib.sha256(content).hexdigest()
    paper = Paper.objects.filter(sha256=digest).first()
    if paper is not None:
        return _page(request, paper, content)
    report = seal_check.verify_pdf(content, [one.encode() for one in proofs.trust().ca_certificates])
    return render(request, "opendata/verify.html", {"form": form, "report": report, "here": "verify"})


def _page(request: HttpRequest, paper: Paper, pdf: bytes | None) -> HttpResponse:
    """What is to be said of one paper; `pdf` is the visitor's own file, if they gave it."""
    told: dict[str, object] = {"paper": paper, "own_file": pdf is not None, "seen": _seen(paper), "here": "verify"}
    if paper.stage == "void":
        return render(request, "opendata/verified.html", told | {"void": True, "successor": _successor(paper)})
    held = pdf
    if held is None and paper.sha256:
        try:
            held = files.read(settings.FILES, paper.sha256)
        except NotFound:
            held = None  # the kept file is gone or altered: the checks of file and seal will say so
    try:
        raw, trusted = checked.bundle(paper), proofs.trust()
    except Conflict as problem:
        return render(request, "opendata/verified.html", told | {"wait": problem})
    found = checked.checks(raw, held, trusted)
    bundle = proof.read(raw)
    ground = bundle.grounded.ground
    told |= {
        "checks": checked.tell(found, ground),
        "genuine": all(check.ok for check in found),
        "chain": _chain(ground),
        "law": ground.get("law"),
        "entries": sorted((entry.seq, role) for role, entry in bundle.entries.items()),
        "sha256": paper.sha256,
    }
    return render(request, "opendata/verified.html", told)


@dataclass(frozen=True, slots=True)
class Seen:
    """What can be compared with the paper in one's hand; a person's name and number are masked."""

    organ: str
    holder: str
    day: date | None
    item: str
    lines: tuple[str, ...]


def _seen(paper: Paper) -> Seen:
    facts = paper.facts
    applicant = facts.get("applicant") or {}
    name = str(applicant.get("name", ""))
    firm = applicant.get("id_label") == _FIRM
    lines = tuple(str(line) for line in facts.get("granted") or ())[:2]
    day = facts.get("date")
    return Seen(
        str(facts.get("organ", "")), name if firm else mask.mask_name(name), date.fromisoformat(day) if day else None,
        str(facts.get("item", "")), lines,
    )  # fmt: skip


def _successor(paper: Paper) -> Paper | None:
    """The paper that was made in place of a void one, if there is one with its seal."""
    alike = Paper.objects.filter(matter=paper.matter_id, kind=paper.kind, stage="sealed").exclude(pk=paper.pk)
    return alike.filter(issued_at__gte=paper.issued_at).order_by("-issued_at").first()


def _chain(ground: dict[str, Json]) -> list[dict[str, str]]:
    """The links of the ground down to the body; persons and posts are nobody else's business."""
    links = cast(list[dict[str, str]], ground.get("chain") or [])
    return [link for link in links if link["kind"] not in ("appointment", "post", "person", "credential")]


def _paper(code: str) -> Paper:
    found = Paper.objects.filter(verify_code=code, stage__in=("sealed", "void")).first()
    if found is None:
        raise NotFound
    return found


@require_GET
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """The page behind the QR code."""
    code = _NOT_IN_CODE.sub("", code.upper())
    found = Paper.objects.filter(verify_code=code, stage__in=("sealed", "void")).first()
    if found is None:
        form = CheckForm({"code": code})
        form.is_valid()
        form.add_error("code", UNKNOWN)
        return render(request, "opendata/verify.html", {"form": form, "here": "verify", "unknown": True}, status=404)
    return _page(request, found, None)


@require_GET
def bundle(request: HttpRequest, code: str) -> HttpResponse:
    """The proof as a file, to be checked elsewhere and later."""
    answer = HttpResponse(proofs.bundle_for(_paper(code)), content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="proof-{code}.json"'
    return answer


@require_GET
def trust(request: HttpRequest) -> HttpResponse:
    """The county's trust file; whoever needs certainty gets it by another way and compares."""
    answer = HttpResponse(proofs.trust().write(), content_type="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="trust.json"'
    return answer
