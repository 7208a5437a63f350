"""Requests between bodies, deadlines that ran out, notes: what is common to all matters."""

from datetime import timedelta

import pytest

from tests import world
from tests.services import steps
from zhenzhi.kernel import clock as time
from zhenzhi.kernel.identity import clock
from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.registry import REGISTRY
from zhenzhi.matter import acts
from zhenzhi.matter.models import Deadline, Note, Rating, Request

pytestmark = [pytest.mark.django_db]

ASKED = "王强 申请 1,3; 李敏 受理; 赵刚 征求意见"


def test_LAW_58_a_request_carries_opinion_and_no_power() -> None:
    """Whatever is done to a request rests on no power of outward effect and leaves the matter as it was."""
    case = steps.run(ASKED, "stage accepted")
    assert all(case.request.power_ask(spec.move.right) is None for spec in REGISTRY.values())
    before = case.application.stage, case.application.body, case.application.power
    steps.step(case, "陈曦 答复 不同意")
    assert (case.application.stage, case.application.body, case.application.power) == before
    grounds = Entry.objects.filter(subject=case.request.pk)
    assert [entry.stage_to for entry in grounds.order_by("id")] == ["asked", "replied"]


def test_T57_only_the_asked_body_answers_and_only_the_asking_one_urges() -> None:
    for line in ("赵刚 答复 同意", "冯溪 答复 同意", "王强 答复 同意"):
        problem = steps.run(f"{ASKED}; {line}", "refused right_lacking").problem
        assert problem is not None
        assert problem.status == 403
    problem = steps.run(f"{ASKED}; 陈曦 催办", "refused any").problem
    assert problem is not None
    assert problem.status == 403


def test_LAW_59_the_rated_cannot_change_a_rating() -> None:
    case = steps.run(
        "王强 申请 1,3; 李敏 不予受理 县林业局; 王强 评价 1; 钱海 回访; 钱海 整改 已说明", "stage not_accepted"
    )
    rating = Rating.objects.get(matter_id=case.application.pk)
    assert (rating.level, rating.contacted_by, rating.mended) == (1, "qian", "已说明")
    assert {name for name, spec in REGISTRY.items() if spec.move.right == "matter.rate"} == {"matter.rate"}


def test_a_good_rating_starts_no_clock() -> None:
    case = steps.run("王强 申请 1,3; 李敏 不予受理 县林业局; 王强 评价 3", "stage not_accepted")
    assert not Deadline.objects.filter(matter_id=case.application.pk, kind__startswith="rating").exists()


def test_the_clock_goes_round_and_writes_down_what_ran_out_once() -> None:
    case = steps.run(f"{ASKED}; +21工作日; 赵刚 备注 仍在等待", "stage accepted")
    with time.frozen(case.now):
        assert acts.sweep(clock("sweep")) == 3  # promise, decision and reply
        assert acts.sweep(clock("sweep")) == 0
    missed = Deadline.objects.filter(matter_id=case.application.pk, missed_at__isnull=False)
    assert {row.kind for row in missed} == {"decide", "promise"}
    assert Request.objects.get(pk=case.request.pk).late
    assert Note.objects.get(matter_id=case.application.pk).by == "zhao"


def test_nobody_but_the_clock_goes_round() -> None:
    with pytest.raises(ValueError, match="clock"):
        acts.sweep(world.who("zhou"))


def test_a_paused_clock_does_not_run_out() -> None:
    case = steps.run("王强 申请 1,3; 李敏 受理; 赵刚 暂停 听证/告知书", "stage accepted")
    with time.frozen(case.now + timedelta(days=400)):
        assert acts.sweep(clock("sweep")) == 0
