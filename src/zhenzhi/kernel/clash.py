"""What the database refuses, in words (冲突提示). Layers name their constraints here; acts raise them as Conflict.

The database is the last guard of what must never stand twice; the person who met it is told which rule it was.
"""

from collections.abc import Mapping

from django.db import IntegrityError

from zhenzhi.kernel.problem import Conflict

Words = tuple[str, str]
"""The sentence in Chinese and in English: what stands already, and what to do."""

_WORDS: dict[str, Words] = {
    "entry_once_per_key": (
        "该操作已经办理过一次，没有重复办理。请刷新查看结果。",
        "This was done already and was not done again. Reload to see the result.",
    )
}


def tell(words: Mapping[str, Words]) -> None:
    """Name constraints of a module, once, at import. Raises ValueError if one is named twice."""
    twice = _WORDS.keys() & words.keys()
    if twice:
        raise ValueError(f"Constraints named twice: {', '.join(sorted(twice))}")
    _WORDS.update(words)


def told(error: IntegrityError) -> Exception:
    """The Conflict that stands for this error; the error itself where nobody named its constraint."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    if name not in _WORDS:
        return error
    zh, en = _WORDS[name]
    return Conflict(name, zh, en, article="T05" if name == "one_exercising_body" else "")
