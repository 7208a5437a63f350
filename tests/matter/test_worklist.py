"""What lies on whose desk, stage by stage, and who may see a matter."""

from datetime import timedelta

import pytest

from tests import world
from tests.services import steps
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.matter import access, seers, worklist
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter.models import Paper
from zhenzhi.org import acts as org_acts
from zhenzhi.org.models import Post
from zhenzhi.register import holdings
from zhenzhi.services import acts
from zhenzhi.services.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

EVERYBODY = [*world.PEOPLE, "wang", "liu", "firm"]


def _apply() -> Application:
    return acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))


def _with(name: str) -> set[str]:
    """On which desk somewhere the matter lies."""
    return {who for who in world.PEOPLE if worklist.LISTS[name](worklist.desk_of(world.who(who)), Application).exists()}


def test_a_matter_waits_for_whoever_may_move_it_on() -> None:
    made = _apply()
    assert _with("todo") == {"li", "sun"}  # both may accept
    made = acts.accept(made, by=world.who("li"))
    assert _with("todo") == {"zhao"}
    assert _with("waiting") == {"li"}
    made = acts.review(made, agrees=True, opinion="符合。", by=world.who("zhao"))
    assert _with("todo") == {"sun"}
    assert _with("waiting") == {"li", "zhao"}
    made = acts.grant(made, by=world.who("sun"))
    assert _with("todo") == {"qian", "keeper"}  # to be delivered, and to be sealed before
    matter_acts.approve_seal(Paper.objects.get(kind="granted"), by=world.who("keeper"))
    assert _with("todo") == {"qian"}
    assert _with("waiting") >= {"li", "zhao", "sun"}


def test_T40_what_one_may_not_decide_does_not_wait_for_them() -> None:
    made = acts.accept(_apply(), by=world.who("sun"))
    acts.review(made, agrees=True, opinion="符合。", by=world.who("zhao"))
    assert _with("todo") == set()


def test_T56_a_request_waits_for_the_asked_body_until_it_is_answered() -> None:
    made = acts.accept(_apply(), by=world.who("li"))
    asked = matter_acts.ask(made, to_body=world.PLAN, content="是否符合规划？", kind="opinion", by=world.who("zhao"))
    assert _with("todo") == {"zhao", "chen"}
    asked = matter_acts.receive_request(asked, by=world.who("chen"))
    assert "chen" in _with("todo")
    matter_acts.reply(asked, agrees=True, words="符合。", by=world.who("chen"))
    assert "chen" not in _with("todo")


def test_T50_an_offer_waits_for_the_colleague() -> None:
    made = acts.receive(world.item(), filing=world.filing(), by=world.who("li"))
    assert "zhao" not in _with("todo")
    matter_acts.hand_over(made, to="zhao", by=world.who("li"))
    assert "zhao" in _with("todo")
    matter_acts.take_over(made, by=world.who("zhao"))
    assert "zhao" not in _with("todo")
    assert "zhao" in _with("waiting")


def test_clocks_put_a_matter_under_today_and_overdue() -> None:
    made = _apply()
    due = made.deadlines.get().due
    assert due is not None
    assert not _with("today") | _with("late")
    with clock.frozen(clock.at_beijing(due, 9)):
        assert _with("today") == {"li", "sun"}
    with clock.frozen(clock.at_beijing(due + timedelta(days=1), 9)):
        assert _with("late") == {"li", "sun"}


def test_what_was_closed_lately_is_done() -> None:
    made = acts.not_accept(_apply(), organ="水利局", reasons="不属本机关职权。", by=world.who("li"))
    assert _with("done") == {"li"}
    assert not _with("waiting")
    with clock.frozen(world.NOW + timedelta(days=31)):
        assert _with("done") == set()
    assert made.closed_at is not None


def test_LAW_59_a_bad_rating_waits_for_whoever_follows_it_up() -> None:
    made = acts.not_accept(_apply(), organ="水利局", reasons="不属本机关职权。", by=world.who("li"))
    matter_acts.rate(made, level=1, by=world.who("wang"))
    assert _with("todo") == {"qian"}


@pytest.mark.parametrize("name", EVERYBODY)
def test_every_list_is_a_part_of_what_one_may_see(name: str) -> None:
    _apply()
    acts.accept(_apply(), by=world.who("li"))
    actor = world.who(name)
    visible = set(access.visible_to(actor, Application))
    for one in worklist.LISTS.values():
        assert set(one(worklist.desk_of(actor), Application)) <= visible


@pytest.mark.parametrize("name", EVERYBODY)
def test_counters_agree_with_their_lists(name: str) -> None:
    _apply()
    acts.accept(_apply(), by=world.who("li"))
    desk = worklist.desk_of(world.who(name))
    lists = {code: worklist.LISTS[code](desk, Application).count() for code in worklist.LISTS}
    assert worklist.counters(desk, Application) == {code: lists[code] for code in worklist.COUNTED}
    assert {code: worklist.count(worklist.listed(code, desk, Application)) for code in worklist.LISTS} == lists


def test_LAW_64_who_may_see_is_the_same_told_from_either_side() -> None:
    made = acts.accept(
        acts.apply(world.item(world.BUILD_ITEM), filing=world.filing(), by=world.who("wang")), by=world.who("li")
    )
    other = acts.apply(world.item(world.HOME_ITEM), filing=world.filing(), by=world.who("wang"))
    matter_acts.ask(other, to_body=world.JUSTICE, content="?", kind="opinion", by=world.who("zhao"))
    for matter in (made, other):
        told = {one.person for one in seers.of(matter)}
        people = {*holdings.recent().facts.appointments, "wang", "liu", "firm", "gao"}
        actors = [Actor(kind, person) for person in people for kind in (Who.OFFICER, Who.PARTY)]
        seen = {a.id for a in actors if access.visible_to(a, Application).filter(pk=matter.pk).exists()}
        assert told == seen


def test_LAW_64_the_reason_is_told_beside_each_name() -> None:
    made = acts.accept(_apply(), by=world.who("li"))
    why = {one.person: one.why for one in seers.of(made)}
    assert (why["li"], why["chen"], why["zheng"], why["wang"]) == ("body", "principal", "audit", "applicant")
    assert "feng" not in why


def test_T52_an_agent_sees_while_the_mandate_lasts() -> None:
    made = _apply()
    steps.force(made, agent="gao")
    assert "gao" not in {one.person for one in seers.of(made)}


def test_a_list_kept_for_the_day_shows_what_came_since_and_follows_the_register() -> None:
    def todo(name: str) -> int:
        return worklist.listed("todo", worklist.desk_of(world.who(name)), Application).count()

    assert todo("zhao") == 0
    acts.accept(_apply(), by=world.who("li"))
    assert todo("zhao") == 1
    post = Post.objects.on(world.TODAY).get(code="post-zhao")
    org_acts.change_post_rights(post, rights=["matter.note"], start=world.TODAY, by=world.who("he"))
    holdings.current()
    assert todo("zhao") == 0
