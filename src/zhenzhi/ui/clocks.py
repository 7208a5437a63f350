"""A deadline as a person reads it (期限): its state, the days left or past, and the bar that draws it."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from zhenzhi.kernel import clock
from zhenzhi.matter.deadlines import derive
from zhenzhi.matter.models import Deadline
from zhenzhi.register import holdings
from zhenzhi.ui import words

URGENT = ("over", "today", "soon", "running", "paused")
TONES = {"met": "good", "over": "bad", "today": "wait", "soon": "wait", "running": "run", "paused": "plain"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the bar, in thousandths of its length: `kind` spent | paused | left."""

    kind: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline, its state, and the calendar days that are left (negative: past)."""

    row: Deadline
    state: str
    days: int

    @property
    def name(self) -> str:
        """The word for its kind."""
        return str(words.DEADLINES.get(self.row.kind, self.row.kind))

    @property
    def tone(self) -> str:
        """What its colour stands for."""
        return TONES[self.state]

    @property
    def expected(self) -> date | None:
        """Of a stopped deadline, the day on which it would end if it went on today."""
        return if_resumed(self.row)

    @property
    def past(self) -> int:
        """Days past the end; 0 while it runs."""
        return max(0, -self.days)

    def bar(self) -> list[Stretch]:
        """The bar from its start to its end, or to today if that is later; of a stopped one as if it went on today."""
        due = self.row.due or if_resumed(self.row)
        if due is None:
            return []
        today = self.row.met_at.astimezone(clock.BEIJING).date() if self.row.met_at else clock.today()
        first, last = self.row.start, max(due, today)
        whole = max(1, (last - first).days)

        def at(day: date) -> int:
            return min(1000, max(0, (day - first).days * 1000 // whole))

        found = [Stretch("spent", 0, at(min(today, due)))]
        for pause in self.row.pauses:
            begun = date.fromisoformat(pause["start"])
            ended = date.fromisoformat(pause["end"]) if pause.get("end") else today
            found.append(Stretch("paused", at(begun), max(0, at(ended) - at(begun))))
        if today > due:
            found.append(Stretch("over", at(due), 1000 - at(due)))
        return [one for one in found if one.length]


def if_resumed(row: Deadline) -> date | None:
    """The day on which a stopped deadline would end if it went on today; None for one that is not stopped."""
    if not row.paused or not row.pauses:
        return None
    told = copy.copy(row)
    told.pauses = [*row.pauses[:-1], {**row.pauses[-1], "end": clock.today().isoformat()}]
    return derive(told, holdings.current(holdings.remembered()).calendar).due


def clock_of(row: Deadline) -> Clock:
    """met | missed | paused | over | today | soon | running, with the calendar days that are left (negative: past)."""
    left = (row.due - clock.today()).days if row.due else 0
    if row.met_at:
        return Clock(row, "met", left)
    if row.missed_at or (row.due and left < 0):
        return Clock(row, "over", left)
    if row.paused or row.due is None:
        return Clock(row, "paused", left)
    if left == 0:
        return Clock(row, "today", left)
    return Clock(row, "soon" if row.warn and clock.today() >= row.warn else "running", left)


def urgent(rows: Iterable[Deadline]) -> Clock | None:
    """The open clock that presses most."""
    found = [one for row in rows if (one := clock_of(row)).state != "met"]
    return min(found, key=lambda one: (URGENT.index(one.state), one.days), default=None)


def in_days(days: int) -> date:
    """The day so many calendar days from today."""
    return clock.today() + timedelta(days=days)
