"""Files in and out (文件收发): uploads are judged by content; downloads go through what the caller may see."""

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from ninja import File, Router, Schema, UploadedFile

from zhenzhi.api import subjects
from zhenzhi.api.acts import FAULTS
from zhenzhi.api.bodies import ticket
from zhenzhi.api.identity import SIGNED_IN, Call
from zhenzhi.api.reply import reply
from zhenzhi.kernel import files, uploads
from zhenzhi.kernel.problem import Invalid, NotFound
from zhenzhi.services import forms

router = Router(auth=SIGNED_IN, tags=["files"])


class Kept(Schema):
    """An uploaded file as it was kept. `file` is what a filing names; `sha256` is the digest of the cleaned content."""

    file: str
    sha256: str
    kind: str
    size: int


@router.post(
    "/files",
    response={201: Kept, **FAULTS},
    summary="上传文件",
    description="Upload one file: PDF, picture, docx, xlsx or OFD. It is cleaned; pictures lose their location data.",
)
def upload(request: Call, file: File[UploadedFile]) -> HttpResponse:
    """上传文件: judged by what it holds, cleaned, kept under its digest."""
    if (file.size or 0) > uploads.LARGEST:
        raise Invalid("upload_too_large", "文件过大。", "The file is too large.", detail={"file": "too large"})
    clean = uploads.check(file.name or "", file.read())
    digest = files.keep(settings.FILES, clean.content)
    file_ticket = ticket(digest, clean.kind, request.auth)
    return reply({"file": file_ticket, "sha256": digest, "kind": clean.kind, "size": len(clean.content)}, 201)


def attachment(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to be saved, never shown or run by the browser."""
    response = HttpResponse(content, content_type=uploads.CONTENT_TYPES.get(kind, "application/octet-stream"))
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


@router.get(
    "/papers/{key}/file",
    response=FAULTS,
    summary="文书下载",
    description="The signed PDF of a paper, once sealed (行政许可法 38); for a party the result, once delivered (T42).",
)
def paper_file(request: Call, key: str) -> HttpResponse:
    """文书下载: the file whose digest stands in the ledger."""
    paper = subjects.paper(request.auth, key, "paper")
    if not paper.sha256 or not forms.handed_out(paper, request.auth):
        raise NotFound
    return attachment(files.read(settings.FILES, paper.sha256), "pdf", f"{paper.number}.pdf")


@router.get(
    "/applications/{key}/materials/{seq}/file",
    response=FAULTS,
    summary="材料下载",
    description="A material as it was kept.",
)
def material_file(request: Call, key: str, seq: int) -> HttpResponse:
    """材料下载: one material of an application that the caller may see."""
    application = subjects.application(request.auth, key, "material")
    found = application.materials.filter(seq=seq).first()
    if found is None or not found.file:
        raise NotFound
    return attachment(files.read(settings.FILES, found.file), found.file_kind, found.file_name or found.name)
