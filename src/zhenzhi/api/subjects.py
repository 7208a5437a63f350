"""Finding what a call is about (定位对象): always through what the caller may see, never by a bare key."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from zhenzhi.devolution import queries as devolving
from zhenzhi.devolution.models import Batch, Consultation, Evaluation, Idle, Patrol, Proposal
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.kernel.models import Dated, Subject
from zhenzhi.kernel.problem import NotFound
from zhenzhi.kernel.registry import Spec
from zhenzhi.matter import access, draws
from zhenzhi.matter.models import Draw, Matter, Paper, Request
from zhenzhi.org.models import Appointment, Body, Credential, Person, Place, Post
from zhenzhi.register import holdings
from zhenzhi.register.holdings import Stamps
from zhenzhi.register.models import (
    DecisionTable,
    Grant,
    Instrument,
    Parameter,
    Power,
    Procedure,
    RuleState,
    ServiceItem,
)
from zhenzhi.services.models import Application


def key_of(text: str) -> UUID | str:
    """A key or a number, as it was given."""
    try:
        return UUID(text)
    except ValueError:
        return text


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def application(by: Actor, key: str, what: str) -> Application:
    """An application by key or number. Raises NotFound, for a wrong one and for somebody else's alike."""
    return access.see(by, Application, key_of(key), what)


def to_act_on(by: Actor, key: str, what: str) -> Application:
    """An application to act on: its key alone, for the act reads it again under its lock and asks authority.

    Who may not see it learns nothing by trying: see `conceal`.
    """
    given = key_of(key)
    return Application(pk=given) if isinstance(given, UUID) else application(by, key, what)


def paper_to_act_on(by: Actor, key: str, what: str) -> Paper:
    """A paper to act on; as `to_act_on`."""
    return Paper(pk=_uuid(key))


def request_to_act_on(by: Actor, key: str, what: str) -> Request:
    """A request to act on; as `to_act_on`."""
    return Request(pk=_uuid(key))


def conceal(by: Actor, subject: Subject, what: str) -> None:
    """After an act failed: raise NotFound, and write the attempt down, if the caller may not even see the subject."""
    see = {Application: application, Paper: paper, Request: request}.get(type(subject))
    if see is not None:
        see(by, str(subject.pk), what)


def paper(by: Actor, key: str, what: str) -> Paper:
    """A paper of a matter that the caller may see."""
    return _of_a_matter(Paper, by, key, what)


def request(by: Actor, key: str, what: str) -> Request:
    """A request on a matter that the caller may see; the asked body may (see `access.visible`)."""
    return _of_a_matter(Request, by, key, what)


T = TypeVar("T", Paper, Request)
D = TypeVar("D", bound=Subject)


def _of_a_matter(model: type[T], by: Actor, key: str, what: str) -> T:
    """What hangs on a matter is seen by whoever may see the matter."""
    found = model._default_manager.filter(pk=_uuid(key)).first()
    if found is None:
        raise NotFound
    found.matter = access.see(by, Matter, found.matter_id, what)
    return found


def item(by: Actor, key: str, what: str) -> ServiceItem:
    """The version of a service item that holds today; the catalogue is public."""
    found = _item(holdings.current().stamps, clock.today(), key)
    if found is None:
        raise NotFound
    return found


@lru_cache(maxsize=4096)
def _item(stamps: Stamps, day: date, code: str) -> ServiceItem | None:
    """An item on a day; read once for as long as the books bear these stamps."""
    return ServiceItem.objects.on(day).filter(code=code).first()


def draw(by: Actor, key: str, what: str) -> Draw:
    """A draw by its number; draws are public."""
    return draws.of(key)


FACTS: dict[type[Dated], str] = {
    Place: "places", Body: "bodies", Post: "posts", Person: "people", Appointment: "appointments",
    Credential: "credentials", Power: "powers", Instrument: "instruments", Grant: "grants",
    Procedure: "procedures", Parameter: "parameters", DecisionTable: "tables", RuleState: "rules",
}  # fmt: skip
"""The facts of the books that acts are done to, and the folder of each."""


def fact(model: type[Dated]) -> Callable[[Actor, str, str], Subject]:
    """How a fact of the books is found by its code: as it holds today, else its newest version.

    Only officers act on the books; to a party they answer as if there were nothing.
    """

    def find(by: Actor, key: str, what: str) -> Subject:
        rows = model._default_manager.filter(code=key, until__isnull=True)
        found = rows.filter(valid__contains=clock.today()).first() or rows.order_by("-valid").first()
        if found is None or by.kind is not Who.OFFICER:
            raise NotFound
        return found

    return find


def _devolved(rows: Callable[[Actor], QuerySet[D]]) -> Callable[[Actor, str, str], D]:
    """How a row of the life of a power is found, by its key: among those that the caller may see."""

    def find(by: Actor, key: str, what: str) -> D:
        found = rows(by).filter(pk=_uuid(key)).first()
        if found is None:
            raise NotFound
        return found

    return find


FOUND_BY: dict[type[Subject], tuple[str, str, Callable[[Actor, str, str], Subject]]] = {
    Application: ("applications", "key", to_act_on),
    Matter: ("applications", "key", to_act_on),
    Paper: ("papers", "key", paper_to_act_on),
    Request: ("requests", "key", request_to_act_on),
    ServiceItem: ("items", "code", item),
    Draw: ("draws", "number", draw),
    **{model: (folder, "code", fact(model)) for model, folder in FACTS.items()},
    Proposal: ("proposals", "key", _devolved(devolving.proposals)),
    Batch: ("batches", "key", _devolved(devolving.batches)),
    Patrol: ("patrols", "key", _devolved(lambda by: devolving.others(by, Patrol))),
    Idle: ("idle", "key", _devolved(lambda by: devolving.others(by, Idle))),
    Evaluation: ("evaluations", "key", _devolved(lambda by: devolving.others(by, Evaluation))),
    Consultation: ("consultations", "key", _devolved(lambda by: devolving.others(by, Consultation))),
}
"""Class of an act's subject → the folder of its address, the name of its key there, and how it is found."""


def finder(spec: Spec) -> Callable[[Actor, str, str], Subject]:
    """How the subject of a call is found; what is opened on an application needs to read all of it."""
    found = FOUND_BY[spec.subject][2]
    return application if found is to_act_on and spec.kind == "opening" else found


def folder_of(subject: type[Subject]) -> str | None:
    """The folder under which acts on this kind of subject are called."""
    found = FOUND_BY.get(subject)
    return found[0] if found else None
