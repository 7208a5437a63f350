"""What must be known of other processes: who holds a folder, who works in it, whether our parent still
lives (进程)."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Literal

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PARENT = "ZHENZHI_PARENT"
"""Environment variable with the number of the process that must outlive us."""


_ORPHAN_GRACE = 5.0
"""Seconds an orphan has to finish; the next start may be waiting for its port."""


class Lock:
    """A lock file held for as long as its holder lives; the system frees it however the holder ends."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._handle: int | None = None

    def take(self) -> bool:
        """Take it without waiting; False if somebody else, or this very object, holds it."""
        if self._handle is not None:
            return False
        handle = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if sys.platform == "win32":
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def give(self) -> None:
        """Give it back; nothing to do if it is not held."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


class Presence:
    """Who uses a thing together (共用登记): each holds a share of one file; whoever turns theirs into the whole is the
    only one left. The system frees a share however its holder ends. On Windows nobody shares: `alone` is always so.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._handle: int | None = None

    def enter(self) -> bool:
        """Take a share; False while somebody holds the whole."""
        return self._take(whole=False)

    def alone(self) -> bool:
        """Take the whole; False if others hold shares. A share held before is lost either way, so of several who leave
        at one moment exactly the last one is told that it is alone."""
        return self._take(whole=True)

    def leave(self) -> None:
        """Give back what is held."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _take(self, *, whole: bool) -> bool:
        if sys.platform == "win32":
            return True
        if self._handle is None:
            self._handle = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._handle, (fcntl.LOCK_EX if whole else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError:
            self.leave()
            return False
        return True


def leftovers(cluster: Path, claimed: int) -> list[int]:
    """Processes of PostgreSQL that work in `cluster`; `claimed` is the number in its pid file (0 for none).

    On Linux the kernel is asked: program `postgres` with this working folder, which proves it ours.
    Elsewhere only the claimed process is looked at, by its command line.
    """
    if sys.platform == "linux":
        here = cluster.stat()
        every = (entry for entry in Path("/proc").iterdir() if entry.name.isdigit())
        return [int(entry.name) for entry in every if _serves(entry, here)]
    if claimed <= 0 or sys.platform == "win32":
        return []
    command = ["ps", "-o", "command=", "-p", str(claimed)]
    words = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return [claimed] if "postgres" in words and str(cluster.resolve()) in words else []


def _serves(entry: Path, cluster: os.stat_result) -> bool:
    try:
        program = Path(os.readlink(entry / "exe")).name
        return program.startswith("postgres") and os.path.samestat(os.stat(entry / "cwd"), cluster)
    except OSError:  # gone meanwhile, or another user's
        return False


def send(pid: int, what: Literal["stop", "quit", "probe"]) -> bool:
    """Ask a server process to stop (fast), to quit (immediately), or only whether it is there. False if it
    is gone."""
    if sys.platform == "win32" or pid <= 0:
        return False
    number = {"stop": signal.SIGINT, "quit": signal.SIGQUIT, "probe": 0}[what]
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def follow_parent(parent: int | None = None) -> None:
    """End this process (SIGTERM, then for good) soon after its parent is gone, however that ended; Linux
    and macOS.

    `parent` is the number the parent had when it started us, so that a parent dead since then is noticed
    too. A thread asks once a second: portable, and nothing to be inherited or closed.
    """
    if sys.platform == "win32":
        return
    expected = os.getppid() if parent is None else parent

    def watch() -> None:
        while os.getppid() == expected:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_ORPHAN_GRACE)
        os._exit(1)

    threading.Thread(target=watch, name="follow-parent", daemon=True).start()
