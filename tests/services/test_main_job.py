"""The main job through its acts: once under the agreement, once under the town's own power (许可法 32–44)."""

import pytest

from tests import world
from zhenzhi.kernel import reactions, sealer
from zhenzhi.kernel.models import Entry
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter.models import Paper, Request
from zhenzhi.services import acts
from zhenzhi.services.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def _through(code: str) -> Application:
    application = acts.apply(world.item(code), filing=world.filing(), by=world.who("wang"))
    application = acts.accept(application, by=world.who("li"))
    asked = matter_acts.ask(
        application, to_body=world.PLAN, content="是否符合村庄规划?", kind="opinion", by=world.who("zhao")
    )
    matter_acts.reply(asked, agrees=True, words="符合。", by=world.who("chen"))
    application = acts.review(application, agrees=True, opinion="符合条件。", by=world.who("zhao"))
    application = acts.grant(application, by=world.who("sun"))
    paper = Paper.objects.get(matter_id=application.id, kind="granted")
    matter_acts.approve_seal(paper, by=world.who("keeper"))
    reactions.drain()
    application = acts.deliver(application, way="window", receiver="王强", by=world.who("qian"))
    matter_acts.rate(application, level=5, words="很满意", by=world.who("wang"))
    return application


@pytest.mark.parametrize(
    ("code", "organ", "word"),
    [(world.BUILD_ITEM, "山县自然资源和规划局", "山规许"), (world.HOME_ITEM, "山县东镇人民政府", "山东政许")],
)
def test_T18_name_series_and_seal_follow_the_ground(code: str, organ: str, word: str) -> None:
    application = _through(code)
    paper = Paper.objects.get(matter_id=application.id, kind="granted")
    assert (paper.stage, paper.facts["organ"]) == ("sealed", organ)
    assert paper.number == f"{word}〔2026〕1号"
    assert application.stage == "delivered"
    assert Request.objects.get(matter_id=application.id).stage == "replied"
    assert sealer.seal_all() > 0
    assert sealer.faults() == []
    # Every entry of the matter replays to the stage in the row (LAW-63).
    last = Entry.objects.filter(subject=application.id).order_by("id").last()
    assert last is not None
    assert last.stage_to == application.stage
