"""Who is signed in, as an actor (登录人), and what the register answers them beforehand."""

from django.http import HttpRequest

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor, officer, party
from zhenzhi.kernel.question import Question
from zhenzhi.org.models import Account, Person
from zhenzhi.register import authority, gate, holdings
from zhenzhi.register.facts import on_day
from zhenzhi.register.gate import Given
from zhenzhi.register.ground import Refusal

PARTIES = ("party", "firm")
_KEPT = "_zhenzhi_person"


def person_of(request: HttpRequest) -> Person | None:
    """The person behind the account that is signed in; None for a visitor or somebody no longer in the book.

    Read once a request.
    """
    if not request.user.is_authenticated:
        return None
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, Person.objects.on(clock.today()).filter(code=request.user.person).first())
    found: Person | None = getattr(request, _KEPT)
    return found


def actor_of(request: HttpRequest) -> Actor | None:
    """The actor who is signed in: a resident or firm as a party, everybody else as an officer."""
    if not request.user.is_authenticated:
        return None
    if officer_name(request.user.person):
        return officer(request.user.person)
    person = person_of(request)
    if person is None:
        return None
    return party(person.code) if person.staff in PARTIES else officer(person.code)


def officer_name(person: str) -> str:
    """The name of an officer who is in the book today, from the register as loaded; empty for everybody else."""
    row = on_day(holdings.recent().facts.persons.get(person, ()), clock.today())
    return row.name if row is not None else ""


def name_of(account: Account) -> str:
    """The name of the person behind an account; the user name where the book has none today."""
    told = officer_name(account.person)
    if not told:
        row = Person.objects.on(clock.today()).filter(code=account.person).first()
        told = row.name if row else account.username
    return told


def look(question: Question) -> Given:
    """Authority's answer for a page: the same as for an act, but nothing is locked. Raises Refused."""
    facts = holdings.recent().facts
    answer = authority.decide(facts, gate.ask_of(question, facts))
    if isinstance(answer, Refusal):
        raise gate.refused(answer)
    return Given(answer, question.law)
