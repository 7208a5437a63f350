"""Days of dated facts (有效期间): making a span, changing a fact from a day on, and what it may refer to.

A fact is changed from a day: what held before that day stays, as a row of its own, and what was known stays for ever.
Changing it from its very first day corrects it as a whole.
"""

from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import TypeVar, cast

from django.db.backends.postgresql.psycopg_any import DateRange

from zhenzhi.kernel.facts import close, record
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.models import Dated
from zhenzhi.kernel.problem import Conflict, Invalid

D = TypeVar("D", bound=Dated)


def days(start: date, end: date | None = None) -> DateRange:
    """A validity [start, end) in whole Beijing days."""
    return cast(DateRange, DateRange(start, end, "[)"))


def span(start: date, end: date | None) -> DateRange:
    """A validity as a person entered it. Raises Invalid if it has no day."""
    if end is not None and end <= start:
        raise Invalid(
            "no_day",
            f"终止日期({end})应当晚于开始日期({start})。",
            f"The end ({end}) must be later than the start ({start}).",
            detail={"end": "after start"},
        )
    return days(start, end)


def renewed(old: D, valid: DateRange, **changes: object) -> D:
    """A copy of a fact for other days and with other values, under the same code, unsaved."""
    new = copy(old)
    new._state = copy(old._state)
    new._state.adding = True
    new.id, new.hands, new.valid, new.until = uuid7(), dict(old.hands), valid, None
    for name, value in changes.items():
        setattr(new, name, value)
    return new


def amend(old: D, start: date, **changes: object) -> D:
    """Inside an act: the fact with other values from `start` to its end, unsaved; what it was before stays.

    Raises Invalid if the fact does not hold on `start`, Conflict if somebody changed it meanwhile.
    """
    if start < old.start or (old.end is not None and start >= old.end):
        raise Invalid(
            "outside_validity",
            f"该记录的有效期为{old.start}至{old.end or '长期'}，变更日期须在其内。请选择当日有效的那条记录。",
            f"This record holds from {old.start} to {old.end or 'open'}; choose the one that holds on the day.",
            detail={"start": "outside"},
        )
    close(old)
    if old.start < start:
        record(renewed(old, days(old.start, start)))
    return renewed(old, days(start, old.end), **changes)


def until(fact: Dated, day: date) -> DateRange:
    """The validity of a fact that ends on `day` (the first day on which it no longer holds). Raises Invalid."""
    if fact.end is not None and day > fact.end:
        raise Invalid(
            "ended_already",
            f"该记录已于{fact.end}终止。",
            f"This record has already ended on {fact.end}.",
            detail={"day": "too late"},
        )
    return span(fact.start, day)


def refer(model: type[Dated], code: str, valid: DateRange, field: str, zh: str, en: str) -> None:
    """What is referred to must exist on every day of the reference. Raises Invalid naming the field."""
    rows = model._base_manager.filter(code=code, until__isnull=True)
    if not _covered(rows, valid):
        raise Invalid(
            "dangling",
            f"{zh}“{code}”在{valid.lower}至{valid.upper or '长期'}期间不存在或不连续。请核对代码和日期。",
            f"The {en} “{code}” does not exist on all days from {valid.lower} to {valid.upper or 'open'}. "
            "Check code and dates.",
            detail={field: "unknown"},
        )


def _covered(rows: Iterable[Dated], valid: DateRange) -> bool:
    reached = valid.lower
    for row in sorted(rows, key=lambda found: found.start):
        if row.start > reached:
            return False
        if row.end is None:
            return True
        reached = max(reached, row.end)
        if valid.upper is not None and reached >= valid.upper:
            return True
    return False


def unused(day: date, model: type[Dated], zh: str, **where: object) -> None:
    """Nothing may still rest on a fact that ends on `day`. Raises Conflict naming what does."""
    rows = model._base_manager.filter(until__isnull=True, **where)
    left = [row.code for row in rows if row.end is None or row.end > day]
    if left:
        listed = "、".join(sorted(left)[:10])
        raise Conflict(
            "still_used",
            f"{day}之后仍有{zh}与其相连：{listed}。请先将其终止或者变更。",
            f"After {day} these still rest on it: {listed}. End or change them first.",
            detail=sorted(left),
        )
