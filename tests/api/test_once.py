"""A call with an Idempotency-Key is carried out once (幂等)."""

import pytest

from tests import world
from tests.api.caller import Caller, apply, filing, told
from zhenzhi.kernel.models import Entry, Veil
from zhenzhi.services.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_a_double_click_opens_one_application() -> None:
    wang, path = Caller("wang"), f"/items/{world.BUILD_ITEM}/apply"
    first, second = (wang.post(path, filing(), key="k1") for _ in range(2))
    assert told(first, 201) == told(second, 201)
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert Application.objects.count() == 1


def test_a_repeated_act_is_answered_as_done_although_the_stage_moved_on() -> None:
    key = apply()
    li = Caller("li")
    first = told(li.post(f"/applications/{key}/accept", key="a"))
    again = li.post(f"/applications/{key}/accept", key="a")
    assert (told(again), again["Idempotent-Replayed"]) == (first, "true")
    told(Caller("zhao").post(f"/applications/{key}/review", {"agrees": True, "opinion": "好"}, key="a"))
    assert told(li.post(f"/applications/{key}/accept", key="a"))["stage"] == "accepted"
    assert Entry.objects.filter(subject=key, act="services.accept").count() == 1


def test_without_a_key_the_second_click_is_told_that_the_stage_moved_on() -> None:
    key = apply()
    told(Caller("li").post(f"/applications/{key}/accept"))
    assert told(Caller("li").post(f"/applications/{key}/accept"), 409)["code"] == "wrong_stage"


def test_the_same_key_for_anything_else_is_a_mismatch() -> None:
    key, other = apply(), apply()
    li = Caller("li")
    told(li.post(f"/applications/{key}/add_note", {"text": "一"}, key="n"))
    assert li.post(f"/applications/{key}/add_note", {"text": "一"}, key="n")["Idempotent-Replayed"] == "true"
    for path, body in [
        (f"/applications/{key}/add_note", {"text": "二"}),
        (f"/applications/{other}/add_note", {"text": "一"}),
        (f"/applications/{key}/hand_over", {"to": "sun"}),
    ]:
        assert told(li.post(path, body, key="n"), 422)["code"] == "idempotency_mismatch", path
    assert Entry.objects.filter(actor="li", key="n").count() == 1


def test_the_same_filing_on_another_item_is_a_mismatch() -> None:
    wang = Caller("wang")
    told(wang.post(f"/items/{world.BUILD_ITEM}/apply", filing(), key="k"), 201)
    assert told(wang.post(f"/items/{world.HOME_ITEM}/apply", filing(), key="k"), 422)["code"] == "idempotency_mismatch"


def test_a_failed_call_does_not_use_its_key_up() -> None:
    wang, path = Caller("wang"), f"/items/{world.BUILD_ITEM}/apply"
    told(wang.post(path, filing(applicant={"id_number": "990101199003070016"}), key="k"), 422)
    told(wang.post(path, filing(), key="k"), 201)


def test_a_key_belongs_to_its_actor() -> None:
    key = apply()
    told(Caller("li").post(f"/applications/{key}/add_note", {"text": "一"}, key="same"))
    answer = Caller("zhao").post(f"/applications/{key}/add_note", {"text": "一"}, key="same")
    assert "Idempotent-Replayed" not in answer
    assert Entry.objects.filter(key="same").count() == 2


def test_what_was_erased_can_no_longer_be_compared_and_counts_as_the_same() -> None:
    key = apply()
    li = Caller("li")
    told(li.post(f"/applications/{key}/add_note", {"text": "一"}, key="n"))
    Veil.objects.filter(entry=Entry.objects.get(actor="li", key="n").pk).delete()
    assert li.post(f"/applications/{key}/add_note", {"text": "二"}, key="n")["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("key", ["x" * 81])
def test_a_key_has_a_length(key: str) -> None:
    assert (
        told(Caller("wang").post(f"/items/{world.BUILD_ITEM}/apply", filing(), key=key), 422)["code"]
        == "idempotency_key"
    )
