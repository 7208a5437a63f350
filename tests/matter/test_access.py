"""Who sees what: the one way to read matters, and that every look leaves a trace (LAW-64)."""

from uuid import UUID, uuid4

import pytest

from tests import world
from tests.services import steps
from zhenzhi.kernel.identity import FOUNDER, clock, officer, party
from zhenzhi.kernel.problem import NotFound
from zhenzhi.matter import access
from zhenzhi.matter.models import Look
from zhenzhi.services.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

SEES = {
    "wang": True,
    "li": True,
    "zhou": True,
    "zheng": True,
    "chen": False,
    "feng": False,
    "liu": False,
    "lawyer": False,
}


def _own() -> Application:
    return steps.run("王强 申请 1,3; 李敏 受理", "stage accepted").application


@pytest.mark.parametrize(("name", "sees"), SEES.items())
def test_LAW_64_a_matter_is_seen_by_its_party_its_body_and_the_auditor(name: str, sees: bool) -> None:
    application, actor = _own(), world.who(name)
    assert access.visible_to(actor, Application).filter(pk=application.pk).exists() is sees
    if sees:
        assert access.see(actor, Application, application.pk).pk == application.pk
    else:
        with pytest.raises(NotFound):
            access.see(actor, Application, application.pk)


def test_LAW_64_nobody_else_sees_anything() -> None:
    _own()
    for actor in (officer("nobody"), party("nobody"), party(""), clock("x"), FOUNDER):
        assert access.visible_to(actor, Application).count() == 0


def test_LAW_64_a_body_that_was_asked_sees_the_matter_it_was_asked_on() -> None:
    application = steps.run("王强 申请 1,3; 李敏 受理; 赵刚 征求意见", "stage accepted").application
    assert access.see(world.who("chen"), Application, application.pk)
    with pytest.raises(NotFound):
        access.see(world.who("feng"), Application, application.pk)


def test_LAW_64_every_look_of_somebody_else_is_written_down_also_the_vain_one() -> None:
    application = _own()
    access.see(world.who("wang"), Application, application.number)
    assert Look.objects.count() == 0
    access.see(world.who("zheng"), Application, application.pk, "export")
    with pytest.raises(NotFound):
        access.see(world.who("feng"), Application, application.number)
    looks = list(Look.objects.order_by("id").values_list("person", "what", "found", "matter"))
    assert looks == [("zheng", "export", True, application.pk), ("feng", "page", False, application.pk)]


@pytest.mark.parametrize("key", [uuid4(), "E-GOV-20260304-999999", ""])
def test_LAW_64_a_wrong_number_and_somebody_elses_look_alike(key: UUID | str) -> None:
    with pytest.raises(NotFound) as wrong:
        access.see(world.who("liu"), Application, key)
    with pytest.raises(NotFound) as others:
        access.see(world.who("liu"), Application, _own().pk)
    assert (wrong.value.zh, wrong.value.detail) == (others.value.zh, others.value.detail)
