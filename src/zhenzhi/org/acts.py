"""Acts on the organisation book (机构与人员管理): the founding load, and what the staffing office does afterwards."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from django.db.backends.postgresql.psycopg_any import DateRange

from zhenzhi.kernel.act import bulk_act, record, stamp
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.models import CalendarDay
from zhenzhi.org import flow
from zhenzhi.org.models import Fact


@bulk_act(flow.FOUND)
def found(rows: Sequence[Fact], *, by: Actor) -> list[Fact]:
    """建县装载: the first load of bodies, places, posts and people; possible only until the founding is closed."""
    for row in rows:
        row.stage = "in_force"
    record(*rows)
    return list(rows)


def days(start: date, end: date | None = None) -> DateRange:
    """A validity [start, end) in whole Beijing days."""
    return cast(DateRange, DateRange(start, end, "[)"))


@bulk_act(flow.FOUND)
def found_calendar(days: Sequence[CalendarDay], *, by: Actor) -> list[Fact]:
    """装载日历: the published working days of past and present years (LAW 0.3)."""
    CalendarDay.objects.bulk_create(days, batch_size=2000)
    stamp("calendar")
    return []
