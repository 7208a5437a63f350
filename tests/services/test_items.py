"""Items of the catalogue and running cases: versions (LAW-49), fees (LAW-47), hands apart (LAW-8)."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from tests import world
from tests.house.paths import rows
from tests.services import steps
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.problem import Invalid, Refused
from zhenzhi.matter import deadlines
from zhenzhi.org.models import Post
from zhenzhi.register import holdings
from zhenzhi.register.models import DecisionTable, ServiceItem
from zhenzhi.services import acts
from zhenzhi.services.filings import missing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def _new_version(statutory: int = 10, promised: int = 5) -> ServiceItem:
    """The catalogue changes: one paper more, and other limits."""
    old = world.item(world.HOME_ITEM)
    steps.force(old, until=uuid7())
    new = ServiceItem.objects.get(pk=old.pk)
    new.pk, new.until = uuid7(), None
    new.materials = [*old.materials, {"seq": 5, "name": "地质报告", "need": "必要", "source": "申请人"}]
    new.statutory_limit, new.promised_limit = statutory, promised
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhenzhi.act', 'case', true)")
        new.save(force_insert=True)
        cursor.execute("SELECT set_config('zhenzhi.act', '', true)")
    return new


def test_LAW_49_a_running_case_keeps_the_version_it_began_under() -> None:
    running = steps.run("王强 申请 1,3", "stage submitted").application
    new = _new_version()
    accepted = acts.accept(running, by=world.who("li"))
    assert accepted.item_id != new.pk
    assert deadlines.get(accepted, "decide").length == 20
    later = steps.run("王强 申请 1,3; 李敏 受理", "refused LAW-46")
    assert later.application.item_id == new.pk
    assert later.problem is not None
    assert "地质报告" in later.problem.zh


def test_LAW_47_the_database_takes_no_fee_without_a_basis() -> None:
    item = world.item()
    with pytest.raises(IntegrityError, match="fee_needs_basis"), transaction.atomic():
        steps.force(item, fee=5000)
    with connection.cursor() as cursor:  # the failed savepoint took the setting back with it
        cursor.execute("SELECT coalesce(current_setting('zhenzhi.act', true), '')")
        assert cursor.fetchone()[0] == ""
    steps.force(item, fee=5000, fee_basis="国家发展改革委 2020 年第 1 号")
    assert ServiceItem.objects.get(pk=item.pk).fee == 5000


def test_LAW_46_what_the_office_obtains_by_sharing_is_never_missing() -> None:
    assert missing(world.item(), [1, 3]) == []
    assert missing(world.item(), []) == ["申请表", "建设方案"]


def test_LAW_8_whoever_reviewed_does_not_decide_under_the_table_of_every_profile() -> None:
    """The profile's own table of what must be apart, not the small world's."""
    table = DecisionTable.objects.known().get(code="apart")
    steps.force(table, rows=rows("profiles/common/apart.csv"))
    post = Post.objects.known().get(code="post-sun")
    steps.force(post, rights=[*post.rights, "service.review"])
    holdings.forget()
    try:
        case = steps.run("王强 申请 1,3; 李敏 受理; 孙悦 审查 符合; 孙悦 准予", "refused same_person")
        assert case.problem is not None
        assert case.problem.code == "same_person"
        assert "LAW-8" in case.problem.article
        apart = steps.run("王强 申请 1,3; 李敏 受理; 赵刚 审查 符合; 孙悦 准予", "stage granted")
        assert apart.application.stage == "granted"
    finally:
        holdings.forget()


def test_T49_an_item_that_promises_longer_than_the_law_cannot_be_applied_for() -> None:
    _new_version(statutory=20, promised=21)
    with pytest.raises(Refused) as refused:
        acts.apply(world.item(world.HOME_ITEM), filing=world.filing(), by=world.who("wang"))
    assert refused.value.code == "T49"


def test_T52_an_agent_files_only_with_a_mandate_in_force() -> None:
    filing = replace(world.filing(), agent=replace(world.WANG, name="高军", key="gao", mandate=""))
    with pytest.raises(Invalid) as invalid:
        acts.apply(world.item(), filing=filing, by=world.who("gao"))
    assert set(invalid.value.detail) == {"agent.mandate"}  # type: ignore[call-overload]
    over = replace(filing, agent=replace(filing.agent, mandate="委-1", mandate_until=world.SINCE))  # type: ignore[type-var]
    with pytest.raises(Invalid):
        acts.apply(world.item(), filing=over, by=world.who("gao"))
    sound = replace(filing, agent=replace(filing.agent, mandate="委-1"))  # type: ignore[type-var]
    assert acts.apply(world.item(), filing=sound, by=world.who("gao")).channel == "agent"
