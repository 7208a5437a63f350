"""Every text of the pages has an English form; a new one without a translation fails here (DESIGN 1)."""

import gettext
import re
from pathlib import Path

import pytest

import zhenzhi

BASE = Path(zhenzhi.__file__).parent
FACES = ("ui", "portal", "desk", "opendata", "cockpit")
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
    for file in _files("*.html"):
        content = file.read_text(encoding="utf-8")
        found |= {one or other for one, other in _TAG.findall(content)}
        found |= {_block(one) for one, _ in _BLOCK.findall(content)}
    for file in _files("*.py"):
        found |= set(_CALL.findall(file.read_text(encoding="utf-8")))
    return sorted(found)


def _files(pattern: str) -> list[Path]:
    return [file for face in FACES for file in (BASE / face).rglob(pattern)]


def _source(face: str) -> Path:
    return BASE / face / "locale" / "en" / "LC_MESSAGES" / "django.po"


def _compiled(face: str) -> gettext.GNUTranslations:
    with _source(face).with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def _catalogue() -> gettext.GNUTranslations:
    """All faces' catalogues as one, as Django reads them."""
    whole = _compiled(FACES[0])
    for face in FACES[1:]:
        whole._catalog.update(_compiled(face)._catalog)  # type: ignore[attr-defined]
    return whole


@pytest.mark.parametrize("text", texts())
def test_every_text_has_english(text: str) -> None:
    found = _catalogue()
    english = found.ngettext(text, text, 1) if "%(n)s" in text else found.gettext(text)
    english = found.gettext(text) if english == text else english
    assert english != text
    assert not _CHINESE.search(english)
    assert sorted(re.findall(r"%\(\w+\)\S*?[sdf]", text)) == sorted(re.findall(r"%\(\w+\)\S*?[sdf]", english))


def test_no_chinese_stands_outside_a_translation() -> None:
    for file in _files("*.html"):
        bare = re.sub(
            r"\{[%#].*?[%#]\}|\{\{.*?\}\}", "", _BLOCK.sub("", file.read_text(encoding="utf-8")), flags=re.DOTALL
        )
        left = set(re.findall(r"[^\x00-\x7f]*[\u4e00-\u9fff][^\x00-\x7f]*", bare)) - {"中文"}
        assert not left, f"{file.name}: {left}"


@pytest.mark.parametrize("face", FACES)
def test_the_compiled_catalogue_is_that_of_the_source(face: str) -> None:
    """Whoever edits django.po runs `msgfmt -o django.mo django.po`."""
    ids = re.findall(r'^msgid "(.+)"$', _source(face).read_text(encoding="utf-8"), re.MULTILINE)
    assert len(ids) == len(set(ids))
    keys = {key[0] if isinstance(key, tuple) else key for key in _compiled(face)._catalog if key}  # type: ignore[attr-defined]
    assert set(ids) == {key.replace('"', '\\"') for key in keys}
