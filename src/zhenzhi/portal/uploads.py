"""Files that people hand in (上传文件): three kinds, known by their content, bounded, kept under their digest."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import filetype
import pikepdf
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image

from zhenzhi.kernel import files

LARGEST = 10 * 1024 * 1024
"""Bytes a file may have."""
KINDS = ("pdf", "jpg", "png")
TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was checked and kept: its SHA-256 in hex, its kind by content, the name it came with."""

    digest: str
    kind: str
    name: str


def kind_of(content: bytes) -> str:
    """Kind of a file by its content; empty unless it is one of ours and opens as what it claims to be."""
    guess = filetype.guess_extension(content) or ""
    if guess not in KINDS:
        return ""
    try:
        if guess == "pdf":
            pikepdf.open(BytesIO(content)).close()
        else:
            Image.open(BytesIO(content), formats=("JPEG", "PNG")).verify()
    except Exception:  # any parser may break on a hostile file; the answer is the same: not taken
        return ""
    return str(guess)


class PaperField(forms.FileField):
    """A PDF or picture; its clean value is what was kept."""

    widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        file: Any = super().clean(data, initial)
        if not file:
            return None
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("文件超过10MB，请压缩后再传。"))
        content = file.read()
        kind = kind_of(content)
        if not kind:
            raise forms.ValidationError(_("只收PDF、JPG和PNG文件，且文件须能正常打开。请换一个文件。"))
        return Kept(files.keep(settings.FILES, content), kind, (file.name or "")[-200:])
