"""Personal data shown to people who need not know it whole (脱敏显示; 个人信息保护法 6)."""

import re
import unicodedata

from zhenzhi.kernel.codes import clean
from zhenzhi.kernel.names import DOT, family


def mask_id(number: str) -> str:
    """A document's number: 3204**********1234; short ones keep two at each end, below eight none."""
    value = clean(number)
    keep = 4 if len(value) >= 15 else 2 if len(value) >= 8 else 0
    return _middle(value, keep, keep)


def mask_phone(number: str) -> str:
    """A telephone number: 139****5678; a landline keeps its area code and last three digits: 0455-****234."""
    value = unicodedata.normalize("NFKC", number).strip()
    area, dash, local = value.rpartition("-")
    if dash and re.fullmatch(r"0\d{2,3}", area, re.ASCII):
        return f"{area}-{_middle(local, 0, 3)}"
    digits = clean(value)
    return _middle(digits, 3, 4) if len(digits) >= 11 else _middle(digits, 0, 3)


def mask_name(name: str) -> str:
    """A person's name: the family name stays, the given name does not: 张*, 张**, 欧阳**.

    Of a name with middle dots the first character and the dots stay: 阿***·***.
    """
    value = unicodedata.normalize("NFKC", name).strip()
    if len(value) < 2:
        return "*" * len(value)
    shown = 1 if DOT in value else len(family(value))
    return value[:shown] + "".join(letter if letter == DOT else "*" for letter in value[shown:])


def _middle(value: str, head: int, tail: int) -> str:
    """Stars for all but `head` characters in front and `tail` behind; for all if none would be hidden."""
    hidden = len(value) - head - tail
    if hidden < 1:
        return "*" * len(value)
    return value[:head] + "*" * hidden + value[len(value) - tail :]
