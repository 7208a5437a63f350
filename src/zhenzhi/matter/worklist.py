"""What lies on somebody's desk (待办): which matters wait for them, press, wait for others, or are done.

What may be moved is read from the flows themselves: a stage waits for whoever holds the right of a move that leads
on from it. Every list is a part of `access.visible_to`; a counter is the length of the list that it opens.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, TypeVar, cast

from django.db import connection
from django.db.models import Q, QuerySet

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.kernel.registry import REGISTRY
from zhenzhi.matter import access, flow
from zhenzhi.matter.models import Matter, Paper, Rating, Request
from zhenzhi.register import holdings
from zhenzhi.register.facts import on_day

M = TypeVar("M", bound=Matter)
Ids = QuerySet[Any, Any]
Statement = tuple[str, list[Any]]

MOST = 1000
"""Matters that a list counts and pages through; a longer one says 999+ and asks for a filter."""
RECENT = timedelta(days=30)
RATED_BADLY = "rating.bad"


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose desk this is: the rights of each body for which they work today, by the register of these stamps."""

    actor: Actor
    today: date
    rights: tuple[tuple[str, frozenset[str]], ...]
    stamps: holdings.Stamps

    @property
    def bodies(self) -> list[str]:
        """Bodies for which this person works."""
        return [body for body, _ in self.rights]

    def bodies_with(self, right: str) -> list[str]:
        """Bodies for which this person may use the right."""
        return [body for body, rights in self.rights if right in rights]

    @property
    def held(self) -> list[str]:
        """All rights of the person, at whatever body."""
        return sorted(frozenset().union(*(rights for _, rights in self.rights)))


def desk_of(actor: Actor) -> Desk:
    """The desk of an officer: from their posts of today, and the bodies that these posts act for."""
    known, today = holdings.recent(), clock.today()
    facts = known.facts
    rights: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for appointment in facts.appointments.get(actor.id, ()) if actor.kind is Who.OFFICER else ():
        post = on_day(facts.posts.get(appointment.post, ()), today) if appointment.span.covers(today) else None
        if post is None:
            continue
        through = {link.government for link in facts.acts_through.get(post.body, ()) if link.span.covers(today)}
        for body in {post.body, *through}:
            rights[body] |= post.rights
    return Desk(actor, today, tuple(sorted(rights.items())), known.stamps)


def _leads_on(model: type[Matter]) -> dict[str, set[str]]:
    """Rights of officers, each with the stages from which it moves such a matter on."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for spec in REGISTRY.values():
        move = spec.move
        if spec.kind == "act" and issubclass(model, spec.subject) and move.who == Who.OFFICER and move.end is not None:
            found[move.right] |= move.start
    return found


def _own(desk: Desk, model: type[Matter]) -> Q:
    """Matters that this person may move on now, and those offered to them (T50)."""
    condition = Q(offered_to=desk.actor.id, closed_at__isnull=True)
    apart = holdings.recent().facts.tables.apart
    for right, stages in _leads_on(model).items():
        bodies = desk.bodies_with(right)
        if not bodies:
            continue
        mine = Q(body__in=bodies, stage__in=sorted(stages))
        for pair in apart.get(right, ()):  # whoever accepted does not decide (T40): it does not wait for them
            mine &= ~Q(hands__contains={pair.other: [desk.actor.id]})
        condition |= mine
    return condition


def _beside(desk: Desk) -> list[Ids]:
    """Matters on which something else waits for this person: a request, a seal, a bad rating."""
    found: list[Ids] = []
    asked, sealing, rated = (
        desk.bodies_with(move.right) for move in (flow.REPLY, flow.APPROVE_SEAL, flow.CONTACT_RATER)
    )
    if asked:
        waiting = Request.objects.filter(to_body__in=asked, stage__in=sorted(flow.OPEN))
        found.append(waiting.values("matter_id"))
    if sealing:
        papers = Paper.objects.filter(stage="numbered", matter__body__in=sealing)
        found.append(papers.values("matter_id"))
    if rated:
        bad = holdings.number(RATED_BADLY, desk.today).value
        ratings = Rating.objects.filter(mended_at__isnull=True, level__lte=bad, matter__body__in=rated)
        found.append(ratings.values("matter_id"))
    return found


def _either(rows: QuerySet[M], own: Q, beside: Iterable[Ids]) -> QuerySet[M]:
    """Rows that fit the condition or stand among the ids; each part keeps its own index."""
    ids = list(beside)
    if not ids:
        return rows.filter(own)
    first: Ids = rows.model._default_manager.filter(own).order_by().values("pk")
    return rows.filter(pk__in=first.union(*ids, all=True))


def _mine(desk: Desk) -> Q:
    """Open matters of which this person is the officer first asked, or on which they laid hands."""
    condition = Q(owner=desk.actor.id)
    for right in desk.held:
        condition |= Q(hands__contains={right: [desk.actor.id]})
    return condition & Q(closed_at__isnull=True)


def todo(desk: Desk, model: type[M]) -> QuerySet[M]:
    """待办: what waits for this person."""
    return _either(access.visible_to(desk.actor, model), _own(desk, model), _beside(desk))


def waiting(desk: Desk, model: type[M]) -> QuerySet[M]:
    """等待他人: theirs and open, but the party, another body or another post has the next step."""
    rows = access.visible_to(desk.actor, model).filter(_mine(desk)).exclude(_own(desk, model))
    for ids in _beside(desk):
        rows = rows.exclude(pk__in=ids)
    return rows


def _concerning(desk: Desk, model: type[M]) -> QuerySet[M]:
    return _either(access.visible_to(desk.actor, model), _own(desk, model) | _mine(desk), _beside(desk))


def due_today(desk: Desk, model: type[M]) -> QuerySet[M]:
    """今天到期: of what waits for them or is theirs, that whose clock runs out today."""
    return _concerning(desk, model).filter(pressing__due=desk.today)


def overdue(desk: Desk, model: type[M]) -> QuerySet[M]:
    """已逾期: of what waits for them or is theirs, that whose clock has run out."""
    return _concerning(desk, model).filter(pressing__due__lt=desk.today)


def done(desk: Desk, model: type[M]) -> QuerySet[M]:
    """近30日办结: closed lately, of which they were the officer first asked or on which they laid hands."""
    condition = Q(owner=desk.actor.id)
    for right in desk.held:
        condition |= Q(hands__contains={right: [desk.actor.id]})
    since = clock.at_beijing(desk.today - RECENT)
    return access.visible_to(desk.actor, model).filter(condition, closed_at__gte=since)


def everything(desk: Desk, model: type[M]) -> QuerySet[M]:
    """全部: whatever this person may see."""
    return access.visible_to(desk.actor, model)


LISTS: dict[str, Callable[[Desk, type[Any]], QuerySet[Any]]] = {
    "todo": todo, "today": due_today, "late": overdue, "waiting": waiting, "done": done, "all": everything,
}  # fmt: skip
COUNTED = ("todo", "today", "late", "waiting", "done")


@lru_cache(maxsize=1024)
def _kept(name: str, desk: Desk, model: type[Matter]) -> QuerySet[Any]:
    return LISTS[name](desk, model)


def listed(name: str, desk: Desk, model: type[M]) -> QuerySet[M]:
    """One of `LISTS`. Putting its conditions together takes longer than reading it, so they are kept for the day."""
    return cast("QuerySet[M]", _kept(name, desk, model).all())


@lru_cache(maxsize=1024)
def _counting(desk: Desk, model: type[Matter]) -> Statement:
    """The columns of the counters, kept like the lists."""
    parts = [_capped(_kept(name, desk, model)) for name in COUNTED]
    return ", ".join(sql for sql, _ in parts), [value for _, values in parts for value in values]


def _capped(rows: QuerySet[Any]) -> Statement:
    sql, values = rows.order_by().values("pk")[:MOST].query.sql_with_params()
    return f"(SELECT count(*) FROM ({sql}) listed)", list(values)


def count(rows: QuerySet[Any]) -> int:
    """How long a list is, up to `MOST`."""
    return rows.order_by().values("pk")[:MOST].count()


def counters(desk: Desk, model: type[Matter]) -> dict[str, int]:
    """How long each of `COUNTED` is, up to `MOST`; one statement for all of them."""
    sql, values = _counting(desk, model)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}", values)
        return dict(zip(COUNTED, cursor.fetchone(), strict=True))
