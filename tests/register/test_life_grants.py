"""Grants opened, stopped, resumed, ended (T05, T08, T14, T19, T27, T30; LAW-2 to LAW-4), and their cells."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import world
from tests.register.test_life import CHEN, HE, LAWYER, agreement, body
from zhenzhi.kernel.act import act
from zhenzhi.kernel.doing import doing
from zhenzhi.kernel.facts import record
from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.problem import Conflict, Invalid, Problem, Refused
from zhenzhi.kernel.registry import REGISTRY
from zhenzhi.org import acts, people
from zhenzhi.register import authority, entries, grants, holdings, life, life_flow
from zhenzhi.register.grants import Order
from zhenzhi.register.ground import Ask, Refusal
from zhenzhi.register.models import Cell, Grant, Instrument, Power, Stop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

T = world.TODAY
D30, D60 = T + timedelta(days=30), T + timedelta(days=60)
LI, SUN = world.who("li"), world.who("sun")
CONSENT: dict[str, Any] = {"document": "山政函〔2026〕2号", "consent_by": world.GOV}
WEST = Order("G-WEST", world.BUILD, world.WEST_GOV, "entrusted", T, under="G-PLAN", places=(world.WEST,))


def west_agreement(items: tuple[str, ...] = (world.BUILD,)) -> Instrument:
    """A complete agreement between the bureau and the western town, whose mayor is new."""
    mayor = people.register_person(body(world.WEST_GOV), code="he-xi", name="何溪", staff="civil", start=T, by=HE)
    post = acts.create_post(
        body(world.WEST_GOV), code="post-he-xi", name="镇长", kind="x", rights=["instrument.sign"], start=T, by=HE
    )
    people.appoint(post, person=mayor.code, start=T, by=HE)
    paper = life.draft_instrument(
        body(world.PLAN), code="A-WEST", kind="agreement", title="委托协议", number="山规委〔2026〕1号", start=T,
        agent=world.WEST_GOV, items=items, by=CHEN,
    )  # fmt: skip
    paper = life.sign_for_principal(paper, by=CHEN)
    paper = life.sign_for_agent(paper, by=replace(HE, id="he-xi"))
    return life.announce(life.file(paper, on=T, by=LAWYER), on=T, where="县政府网站", by=CHEN)


def grant(code: str = "G-EAST") -> Grant:
    return Grant.objects.known().get(code=code)


def exercises(place: str, day: date, power: str = world.BUILD) -> str:
    answer = authority.exercising(holdings.load(), Ask("", power, "", "accept", place, day))
    return answer.code.value if isinstance(answer, Refusal) else answer


def test_T05_a_grant_cuts_the_givers_cells_in_the_same_act() -> None:
    opened = grants.open_grant(west_agreement(), order=WEST, by=HE)
    assert (opened.stage, opened.principal) == ("open", world.PLAN)
    before = T - timedelta(days=1)
    assert [exercises(world.WEST, day) for day in (before, T)] == [world.PLAN, world.WEST_GOV]
    assert exercises(world.COUNTY, T) == world.PLAN
    entry = Entry.objects.get(act="register.open_grant")
    assert set(Cell.objects.known().filter(grant="G-WEST").values_list("since", flat=True)) == {entry.id}
    assert Cell.objects.known().filter(grant="G-WEST").count() == 4  # four kinds of act, one town


def test_T05_many_grants_open_together_or_not_at_all() -> None:
    paper = west_agreement()
    bad = replace(WEST, code="G-W2")
    with pytest.raises(Conflict) as conflict:
        grants.open_grants(paper, orders=[WEST, bad], by=HE)
    assert conflict.value.code == "one_exercising_body"
    assert not Grant.objects.filter(code__in=["G-WEST", "G-W2"]).exists()
    rows = grants.open_grants(paper, orders=[WEST], by=HE)
    assert ([row.stage for row in rows], exercises(world.WEST, T)) == (["open"], world.WEST_GOV)


UNLAWFUL: dict[str, tuple[dict[str, Any], str]] = {
    "to another body than the agreement's": ({"body": world.EAST_GOV, "places": (world.EAST,)}, "one_exercising_body"),
    "LAW-3 to a centre, no organ": ({"body": world.WEST_HALL}, "not_an_organ"),
    "T14 from an entrusted grant": ({"under": "G-EAST"}, "one_exercising_body"),
    "T14 from nothing": ({"under": "NONE"}, "no_source"),
    "in no known mode": ({"mode": "lent"}, "mode"),
    "LAW-2 art. 24 without a provincial decision": ({"mode": "granted"}, "no_provincial_decision"),
    "T19 kinds of act the power lacks": ({"act_types": ("seize",)}, "limits"),
    "T19 a place outside the town": ({"places": (world.COUNTY,)}, "limits"),
    "before the agreement": ({"start": T - timedelta(days=1)}, "dangling"),
    "an unknown power": ({"power": "NONE"}, "dangling"),
    "a grant already there": ({"code": "G-EAST"}, "grant_once"),
}


@pytest.mark.parametrize("name", UNLAWFUL)
def test_T27_what_could_never_be_used_does_not_open(name: str) -> None:
    more, code = UNLAWFUL[name]
    paper, cells = west_agreement(), Cell.objects.known().count()
    with pytest.raises(Problem) as problem:
        grants.open_grant(paper, order=replace(WEST, **more), by=HE)
    assert problem.value.code == code
    assert Cell.objects.known().count() == cells


def test_T14_an_entrusted_power_is_not_handed_on() -> None:
    """The town's centre gets nothing from the town that itself only acts for the bureau."""
    paper = agreement()
    order = replace(WEST, code="G-SUB", body=world.EAST_HALL, under="G-EAST", places=(world.EAST,))
    with pytest.raises(Refused) as refused:
        grants.open_grant(paper, order=order, by=HE)
    assert refused.value.code in ("sub_entrusted", "not_an_organ")


def test_T19_a_power_outside_the_items_is_not_granted() -> None:
    made = entries.enter_power(
        body(world.PLAN), code="P-ROAD", name="临时占道许可", type="行政许可", start=T, entrustable=True, by=HE,
        bases=[{"law": "城乡规划法", "article": "44", "version": "2019-04-23"}],
    )  # fmt: skip
    entries.publish_powers([made], list_version="2026-1", start=T, by=HE)
    own = Instrument.objects.known().get(code="LAW-PLAN")
    grants.open_grant(own, order=Order("G-ROAD", "P-ROAD", world.PLAN, "statutory", T), by=HE)
    with pytest.raises(Refused) as refused:
        grants.open_grant(west_agreement(), order=replace(WEST, power="P-ROAD", under="G-ROAD"), by=HE)
    assert refused.value.code == "T19"


def test_LAW_4_coercion_is_not_entrusted() -> None:
    made = entries.enter_power(
        body(world.PLAN), code="P-SEIZE", name="查封施工现场", type="行政强制", start=T, entrustable=True,
        measures_allowed=True, bases=[{"law": "城乡规划法", "article": "68", "version": "2019-04-23"}], by=HE,
    )  # fmt: skip
    entries.publish_powers([made], list_version="2026-1", start=T, by=HE)
    own = Instrument.objects.known().get(code="LAW-PLAN")
    grants.open_grant(own, order=Order("G-SEIZE", "P-SEIZE", world.PLAN, "statutory", T), by=HE)
    paper = west_agreement((world.BUILD, "P-SEIZE"))
    with pytest.raises(Refused) as refused:
        grants.open_grant(paper, order=replace(WEST, power="P-SEIZE", under="G-SEIZE"), by=HE)
    assert refused.value.code == "coercion_entrusted"


def test_T30_a_stop_holds_from_its_day_and_a_resumption_ends_it() -> None:
    stopped = grants.stop_grant(grant(), day=D30, **CONSENT, by=HE)
    assert (stopped.stage, Stop.objects.known().get().document) == ("stopped", "山政函〔2026〕2号")
    days = (D30 - timedelta(days=1), D30, D60)
    assert [exercises(world.EAST, day) for day in days] == [world.EAST_GOV, "stopped", "stopped"]
    grants.resume_grant(stopped, day=D60, **CONSENT, by=HE)
    assert [exercises(world.EAST, day) for day in days] == [world.EAST_GOV, "stopped", world.EAST_GOV]


def test_T30_a_stop_called_off_before_its_day_never_held() -> None:
    stopped = grants.stop_grant(grant(), day=D30, **CONSENT, by=HE)
    grants.resume_grant(stopped, day=T, **CONSENT, by=HE)
    assert exercises(world.EAST, D60) == world.EAST_GOV
    assert not Stop.objects.known().exists()


@pytest.mark.parametrize("acting", [grants.stop_grant, grants.end_grant])
@pytest.mark.parametrize(
    "more", [{"consent_by": world.PLAN}, {"consent_by": world.EAST_GOV}, {"consent_by": "NONE"}, {"document": " "}]
)
def test_T30_only_with_the_countys_consent_and_its_document(acting: Any, more: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        acting(grant(), day=D30, **(CONSENT | more), by=HE)
    assert refused.value.code == "T30"


@pytest.mark.parametrize("acting", [grants.stop_grant, grants.end_grant])
def test_T08_what_the_law_gives_the_town_is_not_taken(acting: Any) -> None:
    with pytest.raises(Refused) as refused:
        acting(grant("G-HOME-E"), day=D30, **CONSENT, by=HE)
    assert refused.value.code == "T08"


def test_T08_nor_moved_to_the_county() -> None:
    law = Instrument.objects.known().get(code="LAW-LAND")
    order = Order("G-UP", world.HOME, world.PLAN, "statutory", T, under="G-HOME-E", places=(world.EAST,))
    with pytest.raises(Refused) as refused:
        grants.open_grant(law, order=order, by=HE)
    assert refused.value.code == "T08"
    assert exercises(world.EAST, T, world.HOME) == world.EAST_GOV


def test_S58_an_ended_grant_returns_to_where_it_came_from() -> None:
    ended = grants.end_grant(grant(), day=D30, **CONSENT, by=HE)
    assert (ended.stage, ended.end) == ("ended", D30)
    days = (D30 - timedelta(days=1), D30, date(2028, 6, 1))
    assert [exercises(world.EAST, day) for day in days] == [world.EAST_GOV, world.PLAN, world.PLAN]
    with pytest.raises(Conflict):
        grants.end_grant(ended, day=D60, **CONSENT, by=HE)


@pytest.mark.parametrize("day", [T - timedelta(days=1), date(2028, 1, 1)])
def test_T30_not_for_the_past_nor_after_the_end(day: date) -> None:
    for acting in (grants.stop_grant, grants.end_grant):
        with pytest.raises(Invalid):
            acting(grant(), day=day, **CONSENT, by=HE)


@pytest.mark.parametrize("actor", ["li", "chen", "zhou", "warden"])
def test_LAW_1_who_lacks_the_right_changes_no_grant(actor: str) -> None:
    by, paper = world.who(actor), west_agreement()
    stopped = grants.stop_grant(grant(), day=D30, **CONSENT, by=HE)
    for step in (
        lambda: grants.open_grant(paper, order=WEST, by=by),
        lambda: grants.open_grants(paper, orders=[WEST], by=by),
        lambda: grants.stop_grant(grant("G-HOME-E"), day=D30, **CONSENT, by=by),
        lambda: grants.resume_grant(stopped, day=D30, **CONSENT, by=by),
        lambda: grants.end_grant(stopped, day=D30, **CONSENT, by=by),
    ):
        with pytest.raises(Refused):
            step()


STEPS = st.lists(
    st.tuples(st.sampled_from(["open", "stop", "resume", "end"]), st.integers(0, 3), st.integers(1, 4)), max_size=7
)


@contextmanager
def undone() -> Iterator[None]:
    """Undo whatever happens inside; one example of a property leaves nothing to the next."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)


def _step(paper: Instrument, what: str, start: date, end: date, number: int) -> None:
    """One step if it is possible; what is impossible must be refused in words and change nothing."""
    try:
        if what == "open":
            order = replace(WEST, code=f"G-W{number}", start=start, end=end)
            grants.open_grant(paper, order=order, by=HE)
            return
        row = Grant.objects.known().filter(code__startswith="G-W").exclude(stage="ended").order_by("code").first()
        if row is not None:
            calls = {"stop": grants.stop_grant, "resume": grants.resume_grant, "end": grants.end_grant}
            calls[what](row, day=start, **CONSENT, by=HE)  # type: ignore[operator]
    except Problem as problem:
        words = (problem.zh, problem.en)
    else:
        return
    assert all(words)


def _expected(day: date) -> str:
    """Who should exercise in the western town, from the grants and stops alone."""
    held = list(Grant.objects.on(day).filter(power=world.BUILD, places__contains=[world.WEST]))
    assert len(held) <= 1
    if not held:
        return world.PLAN
    return "stopped" if Stop.objects.on(day).filter(grant=held[0].code).exists() else world.WEST_GOV


def test_T05_after_any_life_the_cells_say_what_authority_says() -> None:
    paper = west_agreement()
    days = [T + timedelta(days=10 * n) for n in range(8)]

    @settings(max_examples=12)
    @given(STEPS)
    def holds(steps: list[tuple[str, int, int]]) -> None:
        with undone():
            for number, (what, start, length) in enumerate(steps):
                _step(paper, what, days[start], days[start + length], number)
            facts = holdings.load()
            for day in days:
                cells = Cell.objects.on(day).filter(power=world.BUILD, place=world.WEST)
                assert sorted(cells.values_list("act_type", flat=True)) == ["accept", "decide", "deliver", "review"]
                for kind in ("accept", "decide"):
                    answer = authority.exercising(facts, Ask("", world.BUILD, "", kind, world.WEST, day))
                    said = answer.code.value if isinstance(answer, Refusal) else answer
                    assert said == _expected(day)

    holds()


def test_T05_the_database_itself_refuses_a_second_body() -> None:
    other = Cell(
        code="x", stage="in_force", power=world.BUILD, object_class="*", act_type="accept", place=world.EAST,
        amount=NumericRange(0, None, "[)"), body=world.WEST_GOV, grant="G-X", valid=DateRange(T, D30, "[)"),
    )  # fmt: skip
    with pytest.raises(Conflict) as conflict:
        _lay_by_force(grant(), cell=other, by=HE)
    assert (conflict.value.code, conflict.value.article) == ("one_exercising_body", "T05")
    assert not Cell.objects.filter(code="x").exists()


def _lay_by_force(subject: Grant, *, cell: Cell, by: Any) -> None:
    """A careless act that writes a cell over another's: registered for this test alone and taken out again."""

    def force(grant: Grant, *, cell: Cell, by: Any) -> None:
        """强行登记: a test."""
        assert doing().by == by
        record(cell)

    force.__module__ = "tests.register"
    try:
        act(life_flow.STOP)(force)(subject, cell=cell, by=by)
    finally:
        REGISTRY.pop("register.force")


def test_T01_a_draft_power_cannot_be_granted() -> None:
    draft = entries.enter_power(
        body(world.PLAN), code="P-DRAFT", name="草案", type="行政许可", start=T, by=HE,
        bases=[{"law": "城乡规划法", "article": "44", "version": "2019-04-23"}],
    )  # fmt: skip
    assert Power.objects.known().get(code=draft.code).list_version == ""
    with pytest.raises(Refused) as refused:
        grants.open_grant(
            Instrument.objects.known().get(code="LAW-PLAN"),
            order=Order("G-D", "P-DRAFT", world.PLAN, "statutory", T), by=HE,
        )  # fmt: skip
    assert refused.value.code == "power_unlisted"
