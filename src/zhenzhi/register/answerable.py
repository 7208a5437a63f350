"""Who would answer, asked of the register (责任查询): `liability` over the grant in force and what is recorded.

Reading only. Whether the act lies inside the scope is found by authority when the kind of act is named; a caller may
also say that it lay beyond. A body without a grant of the power is one that only finds, stops and reports (S66).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from zhenzhi.kernel.problem import Invalid, NotFound, Refused
from zhenzhi.register import authority, holdings, liability
from zhenzhi.register.facts import Body, Facts, Grant, on_day
from zhenzhi.register.ground import Ask, Refusal
from zhenzhi.register.liability import BY_LAW, MANAGED, Line, Parties, Situation
from zhenzhi.register.modes import STATIONED


@dataclass(frozen=True, slots=True)
class Answer:
    """Who stands in each role, the situation it was asked for, and why it lies beyond the scope, if it does."""

    situation: Situation
    lines: tuple[Line, ...]
    parties: Parties
    beyond: Refusal | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values, as the command and the API tell them."""
        own, principal = self.parties.own, self.parties.principal
        return {
            "situation": {name: getattr(self.situation, name) for name in liability.CONDITIONS},
            "body": {"id": own.id, "name": own.name},
            "principal": {"id": principal.id, "name": principal.name} if principal is not None else None,
            "beyond": self.beyond.as_json() if self.beyond is not None else None,
            "lines": liability.as_json(self.lines, self.parties),
        }


def answer(
    body: str,
    power: str,
    on: date,
    place: str | None = None,
    act_type: str | None = None,
    amount: int | None = None,
    known: datetime | None = None,
    recorded: Mapping[str, str] | None = None,
) -> Answer:
    """Who answers for an act of this power by this body on this day, as known now or at `known`.

    `recorded` are values of `Situation`; `mode` may say `stationed_by_law` or `managed`, the rest of modes is the
    register's. amount: fen. Raises NotFound for an unknown body or power, Invalid for a value outside the closed sets.
    """
    facts = holdings.current().facts if known is None else holdings.load(holdings.ledger_size_at(known))
    own = _acting(facts, body, on)
    if own is None or on_day(facts.powers.get(power, ()), on) is None:
        raise NotFound
    held = facts.grants_of.get((power, own.id), ())
    grant = next((one for one in held if one.span.covers(on)), None)
    ask = Ask(own.id, power, "", act_type or "*", place or own.place, on, amount=amount)
    beyond = _beyond(facts, ask) if grant is not None else None
    situation = _situation(grant, dict(recorded or {}))
    if beyond is not None:
        situation = replace(situation, scope="beyond")
    principal = on_day(facts.bodies.get(_principal(facts, grant, ask), ()), on)
    reviewer = facts.review_organ(principal, on) if principal is not None else None
    parties = Parties(own, principal, facts.review_organ(own, on), reviewer)
    return Answer(situation, liability.allocate(_rules(), facts.tables.modes, situation), parties, beyond)


def _acting(facts: Facts, body: str, on: date) -> Body | None:
    """The body itself; a hall answers as the government in whose name it acts."""
    through = on_day(facts.acts_through.get(body, ()), on)
    return on_day(facts.bodies.get(through.government if through is not None else body, ()), on)


def _beyond(facts: Facts, ask: Ask) -> Refusal | None:
    """Why no act of this kind is within the scope; without a kind, whether at least one of the power's is."""
    power = on_day(facts.powers.get(ask.power, ()), ask.on)
    kinds = sorted(power.act_types) if power is not None and ask.act_type == "*" else [ask.act_type]
    answers = [authority.standing(facts, replace(ask, act_type=kind)) for kind in kinds]
    refused = [one for one in answers if isinstance(one, Refusal)]
    return refused[0] if len(refused) == len(answers) else None


def _situation(grant: Grant | None, recorded: dict[str, str]) -> Situation:
    mode = grant.mode if grant is not None else ""
    said = recorded.pop("mode", "")
    if said == MANAGED or (said == BY_LAW and mode in (STATIONED, "")):
        mode = said
    try:
        return Situation(matter="held" if mode else "retained", mode=mode, **recorded)
    except (TypeError, ValueError) as error:
        raise Invalid(
            "situation",
            f"情形的取值不对：{error}",
            f"A value of the situation is wrong: {error}",
            article="S49",
            detail={"situation": str(error)},
        ) from error


def _principal(facts: Facts, grant: Grant | None, ask: Ask) -> str:
    """For whom the body acts; for a retained power the body that exercises it here, else its holder by statute."""
    if grant is not None:
        return grant.principal or ""
    power = on_day(facts.powers.get(ask.power, ()), ask.on)
    for kind in sorted(power.act_types) if power is not None else ():
        found = authority.exercising(facts, replace(ask, act_type=kind if ask.act_type == "*" else ask.act_type))
        if not isinstance(found, Refusal):
            return found
    return (power.holder or "") if power is not None else ""


def _rules() -> tuple[liability.Rule, ...]:
    rows = holdings.table("liability")
    if not rows:
        raise Refused(
            "parameter_missing",
            "登记簿中没有今天有效的法律责任表。请法制机构装载。",
            "The register has no table of liability in force today. Ask the legal office to load it.",
            article="S49",
        )
    return liability.parse(rows)
