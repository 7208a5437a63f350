"""Who may see what (可见范围): the only way to read matters, on pages, lists, search, export and the API alike.

A party sees the matters of their own, an agent while the mandate lasts; an officer those of the bodies where they hold
a post, and those on which their body was asked; an auditor all. One condition a line.
"""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar, cast
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.kernel.problem import NotFound
from zhenzhi.matter.models import Look, Matter, Party, Request
from zhenzhi.register import holdings
from zhenzhi.register.facts import Post, on_day

M = TypeVar("M", bound=Matter)

AUDIT = "audit.read"


def bodies_of(actor: Actor, day: date) -> set[str]:
    """Bodies for which the actor works today: of each post, and the one it acts for."""
    facts = holdings.recent().facts
    bodies: set[str] = set()
    for post in _posts(actor, day):
        bodies.add(post.body)
        bodies |= {link.government for link in facts.acts_through.get(post.body, ()) if link.span.covers(day)}
    return bodies


def _posts(actor: Actor, day: date) -> Iterable[Post]:
    facts = holdings.recent().facts
    for appointment in facts.appointments.get(actor.id, ()):
        if appointment.span.covers(day):
            post = on_day(facts.posts.get(appointment.post, ()), day)
            if post is not None:
                yield post


def holds(actor: Actor, right: str) -> bool:
    """Whether some post of the actor carries this right today."""
    return actor.kind is Who.OFFICER and any(right in post.rights for post in _posts(actor, clock.today()))


def visible(actor: Actor) -> Q:
    """The condition that says which matters this actor may see."""
    if actor.kind not in (Who.PARTY, Who.OFFICER) or not actor.id:
        return Q(pk__isnull=True)  # no name matches the empty one of a matter without an agent
    if actor.kind is Who.PARTY:
        mandate = Party.objects.filter(Party.in_force(clock.today()), matter=OuterRef("pk"))
        return Q(applicant=actor.id) | (Q(agent=actor.id) & Q(Exists(mandate)))
    bodies = bodies_of(actor, clock.today())
    if holds(actor, AUDIT):
        return Q(pk__isnull=False)
    if not bodies:
        return Q(pk__isnull=True)
    asked = Request.objects.filter(matter=OuterRef("pk"), to_body__in=bodies)
    return Q(body__in=bodies) | Q(principal__in=bodies) | Q(Exists(asked))


def visible_to(actor: Actor, model: type[M]) -> QuerySet[M]:
    """The matters this actor may see."""
    return cast("QuerySet[M]", model._default_manager.filter(visible(actor)))


def see(actor: Actor, model: type[M], key: UUID | str, what: str = "page") -> M:
    """One matter by its key or number, if this actor may see it; each look is written down (LAW-64).

    Raises NotFound both for a wrong number and for somebody else's matter; the attempt is written down too.
    """
    rows = visible_to(actor, model)
    found = rows.filter(pk=key).first() if isinstance(key, UUID) else rows.filter(number=key).first()
    if found is None:
        hidden = model._default_manager.filter(**({"pk": key} if isinstance(key, UUID) else {"number": key})).first()
        if hidden is not None:
            Look.objects.create(at=clock.now(), person=actor.id, matter=hidden.pk, what=what, found=False)
        raise NotFound
    if not found.is_party(actor):
        Look.objects.create(at=clock.now(), person=actor.id, matter=found.pk, what=what)
    return found
