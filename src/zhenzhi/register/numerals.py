"""Numbers as Chinese law writes them (中文数字): articles, paragraphs and amounts; pure functions."""

import re
from decimal import Decimal
from functools import lru_cache

NUMERAL_CHARS = "零〇一二三四五六七八九十百千两"
#: One whole number: Arabic or Chinese.
NUMERAL = rf"(?:\d+|[{NUMERAL_CHARS}]+)"

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_LONGEST = 18  # digits: enough for any sum of money
_FEN = 100  # fen in a yuan
_MULTIPLES = {"万": 10_000, "千": 1_000, "百": 100, "亿": 100_000_000, "": 1}

_AMOUNT = re.compile(
    rf"(?<![\d,.])(?P<arabic>\d[\d,]*(?:\.\d+)?)(?:(?P<unit>[万千百亿])元?(?![人户亩吨立平次])|元)"
    rf"|(?<![{NUMERAL_CHARS}万])(?:(?P<chinese>[{NUMERAL_CHARS}万]+)元"
    rf"|(?P<elided>[{NUMERAL_CHARS}]+万)(?=以上|以下|至))"
)


def number_of(text: str) -> int | None:
    """The whole number written in Arabic or Chinese numerals ("一百二十三", "１２３", "二〇二一"), or None.

    None means that the text is not one number (or one of more than 18 digits); nothing is guessed.
    """
    text = text.translate(_HALF_WIDTH)
    if len(text) > _LONGEST:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    if not text or any(char not in _DIGITS and char not in _UNITS and char != "万" for char in text):
        return None
    head, wan, tail = text.partition("万")
    if wan:
        high, low = _below_wan(head), _below_wan(tail) if tail else 0
        return None if high is None or low is None else high * 10_000 + low
    return _below_wan(text)


def _below_wan(text: str) -> int | None:
    if not text or "万" in text:
        return None
    if len(text) > 1 and not any(char in _UNITS for char in text):  # 二〇二一: read digit by digit
        return int("".join(str(_DIGITS[char]) for char in text))
    total, digit = 0, None
    for char in text:
        if char in _UNITS:
            total += (1 if digit is None or digit == 0 else digit) * _UNITS[char]
            digit = None
        else:
            digit = _DIGITS[char]
    return total + (digit or 0)


def chinese_number(number: int) -> str:
    """A whole number in Chinese numerals, as article numbers are written (第一百二十三条).

    Outside 0–9999, where no article is, it comes back in Arabic digits.
    """
    if not 0 <= number <= 9999:
        return str(number)
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    out, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            out += ("零" if zero and out else "") + digits[digit] + name
            zero = False
        else:
            zero = True
    return out[1:] if out.startswith("一十") else out


def yuan_in_fen(text: str, *, times: int = 1) -> int | None:
    """One amount of money ("5000", "5万元", "五千元", "1,000.50") in fen, or None if it is not one amount.

    `times` is the size of the unit when the text names none (a column headed 万元 passes 10000).
    """
    text = text.translate(_HALF_WIDTH).replace("，", ",").replace(" ", "")
    if len(text) > _LONGEST:
        return None
    match = re.fullmatch(r"(\d[\d,]*(?:\.\d+)?)([万千百亿]?)(元?)", text)
    if match:
        named = bool(match[2] or match[3])
        value = Decimal(match[1].replace(",", "")) * (_MULTIPLES[match[2]] if named else times) * _FEN
        return int(value) if value == value.to_integral_value() else None
    value_cn = number_of(text.removesuffix("元"))
    unit = 1 if text.endswith("元") or "万" in text else times
    return None if value_cn is None else value_cn * unit * _FEN


@lru_cache(maxsize=8192)
def amounts(text: str) -> frozenset[int]:
    """Every amount of money named in a text, in fen (罚款数额); shares and multiples (五倍) are none."""
    text = text.translate(_HALF_WIDTH).replace(" ", "")
    found: set[int] = set()
    for match in _AMOUNT.finditer(text):
        if match["arabic"]:
            amount = yuan_in_fen(match["arabic"] + (match["unit"] or ""))
        else:
            amount = yuan_in_fen((match["chinese"] or match["elided"]) + "元")
        if amount is not None:
            found.add(amount)
    return frozenset(found)
