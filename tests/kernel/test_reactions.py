"""Reactions (反应): owed in the act's own transaction, handed over in batches, done once, given up in the end."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import world
from zhenzhi.kernel import clock, jobs, reactions
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.models import Delivery, Entry
from zhenzhi.kernel.problem import Conflict
from zhenzhi.kernel.reactions import PATIENCE
from zhenzhi.matter.models import Paper
from zhenzhi.services import acts
from zhenzhi.services.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def failing() -> Iterator[list[str]]:
    """A reaction that fails as long as the list holds a word."""
    trouble = ["conflict"]

    def stubborn(entry: Entry) -> None:
        """Fail as told."""
        if trouble:
            raise Conflict(trouble[0], "不行", "no")

    reactions.HANDLERS["test.stubborn"] = stubborn
    yield trouble
    del reactions.HANDLERS["test.stubborn"]


def _accepted() -> Application:
    application = acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))
    return acts.accept(application, by=world.who("li"))


def _owe(reaction: str) -> Delivery:
    return Delivery.objects.create(id=uuid7(), entry=Entry.objects.order_by("id")[0], reaction=reaction)


def test_LAW_40_acceptance_owes_a_voucher_and_owes_it_once() -> None:
    application = _accepted()
    owed = Delivery.objects.get(entry__subject=application.pk, done_at__isnull=True)
    assert owed.reaction == "services.give_voucher"
    assert reactions.drain() >= 3  # the voucher, its seal's approval, its file
    assert Paper.objects.get(matter_id=application.pk).stage == "sealed"
    assert not reactions.deliver(owed.id), "done already"
    Delivery.objects.filter(id=owed.id).update(done_at=None, deferred_at=None)
    with pytest.raises(Exception, match="once"):
        reactions.deliver(owed.id)
    assert Paper.objects.filter(matter_id=application.pk).count() == 1


def test_an_act_that_fails_owes_nothing() -> None:
    before = Delivery.objects.count()
    application = acts.apply(world.item(), filing=world.filing(materials=(1,)), by=world.who("wang"))
    with pytest.raises(Exception, match="LAW-46"):
        acts.accept(application, by=world.who("li"))
    assert Delivery.objects.count() == before


def test_the_pump_hands_over_once_and_again_after_a_while() -> None:
    _accepted()
    jobs_before = ProcrastinateJob.objects.count()
    assert jobs.pump() == 1
    assert jobs.pump() == 0, "handed over already"
    assert ProcrastinateJob.objects.count() == jobs_before + 1
    with clock.frozen(world.NOW + PATIENCE.again_after + timedelta(seconds=1)):
        assert jobs.pump() == 1, "nobody did it"


def test_a_failure_is_recorded_and_tried_again_until_patience_ends(failing: list[str]) -> None:
    delivery = _owe("test.stubborn")
    for attempt in range(1, PATIENCE.attempts + 1):
        with pytest.raises(Conflict):
            reactions.deliver(delivery.id)
        delivery.refresh_from_db()
        assert (delivery.attempts, delivery.error, delivery.done_at) == (attempt, "conflict", None)
    assert reactions.owed() == [], "given up; the status page shows it"


def test_what_failed_once_and_then_works_is_done(failing: list[str]) -> None:
    delivery = _owe("test.stubborn")
    with pytest.raises(Conflict):
        reactions.deliver(delivery.id)
    failing.clear()
    assert reactions.deliver(delivery.id)
    delivery.refresh_from_db()
    assert delivery.done_at is not None
    assert delivery.error == ""


def test_a_reaction_that_no_longer_exists_is_an_error_not_a_loss() -> None:
    delivery = _owe("test.gone")
    with pytest.raises(KeyError):
        reactions.deliver(delivery.id)
    delivery.refresh_from_db()
    assert (delivery.done_at, delivery.error) == (None, "KeyError")


def test_every_reaction_waits_for_an_act_that_exists() -> None:
    assert reactions.unknown_acts() == []


def test_a_reaction_needs_a_docstring_and_its_own_name() -> None:
    def nameless(entry: Entry) -> None:
        raise AssertionError

    with pytest.raises(ValueError, match="docstring"):
        reactions.reaction("services.accept")(nameless)
