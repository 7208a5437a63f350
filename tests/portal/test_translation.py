"""Every text of the pages has an English form; a new one without a translation fails here (DESIGN 1)."""

import gettext
import re
from pathlib import Path

import pytest

import zhenzhi.portal

BASE = Path(zhenzhi.portal.__file__).parent
CATALOGUE = BASE / "locale" / "en" / "LC_MESSAGES" / "django"
_TAG = re.compile(r"""\{% translate (?:"([^"]*)"|'([^']*)')""")
_BLOCK = re.compile(r"\{% blocktranslate[^%]*%\}(.*?)(?:\{% plural %\}(.*?))?\{% endblocktranslate %\}", re.DOTALL)
_CALL = re.compile(r"""\b_\(\s*"([^"]*)"\s*\)""")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _block(text: str) -> str:
    """As Django turns a block into a message."""
    return re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", text.replace("%", "%%"))


def texts() -> list[str]:
    """Every text marked for translation in the pages and their code."""
    found: set[str] = set()
    for file in BASE.rglob("*.html"):
        content = file.read_text(encoding="utf-8")
        found |= {one or other for one, other in _TAG.findall(content)}
        found |= {_block(one) for one, _ in _BLOCK.findall(content)}
    for file in BASE.rglob("*.py"):
        found |= set(_CALL.findall(file.read_text(encoding="utf-8")))
    return sorted(found)


def _catalogue() -> gettext.GNUTranslations:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)


@pytest.mark.parametrize("text", texts())
def test_every_text_has_english(text: str) -> None:
    found = _catalogue()
    english = found.ngettext(text, text, 1) if "%(n)s" in text else found.gettext(text)
    english = found.gettext(text) if english == text else english
    assert english != text
    assert not _CHINESE.search(english)
    assert sorted(re.findall(r"%\(\w+\)\S*?[sdf]", text)) == sorted(re.findall(r"%\(\w+\)\S*?[sdf]", english))


def test_no_chinese_stands_outside_a_translation() -> None:
    for file in BASE.rglob("*.html"):
        bare = re.sub(
            r"\{[%#].*?[%#]\}|\{\{.*?\}\}", "", _BLOCK.sub("", file.read_text(encoding="utf-8")), flags=re.DOTALL
        )
        left = set(re.findall(r"[^\x00-\x7f]*[\u4e00-\u9fff][^\x00-\x7f]*", bare)) - {"中文"}
        assert not left, f"{file.name}: {left}"


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    """Whoever edits django.po runs `msgfmt -o django.mo django.po`."""
    source = CATALOGUE.with_suffix(".po").read_text(encoding="utf-8")
    ids = set(re.findall(r'^msgid "(.+)"$', source, re.MULTILINE))
    compiled = {key[0] if isinstance(key, tuple) else key for key in _catalogue()._catalog if key}  # type: ignore[attr-defined]
    assert ids == {key.replace('"', '\\"') for key in compiled}
