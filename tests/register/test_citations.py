"""Citation cells as people write them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenzhi.register.citations import Citation, parse_citations

Place = tuple[str, int | str | None, int | None, int | None]


def places(cell: str, law: str = "") -> list[Place]:
    return [(c.law, c.article, c.paragraph, c.item) for c in parse_citations(cell, law).citations]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (
            "《中华人民共和国公路法》第四十四条第一款、第七十六条；《公路安全保护条例》(国务院令第593号)第27条",
            [
                ("中华人民共和国公路法", 44, 1, None),
                ("中华人民共和国公路法", 76, None, None),
                ("公路安全保护条例", 27, None, None),
            ],
        ),
        ("《刑法》第一百三十三条之一", [("刑法", "133之1", None, None)]),
        ("《公路法》第４４、７６条", [("公路法", 44, None, None), ("公路法", 76, None, None)]),
        ("《公路法》第44-46条", [("公路法", n, None, None) for n in (44, 45, 46)]),
        ("《公路法》第四十四条至第四十五条", [("公路法", n, None, None) for n in (44, 45)]),
        ("公路法第七十六条和水法第六十六条", [("公路法", 76, None, None), ("水法", 66, None, None)]),
        ("《水法》第三条第一款、第二款第一项", [("水法", 3, 1, None), ("水法", 3, 2, 1)]),
        ("《水法》第六十六条第（二）项、第（三）项", [("水法", 66, None, 2), ("水法", 66, None, 3)]),
        ("《水法》第六十六条第（二）、（三）项", [("水法", 66, None, 2), ("水法", 66, None, 3)]),
        ("《水法》第六十六条（二）", [("水法", 66, None, 2)]),
        ("《水法》第\n六十六\n条 规定", [("水法", 66, None, None)]),
        (
            "1.《水法》第三条：由《安全法》第九条处\n2、【法规】《公路法》第二条",
            [("水法", 3, None, None), ("公路法", 2, None, None)],
        ),
        ("《国务院关于修改〈水法〉的决定》第一条", [("国务院关于修改〈水法〉的决定", 1, None, None)]),
        ("《水法》", [("水法", None, None, None)]),
        ("", []),
    ],
)  # fmt: skip
def test_T02_readable_cells(cell: str, expected: list[Place]) -> None:
    parsed = parse_citations(cell)
    assert places(cell) == expected
    assert parsed.unreadable == ()


def test_articles_without_a_title_belong_to_the_law_of_the_row() -> None:
    assert places("第七十六条", "《公路法》") == [("公路法", 76, None, None)]


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        ("《水法》（2016年修正）第3条", 2016),
        ("《水法(2016修订)》第3条", 2016),
        ("《水法》(2016年7月2日修正)第三条", 2016),
        ("《河道条例》（1988年国务院令第3号）第3条", None),
        ("《水法》第3条", None),
    ],
)
def test_the_version_claimed(cell: str, year: int | None) -> None:
    (citation,) = parse_citations(cell).citations
    assert (citation.article, citation.year) == (3, year)


def test_quoted_words_stay_with_their_article() -> None:
    cell = "《水法》第三条：“水资源属于国家所有。”；《公路法》第二条：本法适用于公路。；《安全法》第一条"
    first, second, third = parse_citations(cell).citations
    assert (first.quote, third.quote) == ("水资源属于国家所有。", "")
    assert second.quote.startswith("本法适用于公路")
    assert (third.law, third.article) == ("安全法", 1)


@pytest.mark.parametrize("cell", ["详见附件", "《水法》第三条，另见附表", "第1-999条", "同上"])
def test_unreadable_parts_are_reported(cell: str) -> None:
    assert parse_citations(cell, "水法").unreadable


@pytest.mark.parametrize(
    ("cell", "internal"),
    [
        ("《关于加强收费管理的通知》（示政发〔2015〕3号）", True),
        ("示政发〔2015〕3号", True),
        ("《示例县停车管理办法》（示政办〔2019〕8号）", True),
        ("《示例县停车管理办法》（示例省人民政府令第8号）第3条", False),
        ("《水法》第3条", False),
    ],
)
def test_T03_red_header_papers(cell: str, internal: bool) -> None:
    (citation,) = parse_citations(cell).citations
    assert citation.internal_paper is internal


@pytest.mark.parametrize("part", ["1", "(1)", "一", "、1", "《", "《a》(", ":", "\n", "法", " ", "第1、"])
def test_long_nonsense_is_read_in_time(part: str) -> None:
    cell = part * (30_000 // len(part))
    start = time.process_time()
    parse_citations(cell)
    assert time.process_time() - start < 2


@given(st.text("《》第一二三十百条款项（）():：、；，。“”〔〕 0123456789水法令号年修正之至-\n", max_size=60))
def test_nothing_makes_the_reader_fail(cell: str) -> None:
    parsed = parse_citations(cell)
    assert all(isinstance(c, Citation) for c in parsed.citations)
    assert parse_citations(cell) == parsed
