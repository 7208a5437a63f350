"""Acts on people (人员管理): registering them, appointing and leaving, credentials.

A town appoints at its own bodies only; an office of the county appoints everywhere.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from zhenzhi.kernel.act import act, opening_act
from zhenzhi.kernel.doing import doing
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.problem import Conflict, Invalid, Refused
from zhenzhi.org import flow, queries
from zhenzhi.org.acts import named
from zhenzhi.org.dating import amend, days, refer, span, until
from zhenzhi.org.models import Appointment, Body, Credential, Person, Post

Staff = Literal["civil", "institution", "auxiliary", "grid", "contract", "party", "firm"]


def _within_reach(body: str) -> None:
    """Raises Refused unless the acting office is the county's, or stands at the same place as the body."""
    current = doing()
    if not queries.reaches(current.by.id, flow.APPOINT.right, body, current.at.date()):
        raise Refused(
            "outside_own_town",
            "只能办理本乡镇机构的人事登记。请由县级组织人事机构办理。",
            "You may register staff of your own town only. Ask the county's personnel office.",
            article=flow.APPOINT.law,
        )


@opening_act(flow.PERSON)
def register_person(
    body: Body,
    *,
    name: str,
    staff: Staff,
    start: date,
    code: Plain = "",
    id_kind: Plain = "",
    id_number: str = "",
    phone: str = "",
    by: Actor,
) -> Person:
    """登记人员 (Register a person): a person comes into the book, at the body that takes them on; this alone gives no
    right.
    """
    _within_reach(body.code)
    return Person(
        code=code or str(uuid7()), name=named(name), staff=staff, id_kind=id_kind, id_number=id_number, phone=phone,
        valid=days(start),
    )  # fmt: skip


@opening_act(flow.PERSON)
def change_person(
    person: Person, *, start: date, name: str = "", staff: Staff | None = None, phone: str = "", by: Actor
) -> Person:
    """变更人员信息 (Change the person's record): name, kind of employment or telephone from a day on (LAW-6 reads the
    kind of that day).
    """
    for body in queries.bodies_of(person.code, start):
        _within_reach(body)
    return amend(
        person, start, name=name.strip() or person.name, staff=staff or person.staff, phone=phone or person.phone
    )


@opening_act(flow.APPOINT)
def appoint(
    post: Post,
    *,
    person: Plain,
    start: date,
    end: date | None = None,
    kind: Literal["formal", "acting", "seconded"] = "formal",
    by: Actor,
) -> Appointment:
    """任职 (Appoint to the post): a person takes a post for some days; person and post must exist on all of them."""
    _within_reach(post.body)
    valid = span(start, end)
    refer(Post, post.code, valid, "post", "岗位", "post")
    refer(Person, person, valid, "person", "人员", "person")
    if Person.objects.known().filter(code=person, staff__in=["party", "firm"]).exists():
        raise Invalid(
            "not_staff", "群众或企业不能任职。", "A resident or firm holds no post.", detail={"person": "party"}
        )
    _not_oneself(person, by)
    return Appointment(code=str(uuid7()), person=person, post=post.code, kind=kind, valid=valid)


def _not_oneself(person: str, by: Actor) -> None:
    if person == by.id:
        raise Refused(
            "own_appointment",
            "不能为自己办理任职。请由其他有权人员办理。",
            "Nobody appoints themselves. Ask somebody else who has the right.",
            article=flow.APPOINT.law,
        )


@act(flow.LEAVE)
def end_appointment(appointment: Appointment, *, day: date, by: Actor) -> None:
    """免职离任 (End the appointment): from `day` the person no longer holds the post; a past day corrects what was
    known.
    """
    _within_reach(_body_of(appointment))
    appointment.valid = until(appointment, day)


@act(flow.CORRECT)
def correct_appointment(appointment: Appointment, *, start: date, end: date | None = None, by: Actor) -> None:
    """更正任职日期 (Correct the appointment's days): the days were entered wrongly; the earlier knowledge stays on
    record (LAW-63).
    """
    _within_reach(_body_of(appointment))
    _not_oneself(appointment.person, by)
    appointment.valid = span(start, end)
    refer(Post, appointment.post, appointment.valid, "post", "岗位", "post")
    refer(Person, appointment.person, appointment.valid, "person", "人员", "person")


def _body_of(appointment: Appointment) -> str:
    post = Post.objects.known().filter(code=appointment.post).order_by("-valid").first()
    if post is None:
        raise Conflict("no_post", "岗位已不存在。", "The post no longer exists.")
    return post.body


@opening_act(flow.CREDENTIAL)
def issue_credential(
    person: Person,
    *,
    kind: Plain,
    number: Plain,
    start: date,
    end: date | None = None,
    fields: Sequence[Plain] = (),
    by: Actor,
) -> Credential:
    """发证 (Issue a credential): an enforcement or other credential; one number belongs to one person on a day (T55).

    No `fields` means good for every field.
    """
    valid = span(start, end)
    refer(Person, person.code, valid, "person", "人员", "person")
    return Credential(
        code=str(uuid7()), person=person.code, kind=kind, number=named(number, "number"), fields=list(fields),
        valid=valid,
    )  # fmt: skip


@act(flow.WITHDRAW)
def withdraw_credential(credential: Credential, *, day: date, reason: str, by: Actor) -> None:
    """收回证件 (Withdraw the credential): from `day` the credential is no longer good."""
    named(reason, "reason")
    credential.valid = until(credential, day)
