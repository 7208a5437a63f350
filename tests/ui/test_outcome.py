"""What a page tells before an act is what the act then does: stages, papers, deadlines."""

from collections.abc import Callable

import pytest

from tests import world
from zhenzhi.kernel import reactions
from zhenzhi.kernel.registry import REGISTRY
from zhenzhi.matter.models import Deadline, Paper
from zhenzhi.services import acts
from zhenzhi.services.models import Application
from zhenzhi.ui import outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def _applied() -> Application:
    return acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))


def _accepted() -> Application:
    return acts.accept(_applied(), by=world.who("li"))


def _reviewed() -> Application:
    return acts.review(_accepted(), agrees=True, opinion="符合。", by=world.who("zhao"))


def _correcting() -> Application:
    filing = world.filing(materials=(1,))
    found = acts.apply(world.item(), filing=filing, by=world.who("wang"))
    return acts.ask_correction(found, lines=["建设方案"], by=world.who("li"))


Deed = Callable[[Application], Application]
DEEDS: list[tuple[str, Callable[[], Application], Deed]] = [
    ("services.accept", _applied, lambda a: acts.accept(a, by=world.who("li"))),
    ("services.tell_not_needed", _applied, lambda a: acts.tell_not_needed(a, reasons="不需许可", by=world.who("li"))),
    ("services.not_accept", _applied, lambda a: acts.not_accept(a, organ="县局", reasons="无权", by=world.who("li"))),
    ("services.ask_correction", _applied, lambda a: acts.ask_correction(a, lines=["签名"], by=world.who("li"))),
    ("services.supplement", _correcting, lambda a: acts.supplement(a, materials=[], form={}, by=world.who("wang"))),
    ("services.pause", _accepted, lambda a: acts.pause(a, ground="听证", notice="1号", by=world.who("zhao"))),
    ("services.extend", _accepted, lambda a: acts.extend(a, reasons="复杂", by=world.who("zhou"))),
    ("services.review", _accepted, lambda a: acts.review(a, agrees=True, opinion="可", by=world.who("zhao"))),
    ("services.grant", _reviewed, lambda a: acts.grant(a, by=world.who("sun"))),
    ("services.deny", _reviewed, lambda a: acts.deny(a, reasons="压占", by=world.who("sun"))),
    ("services.withdraw", _accepted, lambda a: acts.withdraw(a, by=world.who("wang"))),
]


def _met(found: Application) -> set[str]:
    return set(Deadline.objects.filter(matter_id=found.pk, met_at__isnull=False).values_list("kind", flat=True))


def _clocks(found: Application) -> set[tuple[str, object]]:
    return set(Deadline.objects.filter(matter_id=found.pk).values_list("kind", "due"))


@pytest.mark.parametrize(("name", "make", "deed"), DEEDS, ids=[name for name, *_ in DEEDS])
def test_an_act_brings_what_was_told(name: str, make: Callable[[], Application], deed: Deed) -> None:
    found = make()
    reactions.drain()
    brings = outcome.BRINGS.get(name, outcome.Brings())
    told = {(row.kind, row.due) for row in outcome.begun(brings, found)}
    sentences = outcome.told(REGISTRY[name], found)
    met, clocks = _met(found), _clocks(found)
    papers = set(Paper.objects.filter(matter_id=found.pk).values_list("kind", flat=True))
    done = deed(found)
    reactions.drain()
    assert {kind for kind, _ in _clocks(done)} - {kind for kind, _ in clocks} == {kind for kind, _ in told}
    assert told <= _clocks(done), "begun on the day that was told"
    assert _met(done) - met == {kind for kind, _ in clocks} & set(brings.ends) - met
    issued = set(Paper.objects.filter(matter_id=found.pk).values_list("kind", flat=True)) - papers
    assert issued == set(brings.papers)
    assert bool(sentences) == (done.stage != found.stage or bool(brings.papers) or bool(told))
