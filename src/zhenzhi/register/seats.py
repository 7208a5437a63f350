"""Who sits in which post (在岗情况): the appointments of a day with their posts, and those whose post holds a right."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from zhenzhi.register.facts import Appointment, Facts, Post, on_day


class Seat(NamedTuple):
    """A person in a post, by an appointment that holds on the day."""

    person: str
    appointment: Appointment
    post: Post


def seats(facts: Facts, day: date) -> Iterator[Seat]:
    """Everybody in every post on the day, person by person."""
    for person, appointments in facts.appointments.items():
        for appointment in appointments:
            post = on_day(facts.posts.get(appointment.post, ()), day) if appointment.span.covers(day) else None
            if post is not None:
                yield Seat(person, appointment, post)


def holders(facts: Facts, right: str, body: str, day: date) -> Iterator[Seat]:
    """Those whose post carries the right at the body, or at one it acts through."""
    for seat in seats(facts, day):
        if right in seat.post.rights and facts.acts_for(seat.post.body, body, day):
            yield seat
