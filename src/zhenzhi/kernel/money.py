"""Money (金额): always whole fen (分) as int. Reading, showing, capitals (大写), splitting without loss."""

import re
import unicodedata
from collections.abc import Sequence

from zhenzhi.kernel.problem import Invalid

YUAN = 100
LIMIT = 10**18  # fen; far above any county's budget, and still inside a database bigint
SCALES = {"": 1, "十": 10, "百": 100, "千": 1_000, "万": 10_000, "百万": 10**6, "千万": 10**7, "亿": 10**8}

_AMOUNT = re.compile(
    r"(?:人民币|RMB|CNY)?[¥]?(?P<sign>[+-]?)[¥]?"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d+))?"
    r"(?P<scale>百万|千万|[十百千万亿]?)[元圆]?[整正]?",
    re.ASCII | re.IGNORECASE,
)
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")


def parse_yuan(text: str) -> int:
    """Fen from what people write: 1,234.50元, 1.2万元, ￥３００; a bare number means yuan.

    Nothing is rounded. Raises Invalid if it is unreadable, not whole fen, or beyond the limit.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        raise Invalid(
            "amount_unreadable",
            f"金额“{text}”无法识别，请写成1234.50元或1.2万元这样的形式。",
            f"The amount “{text}” cannot be read. Write it like 1234.50元 or 1.2万元.",
        )
    part = found["part"] or ""
    units = int(found["whole"].replace(",", "") + part) * SCALES[found["scale"]] * YUAN
    fen, rest = divmod(units, int("1" + "0" * len(part)))
    if rest:
        raise Invalid(
            "amount_below_fen",
            f"金额“{text}”不足一分的部分无法记账，请写到分为止。",
            f"The amount “{text}” has a part smaller than one fen. Write it to the fen.",
        )
    _within_limit(fen)
    return -fen if found["sign"] == "-" else fen


def format_yuan(fen: int) -> str:
    """Figures for people: 1,234.50 (yuan, always two decimals; the unit word is the page's)."""
    sign = "-" if fen < 0 else ""
    yuan, part = divmod(abs(fen), YUAN)
    return f"{sign}{yuan:,}.{part:02d}"


def capitals(fen: int) -> str:
    """The amount in capitals for papers (中文大写): 壹仟贰佰叁拾肆元伍角整, after the rules of 支付结算办法.

    Ends in 整 unless there are fen; a gap before 分 is read 零; below zero starts with 负.
    Raises Invalid beyond the limit.
    """
    _within_limit(fen)
    yuan, part = divmod(abs(fen), YUAN)
    jiao, single = divmod(part, 10)
    words = _capital_number(yuan) + "元" if yuan else ""
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif single and yuan:
        words += "零"
    words += _DIGITS[single] + "分" if single else "整"
    if fen == 0:
        words = "零元整"
    return "负" + words if fen < 0 else words


def split(fen: int, weights: Sequence[int]) -> list[int]:
    """Shares of an amount by weight that add up to it exactly (最大余额法).

    Spare fen go to the largest remainders, the earlier one on a tie. A weight of 0 gets nothing. Raises
    ValueError for a negative weight or if all are 0.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("Weights are not negative, and at least one is above zero.")
    if fen < 0:
        return [-share for share in split(-fen, weights)]
    shares = [fen * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(fen * weights[i] % total))
    for i in by_remainder[: fen - sum(shares)]:
        shares[i] += 1
    return shares


def _capital_number(number: int) -> str:
    """A positive whole number in capitals."""
    for scale, word in ((10**8, "亿"), (10**4, "万")):
        high, low = divmod(number, scale)
        if high:
            gap = "零" if 0 < low < scale // 10 else ""
            return _capital_number(high) + word + gap + (_capital_number(low) if low else "")
    words, gap = "", ""
    for place, digit in zip(_PLACES, f"{number:04d}", strict=True):
        if digit == "0":
            gap = "零" if words else ""
        else:
            words += gap + _DIGITS[int(digit)] + place
            gap = ""
    return words


def _within_limit(fen: int) -> None:
    if abs(fen) >= LIMIT:
        raise Invalid(
            "amount_too_large",
            "金额超出可记账范围，请核对单位（元、万元）。",
            "The amount is too large to keep. Please check the unit (yuan or ten thousand yuan).",
        )
