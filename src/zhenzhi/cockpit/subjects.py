"""What the cockpit deals with (统筹台对象): each kind with who may see it and which acts its page offers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from zhenzhi.cockpit import names, words
from zhenzhi.devolution import gate_queries, queries
from zhenzhi.devolution.models import Batch, Burden, Evaluation, Idle, Patrol, Proposal, Work
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.models import Subject
from zhenzhi.kernel.possible import Possible, allowed
from zhenzhi.kernel.problem import NotFound
from zhenzhi.matter import access
from zhenzhi.matter.models import Request
from zhenzhi.register.lists import queries as lists
from zhenzhi.register.models import Instrument, ListVersion
from zhenzhi.ui import offices
from zhenzhi.ui.actors import look
from zhenzhi.ui.offers import NOT_THEIRS

_WAITING = ("proposed", "checked")


def _instruments(actor: Actor) -> QuerySet[Instrument]:
    rows = Instrument.objects.known()
    if offices.countywide(actor):
        return rows
    bodies = access.bodies_of(actor, clock.today())
    return rows.filter(Q(principal__in=bodies) | Q(agent__in=bodies))


def _requests(actor: Actor) -> QuerySet[Request]:
    works = gate_queries.works(actor).order_by().values("pk")
    asked = Q(to_body__in=access.bodies_of(actor, clock.today()), matter__work__isnull=False)
    return Request.objects.select_related("matter").filter(Q(matter__in=works) | asked)


def _pertinent(name: str, subject: Any) -> bool:
    """Whether an act that fits the stage has something to be done to at present."""
    match name:
        case "devolution.name_patrol":
            return bool(subject.form == "coordinated" and subject.stage == "reviewed")
        case "devolution.settle":
            return subject.form in ("stationed", "coordinated")
        case "devolution.enter_work":
            return subject.until is None
        case "matter.ask":
            return subject.stage in _WAITING
        case "register.end_instrument":
            return False  # its cases are decided one by one, which the interface for programs does
        case _:
            return True


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of subject. `rows`: those the actor may see; `acts`: how names of its acts begin; `title`: what it is."""

    code: str
    model: type[Subject]
    rows: Callable[[Actor], "QuerySet[Any]"]
    acts: tuple[str, ...]
    title: Callable[[Any], str]

    def see(self, actor: Actor, key: str) -> Any:
        """One subject by its key. Raises NotFound for an unknown one and for one the actor may not see."""
        rows = self.rows(actor)
        if self.model is Instrument:
            found = rows.filter(code=key).first()
        else:
            found = rows.filter(pk=UUID(key)).first() if _is_key(key) else None
        if found is None:
            raise NotFound
        return found

    def possible(self, actor: Actor, subject: Subject) -> list[Possible]:
        """The acts to show: open ones, and those that something stands against that is not "somebody else's work"."""
        offered = allowed(
            actor, subject, look, lambda name: name.startswith(self.acts) and _pertinent(name, subject)
        )
        return [one for one in offered if one.problem is None or one.problem.code not in NOT_THEIRS]


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.code: kind
        for kind in (
            Kind("proposals", Proposal, queries.proposals, ("devolution.",), lambda row: str(row.title)),
            Kind("batches", Batch, queries.batches, ("devolution.",), lambda row: str(row.name)),
            Kind("patrols", Patrol, lambda actor: queries.others(actor, Patrol), ("devolution.",),
                 lambda row: str(row.proposal.title)),
            Kind("idle", Idle, lambda actor: queries.others(actor, Idle), ("devolution.",),
                 lambda row: names.power(row.power)),
            Kind("evaluations", Evaluation, lambda actor: queries.others(actor, Evaluation), ("devolution.",),
                 lambda row: f"{names.short(row.town)} {row.start}–{row.end}"),
            Kind("works", Work, gate_queries.works, ("devolution.", "matter.ask"), lambda row: str(row.title)),
            Kind("requests", Request, _requests, ("matter.receive_request", "matter.reply"),
                 lambda row: str(row.matter.title)),
            Kind("burdens", Burden, gate_queries.burdens, ("devolution.",), lambda row: str(row.what)),
            Kind("versions", ListVersion, lists.seen, ("register.",), lambda row: f"{row.title} {row.number}"),
            Kind("instruments", Instrument, _instruments, ("register.",), lambda row: str(row.title)),
        )
    }
)  # fmt: skip
"""Every kind of subject of the cockpit, by the word in its address."""


def kind_of(model: type[Subject]) -> Kind:
    """The kind of a model."""
    return next(kind for kind in KINDS.values() if kind.model is model)


def address(subject: Any) -> str:
    """The page of a subject."""
    kind = kind_of(type(subject))
    return reverse("cockpit_one", args=[kind.code, subject.code if kind.model is Instrument else subject.pk])


def main_act(acts: list[Possible]) -> str:
    """Name of the one act to press on: the first open one that leads on and to no bad end; empty where none does."""
    for one in acts:
        if one.open and one.spec.move.end and words.tone(one.spec.move.end) not in ("bad", "plain"):
            return one.spec.name
    return ""
