"""A town's duty list (LAW 6.3) from draft to publication, adjustment, withdrawal; the past stays readable (T07)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests import world
from tests.register.lists import listing
from tests.register.lists.listing import CHEN, DOCUMENT, HE, LAWYER, ROWS, WHERE, duty
from tests.register.test_life import body
from zhenzhi.kernel import clock, sealer
from zhenzhi.kernel.identity import officer
from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.problem import Conflict, Invalid, Problem, Refused
from zhenzhi.register.lists import acts, assigning, queries
from zhenzhi.register.models import Grant, ListVersion

T = world.TODAY
SOON = T + timedelta(days=30)
TOWN = world.EAST_GOV


@pytest.fixture(autouse=True)
def _ready(db: None, frozen: None) -> None:
    listing.rights()


def test_T07_a_list_is_replaced_by_its_next_version_and_every_version_stays_readable() -> None:
    first = listing.published()
    sealer.seal_all()
    size = sealer.size()
    draft = acts.draft_list(body(world.GOV), kind="town_duties", town=TOWN, number="2026-2", title="调整", by=HE)
    assert queries.rows_of(draft) == queries.rows_of(first), "the next version is drafted from the last"
    acts.put_rows(draft, rows=[duty("B2", "taken"), duty("B3"), duty("A1", "assist", town_duty="只报告")], by=HE)
    acts.remove_rows(draft, codes=["K1"], by=HE)
    second = acts.publish_list(listing.reviewed(draft), start=SOON, document=DOCUMENT, where=WHERE, by=HE)
    assert queries.in_force("town_duties", TOWN, T) == first
    assert queries.in_force("town_duties", TOWN, SOON) == second
    assert queries.in_force("town_duties", TOWN, SOON, after=size) == first, "as known before the adjustment"
    assert queries.in_force("town_duties", TOWN, T - timedelta(days=1)) is None
    assert queries.in_force("town_duties", world.WEST_GOV, T) is None, "each town has its own list"
    assert queries.versions("town_duties", TOWN) == [first, second]
    assert queries.sizes(first) == {"basic": 2, "assist": 1, "taken": 1}
    found = queries.compare(first, second)
    assert [row["code"] for row in found.added] == ["B3"]
    assert [row["code"] for row in found.removed] == ["K1"]
    assert [(one.code, one.moved) for one in found.changed] == [("A1", None), ("B2", ("basic", "taken"))]
    assert found.same == 1


def test_T07_of_two_versions_drafted_from_the_same_one_only_one_is_published() -> None:
    listing.published()
    one, other = (listing.reviewed(listing.drafted([duty(code)], number=code)) for code in ("X", "Y"))
    acts.publish_list(one, start=SOON, document=DOCUMENT, where=WHERE, by=HE)
    with pytest.raises(Conflict) as conflict:
        acts.publish_list(other, start=SOON, document=DOCUMENT, where=WHERE, by=HE)
    assert conflict.value.code == "newer_version"


def test_T07_a_published_version_is_never_changed_and_a_number_is_used_once() -> None:
    version = listing.published()
    for call in (
        lambda: acts.put_rows(version, rows=[duty("Z")], by=HE),
        lambda: acts.remove_rows(version, codes=["B1"], by=HE),
        lambda: acts.drop_list(version, reason="x", by=HE),
        lambda: listing.drafted(),
    ):
        with pytest.raises(Conflict):
            call()
    assert queries.rows_of(version).keys() == {row["code"] for row in ROWS}


def test_LAW_55_a_taken_back_item_cannot_be_given_to_the_town() -> None:
    listing.published()
    answers = {item: assigning.may_assign(TOWN, item, T) for item in ("B1", "A1", "K1", "NEW")}
    assert [item for item, answer in answers.items() if answer is None] == ["B1", "A1"]
    taken = answers["K1"]
    assert taken is not None
    assert (taken.code, taken.detail) == (
        "LAW-55",
        {"item": "K1", "route_to": world.PLAN, "list": "town_duties:E-GOV:2026-1"},
    )
    assert [assigning.owner(TOWN, item, T) for item in ("B1", "A1", "K1", "NEW")] == [TOWN, world.PLAN, world.PLAN, ""]


def test_LAW_56_what_stands_in_no_list_needs_an_admission() -> None:
    listing.published()
    unlisted = assigning.may_assign(TOWN, "NEW", T)
    assert unlisted is not None
    assert unlisted.code == "LAW-56"
    assert assigning.may_assign(TOWN, "NEW", T, admitted={"NEW"}) is None
    taken = assigning.may_assign(TOWN, "K1", T, admitted={"K1"})
    assert taken is not None
    assert taken.code == "LAW-55", "no admission brings a taken-back item to the town"


@pytest.mark.parametrize("lacking", ["main", "main_duty", "town_duty"])
def test_LAW_55_a_cooperating_item_names_its_main_department_and_both_sides(lacking: str) -> None:
    version = listing.drafted([duty("A1", "assist", **{lacking: ""})])
    with pytest.raises(Refused) as refused:
        acts.submit_list(version, by=HE)
    assert refused.value.code == "LAW-55"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (duty("B1", main=world.PLAN), "main"),
        (duty("B1", "nonsense"), "list"),
        (duty("B1", name=""), "name"),
        (duty("A1", "assist", main="NOBODY"), "main"),
        (duty("A1", "assist", main=TOWN), "main"),
        (duty("K1", "taken", taking=""), "taking"),
        (duty("K1", "taken", taking=TOWN), "taking"),
        (duty("K1", "taken", work_mode=""), "work_mode"),
        (duty("B1", powers=f"{world.HOME}、P-NONE"), "powers"),
    ],
)
def test_faulty_rows_are_all_told_when_the_list_is_handed_in(row: dict[str, str], column: str) -> None:
    version = listing.drafted([row, duty("B9", category="")])
    with pytest.raises(Invalid) as invalid:
        acts.submit_list(version, by=HE)
    detail: Any = invalid.value.detail
    assert {(one["code"], one["column"]) for one in detail} == {(row["code"], column), ("B9", "category")}
    assert version.stage == "draft"


def test_T06_taking_a_duty_back_ends_no_power_and_says_which_grants_still_stand() -> None:
    listing.published([duty("B1", powers=world.BUILD), duty("B2", powers=world.HOME), duty("B3")])
    second = listing.published(
        [duty("B1", "taken", powers=world.BUILD), duty("B3", "taken", powers="")], SOON, number="2026-2"
    )
    assert second.standing == [{"row": "B1", "power": world.BUILD, "grant": "G-EAST"}]
    assert Grant.objects.on(SOON).filter(code="G-EAST").exists(), "a list changes no competence"


def test_a_withdrawn_list_holds_no_longer_and_can_be_made_anew() -> None:
    first = listing.published()
    gone = acts.withdraw_list(first, day=SOON, document=DOCUMENT, by=HE)
    assert gone.stage == "withdrawn"
    assert queries.in_force("town_duties", TOWN, SOON - timedelta(days=1)) == first
    assert queries.in_force("town_duties", TOWN, SOON) is None
    again = listing.published([duty("B1")], SOON, number="2026-2")
    assert queries.in_force("town_duties", TOWN, SOON) == again


def test_drafts_are_the_officers_and_what_was_published_is_everybodys() -> None:
    public, draft = listing.published(), listing.drafted(number="2")
    assert set(queries.seen(HE)) == {public, draft}
    for by in (world.who("wang"), world.who("")):
        assert set(queries.seen(by)) == {public}


def test_only_the_last_version_is_withdrawn_and_no_list_begins_or_ends_in_the_past() -> None:
    first = listing.published()
    listing.published([duty("B7")], SOON, number="2026-2")
    with pytest.raises(Conflict):
        acts.withdraw_list(first, day=SOON, document=DOCUMENT, by=HE)
    with clock.frozen(clock.at_beijing(SOON, 9)), pytest.raises(Invalid) as invalid:
        listing.published([duty("B8")], T, number="2026-3")
    assert invalid.value.code == "past_start"


def test_the_legal_office_sends_a_draft_back_and_a_dropped_one_frees_its_number() -> None:
    version = acts.submit_list(listing.drafted(), by=HE)
    assert acts.return_list(version, reason="补依据", by=LAWYER).stage == "draft"
    assert acts.drop_list(version, reason="重做", by=HE).stage == "dropped"
    assert listing.published().number == "2026-1"


_STEPS: list[tuple[str, Callable[[ListVersion, Any], object]]] = [
    ("draft", lambda version, by: acts.put_rows(version, rows=[duty("Z")], by=by)),
    ("draft", lambda version, by: acts.submit_list(version, by=by)),
    ("submitted", lambda version, by: acts.pass_list(version, opinion="x", by=by)),
    ("reviewed", lambda version, by: acts.publish_list(version, start=T, document="x", where="x", by=by)),
]


@pytest.mark.parametrize(("stage", "step"), _STEPS)
def test_LAW_1_each_step_needs_its_own_right(stage: str, step: Callable[[ListVersion, Any], object]) -> None:
    version = listing.drafted()
    if stage != "draft":
        version = acts.submit_list(version, by=HE)
    if stage == "reviewed":
        version = acts.pass_list(version, opinion="x", by=LAWYER)
    before = Entry.objects.count()
    wrong = LAWYER if stage != "submitted" else HE
    for by in (wrong, CHEN, officer("li"), world.who("wang")):
        with pytest.raises(Refused):
            step(version, by)
    assert Entry.objects.count() == before


def test_a_list_is_published_only_after_review() -> None:
    version = listing.drafted()
    for stage in ("draft", "submitted"):
        with pytest.raises(Problem) as problem:
            acts.publish_list(version, start=T, document="x", where="x", by=HE)
        assert problem.value.code == "wrong_stage", stage
        if stage == "draft":
            version = acts.submit_list(version, by=HE)


def test_rows_put_in_keep_their_place_and_wrong_columns_are_told() -> None:
    version = listing.drafted()
    acts.put_rows(version, rows=[duty("NEW"), duty("B1", name="改名")], by=HE)
    assert list(queries.rows_of(version)) == ["B1", "B2", "A1", "K1", "NEW"]
    for rows in ([{"code": "X", "colour": "red"}], [{"name": "x"}], [duty("X"), duty("X")], []):
        with pytest.raises(Invalid):
            acts.put_rows(version, rows=rows, by=HE)
    with pytest.raises(Invalid):
        acts.remove_rows(version, codes=["B1", "NONE"], by=HE)
