"""`zhenzhi worker`: work that acts owe, done in the background (后台任务). `demo` starts it."""

import argparse

from django.core.management import call_command


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options."""
    parser = sub.add_parser("worker", description="后台任务。 Background work.")
    parser.add_argument("--concurrency", type=int, default=1, help="同时任务数 tasks at a time (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """Work until told to stop; the task under way is finished first."""
    call_command("procrastinate", "worker", "--concurrency", str(args.concurrency))
    return 0
