"""Files that people hand in on pages (上传文件): judged and cleaned as everywhere, kept under their digest.

The digest comes from the content sent with this very form, so nobody can hand in a file they do not have.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings

from zhenzhi.kernel import files, uploads
from zhenzhi.kernel.problem import Invalid
from zhenzhi.ui import words


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was checked, cleaned and kept: its SHA-256 in hex, its kind by content, the name it came with."""

    digest: str
    kind: str
    name: str


class PaperField(forms.FileField):
    """A file of a kind that is taken (see `kernel.uploads`); its clean value is what was kept."""

    widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp,.bmp,.docx,.xlsx,.ofd"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        file: Any = super().clean(data, initial)
        if not file:
            return None
        name = file.name or ""
        try:
            # One byte more than is taken: enough to know that it is too much.
            clean = uploads.check(name, file.read(uploads.LARGEST + 1))
        except Invalid as problem:
            raise forms.ValidationError(words.pick(problem.zh, problem.en)) from problem
        return Kept(files.keep(settings.FILES, clean.content), clean.kind, name[-200:])
