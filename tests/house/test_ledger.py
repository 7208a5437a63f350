"""The ledger tells the whole story: one entry an act; stage and hands of every subject replay from it (LAW-63)."""

from uuid import UUID

import pytest
from django.apps import apps

from tests import world
from tests.house import sweep
from tests.services import steps
from zhenzhi.kernel import clock
from zhenzhi.kernel.models import Entry, Subject
from zhenzhi.kernel.registry import REGISTRY
from zhenzhi.kernel.rule import GUARDS
from zhenzhi.matter import draw_acts, proofs
from zhenzhi.matter.models import Matter

pytestmark = [pytest.mark.django_db]

# Between them these lives use every act on an application, its papers, requests and rating; `_tell_draw` on a draw.
STORIES = (
    "王强 申请 1; 李敏 当场更正 自住; 李敏 告知补正 建设方案; 王强 补正 3; 李敏 受理; 李敏 备注 已电话告知; "
    "李敏 移交 赵刚; 赵刚 接收; 赵刚 征求意见; 陈曦 签收; 赵刚 催办; 赵刚 上报; 陈曦 答复 同意; 赵刚 评答复 5; "
    "赵刚 核查 孙悦; 赵刚 暂停 听证/告知书一; +2工作日; 赵刚 恢复; 周北 延长 案情复杂; 赵刚 审查 符合; 孙悦 准予; "
    "吴平 用印; 时钟 公开; +11工作日; 周北 批准例外 LAW-43; 钱海 送达; 王强 评价 5",
    "王强 申请 1,3; 李敏 受理; 赵刚 征求意见; +4工作日; 时钟 记逾期未答; 赵刚 审查 不同意; 孙悦 不予 不符合规划; "
    "吴平 作废 打印错误; 孙悦 重制",
    "李敏 收件 1,3; +6工作日; 时钟 视为受理; 王强 撤回",
    "王强 申请 1,3; 李敏 不予受理 县林业局; 时钟 凭证 not_accepted; 时钟 批准凭证; 王强 评价 1; 钱海 回访; "
    "钱海 整改 已说明",
    "王强 申请 1,3; 李敏 无需许可 该建设不需要许可",
    "王强 申请 1,3; +6工作日; 时钟 记逾期 receipt",
    "王强 申请 1,3; 李敏 受理; 赵刚 审查 符合; 孙悦 准予; 时钟 生成证件; 王强 申请延续 1,3; +1日; 时钟 默示延续; "
    "时钟 生成证件; 时钟 记已延续; 王强 申请延续 1,3; +1日; 李敏 受理; 赵刚 审查 不同意; 孙悦 不予 不符合规划; "
    "时钟 原证到期",
)


def _tell() -> int:
    """Run every story; returns how many acts were called."""
    called = 0
    for story in STORIES:
        steps.run(story, "stage any")
        deeds = [line.split()[1] for line in story.split(";") if not line.strip().startswith("+")]
        called += len(deeds) + deeds.count("用印")
    return called + _tell_draw()


def _tell_draw() -> int:
    """The life of a draw: the right given, the list published, drawn, voided."""
    with clock.frozen(world.NOW):
        row = sweep.draw_committed("draw.run", "draw.void")
    with clock.frozen(row.after):
        proofs.publish()
        draw_acts.draw_now(row, by=world.who("chen"))
        draw_acts.void_draw(row, reason="演练", by=world.who("chen"))
    return 4


def test_LAW_63_every_act_leaves_exactly_one_entry_and_the_stories_use_every_act() -> None:
    before = Entry.objects.count()
    called = _tell()
    assert Entry.objects.count() - before == called
    told = set(Entry.objects.values_list("act", flat=True))
    assert {name for name in REGISTRY if name.split(".")[0] in ("services", "matter")} - told == set()


def test_LAW_63_the_ledger_replays_to_stage_and_hands_of_every_subject() -> None:
    _tell()
    stages: dict[UUID, str] = {}
    hands: dict[UUID, dict[str, list[str]]] = {}
    for entry in Entry.objects.filter(rows__isnull=True).order_by("id"):
        spec = REGISTRY[entry.act]
        if spec.kind == "act" and entry.subject in stages:
            assert entry.stage_from == stages[entry.subject]
        if spec.move.start:
            assert entry.stage_from in spec.move.start
        assert entry.stage_to == (spec.move.end or entry.stage_from)
        stages[entry.subject] = entry.stage_to
        people = hands.setdefault(entry.subject, {}).setdefault(spec.move.right, [])
        if entry.actor_kind == "officer" and entry.actor not in people:
            people.append(entry.actor)
    for kind in ("matter.Matter", "matter.Paper", "matter.Request", "services.Licence", "matter.Draw"):
        rows: list[Subject] = list(apps.get_model(kind)._base_manager.all())
        assert rows
        for row in rows:
            assert row.stage == stages.get(row.pk, "numbered")
            told = {right: people for right, people in hands.get(row.pk, {}).items() if people}
            assert row.hands == told


def test_LAW_63_every_entry_keeps_its_ground_and_the_verdict_of_every_rule_asked() -> None:
    _tell()
    for entry in Entry.objects.exclude(act__endswith="found_calendar"):
        assert len(bytes(entry.ground)) == 32
        asked = [guard.id for guard in GUARDS.get(entry.act, [])]
        if entry.rows is None:
            assert [verdict[0] for verdict in entry.verdicts] == asked
            assert {verdict[1] for verdict in entry.verdicts} <= {"allow", "warn"}


def test_LAW_64_no_personal_text_stands_in_the_ledger() -> None:
    """Nothing typed by or about a person is found in any entry: neither name, number, phone, reasons nor notes."""
    _tell()
    said = [
        "王强", "990101199003070015", "13900000001", "自住", "已电话告知", "不符合规划", "县林业局", "案情复杂",
        "打印错误", "情况特殊", "意见?", "属实", "该建设不需要许可", "已说明", "告知书一",
    ]  # fmt: skip
    for entry in Entry.objects.filter(rows__isnull=True):
        text = f"{entry.params}{entry.changes}{entry.verdicts}{entry.move}{entry.code}"
        assert [word for word in said if word in text] == [], entry.act
    assert Matter.objects.filter(parties__name="王强").exists()
