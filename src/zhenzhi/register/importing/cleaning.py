"""Repairing the text of cells (清洗): what people and spreadsheets add without meaning it, no more."""

import re

_WIDE = {0xFF10 + i: 0x30 + i for i in range(10)} | {0xFF21 + i: 0x41 + i for i in range(26)}
_WIDE |= {0xFF41 + i: 0x61 + i for i in range(26)}
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_CHINESE = "[\u3001-\u9fff，；：（）“”]"
_BETWEEN_CHINESE = re.compile(rf"(?<={_CHINESE})[ \u00a0\u3000\t]+(?={_CHINESE})")
#: Line breaks there tell one citation or quoted article from the next.
_KEEP_BREAKS = frozenset({"basis", "quote", "law"})
_LOOSE = frozenset({"source", "note", "origin"})  # free text: only trimmed


def clean(name: str, text: str) -> str:
    """The repaired value of a field: half-width letters and digits, no invisible characters or breaks."""
    text = _INVISIBLE.sub("", text).strip()
    if name in _LOOSE:
        return text
    text = text.translate(_WIDE)
    if name == "code":
        return re.sub(r"\s+", "", text).replace("－", "-").replace("–", "-").replace("—", "-")
    if name not in _KEEP_BREAKS:
        text = "".join(part.strip() for part in text.replace("_x000D_", "").splitlines())
    text = _BETWEEN_CHINESE.sub("", text)
    return re.sub(r"[ \u00a0\u3000\t]+", " ", text)


def shown(text: str) -> str:
    """A value as a message shows it: breaks visible, not longer than 60 characters."""
    text = text.replace("\r", "").replace("\n", "⏎")
    return text if len(text) <= 60 else text[:60] + "…"
