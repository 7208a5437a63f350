"""Facts put in the books as a profile would, for scenarios; undone with the test."""

import csv
from collections.abc import Sequence
from pathlib import Path

from django.db import connection

from tests import world
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.models import Book, Dated
from zhenzhi.org.models import Body


def put(rows: Sequence[Dated]) -> None:
    """Write facts as the founding of a county does."""
    by_kind: dict[type[Dated], list[Dated]] = {}
    for row in rows:
        row.stage, row.since = row.stage or "in_force", uuid7()
        by_kind.setdefault(type(row), []).append(row)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhenzhi.act', 'profile', true)")
        for kind, found in by_kind.items():
            kind._base_manager.bulk_create(found, batch_size=2000)
        for book in Book.objects.all():
            Book.objects.filter(name=book.name).update(stamp=uuid7())
        cursor.execute("SELECT set_config('zhenzhi.act', '', true)")


def bodies_named(path: Path, *columns: str) -> dict[str, str]:
    """Put in a department for every name in these columns of a sheet, and tell names of bodies by code."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        told = {row[column] for row in csv.DictReader(file) for column in columns if row[column]}
    known = set(Body.objects.on(world.TODAY).values_list("name", flat=True))
    put([
        Body(
            code=f"D-{at:02}", name=name, kind="department", level="county", place=world.COUNTY, government=world.GOV,
            valid=world.OPEN,
        )
        for at, name in enumerate(sorted(told - known), Body.objects.count())
    ])  # fmt: skip
    return dict(Body.objects.on(world.TODAY).values_list("code", "name"))
