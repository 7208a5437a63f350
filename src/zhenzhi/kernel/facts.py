"""Writing of dated facts (双时态事实登记), always as part of the act being done."""

from uuid import UUID

from zhenzhi.kernel import rows
from zhenzhi.kernel.doing import doing
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.models import Book, Dated
from zhenzhi.kernel.problem import Conflict


def supersede(row: Dated) -> None:
    """Close the row and write its successor under the same code: a dated fact is never changed (更新登记)."""
    current = doing()
    manager = type(row)._base_manager
    closed = manager.filter(pk=row.pk, until__isnull=True).update(until=current.entry)
    if closed != 1:
        raise RuntimeError(f"{row.code} was superseded under its own lock")
    row.id, row.since, row.until = uuid7(), current.entry, None
    row._state.adding = True
    row.save(force_insert=True)


def touch(*facts: Dated) -> None:
    """Stamp the books these facts stand in, so that every cache of them is read anew."""
    stamp(*{fact.BOOK for fact in facts})


def stamp(*books: str) -> None:
    """Stamp books as written by the act being done; in order of name, so that two acts never wait in a ring.

    Each writing has a stamp of its own: a cache filled in the middle of an act must not pass for its end.
    """
    doing()
    for name in sorted(books):
        Book.objects.filter(name=name).update(stamp=uuid7())


def record(*facts: Dated) -> None:
    """Write new dated facts as part of the act being done (新增登记)."""
    current = doing()
    for fact in facts:
        fact.since, fact.until = current.entry, None
    by_type: dict[type[Dated], list[Dated]] = {}
    for fact in facts:
        by_type.setdefault(type(fact), []).append(fact)
    for found in by_type.values():
        rows.write(found)
    touch(*facts)


def close(*facts: Dated) -> None:
    """End our knowledge of these facts: the act being done found them to hold no longer as written (废止登记)."""
    current = doing()
    by_type: dict[type[Dated], set[UUID]] = {}
    for fact in facts:
        by_type.setdefault(type(fact), set()).add(fact.pk)
    for model, keys in by_type.items():
        if model._base_manager.filter(pk__in=keys, until__isnull=True).update(until=current.entry) != len(keys):
            raise Conflict(
                "superseded",
                "该登记已被他人更新，请刷新后重试。",
                "Somebody has just changed this record. Reload and try again.",
            )
    touch(*facts)
