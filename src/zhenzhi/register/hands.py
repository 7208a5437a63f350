"""The checks of authority on the person, and on grounds that are not powers (权限判断：人员)."""

from .checks import refuse
from .facts import Appointment, Facts, Post, on_day
from .ground import Ask, Found, Refusal
from .words import PERSON_KINDS, Code


def own_body(facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    """Internal administration: the body that asks exists on the day."""
    body = on_day(facts.bodies.get(ask.body, ()), ask.on)
    if body is None:
        return refuse(Code.BODY_NOT_IN_FORCE, facts, ask, found)
    found.body = body
    return None


def person_in_post(facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    """LAW-1: appointed on the day to a post, of the body or one it acts through, with the right."""
    day = ask.on
    person = on_day(facts.persons.get(ask.person or "", ()), day)
    if person is None:
        return refuse(Code.PERSON_UNKNOWN, facts, ask, found)
    found.person = person
    without: tuple[Appointment, Post] | None = None
    for appointment in facts.appointments.get(person.id, ()):
        if not appointment.span.covers(day) or ask.appointment not in (None, appointment.id):
            continue
        post = on_day(facts.posts.get(appointment.post, ()), day)
        if post is None or not facts.acts_for(post.body, ask.body, day):
            continue
        if ask.right in post.rights:
            found.appointment, found.post = appointment, post
            return None
        without = without or (appointment, post)
    if without is None:
        return refuse(Code.NOT_APPOINTED, facts, ask, found)
    found.appointment, found.post = without
    return refuse(Code.RIGHT_LACKING, facts, ask, found, post=found.post.name)


def credential_held(facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    """LAW-5 (one person's part), LAW-6, T55: fit kind of person, valid credential, right field."""
    need = facts.tables.credentials.get(ask.act_type)
    if need is None:
        return None
    person, field = found.person, found.power.field
    if person.kind not in need.person_kinds:
        zh, en = PERSON_KINDS.get(person.kind, (person.kind, person.kind))
        return refuse(Code.PERSON_KIND, facts, ask, found, person_kind=zh, person_kind_en=en,
                       article=need.article)  # fmt: skip
    wrong_field = False
    for credential in facts.credentials.get(person.id, ()):
        if credential.kind == need.credential and credential.span.covers(ask.on):
            if not field or credential.fields is None or field in credential.fields:
                found.credential = credential
                return None
            wrong_field = True
    code = Code.CREDENTIAL_FIELD if wrong_field else Code.CREDENTIAL_LACKING
    return refuse(code, facts, ask, found, credential=need.credential, field=field, article=need.article)


def hands_apart(facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    """T40, T41, T60, LAW-8: one person does not hold two rights on one subject that must be apart."""
    hands = ask.hands
    if hands:
        for pair in facts.tables.apart.get(ask.right, ()):
            if ask.person in hands.get(pair.other, ()):
                return refuse(Code.SAME_PERSON, facts, ask, found, other=pair.other, rule=pair.rule,
                               article=pair.article)  # fmt: skip
    return None


def is_party(facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    """The actor is the party of the matter."""
    return None if ask.party else refuse(Code.NOT_PARTY, facts, ask, found)


def law_named(facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    """Time does something only because an article says so."""
    return None if ask.law.strip() else refuse(Code.LAW_NOT_NAMED, facts, ask, found)


def not_yet_founded(facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    """The first load of a county happens once."""
    return refuse(Code.ALREADY_FOUNDED, facts, ask, found) if facts.founded else None
