"""Two at once (同时操作): one wins, the other is told."""

import threading

from django.db import connection

from tests import world
from zhenzhi.kernel import clock
from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.problem import Conflict
from zhenzhi.services import acts
from zhenzhi.services.models import Application


def test_four_clerks_accept_at_once_one_wins(own_database: str) -> None:
    with clock.frozen(world.NOW):
        application = acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))
    answers: list[str] = []

    def press() -> None:
        with clock.frozen(world.NOW):
            try:
                acts.accept(Application(pk=application.pk), by=world.who("li"))
                answers.append("done")
            except Conflict as conflict:
                answers.append(conflict.code)
            finally:
                connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["done", "wrong_stage", "wrong_stage", "wrong_stage"]
    assert Entry.objects.filter(subject=application.id, act="services.accept").count() == 1
