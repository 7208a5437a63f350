"""A voided decision is made again under a number of its own (LAW-67)."""

import pytest

from tests import world
from zhenzhi.kernel.problem import Conflict
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter.models import Paper
from zhenzhi.services import acts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_LAW_67_a_voided_decision_keeps_its_number_and_the_new_one_takes_the_next() -> None:
    application = acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))
    application = acts.accept(application, by=world.who("li"))
    application = acts.review(application, agrees=True, opinion="符合条件。", by=world.who("zhao"))
    application = acts.grant(application, by=world.who("sun"))
    with pytest.raises(Conflict, match="paper_stands"):
        acts.reissue(application, by=world.who("sun"))
    first = Paper.objects.get(matter_id=application.id, kind="granted")
    matter_acts.void(first, reason="打印错误", by=world.who("keeper"))
    acts.reissue(application, by=world.who("sun"))
    second = Paper.objects.exclude(pk=first.pk).get(matter_id=application.id, kind="granted")
    assert (first.number[-2:], second.number[-2:]) == ("1号", "2号")
