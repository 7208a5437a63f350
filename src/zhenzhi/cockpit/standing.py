"""How powers handed down stand (下放权力现状): each grant with its tally, in towns and departments, through the months.

Everything is counted from the register and the ledger; the figures are sums over the very lines that their lists show.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta

from zhenzhi.matter import usage
from zhenzhi.matter.usage import Tally
from zhenzhi.register import holdings
from zhenzhi.register.facts import Facts, Grant
from zhenzhi.register.modes import STATUTORY

STATES = ("given", "open", "used", "idle", "fresh", "stopped", "returned")


@dataclass(frozen=True, slots=True)
class Line:
    """One grant handed down to a town by a department: its tally and the last day of use."""

    grant: Grant
    tally: Tally
    last: date | None

    @property
    def town(self) -> str:
        """The receiving body."""
        return self.grant.body

    @property
    def department(self) -> str:
        """The giving body; empty where the grant names none."""
        return self.grant.principal or ""

    @property
    def state(self) -> str:
        """The one word that says most: returned, stopped, idle, used or fresh."""
        words = ("returned", "stopped", "idle", "used", "fresh")
        return next((name for name in words if getattr(self.tally, name)), "")


def lines(day: date, bodies: Iterable[str] | None = None) -> list[Line]:
    """Every grant handed down by a day, by its code; of these bodies only, as receivers or givers, where told."""
    facts, uses, begin = holdings.recent().facts, usage.last_uses(day), usage.since(day)
    own = None if bodies is None else set(bodies)
    found = []
    for grant in sorted(facts.grants.values(), key=lambda one: one.id):
        theirs = own is None or grant.body in own or grant.principal in own
        if grant.mode != STATUTORY and grant.span.start <= day and theirs:
            last = uses.get((grant.power, grant.body))
            spans = [stop.span for stop in facts.stops.get(grant.id, ())]
            found.append(Line(grant, usage.tally(grant, spans, last, day, begin), last))
    return found


def total(found: Iterable[Line]) -> Tally:
    """The tallies of many lines as one."""
    return sum((line.tally for line in found), Tally())


def by(found: Iterable[Line], side: str) -> dict[str, Tally]:
    """The tallies by `town` or `department`."""
    sums: dict[str, Tally] = {}
    for line in found:
        key = getattr(line, side)
        sums[key] = sums.get(key, Tally()) + line.tally
    return sums


def months(day: date, count: int = 24) -> list[date]:
    """The last days of so many months up to that of `day`, the last being `day` itself."""
    firsts = [usage.months_before(day.replace(day=1), back) for back in range(count - 2, -1, -1)]
    return [*(first - timedelta(days=1) for first in firsts), day]


def opened_at(found: Sequence[Line], days: Sequence[date]) -> list[int]:
    """How many of the grants were open on each of these days."""
    facts = holdings.recent().facts
    return [sum(_open(facts, line.grant, day) for line in found) for day in days]


def _open(facts: Facts, grant: Grant, day: date) -> bool:
    return grant.span.covers(day) and not any(stop.span.covers(day) for stop in facts.stops.get(grant.id, ()))


@dataclass(frozen=True, slots=True)
class Event:
    """What happened on a day to so many powers of one town: `opened`, `stopped` or `returned`."""

    day: date
    what: str
    town: str
    count: int


def events(found: Sequence[Line], day: date, most: int = 8) -> list[Event]:
    """The latest openings, stops and returns up to a day, the newest first."""
    facts = holdings.recent().facts
    counted: Counter[tuple[date, str, str]] = Counter()
    for line in found:
        counted[line.grant.span.start, "opened", line.town] += 1
        for stop in facts.stops.get(line.grant.id, ()):
            counted[stop.span.start, "stopped", line.town] += 1
        if line.grant.span.end is not None:
            counted[line.grant.span.end, "returned", line.town] += 1
    past = [Event(*key, count) for key, count in counted.items() if key[0] <= day]
    return sorted(past, key=lambda one: (one.day, one.town, one.what), reverse=True)[:most]


def in_state(found: Iterable[Line], state: str) -> list[Line]:
    """The lines that a figure counts."""
    return [line for line in found if state in _COUNTED and getattr(line.tally, state)]


_COUNTED = {one.name for one in fields(Tally)}
