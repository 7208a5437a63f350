"""The people whom the browser tests sign in exist; being marked for the database, this also makes it be set up."""

import pytest

from tests import world
from tests.portal import accounts
from zhenzhi.org.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_everybody_of_the_world_gets_an_account() -> None:
    accounts.open_all()
    assert Account.objects.count() == len(world.PEOPLE) + len(accounts.OTHERS)
