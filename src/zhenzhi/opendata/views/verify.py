"""Checking a paper (文书核验), for anybody and without an account: by the code printed on it, or by its file."""

import hashlib
import re
from dataclasses import dataclass
from typing import cast

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from zhenzhi.kernel import clock, files, proof, seal_check
from zhenzhi.kernel.canonical import Json
from zhenzhi.kernel.problem import Conflict, NotFound
from zhenzhi.kernel.uploads import LARGEST
from zhenzhi.matter import proofs
from zhenzhi.matter.models import Paper

_NOT_IN_CODE = re.compile(r"[^0-9A-Z]")
PLAIN: dict[str, tuple[object, object]] = {
    "seal": (_("电子印章有效"), _("电子印章无效")),
    "digest": (_("文件没有被改动过"), _("文件被改动过")),
    "ground": (_("有法定权力依据"), _("权力依据不完整")),
    "links": (_("办理记录属于这份文书"), _("办理记录对不上这份文书")),
    "checkpoint": (_("台账有县里的签名"), _("台账签名无效")),
}
"""What the checks of a proof mean to somebody who has never heard of a hash."""
ENTRY = (_("办理记录在台账中，没有被改动"), _("办理记录不在台账中"))
_ORDER = ("seal", "digest", "ground", "links", "checkpoint")


@dataclass(frozen=True, slots=True)
class Told:
    """One check as the page tells it: plain words first, the exact finding below."""

    ok: bool
    words: object
    zh: str
    en: str


def _told(checks: list[proof.Check]) -> list[Told]:
    """The checks in an order for people; the entries' own checks become one line."""
    named = {check.name: check for check in checks}
    found = [Told(c.ok, PLAIN[n][0 if c.ok else 1], c.zh, c.en) for n in _ORDER if (c := named.get(n)) is not None]
    entries = [check for check in checks if check.name.startswith("entry.")]
    if entries:
        ok = all(check.ok for check in entries)
        zh, en = "".join(check.zh for check in entries), " ".join(check.en for check in entries)
        found.insert(-1 if found else 0, Told(ok, ENTRY[0 if ok else 1], zh, en))
    return found + [Told(c.ok, _("证明文件不能读取"), c.zh, c.en) for c in checks if c.name == "format"]


class CheckForm(forms.Form):
    """A code as printed, or the PDF itself."""

    code = forms.CharField(label=_("核验码"), max_length=60, required=False)
    file = forms.FileField(label=_("PDF文件"), required=False, widget=forms.FileInput(attrs={"accept": ".pdf"}))


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Enter the code or choose the file. The file is looked at and not kept."""
    form = CheckForm(request.POST or None, request.FILES or None)
    told: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        file, code = form.cleaned_data["file"], _NOT_IN_CODE.sub("", form.cleaned_data["code"].upper())
        if file:
            return _file(request, form, file.read(LARGEST + 1))
        if Paper.objects.filter(verify_code=code, stage__in=("sealed", "void")).exists():
            return redirect("verify_paper", code=code)
        unknown = _("没有这个核验码。请对照文书上二维码旁的核验码，逐位核对。")
        form.add_error("code", unknown if code else _("请填写核验码，或者选择PDF文件。"))
    return render(request, "opendata/verify.html", told, status=422 if form.errors else 200)


def _file(request: HttpRequest, form: CheckForm, content: bytes) -> HttpResponse:
    """A PDF: ours to the last byte, or what its seal says by itself."""
    if len(content) > LARGEST:
        form.add_error("file", _("文件超过10MB，本系统的文书没有这么大。"))
        return render(request, "opendata/verify.html", {"form": form}, status=422)
    digest = hashlib.sha256(content).hexdigest()
    paper = Paper.objects.filter(sha256=digest).first()
    if paper is not None:
        return _page(request, paper, content)
    report = seal_check.verify_pdf(content, [one.encode() for one in proofs.trust().ca_certificates])
    return render(request, "opendata/verify.html", {"form": form, "report": report})


def _page(request: HttpRequest, paper: Paper, pdf: bytes | None) -> HttpResponse:
    """What is to be said of one paper; `pdf` is the visitor's own file, if they gave it."""
    held = pdf
    if held is None and paper.sha256:
        try:
            held = files.read(settings.FILES, paper.sha256)
        except NotFound:
            held = None  # the kept file is gone or altered: the checks of file and seal will say so
    told: dict[str, object] = {"paper": paper, "own_file": pdf is not None, "organ": paper.facts.get("organ", "")}
    try:
        raw = proofs.bundle_for(paper)
    except Conflict as problem:
        return render(request, "opendata/verified.html", told | {"wait": problem})
    checks = proof.check(raw, held, proofs.trust())
    bundle = proof.read(raw)
    ground = bundle.grounded.ground
    told |= {
        "checks": _told(checks),
        "genuine": all(check.ok for check in checks),
        "void": paper.stage == "void",
        "chain": _chain(ground),
        "law": ground.get("law"),
        "entries": sorted((entry.seq, role) for role, entry in bundle.entries.items()),
        "sha256": paper.sha256,
        "today": clock.today(),
    }
    return render(request, "opendata/verified.html", told)


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
    return _page(request, _paper(code), None)


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
