"""Who calls (身份): a signed-in session with its CSRF token, or a bearer token; either becomes an actor.

The actor is an officer when the register knows the person as staff, otherwise a party. `X-Appointment` picks one post;
`Idempotency-Key` makes the call one that is carried out once.
"""

import hashlib
from dataclasses import replace

from django.db import connection
from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.security import APIKeyCookie, HttpBearer

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor, officer, party
from zhenzhi.kernel.problem import Invalid
from zhenzhi.org.models import Account
from zhenzhi.register import holdings
from zhenzhi.register.facts import on_day

_LONGEST_KEY = 80


def digest(token: str) -> bytes:
    """What is kept of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).digest()


def actor_of(person: str) -> Actor:
    """The actor that a person is: officer if on the staff today, otherwise party.

    The remembered register is asked first, which costs nothing; a person it does not know is looked for in the newest.
    """
    if _on_staff(person, holdings.current(holdings.remembered())) or _on_staff(person, holdings.current()):
        return officer(person)
    return party(person)


def _on_staff(person: str, held: holdings.Holding) -> bool:
    return on_day(held.facts.persons.get(person, ()), clock.today()) is not None


def _with_headers(request: HttpRequest, actor: Actor) -> Actor:
    key, appointment = request.headers.get("Idempotency-Key"), request.headers.get("X-Appointment")
    if key is not None and not 0 < len(key) <= _LONGEST_KEY:
        raise Invalid(
            "idempotency_key",
            f"Idempotency-Key 应为 1 至 {_LONGEST_KEY} 个字符。",
            f"Idempotency-Key must have 1 to {_LONGEST_KEY} characters.",
            detail={"Idempotency-Key": "length"},
        )
    return replace(actor, key=key, appointment=appointment or None)


# Written by hand: every call of every program pays for it.
_LIVE = """SELECT a.person FROM org_token t JOIN org_account a ON a.id = t.account_id
           WHERE t.digest = %s AND t.ends_at > %s AND a.is_active"""


def _person_of(token: bytes) -> str | None:
    """The person behind a live token of an open account."""
    with connection.cursor() as cursor:
        cursor.execute(_LIVE, [token, clock.now()])
        row = cursor.fetchone()
    return row[0] if row is not None else None


class BearerToken(HttpBearer):
    """A token for programs, in the Authorization header."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        person = _person_of(digest(token))
        if person is None:
            # A wrong token is never mended by a cookie that happens to be there.
            raise AuthenticationError
        return _with_headers(request, actor_of(person))


class Session(APIKeyCookie):
    """A browser's session; every call but a reading one needs the CSRF token."""

    param_name = "sessionid"

    def __call__(self, request: HttpRequest) -> Actor | None:
        return super().__call__(request) if self.param_name in request.COOKIES else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        user = request.user
        if not isinstance(user, Account) or not user.is_active:
            return None
        return _with_headers(request, actor_of(user.person))


SIGNED_IN = [BearerToken(), Session()]


class Call(HttpRequest):
    """A request after authentication; `auth` is who calls."""

    auth: Actor
