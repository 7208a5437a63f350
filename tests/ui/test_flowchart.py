"""The flow is drawn from the table of moves: nothing is left out, nothing is there that the table lacks."""

import re
from xml.etree import ElementTree

import pytest

from tests import world
from zhenzhi.services.models import Application
from zhenzhi.ui import flowchart, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
NARROWEST = 52
"""Half-width columns that a line may have so that it stays inside the drawing."""


def _matter(stage: str) -> Application:
    return Application(item=world.item(), stage=stage)


def test_the_main_way_and_every_way_out_of_it_stand_in_the_drawing() -> None:
    way = list(flowchart.stations(world.item()))
    assert [one.stage for one in way] == ["submitted", "accepted", "reviewed", "granted", "delivered"]
    told = {exit_.name for one in way for exit_ in one.exits}
    ends = ("not_needed", "not_accepted", "correcting", "withdrawn", "denied")
    assert told >= {words.act_label(f"services.{act}") for act in ("not_accept", "ask_correction", "withdraw", "deny")}
    assert all(words.stage(end) in flowchart.of_item(world.item()) for end in ends)


def test_limits_come_from_the_item_and_the_register() -> None:
    drawn = flowchart.of_item(world.item())
    assert "10个工作日" in drawn
    assert "20个工作日" in drawn
    assert "行政许可法第三十二条第一款第（五）项" in drawn


@pytest.mark.parametrize("stage", ["submitted", "accepted", "granted", "denied", "delivered"])
def test_the_stage_of_a_matter_is_marked_once(stage: str) -> None:
    drawn = flowchart.of_matter(_matter(stage))
    assert drawn.count("box run now") == 1
    assert drawn.count("现在在这里") == 2, "in the drawing and in words"


def test_a_matter_that_left_the_main_way_has_no_stage_marked() -> None:
    assert "box run now" not in flowchart.of_matter(_matter("withdrawn"))


def test_the_drawing_is_sound_and_nothing_reaches_beyond_it() -> None:
    svg = re.search(r"<svg.*?</svg>", flowchart.of_item(world.item()), re.DOTALL)
    assert svg
    root = ElementTree.fromstring(svg[0])
    height = int(root.attrib["height"])
    for text in root.iter("text"):
        assert int(text.attrib["y"]) < height
        assert len(flowchart.wrapped(text.text or "", NARROWEST)) <= 1
    for box in root.iter("rect"):
        assert int(box.attrib["x"]) + int(box.attrib["width"]) <= flowchart.WIDTH


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("受理通知书", 4, ["受理", "通知", "书"]), ("notify the applicant", 10, ["notify the", "applicant"]),
        ("a" * 30, 10, ["a" * 30]), ("", 10, []),
    ],
)  # fmt: skip
def test_lines_break_between_characters_and_between_words(text: str, columns: int, lines: list[str]) -> None:
    assert flowchart.wrapped(text, columns) == lines
