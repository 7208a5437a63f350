"""What was done in a matter, as people read it (办理经过): each entry with its ground."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.models import Entry, EntryRow, GroundText
from zhenzhi.matter.models import Matter, Paper, Request
from zhenzhi.register import holdings
from zhenzhi.register.facts import Facts, on_day
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


def of_matter(matter: UUID, names: Mapping[str, str] | None = None) -> list[Deed]:
    """All entries about a matter, its papers and its requests, oldest first, in one statement."""
    papers = Paper.objects.filter(matter=matter).values_list("pk")
    requests = Request.objects.filter(matter=matter).values_list("pk")
    # One list of keys, not three conditions joined by OR: so that the index on subjects is used.
    subjects = Matter.objects.filter(pk=matter).values_list("pk").union(papers, requests, all=True)
    return _deeds(Q(subject__in=subjects), names)


def history(subjects: Iterable[UUID], names: Mapping[str, str] | None = None) -> list[Deed]:
    """All entries about these subjects, oldest first; `names` tells those of parties."""
    return _deeds(Q(subject__in=list(subjects)), names)


def with_bulk(subjects: Sequence[UUID]) -> list[Deed]:
    """The same, with the acts done to many at once of which one of these was among the rows."""
    rows = EntryRow.objects.filter(subject__in=subjects).values("entry")
    entries = Entry.objects.filter(subject__in=subjects).values("pk").union(rows, all=True)
    return _deeds(Q(pk__in=entries), None)


def _deeds(which: Q, names: Mapping[str, str] | None) -> list[Deed]:
    text = GroundText.objects.filter(digest=OuterRef("ground")).values("content")[:1]
    entries = Entry.objects.filter(which).annotate(reasons=Subquery(text)).order_by("id")
    told, facts = names or {}, holdings.recent().facts
    return [Deed(entry, _who(entry, facts, told), entry.reasons or {}) for entry in entries]


def _who(entry: Entry, facts: Facts, told: Mapping[str, str]) -> str:
    """The officer's name on the day of the deed, else the party's, else what kind of actor it was."""
    if entry.actor_kind != Who.OFFICER:
        return told.get(entry.actor, "") or str(words.ACTOR_KINDS.get(entry.actor_kind, entry.actor))
    rows = facts.persons.get(entry.actor, ())
    row = on_day(rows, entry.at.astimezone(clock.BEIJING).date()) or (rows[-1] if rows else None)
    return row.name if row else str(words.ACTOR_KINDS[entry.actor_kind])
