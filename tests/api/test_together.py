"""Calls at the same moment, with real commits (同时调用)."""

import threading

from django.db import connection

from tests import world
from tests.api.caller import Caller, apply, filing
from zhenzhi.kernel import clock
from zhenzhi.kernel.models import Entry
from zhenzhi.services.models import Application


def _at_once(calls: int, path: str, person: str, body: object = None) -> list[tuple[int, bytes]]:
    """Post the same call from several threads under one key; status and content of each answer."""
    answers: list[tuple[int, bytes]] = []
    caller_token = Caller(person).headers
    gate = threading.Barrier(calls)

    def press() -> None:
        try:
            with clock.frozen(world.NOW):
                caller = Caller.__new__(Caller)
                caller.client, caller.headers = Caller.fresh(), caller_token
                gate.wait()
                answer = caller.post(path, body, key="double")
                answers.append((answer.status_code, answer.content))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_double_click_with_one_key_opens_one_application(own_database: str) -> None:
    with clock.frozen(world.NOW):
        answers = _at_once(3, f"/items/{world.BUILD_ITEM}/apply", "wang", filing())
    assert [status for status, _ in answers] == [201] * 3, answers
    assert len({content for _, content in answers}) == 1
    assert Application.objects.count() == 1


def test_a_double_click_on_an_act_is_one_entry_and_the_same_answer(own_database: str) -> None:
    with clock.frozen(world.NOW):
        key = apply()
        answers = _at_once(3, f"/applications/{key}/accept", "li")
    assert [status for status, _ in answers] == [200] * 3, answers
    assert len({content for _, content in answers}) == 1
    assert Entry.objects.filter(subject=key, act="services.accept").count() == 1
