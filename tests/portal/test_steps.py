"""The way of a matter is drawn from the flow table itself."""

import pytest

from zhenzhi.ui import steps, words


@pytest.mark.parametrize(
    ("stage", "way"),
    [
        ("submitted", ["accepted", "reviewed", "granted", "delivered"]),
        ("correcting", ["submitted", "accepted", "reviewed", "granted", "delivered"]),
        ("denied", ["delivered"]),
        ("delivered", []),
        ("withdrawn", []),
    ],
)
def test_the_way_ahead(stage: str, way: list[str]) -> None:
    assert steps.ahead(stage) == way


def test_every_stage_of_the_flow_has_a_word() -> None:
    edges = steps._edges()
    assert {*edges, *(end for ends in edges.values() for end in ends)} <= set(words.STAGES)


@pytest.mark.parametrize(
    ("text", "half"),
    [("请填写。 Enter it.", "请填写。"), ("Only English.", "Only English."), ("只有中文。", "只有中文。")],
)
def test_of_a_text_in_both_languages_the_page_shows_its_own(text: str, half: str) -> None:
    assert words.either(text) == half
