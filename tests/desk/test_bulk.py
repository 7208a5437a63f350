"""Bulk acts and hand-over: told row by row, done row by row, once."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import world
from tests.desk import pages
from zhenzhi.kernel.models import Entry
from zhenzhi.matter.models import Look, Note
from zhenzhi.services import acts
from zhenzhi.services.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
SignIn = Callable[[str], Client]


def _send(client: Client, act: str, made: list[Application], **more: str) -> str:
    answer = client.post(
        "/desk/bulk", {"act": act, "n": [row.number for row in made], "once": "a1b2c3", **more}, follow=True
    )
    return pages.text(answer)


def _stages(made: list[Application]) -> list[str]:
    return [Application.objects.get(pk=row.pk).stage for row in made]


def test_the_confirmation_tells_what_will_happen_and_what_not(signed_in: SignIn) -> None:
    good, done = pages.applied(), acts.accept(pages.applied(), by=world.who("li"))
    sent = {"act": "services.accept", "n": [good.number, done.number, "X-1"]}
    found = pages.text(signed_in("li").get("/desk/bulk", sent))
    willing, _, skipped = found.partition("将会跳过")
    assert good.number in willing
    assert done.number in skipped
    assert "当前环节为“已受理”" in skipped
    assert "X-1" in skipped
    assert _stages([good, done]) == ["submitted", "accepted"]


def test_each_is_an_act_of_its_own_and_one_refused_holds_up_none(signed_in: SignIn) -> None:
    made = [pages.applied(), acts.accept(pages.applied(), by=world.who("li")), pages.applied()]
    found = _send(signed_in("li"), "services.accept", made)
    assert _stages(made) == ["accepted"] * 3
    assert "已办理 2 件" in found
    assert "有 1 件没有办成" in found
    assert Entry.objects.filter(act="services.accept", subject__in=[row.pk for row in made]).count() == 3


def test_sent_twice_it_is_done_once(signed_in: SignIn) -> None:
    made = [pages.applied(), pages.applied()]
    client = signed_in("li")
    _send(client, "services.accept", made)
    found = _send(client, "services.accept", made)
    assert "先前已经办理，没有重复" in found
    assert "没有办成" not in found
    assert Entry.objects.filter(act="services.accept").count() == 2


def test_nobody_without_right_and_no_other_act(signed_in: SignIn) -> None:
    made = [pages.applied()]
    _send(signed_in("zhao"), "services.accept", made)
    _send(signed_in("sun"), "services.grant", made)
    assert _stages(made) == ["submitted"]


def test_LAW_64_somebody_elses_matter_is_not_found_and_the_attempt_is_written_down(signed_in: SignIn) -> None:
    made = [pages.applied()]
    found = _send(signed_in("feng"), "services.accept", made)
    assert "乡村建设规划许可证核发" not in found
    assert _stages(made) == ["submitted"]
    assert Look.objects.filter(person="feng", matter=made[0].pk, found=False).count() == 1


def test_buttons_are_those_that_fit_every_row(signed_in: SignIn) -> None:
    first, second = pages.received(), acts.accept(pages.received(), by=world.who("li"))
    client, htmx = signed_in("li"), {"HX-Request": "true"}
    one = pages.text(client.get("/desk/bulk", {"n": [first.number]}, headers=htmx))
    both = pages.text(client.get("/desk/bulk", {"n": [first.number, second.number]}, headers=htmx))
    assert ("services.accept" in one, "matter.hand_over" in one) == (True, True)
    assert ("services.accept" in both, "matter.hand_over" in both) == (False, True)


def test_an_empty_selection_says_what_to_do(signed_in: SignIn) -> None:
    client = signed_in("li")
    for sent in ({}, {"act": "services.accept"}, {"act": "nonsense"}):
        assert "没有选中办件" in pages.text(client.get("/desk/bulk", sent))
        assert "没有选中办件" in pages.text(client.post("/desk/bulk", sent))


def test_T50_hand_over_needs_a_colleague_and_their_consent(signed_in: SignIn) -> None:
    made = [pages.received(), pages.received()]
    li, zhao = signed_in("li"), signed_in("zhao")
    assert "请选择接收人" in _send(li, "matter.hand_over", made)
    _send(li, "matter.hand_over", made, to="zhao", reason="休产假")
    assert {row.owner for row in Application.objects.all()} == {"li"}
    assert {row.offered_to for row in Application.objects.all()} == {"zhao"}
    assert Note.objects.filter(text="休产假").count() == 2
    assert "等赵刚接收" in pages.text(li.get("/desk/handover"))
    offered = zhao.get("/desk/handover")
    assert set(pages.numbers(offered)) == {row.number for row in made}
    zhao.post("/desk/bulk", {"act": "matter.take_over", "n": [row.number for row in made], "once": "b2"})
    assert {row.owner for row in Application.objects.all()} == {"zhao"}
    assert pages.numbers(li.get("/desk/handover")) == []


def test_T50_nobody_hands_over_what_is_not_theirs(signed_in: SignIn) -> None:
    made = [pages.received()]
    assert "有 1 件没有办成" in _send(signed_in("zhou"), "matter.hand_over", made, to="zhao")
    assert "有 1 件没有办成" in _send(signed_in("li"), "matter.hand_over", made, to="feng")
    assert Application.objects.get().offered_to == ""
