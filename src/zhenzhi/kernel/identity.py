"""Who acts (行为人). The actor of an act is required and never `None`; the clock and the founder are actors too."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Who(StrEnum):
    """The kinds of actor a move may admit."""

    OFFICER = "officer"  # 工作人员, through an appointment
    PARTY = "party"  # 当事人, in a matter of their own
    CLOCK = "clock"  # 系统时钟: what the law makes happen by itself
    FOUNDER = "founder"  # 建县装载: the first load of a county


@dataclass(frozen=True, slots=True)
class Actor:
    """One person or mechanism acting (行为人).

    `id` is the person's key for officers and parties, a mechanism's name for the clock. `appointment` picks one post
    when the person holds several; without it authority looks through all of them. `key` is an idempotency key: the same
    actor, act and key are carried out once.
    """

    kind: Who
    id: str
    appointment: str | None = None
    key: str | None = None

    def once(self, key: str) -> "Actor":
        """The same actor, for one deed that must not happen twice."""
        return replace(self, key=key)


def officer(person: str, appointment: str | None = None) -> Actor:
    """An official acting through a post (工作人员)."""
    return Actor(Who.OFFICER, person, appointment)


def party(person: str) -> Actor:
    """A resident or firm acting in a matter of their own (当事人)."""
    return Actor(Who.PARTY, person)


def clock(mechanism: str) -> Actor:
    """The clock (系统时钟): acts that the law makes happen by itself, named by their mechanism."""
    return Actor(Who.CLOCK, mechanism)


FOUNDER = Actor(Who.FOUNDER, "founder")
