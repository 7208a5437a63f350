"""Reading lists (清单查询): which version holds on a day, as known at any point of the ledger, and its rows."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.register.lists.diff import Difference, difference
from zhenzhi.register.lists.kinds import KINDS
from zhenzhi.register.models import ListInForce, ListRow, ListVersion

Content = dict[str, str]
"""A row of a list: column → cell."""

PUBLIC = ("published", "withdrawn")
"""Stages in which a version is public, for ever."""


def in_force(kind: str, holder: str, day: date, after: int | None = None) -> ListVersion | None:
    """The version of a list that holds on a day, as known now or when the ledger had `after` entries; None if none.

    `holder` is the town whose list it is, or else the body that publishes it.
    """
    rows = ListInForce.objects.known(after).filter(code=f"{kind}:{holder}", valid__contains=day)
    found = rows.select_related("version").first()
    return None if found is None else found.version


def versions(kind: str, holder: str) -> Sequence[ListVersion]:
    """Every version of a list that was ever published, in the order of publication; each is readable for ever (T07)."""
    rows = ListVersion.objects.filter(kind=kind, stage__in=PUBLIC).order_by("published_on", "id")
    return [row for row in rows if holder == (row.town or row.body)]


def rows_of(version: ListVersion) -> dict[str, Content]:
    """The rows of a version by their code, in the order of the list."""
    found = ListRow.objects.filter(version_id=version.id).order_by("seq").values_list("code", "content")
    return dict(found)


def row_on(kind: str, holder: str, code: str, day: date, after: int | None = None) -> Content | None:
    """One row of the list that holds on a day; None if there is no list, or no such row in it."""
    version = in_force(kind, holder, day, after)
    return None if version is None else row(version, code)


def row(version: ListVersion, code: str) -> Content | None:
    """One row of a version; None if it has no such row."""
    found = ListRow.objects.filter(version_id=version.id, code=code).values_list("content", flat=True).first()
    return None if found is None else dict(found)


def seen(actor: Actor) -> QuerySet[ListVersion]:
    """The versions this actor may read: what was published is everybody's, drafts are the officers'."""
    versions = ListVersion.objects.all()
    return versions if actor.kind is Who.OFFICER else versions.filter(stage__in=PUBLIC)


def compare(old: ListVersion, new: ListVersion) -> Difference:
    """What changed between two versions of one kind of list."""
    return difference(KINDS[old.kind], rows_of(old), rows_of(new))


def sizes(version: ListVersion) -> dict[str, int]:
    """How many rows stand in each section of a version (such as basic, assist, taken)."""
    section = KINDS[version.kind].section
    counts: dict[str, int] = {}
    for row in rows_of(version).values():
        value = row.get(section, "")
        counts[value] = counts.get(value, 0) + 1
    return counts
