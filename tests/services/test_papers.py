"""Vouchers, papers and their numbers: what every outcome gives in writing, and what a voided paper leaves behind."""

import threading
from uuid import UUID

import pytest
from django.db import connection

from tests import world
from tests.services import steps
from zhenzhi.kernel import clock, files, reactions
from zhenzhi.kernel.models import Delivery, Entry
from zhenzhi.kernel.problem import Conflict
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter import numbers, papers
from zhenzhi.matter.models import Counter, Paper
from zhenzhi.services import acts
from zhenzhi.services.models import Application

REVIEWED = "王强 申请 1,3; 李敏 受理; 赵刚 审查 符合"
VOUCHERS = {
    "accepted": "王强 申请 1,3; 李敏 受理",
    "correction": "王强 申请 1; 李敏 告知补正 建设方案",
    "not_accepted": "王强 申请 1,3; 李敏 不予受理 县林业局",
    "paused": "王强 申请 1,3; 李敏 受理; 赵刚 暂停 听证/告知书一",
    "extended": "王强 申请 1,3; 李敏 受理; 周北 延长 案情复杂",
}


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("kind", sorted(VOUCHERS))
def test_LAW_40_every_receipt_notice_and_refusal_gives_a_sealed_dated_voucher(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = steps.run(VOUCHERS[kind], "stage any")
    monkeypatch.setattr("zhenzhi.matter.sealing.make", lambda paper, at: b"a signed file")
    reactions.drain()
    voucher = Paper.objects.get(matter_id=case.application.id, kind=kind)
    assert (voucher.stage, voucher.approved_by) == ("sealed", "voucher-seal")
    assert voucher.facts["date"] == world.TODAY.isoformat()
    assert voucher.facts["organ"] == "山县东镇人民政府"


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
def test_LAW_40_a_voucher_is_given_once_however_often_its_reaction_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhenzhi.matter.sealing.make", lambda paper, at: b"a signed file")
    case = steps.run(VOUCHERS["accepted"], "stage any")
    reactions.drain()
    owed = Delivery.objects.get(entry__subject=case.application.id, reaction="services.give_voucher")
    assert reactions.deliver(owed.id) is False
    assert Paper.objects.filter(matter_id=case.application.id).count() == 1


@pytest.mark.django_db
def test_LAW_67_a_voided_paper_keeps_its_number_and_the_next_has_the_next() -> None:
    first = steps.run(f"{REVIEWED}; 孙悦 准予; 吴平 作废 打印错误", "stage granted")
    second = steps.run(f"{REVIEWED}; 孙悦 准予", "stage granted")
    assert (first.paper.stage, first.paper.number) == ("void", "山东政许〔2026〕1号")
    assert second.paper.number == "山东政许〔2026〕2号"


@pytest.mark.django_db
def test_LAW_67_series_are_apart_by_organ_kind_and_year() -> None:
    own = steps.run(f"{REVIEWED}; 孙悦 准予", "stage granted").paper.number
    principal = steps.run(f"事项 I-BUILD; {REVIEWED}; 孙悦 准予", "stage granted").paper.number
    refused = steps.run("王强 申请 1,3; 李敏 受理; 赵刚 审查 不同意; 孙悦 不予 不符合规划", "stage denied").paper.number
    assert {own, principal, refused} == {"山东政许〔2026〕1号", "山规许〔2026〕1号", "山东政驳〔2026〕1号"}
    with clock.frozen(clock.at_beijing(world.TODAY.replace(year=2027), 9)):
        assert numbers.paper_number(world.EAST_GOV, "granted") == "山东政许〔2027〕1号"


def test_LAW_67_twenty_at_once_get_numbers_without_gap_or_double(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty deciders press at once; five of them fail after the number was taken, and try again."""
    cases = [steps.run(REVIEWED, "stage reviewed").application.pk for _ in range(20)]
    real, failing = papers.verify_code, {f"t{i}" for i in range(5)}

    def breaks() -> str:
        if threading.current_thread().name in failing:
            failing.discard(threading.current_thread().name)
            raise OSError("pulled out after the number was taken")
        return real()

    monkeypatch.setattr("zhenzhi.matter.papers.verify_code", breaks)
    faults: list[BaseException] = []

    def press(key: UUID) -> None:
        with clock.frozen(world.NOW):
            try:
                try:
                    acts.grant(Application(pk=key), by=world.who("sun"))
                except OSError:
                    acts.grant(Application(pk=key), by=world.who("sun"))
            except BaseException as fault:
                faults.append(fault)
            finally:
                connection.close()

    threads = [threading.Thread(target=press, args=[key], name=f"t{i}") for i, key in enumerate(cases)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert failing == set()
    given = sorted(int(number.split("〕")[1][:-1]) for number in Paper.objects.values_list("number", flat=True))
    assert given == list(range(1, 21))
    assert Counter.objects.get(body=world.EAST_GOV, kind="granted").last == 20


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
def test_a_seal_once_set_cannot_be_voided_or_set_again() -> None:
    case = steps.run(f"{REVIEWED}; 孙悦 准予; 吴平 用印", "stage granted")
    for act, words in ((matter_acts.void, {"reason": "x"}), (matter_acts.approve_seal, {})):
        with pytest.raises(Conflict):
            act(case.paper, by=world.who("keeper"), **words)
    assert files.path_of.__doc__
    assert Entry.objects.filter(subject=case.paper.id).count() == 2
