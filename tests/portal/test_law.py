"""Articles read as law writes them, and rows of our own documents are not shown to people."""

import pytest
from django.utils import translation

from zhenzhi.ui.law import cited


@pytest.mark.parametrize(
    ("basis", "told"),
    [
        ("行政许可法 32(1)(4)", "行政许可法第三十二条第一款第（四）项"),
        ("行政许可法 38(2)", "行政许可法第三十八条第二款"),
        ("行政处罚法 26;T57", "行政处罚法第二十六条"),
        ("国务院令第716号 9", "国务院令第716号第九条"),
        ("行政许可法 38;GB/T 9704", "行政许可法第三十八条；GB/T 9704"),
        ("首问负责制 T50", "首问负责制"),
        ("国办发〔2019〕51号", "国办发〔2019〕51号"),
        ("《居住证暂行条例》第九条", "《居住证暂行条例》第九条"),
        ("公务员法 76(T40)", "公务员法第七十六条"),
        ("T15;T16", ""),
        ("DESIGN 6", ""),
        ("-", ""),
    ],
)
def test_a_basis_reads_as_law_writes_it(basis: str, told: str) -> None:
    assert cited(basis) == told


def test_in_english_the_article_follows_the_law() -> None:
    with translation.override("en"):
        assert cited("行政许可法 32(1)(4);T51") == "行政许可法 art. 32(1)(4)"
