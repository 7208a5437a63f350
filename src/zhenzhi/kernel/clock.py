"""The one clock (时钟). Nobody else reads the time, so a test can stop it and a day means one thing.

Days are whole days of Beijing time; instants are aware datetimes in Beijing time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """The present instant, Beijing time, microsecond precision."""
    stopped = _frozen.get()
    return datetime.now(BEIJING) if stopped is None else stopped


def today() -> date:
    """The present day in Beijing."""
    return now().date()


def at_beijing(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """The instant at which a Beijing clock shows this hour of this day."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BEIJING)


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Stop the clock at an aware instant; for tests and for replays of past days."""
    if at.tzinfo is None:
        raise ValueError("The clock stops only at an aware instant.")
    token = _frozen.set(at.astimezone(BEIJING))
    try:
        yield
    finally:
        _frozen.reset(token)
