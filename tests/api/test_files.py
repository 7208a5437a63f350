"""Files in and out: judged by what they hold, cleaned, handed in only by whoever uploaded them."""

import io
import zipfile

import pikepdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests import world
from tests.api.caller import ROOT, Caller, filing, told
from zhenzhi.kernel import files, uploads
from zhenzhi.kernel.problem import Invalid

EXE = b"MZ\x90\x00" + b"\x00" * 200


def pdf(change: object = None) -> bytes:
    """A PDF of one page, after a change."""
    made = pikepdf.new()
    made.add_blank_page()
    if callable(change):
        change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form, **options)  # type: ignore[arg-type]
    return out.getvalue()


def package(*names: str) -> bytes:
    """A zip with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "<x/>")
    return out.getvalue()


def script(made: pikepdf.Pdf) -> None:
    """Let a script run at opening and hang an attachment on the file."""
    made.Root.OpenAction = made.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))
    made.attachments["x.exe"] = EXE
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe"))
    made.pages[0].Annots = pikepdf.Array([link])


def sign(made: pikepdf.Pdf) -> None:
    """Hang something that looks like a signature on the file."""
    made.Root.Sig = made.make_indirect(pikepdf.Dictionary(ByteRange=pikepdf.Array([0, 1, 2, 3]), Contents=b"x"))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", EXE, "upload_disguised"),
        ("a.pdf", b"<html>%PDF-1.7", "upload_disguised"),
        ("a.jpg", pdf(), "upload_disguised"),
        ("a.png", picture(), "upload_disguised"),
        ("a.exe", EXE, "upload_kind"),
        ("a.svg", b"<svg/>", "upload_kind"),
        ("noending", pdf(), "upload_kind"),
        ("a.pdf", b"", "upload_empty"),
        ("a.pdf", b"%PDF-1.7\ntorn", "upload_broken"),
        ("a.jpg", picture()[:100], "upload_broken"),
        ("a.png", picture("PNG", (9000, 9000)), "upload_too_many_pixels"),
        ("a.docx", package("hello.txt"), "upload_broken"),
        ("a.docx", package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "upload_macros"),
        ("a.pdf", pdf(lambda made: (script(made), sign(made))), "upload_signed_active"),
        ("a.pdf", b"%PDF-1.7" + b"x" * uploads.LARGEST, "upload_too_large"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_in_words(name: str, content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        uploads.check(name, content)
    assert refused.value.code == code
    assert isinstance(refused.value.detail, dict)
    assert set(refused.value.detail) == {"file"}


def test_a_password_is_refused() -> None:
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(Invalid, match="upload_encrypted"):
        uploads.check("a.pdf", out.getvalue())


def test_a_picture_loses_its_place_and_becomes_jpeg() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Phone"
    exif.get_ifd(0x8825)[1] = "N"
    clean = uploads.check("photo.JPG", picture(exif=exif))
    with Image.open(io.BytesIO(clean.content)) as seen:
        assert (clean.kind, seen.format, seen.size, dict(seen.getexif())) == ("jpg", "JPEG", (40, 30), {})
    transparent = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(transparent, "PNG")
    with Image.open(io.BytesIO(uploads.check("a.png", transparent.getvalue()).content)) as seen:
        assert seen.getpixel((1, 1)) == (255, 255, 255)


def test_a_pdf_loses_what_acts_by_itself() -> None:
    clean = uploads.check("a.pdf", pdf(script)).content
    with pikepdf.open(io.BytesIO(clean)) as seen:
        assert "/OpenAction" not in seen.Root
        assert len(seen.attachments) == 0
        assert str(seen.pages[0].Annots[0].A.S) == "/Removed"
        assert len(seen.pages) == 1
    assert b"app.alert" not in clean


def test_a_plain_or_signed_pdf_is_kept_byte_for_byte() -> None:
    for content in (pdf(), pdf(sign)):
        assert uploads.check("a.pdf", content).content == content


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a.docx", ("[Content_Types].xml", "word/document.xml")),
        ("a.xlsx", ("[Content_Types].xml", "xl/workbook.xml")),
        ("a.ofd", ("OFD.xml", "Doc_0/Document.xml")),
    ],
)
def test_office_files_pass_whole(name: str, parts: tuple[str, ...]) -> None:
    content = package(*parts)
    assert uploads.check(name, content) == uploads.Clean(content, name[2:])


def _upload(caller: Caller, name: str, content: bytes) -> object:
    return caller.client.post(
        ROOT + "/files", {"file": SimpleUploadedFile(name, content)}, headers=caller.headers
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
def test_an_upload_is_handed_in_and_read_by_those_who_see_the_matter() -> None:
    wang = Caller("wang")
    content = pdf()
    kept = told(_upload(wang, "方案.pdf", content), 201)  # type: ignore[arg-type]
    assert files.read(settings.FILES, kept["sha256"]) == content
    materials = [{"seq": 1, "file": kept["file"], "file_name": "方案.pdf"}, {"seq": 3}]
    key = told(wang.post(f"/items/{world.BUILD_ITEM}/apply", filing(materials=materials)), 201)["id"]
    for who in ("wang", "li"):
        answer = Caller(who).get(f"/applications/{key}/materials/1/file")
        assert (answer.status_code, answer.content) == (200, content)
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert answer["Content-Security-Policy"].startswith("sandbox")
    assert told(Caller("li").get(f"/applications/{key}/materials/3/file"), 404)


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
def test_nobody_hands_in_a_file_of_somebody_else() -> None:
    kept = told(_upload(Caller("liu"), "a.pdf", pdf()), 201)  # type: ignore[arg-type]
    for file in (kept["file"], kept["sha256"]):
        materials = [{"seq": 1, "file": file}, {"seq": 3}]
        answer = Caller("wang").post(f"/items/{world.BUILD_ITEM}/apply", filing(materials=materials))
        assert told(answer, 422)["code"] == "file_ticket"


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
def test_a_bad_upload_is_a_problem_with_its_field() -> None:
    fault = told(_upload(Caller("wang"), "a.pdf", EXE), 422)  # type: ignore[arg-type]
    assert set(fault["errors"]) == {"file"}
    assert "exe" in fault["zh"]
    missing = Caller("wang").client.post(ROOT + "/files", headers=Caller("wang").headers)
    assert told(missing, 422)["code"] == "invalid"  # type: ignore[arg-type]
