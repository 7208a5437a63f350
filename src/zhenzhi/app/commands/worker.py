"""`zhenzhi worker`: work that acts owe, done in the background (后台任务). `demo` starts it."""

import argparse
import os

from zhenzhi.devolution import sweeps as devolving
from zhenzhi.kernel import clock, worker
from zhenzhi.kernel.identity import clock as by_clock
from zhenzhi.kernel.models import Checkpoint, Sealed
from zhenzhi.kernel.worker import Round
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter import press, proofs, sealing, usage
from zhenzhi.org import webhooks
from zhenzhi.services import drafts, sweeps

_BEHIND = 10
"""How far our work stands back behind people who wait for an answer (POSIX nice)."""


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options."""
    parser = sub.add_parser("worker", description="后台任务。 Background work.")
    parser.add_argument("--concurrency", type=int, default=1, help="同时任务数 tasks at a time (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """Work until told to stop; the task under way is finished first."""
    sealing.install(press.make)
    if hasattr(os, "nice"):
        os.nice(_BEHIND)
    worker.run([*worker.kernel_rounds(), *rounds()], args.concurrency)
    return 0


def rounds() -> list[Round]:
    """What the county needs done regularly: clocks that ran out, and checkpoints."""
    return [
        Round("sweep", 60.0, lambda: matter_acts.sweep(by_clock("sweep"))),
        Round("deem", 60.0, lambda: sweeps.deem_late(by_clock("deem"))),
        Round("renew", 60.0, lambda: sweeps.renew_undecided(by_clock("renewal"))),
        Round("expire", 60.0, lambda: sweeps.expire_licences(by_clock("expiry"))),
        Round("silence", 60.0, lambda: devolving.fall_silent(by_clock("sweep"))),
        Round("views", 60.0, lambda: devolving.no_views(by_clock("sweep"))),
        Round("patrols", 3600.0, lambda: devolving.miss_weeks(by_clock("sweep"))),
        Round("idle", 3600.0, lambda: devolving.flag_idle(by_clock("sweep"))),
        Round("cases", 60.0, lambda: devolving.move_cases(by_clock("sweep"))),
        Round("usage", 5.0, usage.fold),
        Round("events", 1.0, webhooks.send_due),
        Round("drafts", 3600.0, drafts.sweep),
        Round("checkpoint", 10.0, due_checkpoint),
    ]


def due_checkpoint() -> bool:
    """Publish a checkpoint if there is something new: soon after a paper was sealed, otherwise once a day.

    Returns whether it did.
    """
    last = Checkpoint.objects.order_by("-size", "-at").first()
    new = Sealed.objects.filter(seq__gte=last.size if last else 0)
    if last is not None and last.at.astimezone(clock.BEIJING).date() == clock.today():
        new = new.filter(entry__act="matter.affix")
    if not new.exists():
        return False
    proofs.publish()
    return True
