"""Properties of authority that hold for every question (Hypothesis): no act without ground."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.register.authority_world import (
    AREA,
    BODIES,
    CEILING,
    DAY,
    ENFORCING,
    GRANTS,
    GROUPS,
    PERSONS,
    PLACES,
    POSTS,
    POWERS,
    WORLD,
    allowed_asks,
    changed,
    load,
    swapped,
    without,
)  # fmt: skip
from zhenzhi.register.authority import decide, exercising
from zhenzhi.register.facts import Records, Span, Stop
from zhenzhi.register.ground import Ask, Ground, Refusal
from zhenzhi.register.matrix import body_on, days_of, matrix
from zhenzhi.register.words import Code

FACTS = load()
RIGHTS = sorted({right for post in POSTS for right in post.rights})

asks = st.builds(
    Ask,
    body=st.sampled_from([b.id for b in BODIES]),
    power=st.sampled_from([p.id for p in POWERS]),
    right=st.sampled_from(RIGHTS),
    act_type=st.sampled_from(["accept", "decide", *ENFORCING]),
    place=st.sampled_from([p.id for p in PLACES]),
    on=st.dates(date(2024, 6, 1), date(2027, 6, 1)),
    person=st.sampled_from([None, *(p.id for p in PERSONS)]),
    amount=st.one_of(st.none(), st.integers(0, 2 * CEILING)),
    hands=st.dictionaries(st.sampled_from(RIGHTS), st.frozensets(st.sampled_from([p.id for p in PERSONS])), max_size=2),
)
# Half of the questions start from one that is allowed, so that the properties are not met by refusals alone.
near_asks = st.builds(
    lambda ask, on, amount: replace(ask, on=on, amount=ask.amount and amount),
    st.sampled_from(allowed_asks()),
    st.dates(date(2024, 6, 1), date(2027, 6, 1)),
    st.integers(1, 2 * CEILING),
)
stops = st.builds(
    lambda grant, start, days, finish: Stop(
        grant, Span(start, days and start + timedelta(days)), "示〔2026〕1号", "示例县人民政府", finish
    ),
    st.sampled_from([g.id for g in GRANTS]),
    st.dates(date(2024, 6, 1), date(2027, 1, 1)),
    st.one_of(st.none(), st.integers(1, 400)),
    st.booleans(),
)


@given(st.one_of(asks, near_asks), st.lists(stops, min_size=1, max_size=5))
def test_T30_a_stop_never_turns_a_refusal_into_an_allowance(ask: Ask, more: list[Stop]) -> None:
    before, after = decide(FACTS, ask), decide(load(replace(WORLD, stops=tuple(more))), ask)
    assert isinstance(after, Refusal) or isinstance(before, Ground)


@given(st.one_of(asks, near_asks), st.randoms(use_true_random=False))
def test_decide_is_deterministic_and_blind_to_the_order_of_records(ask: Ask, random: Any) -> None:
    mixed: dict[str, Any] = {}
    for group in GROUPS:
        rows = list(getattr(WORLD, group))
        random.shuffle(rows)
        mixed[group] = tuple(rows)
    answer = decide(FACTS, ask).as_json()
    assert answer == decide(FACTS, ask).as_json() == decide(load(replace(WORLD, **mixed)), ask).as_json()


# Where the record behind a slot of the answer lives, and how it is found again.
SLOTS = {
    "power": "powers", "body": "bodies", "principal": "bodies", "grant": "grants", "source": "grants",
    "instrument": "instruments", "parent": "instruments", "post": "posts", "person": "persons",
    "appointment": "appointments", "credential": "credentials",
}  # fmt: skip


def broken(ground: Ground, slot: str, ended: bool) -> Records:
    """The register without this link of the ground: the row gone, or ended on the day of the question."""
    if slot == "basis":
        return changed(WORLD, "powers", ground.ask.power, bases=())
    if slot == "cell":
        return replace(WORLD, cells=tuple(c for c in WORLD.cells if c != ground.found.cell))
    if slot == "acts_through":
        return replace(WORLD, acts_through=())
    row = getattr(ground.found, slot)
    if ended:
        return changed(WORLD, SLOTS[slot], row.id, span=Span(row.span.start, ground.ask.on))
    return without(WORLD, SLOTS[slot], row.id)


def links(ground: Ground) -> list[str]:
    slots = ["basis", "cell", *(s for s in SLOTS if getattr(ground.found, s, None) is not None)]
    through = ground.found.post.body != ground.ask.body
    return [*slots, "acts_through"] if through else slots


@given(st.data(), near_asks.filter(lambda ask: isinstance(decide(FACTS, ask), Ground)), st.booleans())
def test_LAW_1_no_act_without_ground_any_missing_link_refuses(data: st.DataObject, ask: Ask, ended: bool) -> None:
    answer = decide(FACTS, ask)
    assert isinstance(answer, Ground)
    slot = data.draw(st.sampled_from(links(answer)))
    assert isinstance(decide(load(broken(answer, slot, ended)), ask), Refusal), slot


@pytest.mark.parametrize("ask", allowed_asks(), ids=lambda ask: f"{ask.body}-{ask.power}-{ask.act_type}")
def test_LAW_1_every_link_of_every_allowed_case_is_needed(ask: Ask) -> None:
    answer = decide(FACTS, ask)
    assert isinstance(answer, Ground)
    for slot in links(answer):
        for ended in (False, True):
            assert isinstance(decide(load(broken(answer, slot, ended)), ask), Refusal), (slot, ended)


@given(st.one_of(asks, near_asks), st.sampled_from(list(SLOTS.values())))
def test_a_ground_never_cites_a_record_that_is_not_there(ask: Ask, group: str) -> None:
    answer = decide(load(swapped(WORLD, {group: ()})), ask)
    assert isinstance(answer, Refusal) or group == "credentials"


@given(st.one_of(asks, near_asks))
def test_T05_at_most_one_body_may(ask: Ask) -> None:
    may = {
        body.id
        for body in BODIES
        for person in PERSONS
        if isinstance(decide(FACTS, replace(ask, body=body.id, person=person.id)), Ground)
    }
    assert len(may) <= 1


FIRST, LAST = date(2024, 6, 1), date(2027, 6, 2)


@given(st.lists(stops, max_size=4), st.one_of(asks, near_asks), st.sampled_from([None, 0, CEILING, CEILING + 1]))
def test_the_matrix_agrees_with_decide(more: list[Stop], ask: Ask, amount: int | None) -> None:
    facts = load(replace(WORLD, stops=tuple(more)))
    ask = replace(ask, amount=amount)
    runs = matrix(facts, [ask.power], [ask.place], FIRST, LAST, ask.act_type, amount=amount)[ask.power, ask.place]
    body = body_on(runs, ask.on)
    answer = exercising(facts, ask)
    assert body == (None if isinstance(answer, Refusal) else answer)
    decided = decide(facts, ask)
    if isinstance(decided, Ground):
        assert body == ask.body
    before_person = {c.value for c in Code} - {
        "person_unknown", "not_appointed", "right_lacking", "person_kind", "credential_lacking",
        "credential_field",
        "same_person",
    }  # fmt: skip
    if isinstance(decided, Refusal) and decided.code.value in before_person:
        assert body != ask.body


def test_the_matrix_in_days() -> None:
    table = matrix(FACTS, ["LICENCE"], list(AREA), date(2024, 12, 1), date(2027, 2, 1), "accept")
    runs = table["LICENCE", "TOWN1"]
    assert [(r.start, r.body) for r in runs] == [
        (date(2024, 12, 1), "HOUSING"), (date(2025, 1, 1), "GOV1"), (date(2027, 1, 1), "HOUSING"),
    ]  # fmt: skip
    assert sum(days_of(runs, "GOV1")) == 730
    assert len(days_of(runs, None)) == (date(2027, 2, 1) - date(2024, 12, 1)).days
    with pytest.raises(ValueError, match="after the first"):
        matrix(FACTS, [], [], DAY, DAY, "accept")
