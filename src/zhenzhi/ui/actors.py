"""Who is signed in, as an actor (登录人), and what the register answers them beforehand."""

from django.http import HttpRequest

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor, officer, party
from zhenzhi.kernel.question import Question
from zhenzhi.org.models import Person
from zhenzhi.register import authority, gate, holdings
from zhenzhi.register.gate import Given
from zhenzhi.register.ground import Refusal

PARTIES = ("party", "firm")


def person_of(request: HttpRequest) -> Person | None:
    """The person behind the account that is signed in; None for a visitor or somebody no longer in the book."""
    if not request.user.is_authenticated:
        return None
    return Person.objects.on(clock.today()).filter(code=request.user.person).first()


def actor_of(request: HttpRequest) -> Actor | None:
    """The actor who is signed in: a resident or firm as a party, everybody else as an officer."""
    person = person_of(request)
    if person is None:
        return None
    return party(person.code) if person.staff in PARTIES else officer(person.code)


def look(question: Question) -> Given:
    """Authority's answer for a page: the same as for an act, but nothing is locked. Raises Refused."""
    facts = holdings.recent().facts
    answer = authority.decide(facts, gate.ask_of(question, facts))
    if isinstance(answer, Refusal):
        raise gate.refused(answer)
    return Given(answer, question.law)
