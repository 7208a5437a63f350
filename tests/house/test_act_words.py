"""What people press (行为名称): every act has a good short label in Chinese and in English, and no two are the same."""

from collections import Counter

import pytest

from zhenzhi.kernel.registry import REGISTRY, Spec


@pytest.mark.parametrize("spec", REGISTRY.values(), ids=lambda spec: spec.name)
def test_an_act_has_a_label_in_both_languages(spec: Spec) -> None:
    assert spec.en.isascii()
    assert spec.en[0].isupper()
    assert 4 <= len(spec.en) <= 40
    assert not set(spec.en) & set("()_:")
    assert not set(spec.zh) & set("():： ")


def test_no_two_acts_of_a_capability_have_the_same_label() -> None:
    for language in ("zh", "en"):
        labels = Counter((spec.name.split(".")[0], getattr(spec, language)) for spec in REGISTRY.values())
        assert [label for label, times in labels.items() if times > 1] == []
