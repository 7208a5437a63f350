"""Fresh subjects of the lists and of the gate of duties, for the sweeps over all acts."""

from collections.abc import Callable

from tests import world
from tests.register.lists import listing
from tests.register.test_life import body
from zhenzhi.devolution import gate
from zhenzhi.devolution.gate_models import Burden, Work
from zhenzhi.kernel.models import Subject
from zhenzhi.register.models import ListVersion


def work() -> Work:
    """Work proposed for the eastern town by the planning bureau."""
    listing.give("chen", "duty.propose")
    row = listing.duty("N1", "assist", basis="城乡规划法 45")
    return gate.propose_work(
        body(world.PLAN),
        town=world.EAST_GOV,
        row=row,
        people=1,
        money=1,
        funds="县财政",
        reason="示例",
        by=listing.CHEN,
    )


def burden() -> Burden:
    """A task that the eastern town contests."""
    listing.give("zhou", "duty.contest")
    return gate.contest(
        body(world.EAST_GOV), kind="work", by_body=world.PLAN, what="填表", why="清单外", by=listing.ZHOU
    )


MAKERS: dict[type[Subject], Callable[[], Subject]] = {ListVersion: listing.drafted, Work: work, Burden: burden}
"""How to make one of each."""
