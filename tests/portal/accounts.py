"""Accounts for the people of the world, so that tests can sign in as them."""

from django.contrib.auth.hashers import make_password

from tests import world
from zhenzhi.org.models import Account

PASSWORD = "shan-xian-2026"
OTHERS = ("wang", "liu", "firm")


def open_all() -> None:
    """Everybody of the world gets an account named like the person; first passwords count as changed."""
    hashed = make_password(PASSWORD)
    Account.objects.bulk_create(
        Account(username=code, person=code, password=hashed) for code in [*world.PEOPLE, *OTHERS]
    )
