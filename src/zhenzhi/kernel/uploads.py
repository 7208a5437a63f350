"""Uploaded files (上传文件): judged by what they hold, not by what they are called, and cleaned before they are kept.

A file passes when its ending is on the list, its first bytes agree, and the real parser of its kind can read it.
Pictures are written anew as JPEG without location data; active parts of a PDF are taken out; office files with macros
are refused. A signed PDF is never rewritten, for that would break the signature. Limits are bytes and pixels, of the
machine and not of law.
"""

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

import filetype
import pikepdf
from PIL import Image, ImageOps

from zhenzhi.kernel.problem import Invalid

LARGEST = 10 * 1024 * 1024
"""Largest file, bytes."""
_MOST_PIXELS = 60_000_000
_LARGEST_UNPACKED = 100 * 1024 * 1024
_MOST_PARTS = 5000
_ASK_AGAIN = ("请转换为 PDF 或图片后重新上传。", "Convert it to PDF or a picture and upload it again.")

# Ending → what `filetype` may say of the first bytes. It knows OFD and some office files only as zip.
_KINDS = {
    "pdf": {"pdf"}, "jpg": {"jpg"}, "jpeg": {"jpg"}, "png": {"png"}, "webp": {"webp"}, "bmp": {"bmp"},
    "docx": {"docx", "zip"}, "xlsx": {"xlsx", "zip"}, "ofd": {"zip"},
}  # fmt: skip
_FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "bmp": "BMP"}
_HEART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "ofd": "OFD.xml"}

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ofd": "application/ofd",
}
"""Kinds of file that are kept, and the media type each is sent with."""


@dataclass(frozen=True, slots=True)
class Clean:
    """A file that may be kept (已检查文件): its content as it will be stored, and its kind (pdf, jpg, docx …)."""

    content: bytes
    kind: str


def check(name: str, content: bytes) -> Clean:
    """Judge and clean an uploaded file. Raises Invalid, saying what is wrong with it and what to do."""
    ending = PurePosixPath(name.lower()).suffix.removeprefix(".")
    if not content:
        raise _wrong("empty", "文件是空的，请重新选择。", "The file is empty. Choose it again.")
    if len(content) > LARGEST:
        most = LARGEST // 1024 // 1024
        raise _wrong(
            "too_large",
            f"文件超过 {most} MB,请压缩或分开后上传。",
            f"The file is larger than {most} MB. Compress or divide it.",
        )
    if ending not in _KINDS:
        listed = "、".join(_KINDS)
        raise _wrong(
            "kind",
            f"不接受“.{ending[:10]}”文件，可上传：{listed}。",
            f"Files ending in “.{ending[:10]}” are not taken. Possible: {', '.join(_KINDS)}.",
        )
    guess = filetype.guess(content)
    found = guess.extension if guess else ""
    if found not in _KINDS[ending]:
        what = f"“{found}”" if found else "无法识别的格式"
        raise _wrong(
            "disguised",
            f"文件名以 .{ending} 结尾，但内容是{what}，已拒绝。{_ASK_AGAIN[0]}",
            f"The name ends in .{ending}, but the content is {found or 'unknown'}. Refused. {_ASK_AGAIN[1]}",
        )
    if found in _FORMATS:
        return Clean(_picture(content, _FORMATS[found]), "jpg")
    if ending == "pdf":
        return Clean(_pdf(content), "pdf")
    _package(content, ending)
    return Clean(content, ending)


def _wrong(code: str, zh: str, en: str) -> Invalid:
    return Invalid(f"upload_{code}", zh, en, detail={"file": f"{zh} {en}"})


def _broken(kind: str) -> Invalid:
    return _wrong(
        "broken",
        f"文件不是完整的{kind}，无法打开。请确认能正常打开后重新上传。",
        f"The file is no whole {kind} and cannot be opened. See that it opens, then upload it again.",
    )


def _picture(content: bytes, form: str) -> bytes:
    """The picture as JPEG, upright, on white, without EXIF (place, device, time)."""
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise _wrong(
                    "too_many_pixels",
                    "图片尺寸过大，请缩小后上传。",
                    "The picture has too many pixels. Make it smaller and upload it again.",
                )
            upright = ImageOps.exif_transpose(image)
            if "A" in upright.getbands() or "transparency" in upright.info:
                seen = upright.convert("RGBA")
                upright = Image.new("RGB", seen.size, "white")
                upright.paste(seen, mask=seen.getchannel("A"))
            out = io.BytesIO()
            Image.Image.save(upright.convert("RGB"), out, "JPEG", quality=88, exif=b"")
            return out.getvalue()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise _broken("图片(picture)") from error


def _pdf(content: bytes) -> bytes:
    """The PDF without what acts by itself; unchanged where there is nothing of it."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if len(pdf.pages) == 0:
                raise _broken("PDF")
            signed = _is_signed(pdf)
            if not _strip(pdf):
                return content
            if signed:
                raise _wrong(
                    "signed_active",
                    "该 PDF 已签名，但含有脚本或附件，无法安全保存。请提供不含脚本和附件的版本。",
                    "This signed PDF holds scripts or attachments. Give a version without them.",
                )
            out = io.BytesIO()
            pdf.save(out)
            return out.getvalue()
    except pikepdf.PasswordError as error:
        raise _wrong(
            "encrypted",
            "PDF 设有密码，请取消密码后上传。",
            "The PDF has a password. Remove it and upload again.",
        ) from error
    except pikepdf.PdfError as error:
        raise _broken("PDF") from error


def _is_signed(pdf: pikepdf.Pdf) -> bool:
    return any(
        isinstance(found, pikepdf.Dictionary) and "/ByteRange" in found and "/Contents" in found
        for found in pdf.objects
    )


_ACTIVE_KEYS = (
    "/OpenAction", "/AA", "/JS", "/JavaScript", "/EmbeddedFiles", "/AF", "/EF", "/XFA", "/RichMediaContent",
)  # fmt: skip
_ACTIVE_ACTIONS = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/RichMediaExecute")


def _strip(pdf: pikepdf.Pdf) -> bool:
    """Take out scripts, launch actions and embedded files, wherever they hang. Returns whether there were any.

    A plain jump to a page is an OpenAction too and stays.
    """
    found = False
    waiting: list[pikepdf.Object] = [*pdf.objects, pdf.trailer]
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Array):
            waiting += [item for item in part if _is_direct(item)]
            continue
        if not isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            continue
        for key in list(part.keys()):
            value = part[key]
            jump = key == "/OpenAction" and (isinstance(value, pikepdf.Array) or _name(value, "/S") == "/GoTo")
            if key in _ACTIVE_KEYS and not jump:
                del part[key]
                found = True
            elif key == "/S" and isinstance(value, pikepdf.Name) and str(value) in _ACTIVE_ACTIONS:
                part[key] = pikepdf.Name("/Removed")
                found = True
            elif _is_direct(value):
                waiting.append(value)
    return found


def _is_direct(value: object) -> bool:
    """A nested array or dictionary that is no object of its own; those come by themselves."""
    return isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not value.is_indirect


def _name(value: object, key: str) -> str:
    return str(value[key]) if isinstance(value, pikepdf.Dictionary) and key in value else ""


def _package(content: bytes, kind: str) -> None:
    """Check a zip-based document: whole, of its kind, not swollen, without macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST_UNPACKED:
                raise _wrong("swollen", "文件展开后过大，已拒绝。", "The file unpacks to too much. Refused.")
            names = {part.filename for part in parts}
            if _HEART[kind] not in names or (kind != "ofd" and "[Content_Types].xml" not in names):
                raise _broken(kind)
            if any("vbaproject" in name.lower() or "activex" in name.lower() for name in names):
                raise _wrong("macros", f"文件含有宏，已拒绝。{_ASK_AGAIN[0]}", f"The file has macros. {_ASK_AGAIN[1]}")
            if any(part.flag_bits & 0x1 for part in parts):
                raise _wrong("encrypted", "文件设有密码，请取消后上传。", "The file has a password. Remove it first.")
            if package.testzip() is not None:
                raise _broken(kind)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise _broken(kind) from error
