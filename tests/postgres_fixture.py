"""One throw-away PostgreSQL for a whole test session (测试用数据库).

`start_for_tests()` starts this file as a program that holds the server for as long as its standard input
stays open. However the session ends, kill -9 included, the system closes that pipe, and the server and its
folder go.
"""

import atexit
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[1] / "src"
NAMES = ("ZHENZHI_DATABASE_URL", "ZHENZHI_OWNER_DATABASE_URL")


def start_for_tests() -> dict[str, str]:
    """The two addresses (application's role, owner's role), started once a session.

    Under xdist the controller starts it and exports the addresses; its workers inherit them and start
    nothing. The owner may create databases, and each new one has btree_gist and the application's rights
    from the template.
    """
    if not all(os.environ.get(name) for name in NAMES):
        os.environ.update(_start())
    return {name: os.environ[name] for name in NAMES}


def _start() -> dict[str, str]:
    path = os.pathsep.join([str(SOURCES), *filter(None, [os.environ.get("PYTHONPATH")])])
    keeper = subprocess.Popen(
        [sys.executable, __file__],
        env=os.environ | {"PYTHONPATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for pytest, which may still need the database
    )
    atexit.register(keeper.communicate)  # closes the pipe and waits for the end
    assert keeper.stdout is not None
    line = keeper.stdout.readline()
    if not line:
        raise RuntimeError("PostgreSQL for the tests did not start; its words are above.")
    urls: dict[str, str] = json.loads(line)
    return urls


def _keep() -> None:
    """Hold a server until standard input ends."""
    with tempfile.TemporaryDirectory(prefix="zhenzhi-test-") as name:
        Path(name).chmod(0o711)  # as root the server has an account of its own, which must walk through
        with Postgres(Path(name) / "postgres", volatile=True) as server:
            print(
                json.dumps(dict(zip(NAMES, (server.dsn("app"), server.dsn("owner")), strict=True))),
                flush=True,
            )
            sys.stdin.read()


if __name__ == "__main__":
    from zhenzhi.app.postgres import Postgres

    _keep()
