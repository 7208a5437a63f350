"""Every act of the registry, present and future: nobody without right, and at no wrong stage."""

from datetime import date

import pytest

from tests import world
from tests.house import sweep
from zhenzhi.kernel.identity import FOUNDER, Actor, Who, clock, officer, party
from zhenzhi.kernel.models import CalendarDay
from zhenzhi.kernel.problem import Conflict, Refused
from zhenzhi.kernel.registry import REGISTRY
from zhenzhi.org.models import Account, Place
from zhenzhi.register import holdings
from zhenzhi.services import acts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

STAGES = sorted({move.end for spec in REGISTRY.values() if (move := spec.move).end} | {"nowhere"})


@pytest.mark.parametrize("name", sweep.SINGLE)
def test_LAW_1_every_act_refuses_whoever_lacks_the_right(name: str) -> None:
    spec = REGISTRY[name]
    subject = sweep.subject_of(spec.subject)
    if spec.move.start:
        sweep.put_in_stage(subject, sorted(spec.move.start)[0])
    before = sweep.entries()
    for actor in sweep.unfit(spec):
        with pytest.raises(Refused) as refused:
            sweep.call(name)(subject, by=actor)
        assert refused.value.zh
        assert refused.value.en
        assert refused.value.article
    assert sweep.entries() == before


@pytest.mark.parametrize("name", [name for name in sweep.SINGLE if REGISTRY[name].move.start])
def test_every_act_refuses_at_every_other_stage(name: str) -> None:
    spec = REGISTRY[name]
    subject, actor = sweep.subject_of(spec.subject), Actor(Who(spec.move.who), "li")
    before = sweep.entries()
    with sweep.all_allowed():
        for stage in STAGES:
            if stage in spec.move.start:
                continue
            sweep.put_in_stage(subject, stage)
            with pytest.raises(Conflict) as conflict:
                sweep.call(name)(subject, by=actor)
            assert conflict.value.code == "wrong_stage"
    assert sweep.entries() == before


def test_LAW_1_nothing_is_opened_without_right() -> None:
    filing = world.filing()
    for actor in (officer("nobody"), officer("warden"), officer("feng"), party("wang"), clock("x")):
        with pytest.raises(Refused):
            acts.receive(world.item(), filing=filing, by=actor)
    for actor in (officer("li"), party("liu"), party(""), clock("x")):
        with pytest.raises(Refused):
            acts.apply(world.item(), filing=filing, by=actor)


@pytest.mark.parametrize("name", sorted(n for n, s in REGISTRY.items() if s.move.who == Who.FOUNDER))
def test_T117_founding_is_over_for_good(name: str) -> None:
    """Nobody founds again once the county is founded; the founder is no way round."""
    place = Place(code="990101109", name="新镇", level="town", parent=world.COUNTY, valid=world.OPEN)
    offered: dict[str, object] = {
        "rows": [place],
        "days": [CalendarDay(day=date(2031, 1, 1), working=False, source="x")],
        "accounts": [Account(username="intruder", password="!")],
        "county": Place.objects.known().get(level="county"),
    }
    parameter = next(iter(REGISTRY[name].signature.parameters))
    for actor in (FOUNDER, officer("he"), party("wang")):
        before = sweep.entries()
        with pytest.raises(Refused):
            sweep.call(name)(offered[parameter], by=actor)
        assert sweep.entries() == before


def test_the_sweep_tests_authority_and_not_only_the_stage() -> None:
    """The same act goes through for whoever holds the right: the refusals above have the right reason."""
    application = acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))
    assert acts.accept(application, by=world.who("li")).stage == "accepted"
    assert holdings.current().facts.founded
