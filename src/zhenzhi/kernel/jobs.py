"""The job queue (任务队列): owed reactions are handed to procrastinate in batches, and come back as `deliver`.

The delivery row, not the job, says what is owed. A job that is lost with its worker is found again twice over: the
queue notices that the worker's heartbeat stopped, and the pump hands an undone row over anew after a while.
"""

from datetime import timedelta
from uuid import UUID

from asgiref.sync import async_to_sync
from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateWorker
from procrastinate.types import JSONDict

from zhenzhi.kernel import clock, reactions

HEARTBEAT = 5.0
"""Seconds between two signs of life of a worker."""
SILENCE = 30.0
"""Seconds without a sign of life after which a worker counts as gone."""
_KEEP_HOURS = 24 * 7  # of failed jobs; those done are deleted at once


@app.task(name="deliver", queue="reactions")
def deliver(delivery: str) -> None:
    """Do one owed reaction; the database may have been restarted since this thread last spoke to it."""
    close_old_connections()
    try:
        reactions.deliver(UUID(delivery))
    except (OperationalError, InterfaceError):
        connection.close()
        reactions.deliver(UUID(delivery))


def pump() -> int:
    """Hand what is owed to the queue, in one transaction with its stamp. Returns how many."""
    with transaction.atomic():
        keys = reactions.owed()
        if keys:
            jobs: list[JSONDict] = [{"delivery": str(key)} for key in keys]
            deliver.batch_defer(*jobs)
    return len(keys)


def rescue(silence: float = SILENCE) -> int:
    """Put back the jobs of workers that gave no sign of life for `silence` seconds. Returns how many."""
    stalled = list(async_to_sync(app.job_manager.get_stalled_jobs)(seconds_since_heartbeat=silence))
    keys = [job.id for job in stalled if job.id is not None]
    for key in keys:
        app.job_manager.retry_job_by_id(job_id=key, retry_at=clock.now())
    return len(keys)


def tidy() -> None:
    """Delete jobs that ended long ago, failed ones too: what is owed stands in the delivery rows."""
    async_to_sync(app.job_manager.delete_old_jobs)(
        nb_hours=_KEEP_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )


def alive() -> bool:
    """Whether some worker gave a sign of life lately; the status page asks."""
    since = clock.now() - timedelta(seconds=SILENCE)
    return bool(ProcrastinateWorker.objects.filter(last_heartbeat__gt=since).exists())
