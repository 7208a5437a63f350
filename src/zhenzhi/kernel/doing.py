"""The act being done (正在办理的行为): its transaction, its key, and how its parts find it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from zhenzhi.kernel import clash, clock, question
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.keys import uuid7

Statement = tuple[str, list[Any]]
"""SQL with its parameters."""


@dataclass(slots=True)
class Doing:
    """The act that is being done just now; bodies ask for it with `doing()`.

    `writes` go to the database together with the ledger entry, in one statement (see `later`).
    """

    entry: UUID
    at: datetime
    by: Actor
    act: str
    ground: question.Ground | None = None
    writes: list[Statement] = field(default_factory=list)


_doing: ContextVar[Doing | None] = ContextVar("doing", default=None)
_inside: ContextVar[bool] = ContextVar("together", default=False)


def doing() -> Doing:
    """The act being done: its entry's key, time, actor and ground. Raises RuntimeError outside an act."""
    current = _doing.get()
    if current is None:
        raise RuntimeError("This may be called only inside an act.")
    return current


def later(*statements: Statement) -> None:
    """Let these be sent with the ledger entry of the act being done: one journey, and neither without the other.

    All of them see the database as it was before, so no two may write the same row, and the rest of the body does not
    find what they write. An act done inside this one sends first what the outer one has kept back.
    """
    doing().writes.extend(statements)


def send(writes: list[Statement]) -> None:
    """Send these statements as one, and empty the list."""
    if not writes:
        return
    *first, (last, _) = writes
    named = ", ".join(f"w{index} AS ({sql})" for index, (sql, _) in enumerate(first))
    values = [value for _, part in writes for value in part]
    writes.clear()
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {named} {last}" if named else last, values)


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
    if outer is not None:
        send(outer.writes)
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
