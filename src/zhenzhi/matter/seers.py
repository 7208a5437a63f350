"""Who may see a matter now (谁能看): the same conditions as `access.visible`, told the other way round.

For the auditor. A test holds the two against each other for everybody of a county.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from zhenzhi.kernel import clock
from zhenzhi.matter import access
from zhenzhi.matter.models import Matter, Party, Request
from zhenzhi.register import holdings, seats


@dataclass(frozen=True, slots=True)
class Seer:
    """Somebody who may see it, through which post (empty for a party), and why: body | principal | asked | audit |
    applicant | agent."""

    person: str
    body: str
    post: str
    why: str


def of(matter: Matter) -> list[Seer]:
    """Everybody who may see this matter today, officers by body first."""
    asked = set(Request.objects.filter(matter_id=matter.pk).values_list("to_body", flat=True))
    officers = sorted(_officers(matter, asked), key=lambda one: (one.why == "audit", one.body, one.post, one.person))
    return [*officers, *_parties(matter)]


def _officers(matter: Matter, asked: set[str]) -> Iterator[Seer]:
    facts, today = holdings.recent().facts, clock.today()
    for person, _, post in seats.seats(facts, today):
        links = facts.acts_through.get(post.body, ())
        bodies = {post.body, *(link.government for link in links if link.span.covers(today))}
        if matter.body in bodies:
            yield Seer(person, post.body, post.name, "body")
        elif matter.principal in bodies:
            yield Seer(person, post.body, post.name, "principal")
        elif asked & bodies:
            yield Seer(person, post.body, post.name, "asked")
        elif access.AUDIT in post.rights:
            yield Seer(person, post.body, post.name, "audit")


def _parties(matter: Matter) -> Iterator[Seer]:
    if matter.applicant:
        yield Seer(matter.applicant, "", "", "applicant")
    if matter.agent and Party.mandated(matter.pk, clock.today()):
        yield Seer(matter.agent, "", "", "agent")
