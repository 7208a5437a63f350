"""Rows (行读写): a subject is locked in one statement and written in one, the tables of its parents included.

Written by hand because every act pays for it: the object-relational mapper would compile each statement anew and send
one for each table. What is written goes to the database together with the ledger entry, so neither can be without the
other.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import orjson
from django.db import connection, models
from psycopg.types.range import Range

from zhenzhi.kernel.doing import Statement
from zhenzhi.kernel.models import Dated, Subject

S = TypeVar("S", bound=Subject)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a model's rows are locked: the statement, and the fields in the order of its columns."""

    sql: str
    names: list[str]
    converters: list[tuple[int, list[Any], Any]]


def _column(field: "models.Field[Any, Any]") -> str:
    """The column of a concrete field."""
    return field.column or field.attname


def _chain(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """The model and its parents, each with the column that holds the common key."""
    found: list[tuple[type[models.Model], str]] = []
    key: models.Field[Any, Any] | None = model._meta.pk
    while key is not None:
        found.append((key.model, _column(key)))
        parent = (
            key.remote_field.model if key.remote_field is not None and key.model is not key.remote_field.model else None
        )
        key = parent._meta.pk if parent is not None else None
    return found


@functools.cache
def _plan(model: type[Subject]) -> _Plan:
    quote = connection.ops.quote_name
    chain = _chain(model)
    fields = list(model._meta.concrete_fields)
    columns = ", ".join(f"{quote(f.model._meta.db_table)}.{quote(_column(f))}" for f in fields)
    table, key = quote(chain[0][0]._meta.db_table), quote(chain[0][1])
    joins = "".join(
        f" JOIN {quote(parent._meta.db_table)} ON {quote(parent._meta.db_table)}.{quote(column)} = {table}.{key}"
        for parent, column in chain[1:]
    )
    known = " AND until IS NULL" if issubclass(model, Dated) else ""
    sql = (
        f"SELECT set_config('zhenzhi.act', %s, true), {columns} FROM {table}{joins}"
        f" WHERE {table}.{key} = %s{known} FOR UPDATE"
    )
    converters = [(at, found, f) for at, f in enumerate(fields) if (found := f.get_db_converters(connection))]
    return _Plan(sql, [f.attname for f in fields], converters)


def lock(model: type[S], key: object, entry: UUID) -> S | None:
    """Lock and read the row with this key, telling the database that an act is being done; None if there is none.

    Of a dated fact only the row that is known now.
    """
    plan = _plan(model)
    with connection.cursor() as cursor:
        cursor.execute(plan.sql, [str(entry), str(key)])
        row = cursor.fetchone()
    if row is None:
        return None
    values = list(row[1:])
    for at, converters, field in plan.converters:
        for convert in converters:
            values[at] = convert(values[at], field, connection)
    return model.from_db(connection.alias, plan.names, values)


def updates(row: Subject, changed: Mapping[str, object]) -> list[Statement]:
    """The statements that write the changed columns, one for each table they stand in; to be sent by the caller."""
    quote = connection.ops.quote_name
    found: list[Statement] = []
    for model, key in _chain(type(row)):
        fields = [f for f in model._meta.local_concrete_fields if f.attname in changed and not f.primary_key]
        if fields:
            sets = ", ".join(f"{quote(_column(f))} = %s" for f in fields)
            values = [f.get_db_prep_save(changed[f.attname], connection) for f in fields]
            found.append(
                (f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote(key)} = %s", [*values, row.pk])
            )
    return found


def _exact(value: object) -> str:
    """Bytes and ranges as the database reads them; for anything else there is no exact form."""
    if isinstance(value, bytes | memoryview):
        return "\\x" + bytes(value).hex()
    if isinstance(value, Range):
        return _range(value)
    raise TypeError(f"{type(value).__name__} cannot be written in JSON")


def _range(value: "Range[Any]") -> str:
    if value.isempty:
        return "empty"
    low, high = ("" if end is None else str(end) for end in (value.lower, value.upper))
    return f"{'[' if value.lower_inc else '('}{low},{high}{']' if value.upper_inc else ')'}"


def insert(table: str, lines: Sequence[Mapping[str, object]], more: str = "") -> list[Statement]:
    """The statement that inserts these rows, each with all its columns by name; none for no rows.

    They travel as one value, so that the statement reads the same for any rows and is planned once.
    """
    if not lines:
        return []
    sql = f"INSERT INTO {table} SELECT * FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb){more}"
    return [(sql, [orjson.dumps(lines, default=_exact).decode()])]


def inserts(new: Sequence[models.Model]) -> list[Statement]:
    """The statements that insert new rows of one model, one for each of its tables; to be sent by the caller."""
    found: list[Statement] = []
    for row in new:
        for parent, link in row._meta.parents.items():
            if link is not None:
                setattr(row, link.attname, row.serializable_value(parent._meta.pk.attname))
        row._state.adding, row._state.db = False, connection.alias
    for part, _ in reversed(_chain(type(new[0]))) if new else ():
        fields = [(_column(f), f.attname) for f in part._meta.local_concrete_fields]
        lines = [{column: getattr(row, name) for column, name in fields} for row in new]
        found += insert(part._meta.db_table, lines)
    return found


_AT_ONCE = 5000
"""Rows in one statement."""


def write(new: Sequence[models.Model]) -> None:
    """Insert new rows of one model now, whatever their number."""
    for start in range(0, len(new), _AT_ONCE):
        with connection.cursor() as cursor:
            for sql, values in inserts(new[start : start + _AT_ONCE]):
                cursor.execute(sql, values)
