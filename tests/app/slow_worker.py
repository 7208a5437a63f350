"""A worker with reactions that a test can watch and hold up; run as a program of its own by test_worker.

Usage: python -m tests.app.slow_worker FOLDER AGAIN SILENCE. While FOLDER/hold exists, the reaction `app.slow` waits in
the middle, after its effect and before its end. AGAIN: seconds until the pump hands a row over anew; SILENCE: seconds
until a worker counts as gone.
"""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path

import django


def main(folder: Path, again: float, silence: float) -> None:
    """Register the reactions and work until SIGTERM."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhenzhi.app.settings"
    django.setup()
    from zhenzhi.kernel import clock, jobs, reactions, worker  # noqa: PLC0415  models exist only now
    from zhenzhi.kernel.models import Entry  # noqa: PLC0415
    from zhenzhi.kernel.worker import Round  # noqa: PLC0415
    from zhenzhi.matter.models import Look  # noqa: PLC0415

    def effect(entry: Entry, what: str) -> None:
        Look.objects.create(at=clock.now(), person="worker", matter=entry.pk, what=what)

    def slow(entry: Entry) -> None:
        """Do something that a test can see, then wait while it says so."""
        effect(entry, "slow")
        (folder / f"in-{os.getpid()}").touch()
        while (folder / "hold").exists():
            time.sleep(0.05)

    def quick(entry: Entry) -> None:
        """Do something that a test can count."""
        effect(entry, "quick")

    reactions.HANDLERS |= {"app.slow": slow, "app.quick": quick}
    reactions.PATIENCE = reactions.Patience(timedelta(seconds=again))
    jobs.HEARTBEAT = min(jobs.HEARTBEAT, silence / 4)
    rounds = [one for one in worker.kernel_rounds() if one.name != "rescue"]
    worker.run([*rounds, Round("rescue", silence / 2, lambda: jobs.rescue(silence))])


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
