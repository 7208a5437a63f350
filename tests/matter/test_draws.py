"""Draws as acts (LAW-52, T101): the list first, an entropy nobody can choose, a file anybody can check."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
from django.db import ProgrammingError, connection

from tests import world
from tests.register.test_life import HE, body
from zhenzhi.kernel import clock, draw_check
from zhenzhi.kernel.draw_file import replay
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.models import Checkpoint, Entry
from zhenzhi.kernel.problem import Conflict, Invalid, NotFound, Problem, Refused
from zhenzhi.matter import draw_acts, draws, proofs
from zhenzhi.matter.models import Draw
from zhenzhi.org import acts as org_acts
from zhenzhi.org.models import Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

AFTER = world.NOW + timedelta(hours=1)
ITEMS = [f"91990101{n:04d}" for n in range(12)]
CHEN = world.who("chen")


@pytest.fixture(autouse=True)
def rights() -> None:
    """Officer Chen of the planning bureau may publish lists, draw and void."""
    post = Post.objects.on(world.TODAY).get(code="post-chen")
    held = [*post.rights, "draw.commit", "draw.run", "draw.void"]
    org_acts.change_post_rights(post, rights=held, start=world.TODAY, by=HE)


def commit(by: Actor = CHEN, **more: Any) -> Draw:
    told: dict[str, Any] = {
        "purpose": "2026-03 规划双随机", "title": "2026年3月规划双随机抽查", "items": ITEMS, "pick": 3,
        "after": AFTER, "by": by,
    }  # fmt: skip
    return draw_acts.commit_draw(body(world.PLAN), **(told | more))


def at(moment: datetime) -> Any:
    return clock.frozen(moment)


def drawn(**more: Any) -> Draw:
    """A draw made, by the checkpoint published at its instant."""
    told = {"public": more.pop("figure", "")}
    row = commit(**more)
    with at(row.after):
        proofs.publish()
        return draw_acts.draw_now(row, witness="纪检组", by=CHEN, **told)


def checks(told: dict[str, Any]) -> list[str]:
    """Names of the checks of a file that fail, as a verifier far away would find them."""
    return [one.name for one in draw_check.check(orjson.dumps(told), proofs.trust()) if not one.ok]


def test_LAW_52_the_list_is_public_before_the_draw() -> None:
    row = commit()
    told = draws.document(row)
    assert (row.stage, row.number, told["stage"]) == ("committed", "PLAN-C2026-0001", "committed")
    assert told["digest"] == row.digest
    assert "chosen" not in told
    assert replay(told) == []
    assert list(draws.shown()) == [row]
    assert draws.of(row.number) == row
    with pytest.raises(NotFound):
        draws.of("PLAN-C2026-0002")


def test_T101_the_draw_replays_from_its_file_alone() -> None:
    row = drawn()
    assert (row.stage, len(row.chosen), set(row.chosen) <= set(ITEMS)) == ("drawn", 3, True)
    assert checks(draws.document(row)) == []


def test_T101_the_draw_waits_for_the_named_instant_and_its_checkpoint() -> None:
    row = commit()
    proofs.publish()
    for moment in (world.NOW, AFTER):
        with at(moment), pytest.raises(Conflict) as conflict:
            draw_acts.draw_now(row, by=CHEN)
        assert conflict.value.code == "draw_not_yet"
    with at(AFTER + timedelta(minutes=5)):
        proofs.publish()
    with at(AFTER + timedelta(hours=5)):
        proofs.publish()
        made = draw_acts.draw_now(row, by=CHEN)
    first = Checkpoint.objects.filter(at__gte=AFTER).order_by("at")[0]
    assert made.note == first.note, "the first checkpoint counts, however late one draws"


def test_T101_a_draw_is_made_once() -> None:
    row = drawn()
    with at(AFTER + timedelta(hours=2)), pytest.raises(Conflict) as conflict:
        draw_acts.draw_now(row, by=CHEN)
    assert conflict.value.code == "wrong_stage"
    with pytest.raises(Conflict) as conflict:
        commit()
    assert conflict.value.code == "draw_once"


def test_T101_a_public_figure_comes_as_promised() -> None:
    row = drawn(public="2026年3月4日福彩3D开奖号码", figure="372")
    assert checks(draws.document(row)) == []
    for named, told in (("某号码", ""), ("", "372")):
        other = commit(purpose=f"另一事由{named}", public=named)
        with at(AFTER), pytest.raises(Invalid) as invalid:
            draw_acts.draw_now(other, public=told, by=CHEN)
        assert invalid.value.code == "draw_public"


def test_LAW_52_a_void_draw_stays_readable_and_its_successor_names_it() -> None:
    first = draw_acts.void_draw(drawn(), reason="抽中人员与检查对象有利害关系", by=CHEN)
    assert first.stage == "void"
    assert checks(draws.document(first)) == []
    gone = first.chosen[0]
    rest = [item for item in ITEMS if item != gone]
    later = AFTER + timedelta(hours=2)
    for wrong in ({}, {"replaces": "PLAN-C2026-0009"}):
        with at(AFTER), pytest.raises(Invalid) as invalid:
            commit(items=rest, after=later, **wrong)
        assert invalid.value.code == "draw_replaces"
    with at(AFTER), pytest.raises(Invalid) as invalid:
        commit(items=rest, after=later, replaces=first.number)
    assert invalid.value.code == "draw_changed"
    with at(AFTER):
        second = drawn(items=rest, after=later, replaces=first.number, changed={gone: "与检查对象有利害关系，回避"})
    told: Any = draws.document(second)
    assert checks(told) == []
    assert told["previous"]["number"] == first.number
    assert told["previous"]["void"]["reason"] == "抽中人员与检查对象有利害关系"
    told["previous"]["chosen"] = []
    assert checks(told)


def test_LAW_52_a_draw_voided_before_it_was_made_is_replaced_with_its_list() -> None:
    first = draw_acts.void_draw(commit(), reason="时间有误", by=CHEN)
    second = drawn(replaces=first.number)
    assert checks(draws.document(second)) == []
    with pytest.raises(Invalid) as invalid:
        commit(purpose="另一事由", replaces=first.number)
    assert invalid.value.code == "draw_replaces"


def _swap(told: Any) -> None:
    told["commitment"]["items"][0] = "91990101XXXX"


def _note(told: Any) -> None:
    told["beacon"]["note"] = told["beacon"]["note"].replace("zhenzhi", "zhenzhj")


def _entry(told: Any) -> None:
    told["ledger"]["entry"]["params"]["pick"] = 4


def _number(told: Any) -> None:
    told["number"] = "PLAN-C2026-0007"


def _path(told: Any) -> None:
    told["ledger"]["seq"] = 0


def _none(told: Any) -> None:
    told["ledger"] = None


def _chosen(told: Any) -> None:
    told["chosen"].reverse()


@pytest.mark.parametrize("tamper", [_swap, _note, _entry, _number, _path, _none, _chosen])
def test_T101_LAW_52_whatever_is_changed_in_the_file_is_found(tamper: Callable[[Any], None]) -> None:
    told: Any = orjson.loads(orjson.dumps(draws.document(drawn())))
    tamper(told)
    assert checks(told)


def test_LAW_52_a_list_made_after_the_entropy_was_known_does_not_pass() -> None:
    """Whoever makes up a fitting list for a known checkpoint finds it is not in that checkpoint."""
    row = drawn()
    other = commit(purpose="事后", items=ITEMS[1:])
    told: Any = draws.document(row)
    late = draws.document(other)
    forged = told | {"commitment": late["commitment"], "digest": late["digest"], "number": late["number"]}
    assert "ledger" in checks(forged)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"after": world.NOW}, "draw_after"),
        ({"after": AFTER.replace(tzinfo=None)}, "draw_after"),
        ({"items": ["a", "a"]}, "draw_items"),
        ({"pick": 13}, "draw_pick"),
        ({"purpose": " "}, "empty"),
    ],
)
def test_a_draw_that_could_not_be_made_is_not_announced(more: dict[str, Any], code: str) -> None:
    with pytest.raises(Problem) as problem:
        commit(**more)
    assert problem.value.code == code
    assert not Draw.objects.exists()


def test_LAW_1_who_lacks_the_right_neither_lists_nor_draws_nor_voids() -> None:
    row = commit()
    before = Entry.objects.count()
    for name in ("li", "zhou", "he", "wang"):
        by = world.who(name)
        for call in (
            lambda by=by: commit(by=by, purpose="x"),
            lambda by=by: draw_acts.draw_now(row, by=by),
            lambda by=by: draw_acts.void_draw(row, reason="x", by=by),
        ):
            with pytest.raises(Refused):
                call()
    with pytest.raises(Refused):  # the right at another body is none here
        draw_acts.commit_draw(body(world.JUSTICE), purpose="x", title="x", items=["1"], pick=1, after=AFTER, by=CHEN)
    with pytest.raises(Invalid):
        draw_acts.void_draw(row, reason=" ", by=CHEN)
    assert Entry.objects.count() == before


def test_LAW_52_the_list_cannot_be_changed_beside_an_act() -> None:
    row = commit()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhenzhi.act', '', true)")
    with pytest.raises(ProgrammingError):
        Draw.objects.filter(pk=row.pk).update(digest="0" * 64)
