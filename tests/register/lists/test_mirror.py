"""Lists that mirror the register (powers, duties, procedures, items), public comment, and two publishers at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests import world
from tests.register.lists import listing
from tests.register.lists.listing import DOCUMENT, HE, LAWYER, WHERE, duty
from tests.register.test_life import body
from zhenzhi.kernel import clock
from zhenzhi.kernel.problem import Conflict, Problem, Refused
from zhenzhi.org.models import Place
from zhenzhi.register import entries, rulebook
from zhenzhi.register.lists import acts, matching, queries
from zhenzhi.register.models import ListInForce, ListVersion, Power

T = world.TODAY
SOON = T + timedelta(days=30)
BASIS = {"law": "城乡规划法", "article": "44", "version": "2019-04-23"}


@pytest.fixture
def _ready(db: None, frozen: None) -> None:
    listing.rights()


def mirrored(kind: Any, number: str = "1", town: str = "") -> ListVersion:
    return listing.drafted([], kind=kind, town=town, number=number, source="register")


def publish(version: ListVersion, start: Any = T) -> ListVersion:
    return acts.publish_list(listing.reviewed(version), start=start, document=DOCUMENT, where=WHERE, by=HE)


def draft_power(code: str = "P-NEW", bases: Any = (BASIS,)) -> Power:
    return entries.enter_power(
        body(world.PLAN), code=code, name="临时建设许可", type="行政许可", bases=bases, start=T, by=HE
    )


@pytest.mark.usefixtures("_ready")
def test_T01_T06_publishing_the_list_of_powers_puts_its_drafts_in_force() -> None:
    draft_power()
    version = publish(mirrored("powers", "2026-1"))
    power = Power.objects.on(T).get(code="P-NEW")
    assert (power.stage, power.list_version) == ("in_force", "2026-1")
    assert queries.rows_of(version)["P-NEW"]["basis"] == "《城乡规划法》第44条"
    old = Power.objects.on(T).get(code=world.BUILD)
    assert old.list_version == "2025-1", "what did not change keeps the version it was published in"


@pytest.mark.usefixtures("_ready")
def test_T02_a_list_with_a_power_without_basis_is_not_published() -> None:
    draft_power(bases=[{"law": "城乡规划法", "article": "", "version": ""}])
    version = listing.reviewed(mirrored("powers"))
    with pytest.raises(Problem) as problem:
        acts.publish_list(version, start=T, document=DOCUMENT, where=WHERE, by=HE)
    assert problem.value.code == "T02"
    assert Power.objects.on(T).get(code="P-NEW").stage == "draft"
    assert queries.in_force("powers", world.GOV, T) is None


@pytest.mark.usefixtures("_ready")
@pytest.mark.parametrize("kind", ["powers", "duties", "items", "procedures"])
def test_T07_a_mirrored_list_cannot_say_something_else_than_the_register(kind: str) -> None:
    version = mirrored(kind)
    extra = {
        "powers": {"name": "虚构", "type": "行政许可", "basis": "x"},
        "duties": {"name": "虚构", "power": world.BUILD, "owner": world.PLAN},
        "items": {"name": "虚构", "power": world.BUILD, "body": world.PLAN},
        "procedures": {"power": world.BUILD, "steps": "x"},
    }[kind]
    acts.put_rows(version, rows=[{"code": "X-1", **extra}], by=HE)
    with pytest.raises(Conflict) as conflict:
        publish(version)
    assert (conflict.value.code, conflict.value.detail) == ("differs_from_register", ["X-1"])


@pytest.mark.usefixtures("_ready")
def test_T07_a_power_withdrawn_after_drafting_makes_the_draft_stale() -> None:
    publish(mirrored("powers", "1"))
    version = listing.reviewed(mirrored("powers", "2"))
    entries.change_power(
        Power.objects.on(T).get(code=world.HOME), list_version="2", start=SOON, name="宅基地审批", by=HE
    )
    with pytest.raises(Conflict) as conflict:
        acts.publish_list(version, start=SOON, document=DOCUMENT, where=WHERE, by=HE)
    assert conflict.value.detail == [world.HOME]
    assert acts.publish_list(version, start=SOON - timedelta(days=1), document=DOCUMENT, where=WHERE, by=HE)


@pytest.mark.usefixtures("_ready")
def test_a_town_has_its_own_list_of_what_was_granted_to_it() -> None:
    east, west = (publish(mirrored("powers", town=town)) for town in (world.EAST_GOV, world.WEST_GOV))
    assert set(queries.rows_of(east)) == {world.BUILD, world.HOME}
    assert set(queries.rows_of(west)) == {world.HOME}


@pytest.mark.usefixtures("_ready")
def test_what_needs_public_comment_is_not_published_without_it_nor_before_its_end() -> None:
    county = Place.objects.known().get(level="county")
    rulebook.enter_parameter(
        county, code="list.comment.fees", value=20, unit="d", start=T, law="文件001-6", article="S21", by=HE
    )
    rows = [{"code": "F1", "name": "挖掘占道费", "amount": "5000", "unit": "平方米", "basis": "x", "body": world.PLAN}]
    version = listing.reviewed(listing.drafted(rows, kind="fees", town="", number="1"))
    with pytest.raises(Refused) as refused:
        acts.publish_list(version, start=SOON, document=DOCUMENT, where=WHERE, by=HE)
    assert refused.value.code == "comment_due"
    version = acts.open_comment(version, where=WHERE, by=HE)
    assert version.comment_to == T + timedelta(days=20)
    with pytest.raises(Conflict) as early:
        acts.close_comment(version, result="无意见", by=HE)
    assert early.value.code == "comment_runs"
    with clock.frozen(world.NOW + timedelta(days=20)):
        version = acts.close_comment(version, result="收到2条，采纳1条", by=HE)
        back = acts.revise_list(version, reason="按意见修改", by=HE)
        assert back.stage == "draft"
        version = acts.pass_list(acts.submit_list(back, by=HE), opinion="无异议", by=LAWYER)
        assert acts.publish_list(version, start=SOON, document=DOCUMENT, where=WHERE, by=HE).stage == "published"


@pytest.mark.usefixtures("_ready")
def test_T06_the_gaps_of_the_world_are_told() -> None:
    assert {(gap.code, gap.about) for gap in matching.gaps(matching.load(T))} == {
        ("power_without_duty", world.BUILD),
        ("power_without_duty", world.HOME),
    }


def test_T07_of_two_who_publish_at_the_same_moment_one_wins(own_database: str) -> None:
    """The very first version of a list, and a later one: two versions ready, two threads, one is published."""
    with clock.frozen(world.NOW):
        listing.rights()
        for first_day, codes in ((T, ("A", "B")), (SOON, ("C", "D"))):
            ready = [listing.reviewed(listing.drafted([duty(code)], number=code)) for code in codes]

            def attempt(version: ListVersion, start: Any = first_day) -> str:
                try:
                    with clock.frozen(world.NOW):
                        acts.publish_list(version, start=start, document=DOCUMENT, where=WHERE, by=HE)
                except Conflict as conflict:
                    return conflict.code
                finally:
                    connection.close()
                return "published"

            with ThreadPoolExecutor(2) as pool:
                told = list(pool.map(attempt, ready))
            assert told.count("published") == 1, told
            assert set(told) - {"published"} <= {"list_once", "newer_version", "superseded"}
        assert ListInForce.objects.known().count() == 2
