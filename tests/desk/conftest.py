"""People of the world signed in at the desk."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.portal import accounts
from zhenzhi.org.models import Account
from zhenzhi.portal.views import home


@pytest.fixture
def signed_in(settings: object) -> Callable[[str], Client]:
    """A client for each person; with a quick password hasher, since hashing is not what is tested here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    accounts.open_all()

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=name), backend=home.BACKEND)
        return client

    return sign_in
