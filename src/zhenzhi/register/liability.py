"""Who answers for an act (法律责任承担): a pure function over mode and situation, by the profile's table of liability.

The table `liability` has a row for each rule, several roles in a cell, blank for "any"; for each role the first row
that fits decides. What it leaves to the mode is read from the table of modes. Nothing is decided about a person: this
tells whose name, paper and purse are concerned, with the article.
Source: S43, S48, S49, S66; T18–T20, T36–T39; LAW P-05 to P-07; 国家赔偿法 7, 16; 行政诉讼法 26; 行政复议法 19, 24.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

from zhenzhi.register.facts import Body
from zhenzhi.register.modes import MODES, Mode
from zhenzhi.register.words import Text

ROLES: Final[Mapping[str, Text]] = {
    "name": Text("文书名义", "Name on the paper"),
    "template": Text("文书式样", "Template"),
    "seal": Text("印章", "Seal"),
    "respondent": Text("被申请人、被告", "Respondent"),
    "reviewer": Text("复议机关", "Review organ"),
    "outside": Text("对外责任", "Answers to outsiders"),
    "inside": Text("内部责任", "Answers inside the administration"),
    "recover": Text("追偿", "Recovery"),
}
"""What is asked about every act, and its label."""

BY_LAW: Final = "stationed_by_law"
MANAGED: Final = "managed"
_MODES = MODES | {BY_LAW, MANAGED, ""}
_YES_NO = ("yes", "no")
_ALLOWED: Final[Mapping[str, Sequence[str]]] = {
    "matter": ("held", "retained"),
    "mode": sorted(_MODES),
    "scope": ("within", "beyond"),
    "fault": ("none", "own", "principal", "both"),
    "gross": _YES_NO,
    "found": _YES_NO,
    "handled": _YES_NO,
    "reported": ("yes", "late", "no"),
    "answered": _YES_NO,
    "cooperated": _YES_NO,
    "serious": _YES_NO,
}
_WHO = frozenset(
    {"own", "principal", "own|principal", "mode", "respondent", "none", "principal>own", "own>officers",
     "principal>officers"}
)  # fmt: skip
_OF_MODE = {"name": "name_on_paper", "template": "template_of", "seal": "seal_of", "respondent": "respondent"}


@dataclass(frozen=True, slots=True)
class Situation:
    """What is recorded about an act or an omission (情形). "own" is the body that acts, a town as a rule.

    matter: `held` if the body exercises the power itself, `retained` if another body does and this one only finds,
    stops and reports (S66). mode: that of its grant; `stationed_by_law` for a station with standing of its own (T39),
    `managed` for entrusted office matters (S43), empty for a retained power. fault: whose fault is recorded; gross:
    intent or gross negligence (国家赔偿法 16). reported: in time, late, or not at all; answered: the department acted
    within its limit after the report (T37). serious: serious effect (T38).
    """

    matter: str = "held"
    mode: str = ""
    scope: str = "within"
    fault: str = "none"
    gross: str = "no"
    found: str = "yes"
    handled: str = "yes"
    reported: str = "yes"
    answered: str = "yes"
    cooperated: str = "yes"
    serious: str = "no"

    def __post_init__(self) -> None:
        """Raises ValueError for a value outside the closed sets."""
        for column, allowed in _ALLOWED.items():
            if getattr(self, column) not in allowed:
                raise ValueError(f"{column} must be one of {', '.join(allowed)}, not {getattr(self, column)!r}")


CONDITIONS: Final = tuple(column.name for column in fields(Situation))


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the table: for these roles, under these conditions, this one; with article and sentence."""

    roles: frozenset[str]
    conditions: Mapping[str, frozenset[str]]
    who: str
    law: str
    said: Text

    def fits(self, situation: Situation) -> bool:
        """Whether every condition that the row states holds."""
        return all(getattr(situation, column) in values for column, values in self.conditions.items())


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the answer. who: `own`, `principal`, both, `respondent`, `none`, or creditor>debtor."""

    role: str
    who: str
    law: str
    said: Text


def parse(rows: Iterable[Mapping[str, str]]) -> tuple[Rule, ...]:
    """Read the table of liability in its order.

    Raises ValueError, naming the line, for an unknown role, condition or answer.
    """
    return tuple(_rule(row, line) for line, row in enumerate(rows, start=2))  # line 1 is the header


def _cell(text: str) -> frozenset[str]:
    return frozenset(value for value in text.split("|") if value)


def _rule(row: Mapping[str, str], line: int) -> Rule:
    roles = _cell(row["role"])
    conditions = {column: _cell(row[column]) for column in CONDITIONS if row[column]}
    wrong = sorted(roles - ROLES.keys())
    wrong += [f"{column}={v}" for column, values in conditions.items() for v in values - set(_ALLOWED[column])]
    if wrong or not roles or row["who"] not in _WHO or not row["law"]:
        raise ValueError(f"liability, line {line}: {', '.join(wrong) or row['who'] or 'role or law missing'}")
    return Rule(roles, conditions, row["who"], row["law"], Text(row["zh"], row["en"]))


def allocate(rules: Sequence[Rule], modes: Mapping[str, Mode], situation: Situation) -> tuple[Line, ...]:
    """Who stands in each role, in the order of `ROLES`. Pure.

    Raises ValueError if no row of the table fits, or if it leaves an answer to a mode without a row of its own.
    """
    return tuple(_line(rules, modes, situation, role) for role in ROLES)


def _line(rules: Sequence[Rule], modes: Mapping[str, Mode], situation: Situation, role: str) -> Line:
    rule = next((rule for rule in rules if role in rule.roles and rule.fits(situation)), None)
    if rule is None:
        raise ValueError(f"The table of liability has no row for {role} in {situation}")
    if rule.who != "mode":
        return Line(role, rule.who, rule.law, rule.said)
    mode = modes.get(situation.mode)
    if mode is None:
        raise ValueError(f"The table of modes has no row for {situation.mode!r}")
    within = "liable_within" if situation.scope == "within" else "liable_beyond"
    return Line(role, getattr(mode, _OF_MODE.get(role, within)), mode.law or rule.law, rule.said)


@dataclass(frozen=True, slots=True)
class Parties:
    """The bodies behind the words: the one that acts, the one it acts for or that kept the power, who reviews each."""

    own: Body
    principal: Body | None = None
    reviewer_of_own: Body | None = None
    reviewer_of_principal: Body | None = None


_NOBODY = Text("无", "nobody")
_OFFICERS = Text("责任人员", "its officers at fault")


def _name(body: Body | None) -> Text:
    return Text("（未登记）", "(not on record)") if body is None else Text(body.name, body.name_en or body.name)


def named(line: Line, lines: Sequence[Line], parties: Parties) -> Text:
    """The line's answer with the names of the bodies; the review organ follows from the respondent's line."""
    if line.who == "none":
        return _NOBODY
    if line.who == "respondent":
        sued = next(one.who for one in lines if one.role == "respondent")
        return _name(parties.reviewer_of_own if sued == "own" else parties.reviewer_of_principal)
    words = {"own": _name(parties.own), "principal": _name(parties.principal), "officers": _OFFICERS}
    creditor, _, debtor = line.who.partition(">")
    if debtor:
        one, other = words[creditor], words[debtor]
        return Text(f"{one.zh}向{other.zh}", f"{one.en} from {other.en}")
    found = [words[word] for word in creditor.split("|")]
    return Text("、".join(one.zh for one in found), " and ".join(one.en for one in found))


def as_json(lines: Sequence[Line], parties: Parties) -> list[dict[str, object]]:
    """The answer as plain JSON: role, who, names, article, sentence; Chinese and English side by side."""
    told: list[dict[str, object]] = []
    for line in lines:
        name, label = named(line, lines, parties), ROLES[line.role]
        told.append(
            {
                "role": line.role, "who": line.who, "label": {"zh": label.zh, "en": label.en},
                "name": {"zh": name.zh, "en": name.en}, "law": line.law,
                "why": {"zh": line.said.zh, "en": line.said.en},
            }
        )  # fmt: skip
    return told
