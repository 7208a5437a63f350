"""Help where the work is (本页帮助): short texts by page, Chinese and English, from each face's `help.toml`."""

import tomllib
from functools import cache
from pathlib import Path

from django.apps import apps

Texts = dict[str, dict[str, list[str]]]


@cache
def texts() -> Texts:
    """All pages' help, by page name: `title` and `text`, each with `zh` and `en`."""
    found: Texts = {}
    for app in apps.get_app_configs():
        file = Path(app.path) / "help.toml"
        if app.name.startswith("zhenzhi.") and file.exists():
            found |= tomllib.loads(file.read_text(encoding="utf-8"))
    return found
