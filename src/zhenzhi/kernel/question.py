"""What the kernel asks the register before every act, and what it wants back (the port of authority, 权限端口)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.kernel.problem import Refused


@dataclass(frozen=True, slots=True)
class PowerAsk:
    """The competence an act needs: this power, exercised by this body, at this place, for this kind of act (权力).

    `amount` is in fen; `object_class` narrows the objects, `*` means any.
    """

    power: str
    body: str
    place: str
    act_type: str
    amount: int | None = None
    object_class: str = "*"


@dataclass(frozen=True, slots=True)
class Question:
    """May this actor, by this right, do this act here and today?"""

    actor: Actor
    act: str
    right: str
    who: Who
    law: str
    on: date
    power: PowerAsk | None = None
    home: str | None = None
    is_party: bool = False
    begun: date | None = None
    hands: Mapping[str, list[str]] = field(default_factory=dict)


class Ground(Protocol):
    """The stored answer (依据链): why this act was allowed."""

    @property
    def appointment(self) -> str | None:
        """The appointment through which the actor acted, if any."""

    def as_json(self) -> dict[str, object]:
        """The whole chain of reasons, in the form that is kept for ever."""


Authority = Callable[[Question], Ground]


def _nobody(question: Question) -> Ground:
    raise Refused(
        "no_authority",
        "系统尚未装载权力登记簿，任何行为都不予准许。请联系管理员。",
        "No register of powers is installed, so every act is refused. Please call the administrator.",
        detail=question.act,
    )


class _Port:
    answer: Authority = staticmethod(_nobody)


def install(authority: Authority) -> None:
    """Bind the register's answer; called once by the application at start-up. Without it everything is refused."""
    _Port.answer = staticmethod(authority)


def ask(question: Question) -> Ground:
    """Ask the installed authority. Raises Refused."""
    return _Port.answer(question)
