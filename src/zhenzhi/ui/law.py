"""Articles as law writes them (条文引用): 行政许可法 32(1)(4) reads 行政许可法第三十二条第一款第（四）项."""

import re

from zhenzhi.register.lawbook import article_name
from zhenzhi.register.numerals import chinese_number
from zhenzhi.ui import words

_OUR_ROW = re.compile(r"(T|S|L|W|P|LAW|DESIGN|权责清单 W)[- ]?[\d.–]+|文件[\d、-]+|-")
_RULE = re.compile(r"\((?:T|S|L|W|P|LAW)-?\d+\)$")
_CITED = re.compile(
    r"(?P<law>.*[^\x00-\x7f])\s?(?P<article>\d+(?:之\d+)?)(?:\((?P<paragraph>\d+)\))?(?:\((?P<item>\d+)\))?"
)
_OUR_TAIL = re.compile(r"\s(T|S)\d+$")


def cited(text: str) -> str:
    """A basis for people: articles in words, without the rows of our own documents (T40, S96) that only we know."""
    parts = [_RULE.sub("", part.strip()) for part in re.split(r"[;；]", text)]
    named = [_OUR_TAIL.sub("", part) for part in parts if part and not _OUR_ROW.fullmatch(part)]
    return words.pick("；", "; ").join(_one(part) for part in named)


def _one(part: str) -> str:
    found = _CITED.fullmatch(part)
    if found is None:
        return part
    law, article, paragraph, item = found.group("law", "article", "paragraph", "item")
    if words.english():
        return f"{law} art. {part[len(law) :].strip()}"
    below = f"第{chinese_number(int(paragraph))}款" if paragraph else ""
    return f"{law}{article_name(article)}{below}" + (f"第（{chinese_number(int(item))}）项" if item else "")
