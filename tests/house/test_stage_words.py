"""Every stage of every flow has words in Chinese and English; no page or message shows a code."""

import re

import pytest

from zhenzhi.kernel.registry import REGISTRY, Spec

ACTS = [spec for spec in REGISTRY.values() if spec.kind == "act"]


@pytest.mark.parametrize("spec", ACTS, ids=lambda spec: spec.name)
def test_the_stages_of_an_act_have_words(spec: Spec) -> None:
    for stage in {*spec.move.start, spec.move.end} - {None}:
        zh, en = spec.subject.STAGES[str(stage)]
        assert re.search(r"[\u4e00-\u9fff]", zh)
        assert en.isascii()
        assert en[0].isupper()
    assert re.search(r"[\u4e00-\u9fff]", spec.zh)
    assert ":" not in spec.zh
    assert spec.en.isascii()
