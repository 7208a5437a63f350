"""Finding matters (检索): by what stands in their number, title and names of parties, from one character on.

Chinese has no spaces, so a matter is indexed by its characters and their pairs; the database keeps the index
(`Words`), makes the pairs of what is sought, and looks once more at the text itself. Whoever calls this has
already narrowed the rows to those that may be seen: `access.visible_to`.
"""

from typing import TypeVar

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from zhenzhi.matter.models import Matter

M = TypeVar("M", bound=Matter)

LONGEST = 64
"""Characters of a search that are read."""

_FOUND = """
SELECT matter_id FROM matter_words
WHERE grams @@ zhenzhi_query(zhenzhi_plain(%s)) AND plain LIKE ALL (zhenzhi_likes(zhenzhi_plain(%s)))
"""


def found(rows: QuerySet[M], text: str) -> QuerySet[M]:
    """Those of the rows that hold every word of the text, in any case and width; none for an empty text."""
    sought = " ".join(text[:LONGEST].split())
    if not sought:
        return rows.none()
    return rows.filter(pk__in=RawSQL(_FOUND, [sought, sought]))
