"""The worker: at least once and done once, whatever dies; it outlives its database, and stops when told."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests import world
from tests.postgres_fixture import start_for_tests
from zhenzhi.app.commands import worker as command
from zhenzhi.kernel import clock, jobs, note, sealer
from zhenzhi.kernel.identity import clock as by_clock
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.models import Checkpoint, Delivery, Entry, Sealed, Unsealed
from zhenzhi.kernel.worker import Round
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter import proofs
from zhenzhi.matter.models import Deadline, Look, Paper
from zhenzhi.services import acts, sweeps
from zhenzhi.services.models import Application

ROOT = Path(__file__).resolve().parents[2]
NEVER = 600.0
LONG = 40.0


class Workers:
    """Worker programs on the database of one test."""

    def __init__(self, database: str, folder: Path) -> None:
        url = urlsplit(start_for_tests()["ZHENZHI_OWNER_DATABASE_URL"])._replace(path=f"/{database}").geturl()
        self.url, self.folder, self.started = url, folder, list[subprocess.Popen[str]]()

    def start(self, again: float = NEVER, silence: float = NEVER) -> "subprocess.Popen[str]":
        path = os.pathsep.join([str(ROOT), str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
        told = {"ZHENZHI_DATABASE_URL": self.url, "ZHENZHI_DATA": str(self.folder), "PYTHONPATH": path}
        one = subprocess.Popen(
            [sys.executable, "-m", "tests.app.slow_worker", str(self.folder), str(again), str(silence)],
            env=os.environ | told,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(one)
        return one

    def inside(self, one: "subprocess.Popen[str]") -> bool:
        """Whether this worker is in the middle of the slow reaction."""
        return (self.folder / f"in-{one.pid}").exists()


@pytest.fixture
def workers(own_database: str, tmp_path: Path) -> Iterator[Workers]:
    made = Workers(own_database, tmp_path)
    yield made
    for one in made.started:
        one.kill()
        one.communicate()


def _wait(done: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG
    while not done():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def _owe(reaction: str, count: int = 1) -> None:
    entry = Entry.objects.order_by("id")[0]
    Delivery.objects.bulk_create([Delivery(id=uuid7(), entry=entry, reaction=reaction) for _ in range(count)])


def _done() -> bool:
    return not Delivery.objects.filter(done_at__isnull=True).exists()


def _stop(one: "subprocess.Popen[str]") -> tuple[int, str]:
    one.send_signal(signal.SIGTERM)
    _, told = one.communicate(timeout=LONG)
    return one.returncode, told


@pytest.mark.parametrize(("again", "silence"), [(1.0, NEVER), (NEVER, 2.0)], ids=["pump", "rescue"])
def test_killed_in_the_middle_of_a_reaction_it_is_done_once_in_the_end(
    workers: Workers, tmp_path: Path, again: float, silence: float
) -> None:
    """Each of the two ways back alone brings it back: the pump's patience, and the queue's missing heartbeat."""
    (tmp_path / "hold").touch()
    _owe("app.slow")
    first = workers.start(again, silence)
    _wait(lambda: workers.inside(first))
    first.kill()
    first.wait()
    assert not Look.objects.filter(what="slow").exists(), "its effect went with it"
    assert not _done()
    (tmp_path / "hold").unlink()
    second = workers.start(again, silence)
    _wait(_done)
    time.sleep(1.5)  # a second delivery would come now
    assert Look.objects.filter(what="slow").count() == 1
    assert _stop(second)[0] == 0


def test_two_workers_do_each_reaction_once_and_seal_every_entry(workers: Workers) -> None:
    _owe("app.quick", 40)
    entries = Unsealed.objects.count()
    assert entries
    both = [workers.start(again=0.5) for _ in range(2)]
    _wait(lambda: _done() and not Unsealed.objects.exists())
    assert Look.objects.filter(what="quick").count() == 40
    assert Sealed.objects.count() == Entry.objects.count()
    assert sealer.faults() == []
    assert jobs.alive()
    assert [_stop(one)[0] for one in both] == [0, 0]


def test_it_outlives_the_loss_of_its_connections(workers: Workers) -> None:
    one = workers.start(again=2.0)
    _owe("app.quick")
    _wait(_done)
    _cut(workers.url)
    _owe("app.quick")
    _wait(_done)
    assert one.poll() is None, "the same process"
    status, told = _stop(one)
    assert status == 0
    assert Look.objects.filter(what="quick").count() == 2
    assert "Traceback" not in told


def test_told_to_stop_it_finishes_what_it_does(workers: Workers, tmp_path: Path) -> None:
    (tmp_path / "hold").touch()
    _owe("app.slow")
    one = workers.start()
    _wait(lambda: workers.inside(one))
    one.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    assert one.poll() is None
    (tmp_path / "hold").unlink()
    one.communicate(timeout=LONG)
    assert one.returncode == 0
    assert _done()


def _cut(url: str) -> None:
    """End every connection to the database but ours and the test's own."""
    with psycopg.connect(url, autocommit=True) as link:
        link.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> %s",
            [_own_backend()],
        )


def _own_backend() -> int:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_a_failing_round_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[str] = []

    def fail() -> None:
        seen.append("fail")
        raise ValueError("no")

    for one in [Round("bad", 0.0, fail), Round("good", 0.0, lambda: seen.append("good"))]:
        one.look()
        one.look()
    assert seen == ["fail", "good", "good"], "after a failure it waits"
    assert "bad" in caplog.text


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
def test_one_checkpoint_a_day_and_only_for_something_new(data_folder: Path) -> None:
    sealer.seal_all()
    assert command.due_checkpoint()
    assert not command.due_checkpoint()
    made = Checkpoint.objects.order_by("-size")[0]
    head = note.read(made.note, proofs.trust().ledger_key)
    assert head is not None
    assert head.size == Entry.objects.count()
    assert (data_folder / "checkpoints" / f"{head.size:012d}.txt").read_text(encoding="utf-8") == made.note
    with clock.frozen(world.NOW + timedelta(days=1)):
        assert not command.due_checkpoint(), "nothing happened since"
        acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))
        sealer.seal_all()
        assert command.due_checkpoint()


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
def test_LAW_39_nobody_answered_so_it_counts_as_accepted_from_the_first_day() -> None:
    late = acts.apply(world.item(), filing=world.filing(materials=(1,)), by=world.who("wang"))
    answered = acts.apply(world.item(), filing=world.filing(materials=(1,)), by=world.who("wang"))
    acts.ask_correction(answered, lines=["建设方案"], by=world.who("li"))
    due = Deadline.objects.get(matter_id=late.pk, kind="receipt").due
    assert due is not None
    with clock.frozen(clock.at_beijing(due, 23)):
        assert sweeps.deem_late(by_clock("deem")) == 0, "the last day is not over"
    with clock.frozen(clock.at_beijing(due + timedelta(days=1), 1)):
        matter_acts.sweep(by_clock("sweep"))
        assert sweeps.deem_late(by_clock("deem")) == 1
        assert sweeps.deem_late(by_clock("deem")) == 0
    found = Application.objects.get(pk=late.pk)
    assert (found.stage, found.deemed) == ("accepted", True)
    assert Deadline.objects.get(matter_id=late.pk, kind="decide").start == late.received_on
    assert Application.objects.get(pk=answered.pk).stage == "correcting"
    assert not Paper.objects.filter(matter_id=late.pk).exists(), "the voucher is a reaction's work"
