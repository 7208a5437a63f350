"""Modes (权力来源方式) and what follows from each: name, papers, seal, who is sued, who reviews, who answers.

One row a mode, read from the profile; the law behind the rows: 行政处罚法 20, 21, 24; 行政许可法 23–25;
行政复议法 19, 24; 行政诉讼法 26 (LAW P-02 to P-07, L-21; SYSTEMS S39, S48, S49, T18–T20, T39).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

# The six modes; the set is closed because each has its own conditions in authority.
STATUTORY: Final = "statutory"
GRANTED: Final = "granted"
ENTRUSTED: Final = "entrusted"
STATIONED: Final = "stationed"
CONCENTRATED: Final = "concentrated"
ASSISTANCE: Final = "assistance"
MODES: Final = frozenset({STATUTORY, GRANTED, ENTRUSTED, STATIONED, CONCENTRATED, ASSISTANCE})

Whose = Literal["own", "principal"]
_WHOSE = (
    "name_on_paper", "series_of", "template_of", "seal_of", "respondent", "liable_within", "liable_beyond",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mode:
    """Consequences of a mode. "own" is the body that acts, "principal" the one it acts for (委托或派出机关).

    liable_within, liable_beyond: who answers inside and outside the scope given (T19, T20).
    reviewer_rule: how the review organ is found, as text for the printed table; `Facts.review_organ` finds it
    from the respondent. sub_entrust: whether a power held in this mode may be passed on. law: the articles.
    """

    mode: str
    name_on_paper: Whose
    series_of: Whose
    template_of: Whose
    seal_of: Whose
    respondent: Whose
    reviewer_rule: str
    liable_within: Whose
    liable_beyond: Whose
    sub_entrust: bool
    law: str


def parse_modes(rows: Iterable[Mapping[str, str]]) -> dict[str, Mode]:
    """Read the rows of the profile's table of modes, by mode.

    Raises ValueError, naming row and column, for an unknown or repeated mode or a value outside the closed
    sets.
    """
    table: dict[str, Mode] = {}
    for line, row in enumerate(rows, start=2):  # line 1 is the header
        mode = row["mode"].strip()
        if mode not in MODES or mode in table:
            raise ValueError(f"modes, line {line}: unknown or repeated mode {mode!r}")
        who: dict[str, Whose] = {column: _whose(row, column, line) for column in _WHOSE}
        table[mode] = Mode(
            mode=mode,
            reviewer_rule=row["reviewer_rule"].strip(),
            sub_entrust=_yes(row, "sub_entrust", line),
            law=row["law"].strip(),
            **who,
        )
    return table


def _whose(row: Mapping[str, str], column: str, line: int) -> Whose:
    value = row[column].strip()
    if value == "own":
        return "own"
    if value == "principal":
        return "principal"
    raise ValueError(f"modes, line {line}: {column} must be own or principal, not {value!r}")


def _yes(row: Mapping[str, str], column: str, line: int) -> bool:
    value = row[column].strip()
    if value not in ("yes", "no"):
        raise ValueError(f"modes, line {line}: {column} must be yes or no, not {value!r}")
    return value == "yes"
