"""The gaps between the lists (清单缺口), found once for a day and a state of the books."""

from datetime import date
from functools import lru_cache

from zhenzhi.register import holdings
from zhenzhi.register.lists import matching
from zhenzhi.register.lists.matching import Gap


class _Known:
    """A holding as a key of the cache: equal while the books bear the same stamps."""

    def __init__(self, holding: holdings.Holding) -> None:
        self.stamps = holding.stamps

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and self.stamps == other.stamps

    def __hash__(self) -> int:
        return hash(self.stamps)


def gaps(day: date) -> tuple[Gap, ...]:
    """Every gap of a day, as the register knows it now."""
    return _gaps(_Known(holdings.recent()), day)


@lru_cache(maxsize=4)
def _gaps(known: _Known, day: date) -> tuple[Gap, ...]:
    return tuple(matching.gaps(matching.load(day)))
