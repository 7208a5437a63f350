"""What was done in a matter, as people read it (办理经过): each entry with its ground."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from zhenzhi.kernel.models import Entry, GroundText
from zhenzhi.org.models import Person
from zhenzhi.ui import words

Link = dict[str, str]
ABOUT_PERSONS = frozenset({"person", "appointment", "credential", "post"})


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry of a matter's history: what was done, by whom, on what ground."""

    entry: Entry
    who: str
    ground: dict[str, object]

    @property
    def chain(self) -> list[Link]:
        """The links of its ground, from statute to person."""
        return cast("list[Link]", self.ground.get("chain") or [])


def outside(deed: Deed) -> Deed:
    """As the parties read it: the chain ends at the post; who sat in it is the office's (个人信息保护法 6)."""
    told = str(words.ACTOR_KINDS.get(deed.entry.actor_kind, deed.entry.actor_kind))
    kept = [link for link in deed.chain if link["kind"] not in ABOUT_PERSONS - {"post"}]
    return Deed(deed.entry, told, {**deed.ground, "chain": kept})


def history(subjects: Iterable[UUID]) -> list[Deed]:
    """All entries about these subjects, oldest first."""
    entries = list(Entry.objects.filter(subject__in=list(subjects)).order_by("id"))
    grounds = {bytes(g.digest): g.content for g in GroundText.objects.filter(digest__in={e.ground for e in entries})}
    names = dict(Person.objects.known().filter(code__in={e.actor for e in entries}).values_list("code", "name"))
    return [
        Deed(
            entry,
            names.get(entry.actor, "") or str(words.ACTOR_KINDS.get(entry.actor_kind, entry.actor)),
            grounds.get(bytes(entry.ground), {}),
        )
        for entry in entries
    ]
