"""The words lists are written in (表头和类型词表), read from a profile: headers and types of powers."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from zhenzhi.register.nearest import Nearest

_MULTIPLES = {"": 1, "yuan": 1, "wan": 10_000}
_LONGEST = 60  # a longer cell is no header
_BRACKETS = str.maketrans("（）［］", "()[]")


@dataclass(frozen=True)
class Heading:
    """What a header stands for: a field, and for amounts how many yuan its unit is."""

    field: str
    times: int = 1


def header_key(text: str) -> str:
    """A header reduced to what tells headers apart: no white space, half-width brackets, small letters."""
    return re.sub(r"[\s*＊:：]+", "", text).translate(_BRACKETS).lower()


@dataclass(frozen=True)
class Vocabulary:
    """Known headers and types. `template` lists (field, header) in the order of the blank form."""

    headings: dict[str, Heading]
    types: dict[str, str]
    template: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, profile: Path) -> Self:
        """Read `import_headers.csv` and `import_types.csv` of a profile folder.

        Raises FileNotFoundError if one is absent, KeyError if it lacks a column or names an unknown unit.
        """
        headings: dict[str, Heading] = {}
        form: list[tuple[int, str, str]] = []
        for row in _rows(profile / "import_headers.csv"):
            headings[header_key(row["header"])] = Heading(row["field"], _MULTIPLES[row["unit"]])
            if row["template"]:
                form.append((int(row["template"]), row["field"], row["header"]))
        types: dict[str, str] = {}
        for row in _rows(profile / "import_types.csv"):
            types |= {row["type"]: row["type"], row["code"]: row["type"], row["synonym"]: row["type"]}
        return cls(headings, types, tuple((name, header) for _, name, header in sorted(form)))

    def heading(self, text: str) -> Heading | None:
        """What a header cell stands for, also with a remark in brackets after it; None if it is unknown."""
        if len(text) > _LONGEST:
            return None
        key = header_key(text)
        return self.headings.get(key) or self.headings.get(re.sub(r"\(.*\)$", "", key))

    def type_names(self) -> list[str]:
        """The types of powers, in the order of the table (LAW W-01)."""
        return list(dict.fromkeys(self.types.values()))

    def nearest_type(self, text: str) -> str:
        """The type a misspelt one most resembles, or ""."""
        near = Nearest(self.types).to(text)
        return self.types[near] if near else ""


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
