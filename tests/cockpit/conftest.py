"""The officers who hand powers down, signed in."""

from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from tests import world
from tests.devolution import county
from tests.portal import accounts
from tests.register.lists import listing
from zhenzhi.org.models import Account, Appointment, Person, Post
from zhenzhi.portal.views import home

GATE, RIGHTS = "dev-gate", ["duty.gate", "request.ask"]


def _gatekeeper() -> None:
    """Who keeps the gate of duties at the staffing office."""
    post = Post(code="post-gate", body=world.STAFFING, name="准入核查岗", kind="x", rights=RIGHTS, valid=world.OPEN)
    county.put([
        Person(code=GATE, name="人员gate", staff="civil", valid=world.OPEN), post,
        Appointment(code="app-gate", person=GATE, post="post-gate", valid=world.OPEN),
    ])  # fmt: skip


@pytest.fixture
def signed_in(settings: object, db: None, frozen: None) -> Callable[[str], Client]:
    """A client for each person of the county of devolution, and of the world."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    listing.rights()
    listing.give("chen", "duty.propose")
    listing.give("zhou", "duty.contest")
    county.found()
    _gatekeeper()
    names = [f"dev-{name}" for name in county.OFFICERS] + [GATE, *world.PEOPLE, *accounts.OTHERS]
    hashed = make_password(accounts.PASSWORD)
    Account.objects.bulk_create(Account(username=code, person=code, password=hashed) for code in names)

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=name), backend=home.BACKEND)
        return client

    return sign_in
