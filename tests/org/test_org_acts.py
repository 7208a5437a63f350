"""Acts on the organisation book: effect, refusal, conflict; two time axes (LAW-63, T55, T117)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests import world
from zhenzhi.kernel import sealer
from zhenzhi.kernel.doing import together
from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.problem import Conflict, Invalid, Refused
from zhenzhi.org import acts, people, queries
from zhenzhi.org.models import Appointment, Body, Credential, Person, Place, Post
from zhenzhi.register import holdings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

D = date
T = world.TODAY
HE = world.who("he")


def place(code: str = world.EAST) -> Place:
    return Place.objects.on(world.TODAY).get(code=code)


def body(code: str = world.EAST_GOV) -> Body:
    return Body.objects.on(world.TODAY).get(code=code)


def post(code: str = "post-li") -> Post:
    return Post.objects.on(world.TODAY).get(code=code)


def appointment(code: str = "app-li") -> Appointment:
    return Appointment.objects.known().get(code=code)


def person(code: str = "li") -> Person:
    return Person.objects.on(world.TODAY).get(code=code)


def new_body(**more: Any) -> Body:
    told = {"code": "E-FARM", "name": "东镇农业服务中心", "kind": "institution", "government": world.EAST_GOV}
    return acts.found_body(place(), **(told | {"start": D(2026, 4, 1), "by": HE} | more))


def new_post(**more: Any) -> Post:
    told = {"code": "post-new", "name": "综合岗", "kind": "x", "rights": ["matter.note"], "start": D(2026, 4, 1)}
    return acts.create_post(body(), **(told | {"by": HE} | more))


CALLS: dict[str, Callable[..., Any]] = {
    "enter_place": lambda by: acts.enter_place(
        place(), code=world.EAST + "203", name="桃花村", level="village", start=D(2026, 4, 1), by=by
    ),
    "change_place": lambda by: acts.change_place(place(), name="东山镇", start=D(2026, 4, 1), by=by),
    "merge_place": lambda by: acts.merge_place(place(world.EAST + "201"), into=world.WEST, day=D(2026, 4, 1), by=by),
    "found_body": lambda by: new_body(by=by),
    "rename_body": lambda by: acts.rename_body(body(), name="山县东山镇人民政府", start=D(2026, 4, 1), by=by),
    "end_body": lambda by: acts.end_body(new_body(), day=D(2026, 5, 1), by=by),
    "create_post": lambda by: new_post(by=by),
    "change_post_rights": lambda by: acts.change_post_rights(post(), rights=["x.y"], start=D(2026, 4, 1), by=by),
    "end_post": lambda by: acts.end_post(new_post(), day=D(2026, 5, 1), by=by),
    "register_person": lambda by: people.register_person(
        body(), name="新人", staff="civil", start=D(2026, 3, 1), by=by
    ),
    "change_person": lambda by: people.change_person(person(), staff="contract", start=D(2026, 4, 1), by=by),
    "appoint": lambda by: people.appoint(post(), person="qian", start=D(2026, 4, 1), by=by),
    "end_appointment": lambda by: people.end_appointment(appointment(), day=D(2026, 4, 1), by=by),
    "correct_appointment": lambda by: people.correct_appointment(appointment(), start=D(2021, 1, 1), by=by),
    "issue_credential": lambda by: people.issue_credential(
        person("zhou"), kind="enforcement", number="示-001", start=D(2026, 4, 1), by=by
    ),
    "withdraw_credential": lambda by: people.withdraw_credential(
        people.issue_credential(person("zhou"), kind="enforcement", number="示-002", start=D(2026, 1, 1), by=HE),
        day=D(2026, 4, 1), reason="调离执法岗位", by=by,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_T117_who_has_the_right_does_it_and_one_entry_tells(name: str) -> None:
    row = CALLS[name](HE)
    entry = Entry.objects.filter(act=f"org.{name}").get()
    assert (entry.subject, entry.stage_to) == (row.pk, row.stage)
    assert row.since == entry.id


@pytest.mark.parametrize("name", CALLS)
def test_LAW_1_who_lacks_the_right_is_refused(name: str) -> None:
    for actor in ("li", "warden", "wang"):
        with pytest.raises(Refused), together():
            CALLS[name](world.who(actor))
    assert not Entry.objects.filter(act=f"org.{name}").exists()


def test_a_rename_keeps_the_name_of_earlier_days() -> None:
    CALLS["rename_body"](HE)
    names = {d: Body.objects.on(d).get(code=world.EAST_GOV).name for d in (D(2026, 3, 31), D(2026, 4, 1))}
    assert names == {D(2026, 3, 31): "山县东镇人民政府", D(2026, 4, 1): "山县东山镇人民政府"}


def test_a_merged_place_hands_its_villages_on() -> None:
    hamlet = acts.enter_place(
        place(world.EAST + "201"), code="h1", name="前屯", level="hamlet", start=D(2026, 3, 1), by=HE
    )
    CALLS["merge_place"](HE)
    assert not Place.objects.on(D(2026, 4, 1)).filter(code=world.EAST + "201").exists()
    assert Place.objects.on(D(2026, 4, 1)).get(code=hamlet.code).parent == world.WEST
    assert Place.objects.on(D(2026, 3, 31)).get(code=hamlet.code).parent == world.EAST + "201"


CONFLICTS: dict[str, tuple[Callable[[], Any], str]] = {
    "body twice": (lambda: new_body(code=world.EAST_HALL, name="另一名称"), "body_once"),
    "name twice": (lambda: new_body(name="东镇便民服务中心"), "body_name_once"),
    "post twice": (lambda: new_post(code="post-li"), "post_once"),
    "place twice": (
        lambda: acts.enter_place(place(), code=world.WEST, name="x", level="village", start=D(2026, 4, 1), by=HE),
        "place_once",
    ),
    "appointed twice": (
        lambda: people.appoint(post(), person="li", start=D(2026, 4, 1), by=HE),
        "appointment_person_post",
    ),
    "number twice T55": (
        lambda: [
            people.issue_credential(person(who), kind="enforcement", number="示-009", start=D(2026, 4, 1), by=HE)
            for who in ("zhou", "sun")
        ],
        "credential_number",
    ),
    "a body with posts": (lambda: acts.end_body(body(world.EAST_HALL), day=D(2026, 5, 1), by=HE), "still_used"),
    "a post with people": (lambda: acts.end_post(post(), day=D(2026, 5, 1), by=HE), "still_used"),
    "a town with bodies": (lambda: acts.merge_place(place(), into=world.WEST, day=D(2026, 5, 1), by=HE), "still_used"),
}  # fmt: skip


@pytest.mark.parametrize("name", CONFLICTS)
def test_what_stands_already_is_a_conflict_in_words(name: str) -> None:
    call, code = CONFLICTS[name]
    with pytest.raises(Conflict) as conflict:
        call()
    assert conflict.value.code == code
    assert conflict.value.zh
    assert conflict.value.en


INVALID: dict[str, tuple[Callable[[], Any], str]] = {
    "a post at no body then": (lambda: new_post(start=D(2019, 1, 1)), "dangling"),
    "an unknown person": (lambda: people.appoint(post(), person="nobody", start=D(2026, 4, 1), by=HE), "dangling"),
    "a body under none": (lambda: new_body(government="NONE"), "dangling"),
    "an appointment longer than its post": (
        lambda: people.appoint(new_post(end=D(2026, 6, 1)), person="qian", start=D(2026, 4, 1), by=HE),
        "dangling",
    ),
    "a resident in office": (lambda: people.appoint(post(), person="wang", start=D(2026, 4, 1), by=HE), "not_staff"),
    "no day": (lambda: new_post(end=D(2026, 4, 1)), "no_day"),
    "no name": (lambda: new_post(name=" "), "empty"),
    "a village above a town": (
        lambda: acts.enter_place(place(world.EAST + "201"), code="x", name="x", level="county", start=T, by=HE),
        "level",
    ),
    "a change before it began": (
        lambda: acts.rename_body(body(), name="x", start=D(2019, 1, 1), by=HE),
        "outside_validity",
    ),
    "merged into itself": (
        lambda: acts.merge_place(place(world.EAST + "201"), into=world.EAST + "201", day=D(2026, 4, 1), by=HE),
        "into_itself",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", INVALID)
def test_what_does_not_fit_is_invalid(name: str) -> None:
    call, code = INVALID[name]
    with pytest.raises(Invalid) as invalid:
        call()
    assert invalid.value.code == code


def test_an_old_copy_is_a_conflict() -> None:
    old = body()
    CALLS["rename_body"](HE)
    for call in (
        lambda: acts.rename_body(old, name="又一名称", start=D(2026, 5, 1), by=HE),
        lambda: acts.end_body(old, day=D(2026, 5, 1), by=HE),
    ):
        with pytest.raises(Conflict) as conflict:
            call()
        assert conflict.value.code == "superseded"


def test_a_town_registers_its_own_staff_only_and_nobody_appoints_themselves() -> None:
    acts.change_post_rights(post("post-zhou"), rights=["staff.appoint"], start=D(2026, 3, 1), by=HE)
    zhou = world.who("zhou")
    assert people.appoint(post(), person="qian", start=D(2026, 4, 1), by=zhou).post == "post-li"
    for call, code in (
        (lambda: people.appoint(post("post-feng"), person="qian", start=D(2026, 4, 1), by=zhou), "outside_own_town"),
        (lambda: people.end_appointment(appointment("app-he"), day=D(2026, 4, 1), by=zhou), "outside_own_town"),
        (lambda: people.appoint(post(), person="zhou", start=D(2026, 4, 1), by=zhou), "own_appointment"),
        (lambda: people.appoint(post(), person="he", start=D(2026, 4, 1), by=HE), "own_appointment"),
    ):
        with pytest.raises(Refused) as refused:
            call()
        assert refused.value.code == code


def test_LAW_63_who_held_the_post_on_a_day_as_known_then() -> None:
    """A correction of the past changes today's answer for that day and not the answer that was given."""
    sealer.seal_all()
    before = holdings.ledger_size_at(world.NOW)
    people.correct_appointment(appointment(), start=D(2025, 7, 1), by=HE)
    people.end_appointment(appointment(), day=D(2026, 1, 1), by=HE)
    sealer.seal_all()
    after = holdings.ledger_size_at(world.NOW)
    days = (D(2025, 6, 30), D(2025, 7, 1), D(2025, 12, 31), D(2026, 1, 1))
    assert after == before + 2
    assert [queries.holders("post-li", day, before) for day in days] == [["li"]] * 4
    assert [queries.holders("post-li", day, after) for day in days] == [[], ["li"], ["li"], []]
    assert [queries.holders("post-li", day) for day in days] == [[], ["li"], ["li"], []]
    for known, held in ((before, [True] * 4), (after, [False, True, True, False])):
        rows = holdings.load(known).appointments["li"]
        assert [any(row.span.covers(day) for row in rows) for day in days] == held


def test_LAW_6_the_kind_of_employment_is_that_of_the_day() -> None:
    CALLS["change_person"](HE)
    rows = holdings.load().persons["li"]
    kinds = {day: next(r.kind for r in rows if r.span.covers(day)) for day in (D(2026, 3, 31), D(2026, 4, 1))}
    assert kinds == {D(2026, 3, 31): "institution", D(2026, 4, 1): "contract"}


def test_a_withdrawn_credential_is_good_until_that_day() -> None:
    row = CALLS["withdraw_credential"](HE)
    assert Credential.objects.on(D(2026, 3, 31)).filter(code=row.code).exists()
    assert not Credential.objects.on(D(2026, 4, 1)).filter(code=row.code).exists()
