"""The register's answer to the kernel (权限把关): turns a question about an act into a ground, or refuses in words.

An act that rests on a power locks the grant rows of its ground `FOR SHARE`; a stop or an end takes them `FOR UPDATE`.
So an act and a stop at the same moment can't both win: the later one sees what the earlier one did.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.problem import Refused
from zhenzhi.kernel.question import PowerAsk, Question
from zhenzhi.register import authority, holdings
from zhenzhi.register.facts import Facts, on_day
from zhenzhi.register.ground import Ask, Ground, Kind, Refusal

_KINDS = {Who.PARTY: Kind.PARTY, Who.CLOCK: Kind.CLOCK, Who.FOUNDER: Kind.FOUNDING}

# One statement, so one snapshot: the books' stamps, and whether the grant is still as we know it, held for the act.
_HOLD = """
SELECT (SELECT stamp FROM kernel_book WHERE name = 'calendar'), (SELECT stamp FROM kernel_book WHERE name = 'org'),
       (SELECT stamp FROM kernel_book WHERE name = 'register'), g.id
FROM (SELECT 1) one LEFT JOIN LATERAL
     (SELECT id FROM register_grant WHERE code = %s AND until IS NULL FOR SHARE) g ON true
"""


@dataclass(frozen=True, slots=True)
class Given:
    """A ground as the kernel stores it (实现 kernel.question.Ground)."""

    ground: Ground
    law: str

    @property
    def appointment(self) -> str | None:
        found = getattr(self.ground.found, "appointment", None)
        return found.id if found is not None else None

    def as_json(self) -> dict[str, object]:
        return self.ground.as_json()


def ask_of(question: Question, facts: Facts) -> Ask:
    """The register's form of a question. Internal acts without a named body are asked at the actor's own post."""
    kind = _KINDS.get(question.who, Kind.POWER if question.power else Kind.INTERNAL)
    power = question.power or PowerAsk("", question.home or _own_body(facts, question), "", "*")
    return Ask(
        body=power.body,
        power=power.power,
        right=question.right,
        act_type=power.act_type,
        place=power.place,
        on=question.on,
        person=question.actor.id,
        appointment=question.actor.appointment,
        amount=power.amount,
        object_class=power.object_class,
        hands={right: frozenset(people) for right, people in question.hands.items()},
        kind=kind,
        party=question.is_party,
        law=question.law,
        begun=question.begun,
    )


def _own_body(facts: Facts, question: Question) -> str:
    """The body of the actor's post that carries the right; else of any post held today."""
    posts = [
        post
        for appointment in facts.appointments.get(question.actor.id, ())
        if appointment.span.covers(question.on)
        if (post := on_day(facts.posts.get(appointment.post, ()), question.on)) is not None
    ]
    fitting = [post for post in posts if question.right in post.rights]
    return (fitting or posts)[0].body if posts else ""


def _decide(question: Question, facts: Facts) -> Ground:
    if question.actor.kind is not question.who:
        raise Refused(
            "wrong_kind_of_actor",
            "该操作不能由您当前的身份办理，请用相应的账号登录。",
            "This cannot be done in your present capacity. Sign in with the right account.",
            article=question.law,
        )
    answer = authority.decide(facts, ask_of(question, facts))
    if isinstance(answer, Refusal):
        raise refused(answer)
    return answer


def refused(refusal: Refusal) -> Refused:
    """A refusal of authority as a problem for people."""
    missing, then = refusal.missing, refusal.next_step
    return Refused(
        refusal.code.value,
        f"{missing.zh}{then.zh}",
        f"{missing.en} {then.en}",
        article=f"{refusal.article}({refusal.rule})" if refusal.rule else refusal.article,
        detail=refusal.as_json(),
    )


def answer(question: Question) -> Given:
    """The authority port: the ground of an act, held until its transaction ends, or Refused."""
    holding = holdings.current(holdings.remembered())
    while True:
        try:
            ground = _decide(question, holding.facts)
        except Refused:
            # A refusal may rest on what we remember from before somebody was appointed: look again before it is told.
            seen = holdings.stamps()
            if seen == holding.stamps:
                raise
            holding = holdings.current(seen)
            continue
        code = ground.grant.id if ground.grant is not None else ""
        with connection.cursor() as cursor:
            cursor.execute(_HOLD, [code])
            *stamps, row = cursor.fetchone()
        seen = (stamps[0], stamps[1], stamps[2])
        # Compared with the very facts that were read: another thread may have loaded newer ones meanwhile.
        if seen == holding.stamps and (row is not None or not code):
            return Given(ground, question.law)
        holding = holdings.current(seen)


def names(asked: PowerAsk, on: date, begun: date | None = None, seen: holdings.Stamps | None = None) -> Ground:
    """In whose name, series, template and seal a paper of this power goes out today: they follow the ground (P-06).

    `seen`: stamps of the books where authority was asked just before; else they are looked at. Raises Refused when
    nobody lawfully exercises the power there.
    """
    ask = Ask(asked.body, asked.power, "", asked.act_type, asked.place, on, amount=asked.amount, begun=begun)
    found = authority.standing(holdings.current(seen).facts, ask)
    if isinstance(found, Refusal):
        raise refused(found)
    return found
