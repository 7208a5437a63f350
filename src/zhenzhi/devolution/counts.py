"""Counts of a town's powers at any date (授权计数, T31): given − stopped − returned = open, each derived from rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zhenzhi.org.models import Body
from zhenzhi.register.facts import Span
from zhenzhi.register.holdings import span
from zhenzhi.register.models import Grant, Stop
from zhenzhi.register.modes import STATUTORY


@dataclass(frozen=True, slots=True)
class Counts:
    """How many powers were given up to a day, how many of them are open, stopped or returned on it."""

    given: int
    open: int
    stopped: int
    returned: int


def count(held: Mapping[str, Span], stops: Mapping[str, Iterable[Span]], day: date) -> Counts:
    """Counts on a day from the spans of grants and of stops, both by the grant's code. Pure.

    A grant is given from its first day, returned from the day it ends, stopped while a stop covers the day, and open
    while it lasts and nothing stops it; each is counted from its own rows.
    """
    given = [code for code, days in held.items() if days.start <= day]
    returned = [code for code in given if (end := held[code].end) is not None and end <= day]
    stopped = [
        code for code in given if held[code].covers(day) and any(stop.covers(day) for stop in stops.get(code, ()))
    ]
    running = [
        code
        for code, days in held.items()
        if days.covers(day) and not any(stop.covers(day) for stop in stops.get(code, ()))
    ]
    return Counts(len(given), len(running), len(stopped), len(returned))


def of_town(town: str, day: date, known: int | None = None) -> Counts:
    """Counts of what a town was handed down, on a day, as known now or when the ledger had `known` entries."""
    rows = Grant.objects.known(known).filter(body=town).exclude(mode=STATUTORY)
    held = {row.code: span(row) for row in rows}
    stops: dict[str, list[Span]] = {}
    for stop in Stop.objects.known(known).filter(grant__in=list(held)):
        stops.setdefault(stop.grant, []).append(span(stop))
    return count(held, stops, day)


def of_county(day: date) -> dict[str, Counts]:
    """Counts of every town, by its code."""
    towns = Body.objects.on(day).filter(kind="government", level="town").values_list("code", flat=True)
    return {town: of_town(town, day) for town in sorted(towns)}
