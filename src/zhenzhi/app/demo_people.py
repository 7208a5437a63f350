"""Accounts for everybody in a county that is tried out (示范账号). Never used where real work is done."""

import json
from collections import Counter
from collections.abc import Iterable

from django.contrib.auth.hashers import make_password

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import FOUNDER
from zhenzhi.org import account_acts
from zhenzhi.org.models import Account, Appointment, Body, Person, Post
from zhenzhi.ui import demo


def found() -> int:
    """Open an account for every person of the county, by a founding act, and write the list for the first page.

    Called while the founding is open. Returns how many accounts were opened.
    """
    people = _people()
    hashed = make_password(demo.PASSWORD)
    accounts = [Account(username=row["username"], person=row["person"], password=hashed) for row in people]
    account_acts.found_accounts(accounts=accounts, by=FOUNDER)
    file = demo.file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(people, ensure_ascii=False, indent=1), encoding="utf-8")
    return len(people)


def _people() -> list[dict[str, str]]:
    """Officials with a post today, by body, then residents and firms."""
    today = clock.today()
    names = {row.code: row for row in Person.objects.on(today)}
    posts = {row.code: row for row in Post.objects.on(today)}
    bodies = {row.code: row for row in Body.objects.on(today)}
    found: dict[str, dict[str, str]] = {}
    for appointment in Appointment.objects.on(today).order_by("post"):
        post, person = posts.get(appointment.post), names.get(appointment.person)
        if post is not None and person is not None and person.code not in found:
            found[person.code] = _row(person, post.name, bodies[post.body].name, bodies[post.body].name_en)
    return [*_towns_first(found.values(), bodies.values()), *_parties(names.values())]


def _row(person: Person, post: str, body: str, body_en: str) -> dict[str, str]:
    return {
        "username": person.code.lower(), "person": person.code, "name": person.name, "post": post, "body": body,
        "body_en": body_en or body,
    }  # fmt: skip


def _towns_first(rows: Iterable[dict[str, str]], bodies: Iterable[Body]) -> list[dict[str, str]]:
    """The towns' people first, the largest body before the others; then the county's."""
    town = {body.name for body in bodies if body.level == "town"}
    listed = list(rows)
    size = Counter(row["body"] for row in listed)
    return sorted(listed, key=lambda row: (row["body"] not in town, -size[row["body"]], row["body"], row["post"]))


def _parties(people: Iterable[Person]) -> list[dict[str, str]]:
    kinds = {"party": "群众", "firm": "企业"}
    own = [person for person in people if person.staff in kinds]
    return [_row(person, kinds[person.staff], "群众和企业", "Residents and firms") for person in own]
