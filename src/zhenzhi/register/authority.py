"""May they? (有没有权) The one answer of the register, as a pure function over loaded facts.

`decide` runs a fixed list of checks, from the power down to the person; the first missing link is the
refusal. `exercising` runs only those that do not depend on who asks; `matrix.matrix` runs it over powers,
places and days.
Source: DESIGN 5; LAW-1 to LAW-9; T01, T02, T05, T14–T20, T27, T30, T40, T41, T55, T60.
"""

from collections.abc import Mapping

from . import checks as c
from . import hands as h
from .facts import Facts
from .ground import Ask, Found, Ground, Kind, Refusal
from .words import MODE_WORDS, Text

# The order is part of the contract: a clerk is told the first missing link, statute before person.
_POWER = (c.power_listed, c.power_based, c.cell_known)
_GRANT = (
    c.body_in_force, c.grant_in_force, c.mode_lawful, c.instrument_sound, c.within_limits, c.not_stopped,
    c.qualification_there,
)  # fmt: skip
STANDING: tuple[c.Check, ...] = (*_POWER, *_GRANT)
CHECKS: Mapping[Kind, tuple[c.Check, ...]] = {
    Kind.POWER: (*_POWER, c.same_body, *_GRANT, h.person_in_post, h.credential_held, h.hands_apart),
    Kind.INTERNAL: (h.own_body, h.person_in_post, h.hands_apart),
    Kind.PARTY: (h.is_party,),
    Kind.CLOCK: (h.law_named,),
    Kind.FOUNDING: (h.not_yet_founded,),
}


def decide(facts: Facts, ask: Ask) -> Ground | Refusal:
    """Answer the question from the facts alone; the same facts and question always give the same answer."""
    found = Found()
    for check in CHECKS[ask.kind]:
        refusal = check(facts, ask, found)
        if refusal is not None:
            return refusal
    if ask.kind is not Kind.POWER:
        return Ground(ask.kind, ask, found)
    respondent = found.principal if found.mode.respondent == "principal" else found.body
    return Ground(ask.kind, ask, found, facts.review_organ(respondent, ask.on))


def explain(answer: Ground | Refusal) -> list[Text]:
    """The whole answer in lines for people: the chain, then what follows from it or what is missing."""
    lines = [Text(link.zh, link.en) for link in answer.chain]
    if isinstance(answer, Refusal):
        lines.append(answer.missing)
        article, rule = answer.article, answer.rule
        lines.append(Text(f"依据：{article}（{rule}）", f"Rule: {article} ({rule})"))
        lines.append(answer.next_step)
        return lines
    if answer.ask.law:
        lines.append(Text(f"环节依据：{answer.ask.law}", f"Article of the step: {answer.ask.law}"))
    if answer.mode is not None:
        zh, en = MODE_WORDS[answer.mode.mode]
        lines.append(Text(f"方式：{zh}（{answer.mode.law}）", f"Mode: {en} ({answer.mode.law})"))
        named = (
            ("文书名义", "Name on the paper", answer.name_on_paper),
            ("印章", "Seal", answer.seal),
            ("被申请人、被告", "Respondent", answer.respondent),
            ("复议机关", "Review organ", answer.reviewer),
            ("责任承担", "Liable", answer.liable),
        )
        for zh, en, body in named:
            if body is not None:
                lines.append(Text(f"{zh}：{body.name}", f"{en}: {body.name_en or body.name}"))
    return lines


def exercising(facts: Facts, ask: Ask) -> str | Refusal:
    """The body that lawfully exercises what is asked, whoever asks: `decide` less the person."""
    found = Found()
    for check in STANDING:
        refusal = check(facts, ask, found)
        if refusal is not None:
            return refusal
    return found.cell.body


def standing(facts: Facts, ask: Ask) -> Ground | Refusal:
    """The ground of the power itself, before any person: whose name, series, template and seal."""
    found = Found()
    for check in (*_POWER, c.same_body, *_GRANT):
        refusal = check(facts, ask, found)
        if refusal is not None:
            return refusal
    respondent = found.principal if found.mode.respondent == "principal" else found.body
    return Ground(Kind.POWER, ask, found, facts.review_organ(respondent, ask.on))
