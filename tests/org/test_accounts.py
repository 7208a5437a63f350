"""Accounts of residents: kept where they were opened, and by the county."""

import pytest
from django.db import IntegrityError, transaction

from tests import world
from zhenzhi.kernel.identity import Actor, officer
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.problem import Refused
from zhenzhi.org import account_acts, people
from zhenzhi.org import acts as org_acts
from zhenzhi.org.models import Account, Body, Person, Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def _keeper(body: str, person: str) -> Actor:
    """Give somebody a post that keeps accounts at a body."""
    code, by = f"post-acc-{body}", world.who("he")
    here = Body.objects.on(world.TODAY).get(code=body)
    rights = ["account.manage"]
    org_acts.create_post(here, code=code, name="账号管理", kind="x", rights=rights, start=world.TODAY, by=by)
    people.appoint(Post.objects.on(world.TODAY).get(code=code), person=person, start=world.TODAY, by=by)
    return officer(person)


def _liu() -> Person:
    return Person.objects.on(world.TODAY).get(code="liu")


def test_the_hall_where_a_resident_appeared_keeps_their_account_and_so_does_the_county() -> None:
    east, west = _keeper(world.EAST_GOV, "warden"), _keeper(world.WEST_GOV, "feng")
    account_acts.open_account(_liu(), username="liu2", password_hash="a", by=east)
    assert Account.objects.get(person="liu").opened_at == world.EAST_GOV
    account_acts.set_password(_liu(), password_hash="b", by=east)
    account_acts.set_password(_liu(), password_hash="c", by=world.who("he"))
    for deed in (
        lambda: account_acts.set_password(_liu(), password_hash="d", by=west),
        lambda: account_acts.close_account(_liu(), reason="x", by=west),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.code == "outside_own_town"
    assert Account.objects.get(person="liu").password == "c"


def test_a_closed_account_is_not_taken_over_by_opening_it_elsewhere() -> None:
    east, west = _keeper(world.EAST_GOV, "warden"), _keeper(world.WEST_GOV, "feng")
    account_acts.open_account(_liu(), username="liu2", password_hash="a", by=east)
    account_acts.close_account(_liu(), reason="本人申请", by=east)
    with pytest.raises(Refused):
        account_acts.open_account(_liu(), username="liu3", password_hash="b", by=west)
    account_acts.open_account(_liu(), username="liu2", password_hash="b", by=east)
    assert Account.objects.get(person="liu").is_active


def test_an_account_that_was_founded_is_the_countys() -> None:
    east = _keeper(world.EAST_GOV, "warden")
    Account.objects.create(person="liu", username="liu")
    with pytest.raises(Refused):
        account_acts.set_password(_liu(), password_hash="a", by=east)
    account_acts.set_password(_liu(), password_hash="a", by=world.who("he"))


def test_a_key_is_not_shared_between_kinds_of_actors() -> None:
    """An officer's key and that of the resident they are, or of a clock of that name, do not meet."""
    kept = Entry.objects.order_by("id").first()
    assert kept is not None
    columns = {field.attname: getattr(kept, field.attname) for field in Entry._meta.concrete_fields}
    told = columns | {"actor": "li", "key": "one"}
    Entry.objects.create(**told | {"id": uuid7(), "actor_kind": "officer"})
    Entry.objects.create(**told | {"id": uuid7(), "actor_kind": "party"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(**told | {"id": uuid7(), "actor_kind": "party"})
