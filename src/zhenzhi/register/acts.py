"""Acts on the register (权责登记): the founding load and its end. The life of a power is in `register.life`."""

from collections.abc import Sequence

from zhenzhi.kernel import clock
from zhenzhi.kernel.act import bulk_act, opening_act
from zhenzhi.kernel.facts import record
from zhenzhi.kernel.identity import Actor
from zhenzhi.org.acts import days
from zhenzhi.org.models import Place
from zhenzhi.register import flow, holdings
from zhenzhi.register.models import Entered, Parameter


@bulk_act(flow.FOUND)
def found(rows: Sequence[Entered], *, by: Actor) -> list[Entered]:
    """建县装载 (Load the register): the first load of laws, powers, instruments, grants and rules; only until the
    founding is closed.
    """
    for row in rows:
        row.stage = row.stage or "in_force"
    record(*rows)
    return list(rows)


@opening_act(flow.CLOSE_FOUNDING)
def close_founding(county: Place, *, by: Actor) -> Parameter:
    """装载结束 (Close the founding): from now on nobody acts as founder in this county; every change needs a right."""
    return Parameter(
        code=holdings.FOUNDING_CLOSED,
        valid=days(clock.today()),
        value=1,
        unit="flag",
        law="建县装载",
        article="-",
    )
