"""Accounts for the people of the world, so that tests can sign in as them."""

from django.contrib.auth.hashers import make_password

from tests import world
from zhenzhi.org import account_acts
from zhenzhi.org.models import Account, Person

PASSWORD = "shan-xian-2026"
KEEPER = "he"
OTHERS = ("wang", "liu", "firm")


def open_all() -> None:
    """Everybody of the world gets an account by the act of the keeper of accounts; first passwords count as changed."""
    hashed = make_password(PASSWORD)
    for code in [*world.PEOPLE, *OTHERS]:
        open_account(code, hashed)
    Account.objects.update(must_change=False)


def open_account(code: str, hashed: str) -> None:
    """One account, named like the person."""
    person = Person.objects.on(world.TODAY).get(code=code)
    account_acts.open_account(person, username=code, password_hash=hashed, by=world.who(KEEPER))
