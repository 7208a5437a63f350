"""How a ground is shown (依据链展示), and authority asked beforehand without holding any row."""

from typing import Any

from zhenzhi.kernel.question import Question
from zhenzhi.register import authority, gate, holdings
from zhenzhi.register.gate import Given
from zhenzhi.register.ground import Refusal

_ABOUT_PERSONS = frozenset({"person", "appointment", "credential"})


def told(ground: dict[str, Any], *, inside: bool) -> dict[str, Any]:
    """The ground for a reader. Outside the office the chain ends at the post; who sat in it is the office's."""
    chain = [link for link in ground.get("chain", []) if inside or link["kind"] not in _ABOUT_PERSONS]
    names = ("kind", "law", "mode", "grant", "instrument", "name_on_paper", "respondent", "reviewer")
    return {name: ground.get(name) for name in names} | {"chain": chain}


def look(question: Question) -> Given:
    """Authority's answer for showing what could be done. Raises Refused."""
    facts = holdings.current(holdings.remembered()).facts
    answer = authority.decide(facts, gate.ask_of(question, facts))
    if isinstance(answer, Refusal):
        raise gate.refused(answer)
    return Given(answer, question.law)
