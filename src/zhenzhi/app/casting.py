"""Who acts, and where, when the program tells a story or founds a demo county (角色与地点)."""

from collections.abc import Iterator

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor, officer
from zhenzhi.org.models import Body, Place
from zhenzhi.register import holdings, seats
from zhenzhi.register.models import ServiceItem


def holders(right: str, body: str) -> Iterator[Actor]:
    """Officers whose post carries this right at this body, or at one it acts through."""
    for seat in seats.holders(holdings.current().facts, right, body, clock.today()):
        yield officer(seat.person, seat.appointment.id)


def village(item: ServiceItem) -> str:
    """A village in the area of the item's body; its own seat where there is none below."""
    seat = Body.objects.on(clock.today()).get(code=item.body).place
    below = Place.objects.on(clock.today()).filter(parent=seat).order_by("code").first()
    return below.code if below is not None else seat
