"""The act being done (正在办理的行为): its transaction, its key, and how its parts find it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from zhenzhi.kernel import clash, clock, question
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.keys import uuid7


@dataclass(slots=True)
class Doing:
    """The act that is being done just now; bodies ask for it with `doing()`."""

    entry: UUID
    at: datetime
    by: Actor
    act: str
    ground: question.Ground | None = None


_doing: ContextVar[Doing | None] = ContextVar("doing", default=None)
_inside: ContextVar[bool] = ContextVar("together", default=False)


def doing() -> Doing:
    """The act being done: its entry's key, time, actor and ground. Raises RuntimeError outside an act."""
    current = _doing.get()
    if current is None:
        raise RuntimeError("This may be called only inside an act.")
    return current


@contextmanager
def together() -> Iterator[None]:
    """A transaction in which several acts stand or fall together: a reaction and its tick, a county's founding."""
    with transaction.atomic(durable=True):
        token = _inside.set(True)
        try:
            yield
        finally:
            _inside.reset(token)


@contextmanager
def opened(act: str, by: Actor) -> Iterator[Doing]:
    """Open the transaction of an act, or join that of the act or reaction it is a part of."""
    outer = _doing.get()
    nested = outer is not None or _inside.get()
    at = outer.at if outer is not None else clock.now()
    current = Doing(uuid7(), at, by, act)
    try:
        with transaction.atomic(durable=not nested, savepoint=not nested):
            token = _doing.set(current)
            try:
                yield current
            finally:
                _doing.reset(token)
    except IntegrityError as error:
        raise clash.told(error) from error


def tell_database(entry: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhenzhi.act', %s, true)", [str(entry)])
