"""Random lawful lives of an application (Hypothesis): whatever people do, in whatever order, what must hold, holds."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import world
from tests.services import steps
from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.problem import Problem
from zhenzhi.kernel.registry import REGISTRY
from zhenzhi.matter.models import Deadline, Paper

pytestmark = [pytest.mark.django_db]

DEEDS = (
    "李敏 当场更正 自住", "李敏 告知补正 申请表、建设方案", "王强 补正 1,3", "王强 补正 3", "李敏 受理",
    "孙悦 受理", "时钟 视为受理", "李敏 不予受理 县林业局", "李敏 无需许可 不需要许可", "赵刚 暂停 听证/告知书",
    "赵刚 恢复", "周北 延长 案情复杂", "赵刚 核查 孙悦", "赵刚 征求意见", "陈曦 答复 同意", "时钟 记逾期未答",
    "赵刚 审查 符合", "赵刚 审查 不同意", "孙悦 准予", "孙悦 不予 不符合规划", "吴平 用印", "吴平 作废 打印错误",
    "周北 批准例外 LAW-43", "钱海 送达", "王强 撤回", "王强 评价 1", "钱海 回访", "钱海 整改 已说明",
    "时钟 记逾期 receipt", "时钟 记逾期 decide", "李敏 移交 赵刚", "赵刚 接收", "时钟 公开",
)  # fmt: skip
START = st.sampled_from(["王强 申请 1,3", "王强 申请 1", "李敏 收件 1,3"])
ENDS = {"not_needed", "not_accepted", "withdrawn", "delivered"}
FORWARD = ("李敏 受理", "赵刚 审查 符合", "孙悦 准予", "吴平 用印", "钱海 送达")
STEP = st.one_of(st.sampled_from(DEEDS), st.sampled_from(FORWARD), st.integers(1, 12))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=START, walk=st.lists(STEP, min_size=8, max_size=25))
def test_LAW_63_every_lawful_life_replays_and_keeps_its_clocks(start: str, walk: list[str | int]) -> None:
    case = steps.run(start, "stage submitted")
    for step in walk:
        before = Entry.objects.count()
        try:
            if isinstance(step, int):
                case.now += timedelta(days=step)
            else:
                steps.step(case, step)
        except (Problem, Paper.DoesNotExist):
            # Refused: nothing is left of it. (用印 is two acts; the first may have gone through.)
            assert Entry.objects.count() - before in ((0, 1) if step == "吴平 用印" else (0,))
    _replays(case)
    _clocks(case)


def _replays(case: steps.Case) -> None:
    stage, hands = "", dict[str, set[str]]()
    for entry in Entry.objects.filter(subject=case.application.id).order_by("id"):
        move = REGISTRY[entry.act].move
        assert entry.stage_from == stage
        assert not move.start or stage in move.start
        stage = entry.stage_to
        if entry.actor_kind == "officer":
            hands.setdefault(move.right, set()).add(entry.actor)
    assert stage == case.application.stage
    assert {right: set(people) for right, people in case.application.hands.items()} == hands
    assert not (hands.get("service.accept", set()) & hands.get("service.decide", set()))  # T40
    corrections = Entry.objects.filter(subject=case.application.id, act="services.ask_correction").count()
    assert corrections == case.application.corrections <= 1  # LAW-38


def _clocks(case: steps.Case) -> None:
    clocks = {row.kind: row for row in Deadline.objects.filter(matter_id=case.application.id)}
    assert "receipt" in clocks
    stage = case.application.stage
    if stage in ENDS:
        assert case.application.closed_at is not None
        work = [row for kind, row in clocks.items() if not kind.startswith("rating")]
        assert all(row.met_at for row in work), "a closed matter has no clock running"
    else:
        assert case.application.closed_at is None
    assert ("decide" in clocks) == (case.application.accepted_at is not None)
    for row in clocks.values():
        assert len(row.extensions) <= 1
        assert row.paused == (bool(row.pauses) and row.pauses[-1]["end"] is None)
        assert (row.due is None) == row.paused
        assert row.due is None or row.due >= row.start
    numbers = Paper.objects.filter(kind="granted").values_list("number", flat=True)
    serials = sorted(int(number.split("〕")[1][:-1]) for number in numbers)
    assert serials == list(range(1, len(serials) + 1))


@pytest.mark.usefixtures("frozen")
def test_the_walk_can_reach_the_end() -> None:
    case = steps.run("; ".join(["王强 申请 1,3", *FORWARD]), "stage delivered")
    assert (case.application.stage, case.now) == ("delivered", world.NOW)
