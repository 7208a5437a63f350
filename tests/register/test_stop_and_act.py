"""A stop and an act at the same moment can't both win (T30): the later one sees what the earlier one did."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests import world
from zhenzhi.kernel import clock
from zhenzhi.kernel.doing import together
from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.problem import Problem
from zhenzhi.register import grants, rules
from zhenzhi.register.models import Grant
from zhenzhi.services import acts
from zhenzhi.services.models import Application

pytestmark = pytest.mark.usefixtures("own_database")

ROUNDS = 6
assert rules  # its import registers the rules that guard a stop


def apply() -> Application:
    with clock.frozen(world.NOW):
        return acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))


def accept(application: Application) -> None:
    acts.accept(Application(pk=application.pk), by=world.who("li"))


def stop() -> None:
    row = Grant.objects.known().get(code="G-EAST")
    grants.stop_grant(row, day=world.TODAY, document="山政函〔2026〕2号", consent_by=world.GOV, by=world.who("he"))


def resume() -> None:
    row = Grant.objects.known().get(code="G-EAST")
    with clock.frozen(world.NOW):
        grants.resume_grant(
            row, day=world.TODAY, document="山政函〔2026〕3号", consent_by=world.GOV, by=world.who("he")
        )


class Runner(threading.Thread):
    """Does something on a connection of its own, and keeps how it ended."""

    def __init__(self, deed: Callable[[], Any]) -> None:
        super().__init__()
        self.deed, self.answer = deed, "running"

    def run(self) -> None:
        try:
            with clock.frozen(world.NOW):
                self.deed()
            self.answer = "done"
        except Problem as problem:
            self.answer = problem.code
        finally:
            connection.close()


def held_open(deed: Callable[[], Any], entered: threading.Event, leave: threading.Event) -> Callable[[], None]:
    """The deed, whose transaction stays open until `leave`."""

    def run() -> None:
        with together():
            deed()
            entered.set()
            assert leave.wait(10)

    return run


def one_after_the_other(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[str, str, bool]:
    """Start the second while the first has not committed. Returns both answers, and whether the second waited."""
    entered, leave = threading.Event(), threading.Event()
    one, other = Runner(held_open(first, entered, leave)), Runner(second)
    one.start()
    assert entered.wait(10)
    other.start()
    other.join(0.15)
    waited = other.is_alive()
    leave.set()
    one.join(10)
    other.join(10)
    return one.answer, other.answer, waited


def test_T30_a_stop_waits_for_the_act_that_was_first() -> None:
    application = apply()
    assert one_after_the_other(lambda: accept(application), stop) == ("done", "done", True)
    order = Entry.objects.filter(act__in=["services.accept", "register.stop_grant"]).order_by("id")
    assert [entry.act for entry in order] == ["services.accept", "register.stop_grant"]


def test_T30_an_act_waits_for_the_stop_that_was_first_and_is_refused() -> None:
    application = apply()
    assert one_after_the_other(stop, lambda: accept(application)) == ("done", "stopped", True)
    assert not Entry.objects.filter(act="services.accept").exists()


def test_T30_in_many_free_races_no_act_slips_past_a_stop() -> None:
    seen = set[str]()
    for _ in range(ROUNDS):
        application, late = apply(), apply()
        one, other = Runner(lambda a=application: accept(a)), Runner(stop)
        for runner in (one, other):
            runner.start()
        for runner in (one, other):
            runner.join(10)
        seen.add(one.answer)
        assert other.answer == "done"
        assert one.answer in ("done", "stopped")
        after = Runner(lambda a=late: accept(a))
        after.start()
        after.join(10)
        assert after.answer == "stopped"
        resume()
    assert seen
