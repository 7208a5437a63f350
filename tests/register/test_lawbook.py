"""The law book: titles, versions, repeals, articles."""

import hashlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenzhi.register.lawbook import LawBook, LawProblem, LawText, article_name
from zhenzhi.register.nearest import Nearest
from zhenzhi.register.numerals import amounts, chinese_number, number_of, yuan_in_fen

LAWS = Path(__file__).parent / "laws"


@pytest.fixture(scope="module")
def book() -> LawBook:
    return LawBook.read(LAWS)


def text_of(found: LawText | LawProblem) -> LawText:
    assert isinstance(found, LawText)
    return found


def problem_of(found: LawText | LawProblem) -> LawProblem:
    assert isinstance(found, LawProblem)
    return found


@pytest.mark.parametrize("title", ["示例法", "中华人民共和国示例法", "《示例法》", " 《中华人民共和国 示例法》"])
def test_short_and_full_titles_find_the_same_law(book: LawBook, title: str) -> None:
    law = text_of(book.find(title))
    assert (law.title, law.version, law.kind) == ("中华人民共和国示例法", date(2021, 5, 1), "法律")


def test_the_text_in_force_follows_the_day(book: LawBook) -> None:
    older = text_of(book.find("示例县市容管理条例", date(2023, 4, 30)))
    newer = text_of(book.find("示例县市容管理条例", date(2023, 5, 1)))
    assert (older.version, older.last_article) == (date(2018, 6, 1), 3)
    assert (newer.version, newer.last_article) == (date(2023, 3, 1), 5)
    assert text_of(book.find("示例县市容管理条例")) is newer
    assert book.versions("示例县市容管理条例") == [date(2018, 6, 1), date(2023, 3, 1)]


def test_an_amended_text_is_in_force_from_its_amendment(book: LawBook) -> None:
    assert text_of(book.find("示例法")).effective == date(2021, 5, 1)  # not 2015, as its last article says
    assert book.years("示例法") == {2015, 2021}


def test_a_text_not_held_for_that_day_is_told_apart_from_one_not_yet_in_force(book: LawBook) -> None:
    assert "最早的文本自2021-05-01" in problem_of(book.find("示例法", date(2018, 1, 1))).zh
    future = problem_of(book.find("示例县未来条例", date(2030, 5, 31)))
    assert (future.kind, "尚未生效" in future.zh) == ("law_unknown", True)
    assert text_of(book.find("示例县未来条例", date(2030, 6, 1))).kind == ""  # in no INDEX, found by its name


def test_a_repealed_law_names_the_successor_in_force(book: LawBook) -> None:
    chained = problem_of(book.find("示例县道路管理办法"))
    assert (chained.kind, chained.proposal) == ("law_repealed", "示例县市容管理条例")
    noted = problem_of(book.find("示例县广告管理条例", date(2023, 5, 1)))
    assert (noted.kind, noted.proposal) == ("law_repealed", "示例县市容管理条例")
    assert text_of(book.find("示例县广告管理条例", date(2023, 4, 30))).last_article == 2  # for cases of its time


def test_an_unknown_title_proposes_the_nearest(book: LawBook) -> None:
    found = problem_of(book.find("示例县市容管里条例"))
    assert (found.kind, found.proposal) == ("law_unknown", "示例县市容管理条例")
    assert problem_of(book.find("海洋倾倒")).proposal == ""
    assert problem_of(book.find("缺失的条例")).kind == "law_unknown"  # listed, but its file is absent


def test_articles_and_inserted_articles(book: LawBook) -> None:
    law = text_of(book.find("示例法"))
    assert list(law.articles) == [1, 2, 3, "3之1", 4]
    assert law.article(3) == "伪造测试结果的，处1万元以上5万元以下的罚款；情节严重的，处违法所得五倍以下罚款。"
    assert law.article("第三条之一") == law.article("3之1") == "拒绝监督检查的，处五千元罚款。"
    assert (law.article("第三条"), law.article(9), law.article("附件")) == (law.article(3), None, None)
    assert article_name("3之1") == "第三条之一"
    tidy = text_of(book.find("示例县市容管理条例")).article(3)
    assert tidy is not None
    assert tidy.count("\n") == 3
    assert "附则" not in tidy


def test_the_digest_is_that_of_the_file(book: LawBook) -> None:
    path = LAWS / "示例法(2021-05-01).md"
    assert text_of(book.find("示例法")).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_folder_needs_no_tables_but_bad_tables_are_refused(tmp_path: Path) -> None:
    name = "示例法(2021-05-01).md"
    (tmp_path / name).write_bytes((LAWS / name).read_bytes())
    assert LawBook.read(tmp_path).titles() == ["中华人民共和国示例法"]
    (tmp_path / "INDEX.csv").write_text("title\n示例法\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"INDEX\.csv"):
        LawBook.read(tmp_path)
    with pytest.raises(FileNotFoundError):
        LawBook.read(tmp_path / "none")


@given(st.integers(0, 9999))
def test_numerals_read_back(number: int) -> None:
    assert number_of(chinese_number(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一百二十三", 123),
        ("十", 10),
        ("一百零四", 104),
        ("二〇二一", 2021),
        ("１２", 12),
        ("二十万", 200_000),
        ("一万五千", 15_000),
        ("", None),
        ("甲", None),
        ("万", None),
        ("一万二万", None),
        ("9" * 5000, None),
    ],
)
def test_numbers(text: str, number: int | None) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("处五千元以上五万元以下的罚款", {5_000, 50_000}),
        ("处2万元以上5万元以下罚款", {20_000, 50_000}),
        ("处三万以上十万元以下罚款", {30_000, 100_000}),
        ("每平方米五百元以上1,000元以下", {500, 1_000}),
        ("处货值金额五倍以上十倍以下罚款，百分之二", set()),
        ("服务10万人，1.5万元", {15_000}),
    ],
)
def test_amounts_in_law(text: str, yuan: set[int]) -> None:
    assert amounts(text) == {value * 100 for value in yuan}


@pytest.mark.parametrize(
    ("text", "times", "fen"),
    [
        ("5000", 1, 500_000),
        ("5", 10_000, 5_000_000),
        ("5万元", 1, 5_000_000),
        ("1,000.50", 1, 100_050),
        ("五千元", 10_000, 500_000),
        ("0.001", 1, None),
        ("二倍", 1, None),
        ("9" * 5000, 1, None),
        ("", 1, None),
    ],
)
def test_one_amount(text: str, times: int, fen: int | None) -> None:
    assert yuan_in_fen(text, times=times) == fen


def test_nearest_name() -> None:
    names = Nearest(["示例县林业局", "示例县水利局", "示例县林业和草原局"])
    assert names.to("示例县林业厅") == "示例县林业局"
    assert names.to("完全无关") == ""
    assert Nearest([]).to("示例县林业局") == ""
