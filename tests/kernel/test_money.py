"""Money: reading what people write, capitals for papers, splitting without loss."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenzhi.kernel.money import LIMIT, capitals, format_yuan, parse_yuan, split
from zhenzhi.kernel.problem import Invalid


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,234.50元", 123450),
        ("1.2万元", 1_200_000),
        ("１．２万元", 1_200_000),
        ("￥３００", 30_000),
        ("人民币 5,000 元整", 500_000),
        ("0.01", 1),
        ("3千元", 300_000),
        ("2百万元", 200_000_000),
        ("0.5亿", 5_000_000_000),
        ("-12.3元", -1230),
        ("１，０００，０００．００元", 100_000_000),
    ],
)
def test_amounts_as_people_write_them(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "amount_unreadable"),
        ("一些钱", "amount_unreadable"),
        ("1,23元", "amount_unreadable"),
        ("1.2.3", "amount_unreadable"),
        ("12元34", "amount_unreadable"),
        ("0.001元", "amount_below_fen"),
        ("1.2345678万元", "amount_below_fen"),
        ("9" * 40, "amount_too_large"),
    ],
)
def test_unclear_amounts_are_refused_not_rounded(text: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        parse_yuan(text)


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (55, "伍角伍分"),
        (1_000, "壹拾元整"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (168_032, "壹仟陆佰捌拾元叁角贰分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (1_000_100, "壹万零壹元整"),
        (10_000_001_000, "壹亿零壹拾元整"),
        (1_000_000_000_000, "壹佰亿元整"),
        (100_000_000_000_000, "壹万亿元整"),
        (10_000_100_000, "壹亿零壹仟元整"),
        (-12_300, "负壹佰贰拾叁元整"),
    ],
)
def test_capitals_for_papers(fen: int, words: str) -> None:
    assert capitals(fen) == words


def _read_capitals(words: str) -> int:
    """A second, independent reader of capitals: digits times places, sections times 万 and 亿."""
    digits = {word: value for value, word in enumerate("零壹贰叁肆伍陆柒捌玖")}
    places = {"拾": 10, "佰": 100, "仟": 1000}
    whole, _, part = words.partition("元") if "元" in words else ("", "", words)
    total = section = digit = 0
    for word in whole:
        if word in digits:
            digit = digits[word]
        elif word in places:
            section, digit = section + digit * places[word], 0
        else:
            value = section + digit
            total = (total + value) * 10**8 if word == "亿" else total + value * 10**4
            section = digit = 0
    fen = (total + section + digit) * 100
    for word in part:
        if word in digits:
            digit = digits[word]
        elif word in "角分":
            fen += digit * (10 if word == "角" else 1)
    return fen


@given(st.integers(1, LIMIT // 100 - 1))
def test_capitals_read_back_to_the_same_amount(fen: int) -> None:
    words = capitals(fen)
    assert _read_capitals(words) == fen
    assert "零零" not in words


@given(st.integers(-LIMIT + 1, LIMIT - 1))
def test_figures_read_back_to_the_same_amount(fen: int) -> None:
    assert parse_yuan(format_yuan(fen)) == fen


@given(
    fen=st.integers(-(10**12), 10**12),
    weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any),
)
def test_split_loses_no_fen(fen: int, weights: list[int]) -> None:
    shares = split(fen, weights)
    assert sum(shares) == fen
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * sum(weights) - fen * weight) < sum(weights)


def test_split_gives_spare_fen_to_the_largest_remainder_then_the_first() -> None:
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(10, [0, 1, 3]) == [0, 3, 7]
    assert split(5, [1, 0, 2]) == [2, 0, 3]
    assert split(-100, [1, 1, 1]) == [-34, -33, -33]


@pytest.mark.parametrize("weights", [[], [0, 0], [3, -1]])
def test_split_refuses_weights_that_mean_nothing(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="Weights"):
        split(100, weights)
