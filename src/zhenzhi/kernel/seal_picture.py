"""The picture of an electronic seal (电子印章图形) as a vector SVG: ring, star, name on an arc, line below.

Glyphs are drawn from font outlines, so the picture needs no font later. Sizes and words are data of the
seal; which shape and size an organ may use is the operator's knowledge, not code (LAW 8.2). A seal of a test
authority carries 测试章 无法律效力 under its star.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.misc.transform import Transform
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from zhenzhi.kernel.render import MissingGlyphs

TEST_WORDS = "测试章　无法律效力"


@dataclass(frozen=True)
class SealDesign:
    """One round seal. Millimetres and degrees throughout.

    `name`: the organ's name, on the upper arc. `line`: a straight line below, such as 行政许可专用章, or
    None. `arc`: the widest angle the name may take. `star`: radius of the star's points. `test`: print the
    test words.
    """

    name: str
    line: str | None = None
    diameter: float = 42.0
    ring: float = 1.2
    star: float = 6.8
    arc: float = 240.0
    name_height: float = 6.0
    line_height: float = 3.6
    colour: str = "#d7000f"
    test: bool = False


@lru_cache(maxsize=256)
def seal_svg(design: SealDesign, font: Path) -> str:
    """The SVG text of the seal, drawn with the outlines of `font` (a font file, 宋体 by custom).

    Black print stays readable under it (multiply blend). Raises MissingGlyphs when the font lacks a
    character.
    """
    with TTFont(font, lazy=True) as opened:
        return _picture(design, _Outlines(opened))


def _picture(design: SealDesign, pen: "_Outlines") -> str:
    words = design.name + (design.line or "") + (TEST_WORDS if design.test else "")
    pen.require(words.replace("　", ""))
    half = design.diameter / 2
    paths = [_star(design.star), _on_arc(pen, design, half)]
    if design.line:
        paths.append(_straight(pen, design.line, y=0.60 * half, height=design.line_height, widest=1.3 * half))
    if design.test:
        paths.append(_straight(pen, TEST_WORDS, y=0.435 * half, height=2.1, widest=1.1 * half))
    size = f"{design.diameter:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}mm" height="{size}mm" '
        f'viewBox="{-half:g} {-half:g} {size} {size}">'
        f'<g style="mix-blend-mode:multiply" fill="{design.colour}">'
        f'<circle r="{half - design.ring / 2:.3f}" fill="none" stroke="{design.colour}" '
        f'stroke-width="{design.ring:g}"/>'
        f'<path stroke="{design.colour}" stroke-width="0.1" d="{"".join(paths)}"/></g></svg>'
    )


class _Outlines:
    """Glyph outlines of one font, each placed with its ideographic square's middle at the origin."""

    def __init__(self, font: TTFont) -> None:
        self._glyphs = font.getGlyphSet()
        self._cmap: dict[int, str] = font.getBestCmap()
        self._em: float = font["head"].unitsPerEm

    def require(self, text: Iterable[str]) -> None:
        missing = {c for c in text if ord(c) not in self._cmap}
        if missing:
            raise MissingGlyphs(missing)

    def draw(self, char: str, place: Transform) -> str:
        """Path data of one character; `place` maps an em square of side 1, y downwards, to the seal."""
        if char == "　":
            return ""
        pen = SVGPathPen(self._glyphs, ntos=lambda v: f"{v:.3f}".rstrip("0").rstrip("."))
        unit = 1 / self._em
        to_middle = Transform(unit, 0, 0, -unit, -0.5, 0.38)
        self._glyphs[self._cmap[ord(char)]].draw(TransformPen(pen, place.transform(to_middle)))
        return str(pen.getCommands())


def _on_arc(pen: _Outlines, design: SealDesign, half: float) -> str:
    """The name from left to right over the top, feet to the middle; long names are set narrower."""
    count = len(design.name)
    middle = half - design.ring - 1.0 - design.name_height / 2
    step = min(design.arc / max(count - 1, 1), 30.0)
    room = math.radians(step) * (middle - design.name_height / 2)
    width = min(design.name_height * 0.8, room * 0.98)
    drawn = []
    for i, char in enumerate(design.name):
        angle = math.radians((i - (count - 1) / 2) * step)
        place = Transform().rotate(angle).translate(0, -middle).scale(width, design.name_height)
        drawn.append(pen.draw(char, place))
    return "".join(drawn)


def _straight(pen: _Outlines, text: str, *, y: float, height: float, widest: float) -> str:
    pitch = min(height * 0.95, widest / len(text))
    first = -pitch * (len(text) - 1) / 2
    return "".join(
        pen.draw(c, Transform().translate(first + i * pitch, y).scale(min(pitch * 0.98, height), height))
        for i, c in enumerate(text)
    )


def _star(radius: float) -> str:
    """A five-pointed star, one point up."""
    inner = radius * math.sin(math.radians(18)) / math.sin(math.radians(54))
    points = []
    for i in range(10):
        r, a = (radius if i % 2 == 0 else inner), math.radians(36 * i)
        points.append(f"{r * math.sin(a):.3f},{-r * math.cos(a):.3f}")
    return "M" + "L".join(points) + "Z"
