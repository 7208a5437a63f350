"""Names of bodies and powers by code (名称), from the register in memory."""

from collections.abc import Sequence
from typing import TypeVar

from zhenzhi.kernel import clock
from zhenzhi.register import holdings
from zhenzhi.register.facts import Body, Place, Power, on_day
from zhenzhi.ui.words import pick

T = TypeVar("T", Body, Place, Power)


def body(code: str) -> str:
    """A body's name today, else the last one on record, else its code."""
    found = _latest(holdings.recent().facts.bodies.get(code, ()))
    return pick(found.name, found.name_en or "") if found is not None else code


def short(code: str) -> str:
    """A town government's name as its place is called; any other body's own name."""
    facts = holdings.recent().facts
    found = _latest(facts.bodies.get(code, ()))
    if found is None or found.kind != "government":
        return body(code)
    place = _latest(facts.places.get(found.place, ()))
    return place.name if place is not None else body(code)


def power(code: str) -> str:
    """A power's name today, else the last one on record, else its code."""
    found = _latest(holdings.recent().facts.powers.get(code, ()))
    return pick(found.name, getattr(found, "name_en", "")) if found is not None else code


def bodies(level: str = "", kind: str = "") -> list[Body]:
    """The bodies of today at a level and of a kind, by name."""
    today = clock.today()
    rows = [row for rows in holdings.recent().facts.bodies.values() if (row := on_day(rows, today)) is not None]
    kept = [row for row in rows if level in ("", row.level) and kind in ("", row.kind)]
    return sorted(kept, key=lambda row: (row.level, row.name))


def towns() -> list[Body]:
    """The town governments of today."""
    return bodies("town", "government")


def powers() -> list[Power]:
    """The powers of today, by code."""
    today = clock.today()
    rows = [row for rows in holdings.recent().facts.powers.values() if (row := on_day(rows, today)) is not None]
    return sorted(rows, key=lambda row: row.id)


def every() -> dict[str, str]:
    """The names of all bodies, by code."""
    return {code: body(code) for code in holdings.recent().facts.bodies}


def _latest(rows: Sequence[T]) -> T | None:
    return on_day(rows, clock.today()) or (rows[-1] if rows else None)
