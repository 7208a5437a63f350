"""Papers (文书) from Typst templates: PDF/A-2a and PDF/UA-1, the same bytes for the same input.

The data of a paper goes in as JSON, so whatever a resident writes stays text. Fonts come from a wheel and
from an optional folder of the operator, never from the machine. Typst says nothing about a missing glyph, so
every string is checked before compiling: a paper with a hole in somebody's name must not be issued (LAW
8.1).
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib import resources
from io import BytesIO
from pathlib import Path

import pikepdf
import segno
import typst
from fontTools.ttLib import TTFont

PACKAGE = Path(__file__).resolve().parents[1]
SEAL_LABEL = "<seal-at>"
# Lines on a page: 22 by GB/T 9704 5.2.4. Where only the end of a paper runs over to a second page, the standard has the
# lines set closer (7.3.5.4) so that text and seal stand together.
LINES = (22, 23, 24, 25)
_OVERFLOW = 2
POINTS_PER_MM = 72 / 25.4

# The faces of GB/T 9704 and the words by which an operator's own font is recognised as one of them.
FACES: dict[str, tuple[str, ...]] = {
    "title": ("小标宋", "xiaobiaosong"),
    "fang": ("仿宋", "fangsong", "fandolfang"),
    "kai": ("楷", "kai"),
    "hei": ("黑体", "heiti", "simhei", "fandolhei"),
    "song": ("宋体", "simsun", "fandolsong"),
}
FLOOR = {"title": "Noto Serif SC", "fang": "Noto Serif SC", "kai": "Noto Serif SC",
         "hei": "Noto Sans SC", "song": "Noto Serif SC"}  # fmt: skip


class PaperError(Exception):
    """A paper cannot be made. `zh` and `en` say why and what to do next."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en


class MissingGlyphs(PaperError):
    """The installed fonts have no shape for some characters (缺字)."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(sorted(characters))
        named = "、".join(f"{c if c.isprintable() else ''}(U+{ord(c):04X})" for c in self.characters)
        super().__init__(
            f"文书中有字库没有的字符：{named}。请更正该字，或请管理员在字体目录中安装含有此字的字体后重试。",
            f"The fonts lack these characters: {named}. Correct the text, or have the operator add a "
            "font that holds them to the font folder, then try again.",
        )


class TemplateFault(PaperError):
    """The template did not compile, or warned: a fault of the template or of the shape of its data."""

    def __init__(self, template: str, detail: str) -> None:
        super().__init__(
            f"文书模板“{template}”生成失败：{detail}。请将此信息转告系统管理员。",
            f"The paper template “{template}” failed: {detail}. Pass this message to the administrator.",
        )


@dataclass(frozen=True)
class Position:
    """Where the middle of the seal goes: page from 1, points from the lower left corner (PDF coordinates)."""

    page: int
    x: float
    y: float


@dataclass(frozen=True)
class Rendered:
    """A finished, unsigned paper. `sha256` is of the bytes in hexadecimal; `seal_at` is None for a paper
    without a seal."""

    pdf: bytes
    sha256: str
    seal_at: Position | None
    pages: int


@dataclass(frozen=True, eq=False)
class FontSet:
    """The loaded fonts: the operator's first, then the floor that comes by wheel."""

    fonts: typst.Fonts
    coverage: frozenset[int]
    chains: Mapping[str, Sequence[str]]
    files: tuple[Path, ...]

    def missing_glyphs(self, text: str) -> set[str]:
        """Characters of the text without a shape. Line feeds are layout; other control and invisible format
        characters count as missing, since they can hide or turn text round."""
        return {
            c
            for c in set(text) - {"\n"}
            if ord(c) not in self.coverage or unicodedata.category(c) in {"Cc", "Cf", "Co", "Cs"}
        }


@lru_cache(maxsize=4)
def load_fonts(folder: Path | None = None) -> FontSet:
    """The wheel's fonts and, before them in every chain, those in the operator's folder (字体目录).

    Raises PaperError when the folder does not exist.
    """
    if folder is not None and not folder.is_dir():
        raise PaperError(
            f"字体目录“{folder}”不存在，请检查系统设置。",
            f"The font folder “{folder}” does not exist; check the settings.",
        )
    floor = Path(str(resources.files("pylopdf_fonts_zh_cn")))
    folders = [floor] if folder is None else [folder, floor]
    loaded = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(f) for f in folders])
    # Only faces that Typst took count: a file it passed over would promise glyphs that never appear.
    faces = [(face.family, Path(face.path), face.index) for face in loaded.fonts() if face.path]
    coverage = frozenset().union(*(_code_points(path, index) for _, path, index in faces))
    own = sorted({family for family, path, _ in faces if folder is not None and path.is_relative_to(folder)})
    chains = {
        face: [*(family for family in own if _is_face(family, words)), FLOOR[face]] for face, words in FACES.items()
    }
    return FontSet(loaded, coverage, chains, tuple(sorted({path for _, path, _ in faces})))


def _code_points(file: Path, index: int) -> frozenset[int]:
    with TTFont(file, fontNumber=index, lazy=True) as face:
        return frozenset(face.getBestCmap() or ())


def _is_face(family: str, words: tuple[str, ...]) -> bool:
    plain = family.lower().replace(" ", "")
    return any(w in plain for w in words)


def missing_glyphs(text: str, fonts: FontSet | None = None) -> set[str]:
    """As `FontSet.missing_glyphs`; forms call it at intake, so that a bad character is refused early."""
    return (fonts or load_fonts()).missing_glyphs(text)


def qr_svg(content: str) -> str:
    """A QR code (二维码) as an SVG string, error correction M, with the quiet zone of four modules."""
    out = BytesIO()
    # Any mask can be read; trying all eight for the prettiest costs more than the rest of the code.
    segno.make(content, error="m", micro=False, mask=3).save(out, kind="svg", border=4, xmldecl=False, svgns=True)
    return out.getvalue().decode("utf-8")


def render(template: Path | str, data: Mapping[str, object], *, timestamp: datetime, fonts: FontSet) -> Rendered:
    """Render one paper.

    `template`: a path inside the package ("services/papers/receipt.typ") or an absolute path (a profile's
    own). `timestamp`: the aware instant written into the file; equal input and timestamp give equal bytes.
    Raises MissingGlyphs before compiling, TemplateFault for errors and warnings of Typst, ValueError for a
    naive timestamp.
    """
    if timestamp.tzinfo is None:
        raise ValueError("A paper is stamped with an aware instant.")
    path = PACKAGE / template
    missing = fonts.missing_glyphs("".join(set().union(*map(set, _strings(data)))))
    if missing:
        raise MissingGlyphs(missing)
    told = {
        "data": json.dumps(data, ensure_ascii=False, sort_keys=True),
        "chains": json.dumps(fonts.chains, ensure_ascii=False, sort_keys=True),
    }
    made = _compile(path, told | {"lines": str(LINES[0])}, timestamp, fonts)
    if made.pages == _OVERFLOW:
        for lines in LINES[1:]:
            tighter = _compile(path, told | {"lines": str(lines)}, timestamp, fonts)
            if tighter.pages < made.pages:
                return tighter
    return made


def _compile(path: Path, told: dict[str, str], timestamp: datetime, fonts: FontSet) -> Rendered:
    source = path.read_bytes()
    compiler = typst.Compiler(
        source, root=str(PACKAGE), font_paths=fonts.fonts, ignore_system_fonts=True, sys_inputs=told
    )
    try:
        # typst 0.15.2 forgets an input given from memory after one use, so it is handed over again.
        marks = json.loads(compiler.query(SEAL_LABEL, field="value"))
        pdf, warnings = compiler.compile_with_warnings(
            source, format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=int(timestamp.timestamp())
        )
    except RuntimeError as fault:  # TypstError, and the plain RuntimeError of query
        raise TemplateFault(path.name, str(fault)) from fault
    if warnings:
        raise TemplateFault(path.name, "; ".join(w.message for w in warnings))
    if len(marks) > 1:
        raise TemplateFault(path.name, f"{len(marks)} seal marks, at most one is allowed")
    assert isinstance(pdf, bytes)
    with pikepdf.open(BytesIO(pdf)) as opened:
        heights = [float(page.mediabox[3]) for page in opened.pages]
    seal_at = _position(marks[0], heights) if marks else None
    return Rendered(pdf, hashlib.sha256(pdf).hexdigest(), seal_at, len(heights))


def _position(mark: Mapping[str, object], heights: list[float]) -> Position:
    """Typst counts from the top left in strings such as "123.4pt"; PDF counts from the lower left."""
    page = int(str(mark["page"]))
    x, y = (float(str(mark[axis]).removesuffix("pt")) for axis in ("x", "y"))
    return Position(page, x, heights[page - 1] - y)


def _strings(value: object) -> Iterator[str]:
    """Every string inside JSON data. Keys are not printed, so they are not checked."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _strings(inner)
