"""The register's answer as JSON (权限查询): what the command `ask` prints and the API's /authority returns.

Reading only: nothing is locked or written, and any day may be asked about, as known now or at an earlier moment.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from zhenzhi.register import authority, holdings
from zhenzhi.register.facts import Body, Facts, on_day
from zhenzhi.register.ground import Ask, Ground, Refusal


def answer(
    body: str,
    power: str,
    on: date,
    place: str | None = None,
    act_type: str | None = None,
    person: str | None = None,
    amount: int | None = None,
    known: datetime | None = None,
) -> Ground | Refusal:
    """May this body exercise this power on this day? `amount` in fen; `known`: as the register was known then.

    Without a place: at the body's own seat. Without a person: whoever acts. Without a kind of act: a body must have
    them all, a person any.
    """
    facts = holdings.current().facts if known is None else holdings.load(holdings.ledger_size_at(known))
    ask = Ask(body, power, "", act_type or "*", _seat(facts, body, on, place), on, person=person, amount=amount)
    if person is None:
        return _standing(facts, ask)
    return _personal(facts, ask)


def _seat(facts: Facts, body: str, on: date, place: str | None) -> str:
    found = on_day(facts.bodies.get(body, ()), on)
    return place or (found.place if found is not None else "")


def _standing(facts: Facts, ask: Ask) -> Ground | Refusal:
    """The power itself; of several kinds of act the first that is refused, else the first."""
    power = on_day(facts.powers.get(ask.power, ()), ask.on)
    kinds = sorted(power.act_types) if power is not None and ask.act_type == "*" else [ask.act_type]
    answers = [authority.standing(facts, replace(ask, act_type=kind)) for kind in kinds]
    return next((one for one in answers if isinstance(one, Refusal)), answers[0])


def _personal(facts: Facts, ask: Ask) -> Ground | Refusal:
    """The person, by any right that does this kind of act; a refusal is the one that comes furthest."""
    rights = holdings.current().act_types
    fitting = [(right, kind) for right, kind in rights.items() if kind != "*" and ask.act_type in ("*", kind)]
    answers = [authority.decide(facts, replace(ask, right=right, act_type=kind)) for right, kind in fitting]
    allowed = next((one for one in answers if isinstance(one, Ground)), None)
    return allowed or max(answers, key=lambda one: len(one.chain), default=_standing(facts, ask))


def _named(body: Body | None) -> dict[str, str] | None:
    return None if body is None else {"id": body.id, "name": body.name, "name_en": body.name_en or body.name}


def as_json(found: Ground | Refusal) -> dict[str, Any]:
    """The answer in the form that leaves the program."""
    told = found.as_json()
    shown: dict[str, Any] = {"allowed": told["allowed"], "chain": told["chain"]}
    if isinstance(found, Refusal):
        refusal = {name: told[name] for name in ("code", "rule", "article", "missing", "next")}
        return shown | {"refusal": refusal, "name_on_paper": None, "seal": None, "respondent": None, "reviewer": None}
    return shown | {
        "ground": told,
        "name_on_paper": _named(found.name_on_paper),
        "seal": _named(found.seal),
        "respondent": _named(found.respondent),
        "reviewer": _named(found.reviewer),
    }
