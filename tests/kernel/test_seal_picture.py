"""The seal's picture: vector only, its words as asked, the test words where they must stand."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from zhenzhi.kernel.render import MissingGlyphs, load_fonts
from zhenzhi.kernel.seal_picture import SealDesign, seal_svg

SERIF = next(f for f in load_fonts().files if "Serif" in f.name)
PLAIN = SealDesign("青石镇人民政府")


def outlines(design: SealDesign, font: Path = SERIF) -> int:
    """How many closed outlines the picture draws."""
    path = ET.fromstring(seal_svg(design, font)).find(".//{*}path")
    assert path is not None
    return path.attrib["d"].count("M")


def test_seal_is_vector_without_text_or_image() -> None:
    tags = {element.tag.split("}")[1] for element in ET.fromstring(seal_svg(PLAIN, SERIF)).iter()}
    assert tags == {"svg", "g", "circle", "path"}


def test_size_is_the_design_s_own() -> None:
    root = ET.fromstring(seal_svg(replace(PLAIN, diameter=38.0), SERIF))
    assert (root.attrib["width"], root.attrib["viewBox"]) == ("38mm", "-19 -19 38 38")


def test_line_and_test_words_add_outlines() -> None:
    line = replace(PLAIN, line="行政许可专用章")
    assert outlines(PLAIN) < outlines(line) < outlines(replace(line, test=True))


def test_test_words_change_nothing_else() -> None:
    assert seal_svg(replace(PLAIN, test=True), SERIF) != seal_svg(PLAIN, SERIF)
    assert outlines(replace(PLAIN, test=True)) - outlines(PLAIN) == outlines(
        replace(PLAIN, name="石", test=True)
    ) - outlines(replace(PLAIN, name="石"))


@pytest.mark.parametrize("name", ["石", "䶮水村㛃坊", "云溪县青石镇人民政府综合行政执法局城镇建设管理分局"])
def test_every_point_stays_inside_the_ring(name: str) -> None:
    """Short, rare and very long names: no outline crosses the ring."""
    design = replace(PLAIN, name=name, line="行政许可专用章", test=True)
    path = ET.fromstring(seal_svg(design, SERIF)).find(".//{*}path")
    assert path is not None
    pairs = [p.split(",") for p in path.attrib["d"].replace("Z", "L").replace("M", "L").split("L") if "C" not in p]
    radii = [(float(x) ** 2 + float(y) ** 2) ** 0.5 for x, y in (p for p in pairs if len(p) == 2)]
    assert radii
    assert max(radii) < design.diameter / 2 - design.ring


def test_missing_character_is_named() -> None:
    with pytest.raises(MissingGlyphs) as refused:
        seal_svg(replace(PLAIN, name="青石\U0001f600镇"), SERIF)
    assert refused.value.characters == ("\U0001f600",)
