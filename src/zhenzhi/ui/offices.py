"""Who works at the cockpit (统筹台使用者): offices that keep lists and hand powers down, towns, leaders."""

from zhenzhi.devolution.gate_queries import OVERSEERS
from zhenzhi.devolution.queries import COUNTYS
from zhenzhi.kernel.identity import Actor
from zhenzhi.matter import access

COUNTYWIDE = tuple(dict.fromkeys([*COUNTYS, *OVERSEERS, "register.draft", "register.publish", "list.review"]))
"""Rights of offices that look after all towns."""

OF_ONE_BODY = ("devolution.ask", "devolution.attest", "devolution.answer", "duty.propose", "duty.contest")
"""Rights of a town or a department; such people see what concerns their own body."""


def countywide(actor: Actor) -> bool:
    """Whether some right of the actor looks after all towns."""
    return any(access.holds(actor, right) for right in COUNTYWIDE)


def takes_part(actor: Actor) -> bool:
    """Whether the actor has anything to do at the cockpit."""
    return any(access.holds(actor, right) for right in (*COUNTYWIDE, *OF_ONE_BODY))
