"""Help where the work is (本页帮助): short texts by page, Chinese and English, from each face's `help.toml`.

A section is a page: `zh` and `en` are lists of lines, one for one; `title_zh` and `title_en` name it in the overview.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import TypedDict, cast

from django.apps import apps


class Page(TypedDict, total=False):
    """Help of one page, as its section holds it."""

    title_zh: str
    title_en: str
    zh: list[str]
    en: list[str]


class Told(TypedDict):
    """Help of one page in one language."""

    title: str
    lines: list[str]


Texts = dict[str, Page]


@cache
def of(face: str) -> Texts:
    """One face's help by page name; empty where it has no file."""
    file = Path(apps.get_app_config(face).path) / "help.toml"
    return cast(Texts, tomllib.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


@cache
def texts() -> Texts:
    """All pages' help, by page name."""
    found: Texts = {}
    for app in apps.get_app_configs():
        if app.name.startswith("zhenzhi."):
            found |= of(app.label)
    return found


def pages(face: str, language: str) -> list[Told]:
    """One face's help in one language (zh, en), in the order of the file; pages without a title are left out."""
    english = language == "en"
    return [
        Told(title=page["title_en" if english else "title_zh"], lines=page["en" if english else "zh"])
        for page in of(face).values()
        if "title_zh" in page
    ]
