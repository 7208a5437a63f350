"""`zhenzhi web`: the web server alone, for a database that runs already (网页服务). `demo` starts it."""

import argparse

from django.db import connections
from granian import Granian
from granian.constants import Interfaces

from zhenzhi.app import urls

LOADED_BEFORE_FORK = (urls,)


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options."""
    parser = sub.add_parser("web", description="网页服务。 The web server.")
    parser.add_argument("--address", default="127.0.0.1", help="监听地址 address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="端口 port (%(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="进程数 processes (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop; requests under way are finished first."""
    connections.close_all()  # what is loaded here is shared with the workers by fork; connections must not be
    Granian(
        "zhenzhi.app.wsgi:application",
        address=args.address,
        port=args.port,
        interface=Interfaces.WSGI,
        workers=args.workers,
        blocking_threads=4,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()
    return 0
