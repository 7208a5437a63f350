"""The embedded PostgreSQL: one real server per data folder, started and stopped by the program (内置数据库).

Own supervisor of the wheel's programs. What it holds to: passwords always (SCRAM); no network door; crash
recovery may take as long as it takes; whatever a killed program left behind is put in order by the next
start, and no process is ever signalled that is not proven to work in this very data folder.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

from zhenzhi.app import postgres_conf, postgres_host, progress
from zhenzhi.app.postgres_conf import DATABASE, MAJOR, USERS, Role
from zhenzhi.app.postgres_host import DatabaseProblem, Host
from zhenzhi.app.processes import Lock, Presence, leftovers, send

_PORT = 5432  # on a socket only a part of the file's name
_LONGEST_PATH = 99  # bytes; the system takes 107 (Linux) or 103 (macOS)
_SHORT_PREFIX = "zhenzhi-pg-"
_PATIENCE = 60.0  # seconds a fast shutdown may take before an immediate one, which the log makes safe
_LOG_LIMIT = 10_000_000  # bytes


class DatabaseBusy(DatabaseProblem):
    """Another program of ours works on this data folder (数据目录正在使用)."""


class Postgres:
    """The server of the data folder `data`; `volatile` trades safety for speed and is for tests alone.

    As a context manager it runs for the block, and whoever shares it loses it at the end. `shared()` uses a server that
    another program already runs; of those who share one, the last to leave stops it.
    """

    def __init__(self, data: Path, *, volatile: bool = False) -> None:
        self.data = data.absolute()
        self.cluster = self.data / "cluster"
        self.log = self.data / "server.log"
        self._volatile = volatile
        self._lock = Lock(self.data / "lock")
        self._users = Presence(self.data / "users")
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: Path | None = None

    def start(self) -> None:
        """Start, recover if need be, and return when connections are taken.

        Raises DatabaseBusy if another program holds the folder, DatabaseProblem with the log's last words
        otherwise.
        """
        self.data.mkdir(parents=True, exist_ok=True)
        # Its starter may be gone while others still use the server.
        if not self._lock.take() or not self._users.alone():
            self._lock.give()
            raise self._busy()
        try:
            host = postgres_host.this_host(self.cluster)
            # Our own folder: closed, or for root's account to be walked through but not listed.
            self.data.chmod(0o700 if host.account is None else 0o711)
            self._end_leftovers()
            secret = postgres_conf.passwords(self.data / "secrets.json")
            if not self.cluster.exists():
                self._create(host, secret["admin"])
            self._check_major()
            self._launch(host)
            self._await_ready()
            postgres_conf.prepare_roles(self.dsn("admin"), secret, volatile=self._volatile)
            self._users.enter()
        except BaseException:
            self.stop()
            raise

    def revive(self) -> None:
        """Start the server again, at the same address, after it died under us (killed for want of memory,
        say)."""
        self._end_leftovers()
        self._launch(postgres_host.this_host(self.cluster))
        self._await_ready()

    def stop(self) -> None:
        """Stop the server that `start` started and wait until it is gone; nothing to do if there is none."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT if sys.platform != "win32" else signal.SIGTERM)
            stopped = self._process.poll
            zh, en = "正在关闭数据库…", "Stopping the database…"
            if not progress.wait(lambda: stopped() is not None, zh, en, limit=_PATIENCE):
                self._process.send_signal(signal.SIGQUIT if sys.platform != "win32" else signal.SIGTERM)
                self._process.wait()
            self._process = None
        if self._socket is not None:
            _drop_short(self._socket)
            self._socket = None
        self._users.leave()
        self._lock.give()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @contextmanager
    def shared(self) -> Iterator[Self]:
        """Use the server another program runs on this folder, or start one for the block.

        It is stopped at the end unless others still use it; then the last of them stops it.
        """
        try:
            self.start()
        except DatabaseBusy:
            if not self._users.enter() or not self.ready():
                self._users.leave()
                raise
        try:
            yield self
        finally:
            self._lock.give()  # first: between the two, nobody who starts may think the server left over
            if self._users.alone():
                self._stop_any()
            else:
                self._process = self._socket = None  # it goes on for the others

    def _stop_any(self) -> None:
        """Stop the server, whoever of us started it; only the last one here may."""
        if self._process is None and (sys.platform != "win32" or self._lock.take()):
            self._end_leftovers(expected=True)
        self.stop()

    def _busy(self) -> DatabaseBusy:
        return DatabaseBusy(
            "database_busy",
            f"数据目录 {self.data} 正由另一个镇治程序使用。请先停止它，或用 --data 另选目录。",
            f"Another Zhenzhi program is using the data folder {self.data}. Stop it, or name another one with --data.",
        )

    def ready(self) -> bool:
        """Whether the server says of itself that it takes connections."""
        lines = self._pid_file()
        return len(lines) > 7 and lines[7].strip() == "ready"

    def alive(self) -> bool:
        """Whether the server that `start` started still runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """Process number of the running server, None if this object runs none."""
        return self._process.pid if self._process else None

    def dsn(self, role: Role) -> str:
        """libpq address for `role`, password included: owner (migrations), app (rows only) or admin."""
        lines = self._pid_file()
        if len(lines) < 6:
            raise DatabaseProblem(
                "database_stopped",
                "数据库没有运行。请先启动。",
                "The database is not running. Start it first.",
            )
        port, folder = lines[3].strip(), lines[4].strip()
        secret = postgres_conf.passwords(self.data / "secrets.json")[role]
        host = quote(folder or "127.0.0.1", safe="")
        name = DATABASE if role != "admin" else "postgres"
        return f"postgresql://{USERS[role]}:{secret}@/{name}?host={host}&port={port}"

    # --- steps of a start -------------------------------------------------------------------------

    def _end_leftovers(self, *, expected: bool = False) -> None:
        """Stop what another program left at work in our cluster, then free the pid file of a number used again.

        It is `expected` where the starter of a shared server left before us; otherwise that program was killed.
        """
        if not self.cluster.exists():
            return
        first = next(iter(self._pid_file()), "").strip()
        claimed = int(first) if first.lstrip("-").isdigit() else 0
        found = leftovers(self.cluster, claimed)
        if found and not expected:
            progress.say(
                "上次未正常退出，先关闭遗留的数据库进程。",
                "Not stopped properly last time; ending the server left over.",
            )
        if found:
            # The server first, in an orderly way; without it its children have nothing more to do.
            for pid in [claimed] if claimed in found else found:
                send(pid, "stop" if pid == claimed else "quit")
            zh, en = "等待遗留进程退出…", "Waiting for the old server to end…"
            progress.wait(lambda: not leftovers(self.cluster, claimed), zh, en)
        if self._socket is None:
            _drop_short(self._last_socket())
        # Nothing of ours is left, so the number in the file is free or belongs to a stranger, whom we
        # leave in peace.
        if first and not found and send(claimed, "probe"):
            (self.cluster / "postmaster.pid").unlink()

    def _create(self, host: Host, password: str) -> None:
        """initdb beside the final place, then one rename: a cluster is there whole or not at all."""
        progress.say("首次启动，正在建立数据库…", "First start: creating the database…")
        self.cluster.unlink(missing_ok=True)  # a link whose target is gone
        home = self._home(host)
        with tempfile.TemporaryDirectory(prefix="new-", dir=home) as name:
            (fresh := Path(name) / "cluster").mkdir(mode=0o700)
            (word := Path(name) / "password").touch(mode=0o600)
            word.write_text(password, "utf-8")
            host.lend(Path(name))
            host.run(
                "initdb", "-D", str(fresh), "-U", USERS["admin"], f"--pwfile={word}",
                "--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums",
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8",
                *(["--no-sync"] if self._volatile else []),
            )  # fmt: skip
            host.give(fresh)
            # `home` may be root's shared folder; the cluster then gets a name of its own there.
            final = self.cluster
            if home != self.data:
                final = home / Path(name).name.replace("new-", "cluster-", 1)
            fresh.rename(final)
        if final != self.cluster:
            self.cluster.symlink_to(final, target_is_directory=True)

    def _home(self, host: Host) -> Path:
        """Folder for the cluster: the data folder, unless it lies where the server's account may not go
        (/root)."""
        if host.reaches(self.data):
            return self.data
        home = postgres_host.SHARED
        home.mkdir(mode=0o755, parents=True, exist_ok=True)
        progress.say(
            f"数据库账户进不了 {self.data}，数据存放在 {home}，原处留有链接。",
            f"The database's account may not enter {self.data}; the data goes to {home}, with a link.",
        )
        return home

    def _check_major(self) -> None:
        stands = (self.cluster / "PG_VERSION").read_text("ascii").strip()
        if stands != str(MAJOR):
            raise DatabaseProblem(
                "database_major",
                f"数据是 PostgreSQL {stands} 的，本程序使用 {MAJOR}。请用原版本程序 backup,再用本版本 restore。",
                f"The data is of PostgreSQL {stands}; this program uses {MAJOR}. Run backup with the"
                " program that made it,"
                " then restore with this one.",
            )

    def _launch(self, host: Host) -> None:
        self._socket = self._socket or self._socket_folder(host)
        port = _PORT if self._socket else _free_port()
        postgres_conf.write_settings(self.cluster, socket=self._socket, port=port, volatile=self._volatile)
        host.give(self.cluster / "postgresql.conf")
        host.give(self.cluster / "pg_hba.conf")
        user = host.account.server if host.account else None
        with self._open_log() as log:
            self._process = subprocess.Popen(
                [host.bin / "postgres", "-D", self.cluster.resolve()],
                user=user, group=user, extra_groups=None if user is None else [],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=postgres_host.environment(),
                start_new_session=True,  # Ctrl-C is for us; we stop the server last
            )  # fmt: skip

    def _await_ready(self) -> None:
        process = self._process
        assert process is not None

        def settled() -> bool:
            ours = next(iter(self._pid_file()), "").strip() == str(process.pid)
            return process.poll() is not None or (ours and self.ready())

        progress.wait(settled, "数据库正在恢复，请稍候…", "The database is recovering, please wait…")
        if process.poll() is not None:
            last = "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-8:])
            raise DatabaseProblem(
                "database_start",
                f"数据库未能启动。日志 {self.log} 的最后几行:\n{last}",
                f"The database did not start. See the last lines of its log above ({self.log}).",
            )

    # --- small things -----------------------------------------------------------------------------

    def _pid_file(self) -> list[str]:
        try:
            return (self.cluster / "postmaster.pid").read_text("utf-8").splitlines()
        except FileNotFoundError:
            return []

    def _open_log(self) -> IO[bytes]:
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        return os.fdopen(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")

    def _socket_folder(self, host: Host) -> Path | None:
        """A folder for the socket that only we enter; a short one elsewhere if the path is too long for a
        socket."""
        if sys.platform == "win32":
            return None
        folder = self.cluster.resolve().parent / f"{self.cluster.resolve().name}-socket"
        whole = os.fsencode(folder / f".s.PGSQL.{_PORT}")
        if len(whole) <= _LONGEST_PATH and not set(str(folder)) & set(",\"'\\"):
            folder.mkdir(mode=0o700, exist_ok=True)
        else:
            places = [Path(p) for p in (os.environ.get("XDG_RUNTIME_DIR"), "/run", "/tmp") if p]
            place = next(p for p in places if os.access(p, os.W_OK) and host.reaches(p))
            folder = Path(tempfile.mkdtemp(prefix=_SHORT_PREFIX, dir=place))
        host.give(folder)
        return folder

    def _last_socket(self) -> Path:
        """The socket's folder in the settings last written; empty if there are none."""
        try:
            text = (self.cluster / "postgresql.conf").read_text("utf-8")
        except FileNotFoundError:
            return Path()
        lines = [line for line in text.splitlines() if line.startswith("unix_socket_directories")]
        return Path(lines[-1].split("'")[1]) if lines else Path()


def _drop_short(folder: Path) -> None:
    """Remove a socket's folder if it is one of the short ones made elsewhere."""
    if folder.name.startswith(_SHORT_PREFIX):
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
