"""What can be begun at the cockpit (可发起的事项): openings on a body, for those bodies where the actor may."""

from collections.abc import Mapping
from types import MappingProxyType

from zhenzhi.cockpit import names
from zhenzhi.kernel import clock
from zhenzhi.kernel.act import asked
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.problem import Problem
from zhenzhi.kernel.registry import REGISTRY
from zhenzhi.matter import access
from zhenzhi.org.models import Body
from zhenzhi.ui import offices
from zhenzhi.ui.actors import look

TOWN, DEPARTMENT, ANY = ("town", "government"), ("county", "department"), ("county", "")

OPENINGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "devolution.ask_for": TOWN, "devolution.offer": DEPARTMENT, "devolution.pass_down": TOWN,
        "devolution.gather": TOWN, "devolution.evaluate": TOWN, "devolution.propose_work": DEPARTMENT,
        "devolution.contest": TOWN, "register.draft_list": ANY,
    }
)  # fmt: skip
"""Each opening with the level and the kind of the body it is done to."""


def bodies(actor: Actor, name: str) -> list[Body]:
    """The bodies of today on which the actor may do this opening, by name; empty where there is none."""
    level, kind = OPENINGS[name]
    spec = REGISTRY[name]
    own = access.bodies_of(actor, clock.today())
    reaches = spec.move.right in offices.COUNTYWIDE
    codes = [body.id for body in names.bodies(level, kind) if reaches or body.id in own]
    rows = Body.objects.on(clock.today()).filter(code__in=codes).order_by("name")
    found = []
    for row in rows:
        try:
            look(asked(spec, row, actor, clock.today()))
        except Problem:
            continue
        found.append(row)
    return found


def offered(actor: Actor, *wanted: str) -> list[str]:
    """Those of these openings that the actor may do on some body."""
    return [name for name in wanted if bodies(actor, name)]
