"""Rules that guard acts (规则): small pure functions, each with its id, its article and its sentence.

A rule sees a `Case` and answers `allow`, `warn` or `block`. A warned act goes through only after another person
approved an exception in writing (DESIGN 6). Numbers come from the dated parameters of the case, never from code.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.problem import Refused


class Grade(StrEnum):
    """What a verdict does: nothing, ask for reason and approval, or stop the act."""

    ALLOW = "allow"
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule's answer: grade, and in both languages what is wrong and what to do."""

    grade: Grade
    zh: str = ""
    en: str = ""


ALLOW = Verdict(Grade.ALLOW)


def warn(zh: str, en: str) -> Verdict:
    """Allowed only with a reason and an approver."""
    return Verdict(Grade.WARN, zh, en)


def block(zh: str, en: str) -> Verdict:
    """Not allowed."""
    return Verdict(Grade.BLOCK, zh, en)


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule may look at: the subject as locked, what was entered, who acts, and when."""

    subject: "Guarded"
    params: Mapping[str, object]
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Rule:
    """A registered rule: id (LAW-38, T40), the article it rests on, its sentence, the acts it guards."""

    id: str
    law: str
    sentence: str
    acts: tuple[str, ...]
    check: Callable[[Case], Verdict]


RULES: dict[str, Rule] = {}
GUARDS: dict[str, list[Rule]] = {}


def rule(id_: str, law: str, *acts: str) -> Callable[[Callable[[Case], Verdict]], Callable[[Case], Verdict]]:
    """Register a rule for the named acts; the function's docstring is its sentence."""

    def register(check: Callable[[Case], Verdict]) -> Callable[[Case], Verdict]:
        sentence = (check.__doc__ or "").strip()
        if not sentence or not acts:
            raise ValueError(f"Rule {id_} needs a sentence and at least one act")
        if id_ in RULES:
            raise ValueError(f"Rule {id_} is registered twice")
        RULES[id_] = found = Rule(id_, law, sentence, acts, check)
        for act in acts:
            GUARDS.setdefault(act, []).append(found)
        return check

    return register


class Guarded(Protocol):
    """A subject that rules may guard: it carries the exceptions that somebody else approved on it."""

    exceptions: dict[str, dict[str, str]]


Setting = Callable[[str], str]


class _Port:
    setting: Setting = staticmethod(lambda rule: "")


def install(setting: Setting) -> None:
    """Bind the register's answer to how a rule is set here: "" as written, "block" tightened, "off" not in force.

    Only rules of documents (T…) can be off; an invariant of law can be tightened, never lowered (DESIGN 6).
    """
    _Port.setting = staticmethod(setting)


def judge(act: str, case: Case) -> list[list[str]]:
    """Ask every rule that guards the act. Returns the verdicts for the ledger; raises Refused at the first block."""
    verdicts: list[list[str]] = []
    for guard in GUARDS.get(act, []):
        setting = _Port.setting(guard.id)
        if setting == "off" and guard.id.startswith("T"):
            continue
        verdict = guard.check(case)
        if verdict.grade is Grade.BLOCK or (verdict.grade is Grade.WARN and setting == "block"):
            raise Refused(guard.id, verdict.zh, verdict.en, article=guard.law)
        if verdict.grade is Grade.WARN and not _approved(guard, case):
            raise Refused(
                guard.id,
                f"{verdict.zh}如确需办理，请先由另一名有权人员作出例外审批并写明理由。",
                f"{verdict.en} To go on, somebody else with the right must first approve an exception in writing.",
                article=guard.law,
                detail="exception",
            )
        verdicts.append([guard.id, str(verdict.grade)])
    return verdicts


def _approved(guard: Rule, case: Case) -> bool:
    """Whether another person than the actor approved an exception from this rule on this subject."""
    approval = case.subject.exceptions.get(guard.id)
    return approval is not None and approval["by"] != case.by.id
