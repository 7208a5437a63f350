"""Licences: opened by a grant, renewed by silence, expired on their day (许可法 50, 70; LAW-44, LAW-48)."""

from dataclasses import replace
from datetime import date

import pytest

from tests import world
from zhenzhi.kernel import clock, reactions
from zhenzhi.kernel.identity import clock as by_clock
from zhenzhi.kernel.problem import Invalid
from zhenzhi.matter.models import Paper
from zhenzhi.services import acts, sweeps
from zhenzhi.services.models import Application, Licence

pytestmark = pytest.mark.django_db

LAST_DAY = date(2026, 9, 3)


@pytest.fixture
def licence() -> Licence:
    """A licence for six months, granted on the world's day."""
    with clock.frozen(world.NOW):
        application = acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))
        application = acts.accept(application, by=world.who("li"))
        application = acts.review(application, agrees=True, opinion="符合条件。", by=world.who("zhao"))
        acts.grant(application, by=world.who("sun"))
        reactions.drain()
    return Licence.objects.get(granted_in=application)


def _renew(licence: Licence, day: date) -> Application:
    with clock.frozen(clock.at_beijing(day, 10)):
        return acts.apply(world.item(), filing=replace(world.filing(), renews=licence.number), by=world.who("wang"))


def test_a_grant_opens_a_licence_with_its_period(licence: Licence) -> None:
    assert (licence.stage, licence.valid_from, licence.valid_until) == ("valid", world.TODAY, LAST_DAY)


def test_LAW_44_renewal_not_decided_by_expiry_is_renewed(licence: Licence) -> None:
    application = _renew(licence, date(2026, 8, 3))
    with clock.frozen(clock.at_beijing(LAST_DAY, 23)):
        assert sweeps.renew_undecided(by_clock("renewal")) == 0
    with clock.frozen(clock.at_beijing(date(2026, 9, 4), 1)):
        assert sweeps.expire_licences(by_clock("expiry")) == 0, "a pending renewal keeps the licence alive"
        assert sweeps.renew_undecided(by_clock("renewal")) == 1
        reactions.drain()
    application.refresh_from_db()
    licence.refresh_from_db()
    assert (application.stage, application.deemed, licence.stage) == ("granted", True, "renewed")
    assert Paper.objects.filter(matter_id=application.id, kind="granted").count() == 1
    assert Licence.objects.get(granted_in=application).valid_from == date(2026, 9, 4)


def test_LAW_44_a_renewal_after_expiry_is_an_ordinary_application(licence: Licence) -> None:
    application = _renew(licence, date(2026, 9, 10))
    with clock.frozen(clock.at_beijing(date(2026, 9, 11), 1)):
        assert sweeps.renew_undecided(by_clock("renewal")) == 0
    application.refresh_from_db()
    assert application.stage == "submitted"


def test_LAW_48_expiry_is_a_stage_of_its_own(licence: Licence) -> None:
    with clock.frozen(clock.at_beijing(date(2026, 9, 4), 1)):
        assert sweeps.expire_licences(by_clock("expiry")) == 1
    licence.refresh_from_db()
    assert licence.stage == "expired"
    with pytest.raises(Invalid, match="no_licence"):
        _renew(licence, date(2026, 9, 5))


def test_somebody_elses_licence_cannot_be_renewed(licence: Licence) -> None:
    other = replace(world.filing(), renews=licence.number, applicant=replace(world.WANG, key="liu"))
    with clock.frozen(world.NOW), pytest.raises(Invalid, match="no_licence"):
        acts.apply(world.item(), filing=other, by=world.who("liu"))
