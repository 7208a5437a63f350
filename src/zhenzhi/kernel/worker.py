"""The worker (后台进程): one process that does jobs in its main thread and regular rounds in a second one.

It outlives the loss of its database: both threads say so, wait longer and longer, and go on when it is back.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import psycopg
from django.db import DatabaseError, InterfaceError, connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector
from psycopg_pool import PoolTimeout

from zhenzhi.kernel import jobs, sealer

log = logging.getLogger(__name__)

_POLL = 0.3  # seconds between two looks for new jobs
_LONGEST_PAUSE = 30.0
_LOST = (DatabaseError, InterfaceError, psycopg.Error, ConnectorException, PoolTimeout, OSError)


@dataclass(slots=True)
class Round:
    """Something done regularly: its name, its period in seconds, and what is done. `due` is when it comes next."""

    name: str
    every: float
    do: Callable[[], object]
    due: float = 0.0
    failures: int = 0

    def look(self) -> None:
        """Do it if it is due. What goes wrong is logged, and it is tried again after a growing pause."""
        if time.monotonic() < self.due:
            return
        try:
            self.do()
            self.failures = 0
            self.due = time.monotonic() + self.every
        except Exception as fault:  # one round must not stop the others
            self.failures += 1
            pause = _pause(self.failures)
            self.due = time.monotonic() + max(pause, self.every)
            if isinstance(fault, _LOST):
                connection.close()
                _say_lost(fault, pause)
            else:
                log.exception("后台任务 %s 出错，稍后重试。 The round %s failed.", self.name, self.name)


def _pause(failures: int) -> float:
    return min(2.0 ** (failures - 1), _LONGEST_PAUSE)


def _say_lost(fault: BaseException, pause: float) -> None:
    log.warning(
        "数据库不可用(%s),%.0f 秒后重试。 The database is away; again in %.0f s.", type(fault).__name__, pause, pause
    )


def kernel_rounds() -> list[Round]:
    """What the kernel itself needs done: owed reactions handed over, entries sealed, lost jobs put back."""
    return [
        Round("pump", _POLL, jobs.pump),
        Round("seal", 0.5, sealer.seal_all),
        Round("rescue", jobs.SILENCE / 2, jobs.rescue),
        Round("tidy", 3600.0, jobs.tidy),
    ]


def run(rounds: Iterable[Round], concurrency: int = 1) -> None:
    """Work until SIGTERM or SIGINT; the job and the round under way are finished first."""
    stop = threading.Event()
    going_round = threading.Thread(target=_go_round, args=(list(rounds), stop), name="rounds", daemon=True)
    going_round.start()
    try:
        _do_jobs(concurrency)
    finally:
        stop.set()
        going_round.join()


def _go_round(rounds: list[Round], stop: threading.Event) -> None:
    while not stop.wait(0.1):
        for one in rounds:
            one.look()
    connection.close()


def _do_jobs(concurrency: int) -> None:
    failures = 0
    while True:
        began = time.monotonic()
        try:
            asyncio.run(_jobs(concurrency))
            return
        except _LOST as fault:
            failures = 1 if time.monotonic() - began > _LONGEST_PAUSE else failures + 1
            _say_lost(fault, _pause(failures))
            time.sleep(_pause(failures))


async def _jobs(concurrency: int) -> None:
    """Do jobs until a signal; on a connection pool of our own, for Django's connections belong to threads."""
    pool = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=concurrency + 3, timeout=_LONGEST_PAUSE / 3)
    working = app.with_connector(pool)
    async with working.open_async():
        await working.run_worker_async(
            concurrency=concurrency,
            listen_notify=False,
            fetch_job_polling_interval=_POLL,
            delete_jobs="successful",
            update_heartbeat_interval=jobs.HEARTBEAT,
            stalled_worker_timeout=jobs.SILENCE,
        )
