"""The embedded PostgreSQL: passwords, roles, and what a killed program leaves behind."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from zhenzhi.app import postgres_conf, postgres_host
from zhenzhi.app.external_database import check_external
from zhenzhi.app.postgres import DatabaseBusy, Postgres
from zhenzhi.app.postgres_host import DatabaseProblem
from zhenzhi.app.processes import leftovers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and sockets")
SOURCES = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A data folder (made once: initdb takes a second) whose parents the database's account may walk
    through."""
    with tempfile.TemporaryDirectory(prefix="zhenzhi test ") as name:
        Path(name).chmod(0o711)
        yield Path(name) / "县 data"


@pytest.fixture
def server(folder: Path) -> Iterator[Postgres]:
    """Not volatile: recovery is to be tested."""
    with Postgres(folder) as running:
        yield running


def _value(dsn: str, query: str) -> object:
    with psycopg.connect(dsn) as link:
        row = link.execute(query.encode()).fetchone()  # bytes: a constant of the test
        return row[0] if row else None


def _holder(folder: Path) -> "subprocess.Popen[str]":
    """Another program that runs the server, to be killed."""
    code = (
        "import sys, time; from pathlib import Path; from zhenzhi.app.postgres import Postgres\n"
        "p = Postgres(Path(sys.argv[1])); p.start(); print(p.pid, flush=True); time.sleep(600)"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(SOURCES), *sys.path])},
    )


def test_settings_hold(server: Postgres) -> None:
    facts = {
        "SHOW server_encoding": "UTF8",
        "SHOW data_checksums": "on",
        "SHOW synchronous_commit": "on",
        "SHOW fsync": "on",
        "SHOW listen_addresses": "",
        "SHOW timezone": "Asia/Shanghai",
        "SELECT datlocale FROM pg_database WHERE datname = 'zhenzhi'": "C.UTF-8",
        "SELECT count(*) FROM pg_extension WHERE extname = 'btree_gist'": 1,
    }
    assert {query: _value(server.dsn("owner"), query) for query in facts} == facts


def test_data_outlives_a_restart_and_stop_leaves_no_process(folder: Path) -> None:
    with Postgres(folder) as first, psycopg.connect(first.dsn("owner")) as link:
        link.execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
    assert not leftovers(folder / "cluster", 0)
    with Postgres(folder) as second:
        assert _value(second.dsn("app"), "SELECT n FROM kept") == 7
        with psycopg.connect(second.dsn("owner")) as link:
            link.execute("DROP TABLE kept")


def test_wrong_password_is_refused(server: Postgres) -> None:
    right = server.dsn("app")
    wrong = right.replace(right.split(":")[2].split("@")[0], "guessed")
    assert wrong != right
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(right.replace(right.split(":")[2].split("@")[0], ""))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (n int)",
        "CREATE TEMPORARY TABLE mine (n int)",
        "CREATE SCHEMA mine",
        "DROP TABLE rows_of_owner",
        "ALTER TABLE rows_of_owner ADD m int",
        "TRUNCATE rows_of_owner",
        "CREATE ROLE mine",
        "CREATE DATABASE mine",
        "COPY rows_of_owner TO PROGRAM 'cat'",
    ],
)
def test_app_role_reads_and_writes_rows_and_nothing_else(server: Postgres, statement: str) -> None:
    with psycopg.connect(server.dsn("owner")) as link:
        link.execute("CREATE TABLE IF NOT EXISTS rows_of_owner (n int GENERATED ALWAYS AS IDENTITY, m0 int)")
    with psycopg.connect(server.dsn("app"), autocommit=True) as link:
        link.execute("INSERT INTO rows_of_owner (m0) VALUES (1)")
        link.execute("UPDATE rows_of_owner SET m0 = 2")
        link.execute("DELETE FROM rows_of_owner")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            link.execute(statement.encode())


def test_secrets_and_sockets_are_closed_to_others(server: Postgres, folder: Path) -> None:
    assert (folder / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert (folder / "server.log").stat().st_mode & 0o777 == 0o600
    socket = Path(str(_value(server.dsn("admin"), "SHOW unix_socket_directories")))
    assert socket.stat().st_mode & 0o777 == 0o700
    assert server.cluster.stat().st_mode & 0o777 == 0o700
    secret = postgres_conf.passwords(folder / "secrets.json")
    assert not any(word in server.log.read_text("utf-8") for word in secret.values())


def test_second_program_is_told_and_the_first_goes_on(server: Postgres, folder: Path) -> None:
    other = Postgres(folder)
    with pytest.raises(DatabaseBusy):
        other.start()
    other.stop()  # has nothing to stop
    with other.shared() as borrowed:
        assert _value(borrowed.dsn("app"), "SELECT 1") == 1
    assert server.alive()
    assert _value(server.dsn("app"), "SELECT 1") == 1


def _sharer(folder: Path) -> "subprocess.Popen[str]":
    """Another command that shares the server until its standard input ends."""
    code = (
        "import sys; from pathlib import Path; from zhenzhi.app.postgres import Postgres\n"
        "with Postgres(Path(sys.argv[1])).shared(): print('in', flush=True); sys.stdin.read()"
    )
    program = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(SOURCES), *sys.path])},
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "in\n"
    return program


def test_the_starter_may_leave_first_and_the_last_one_stops_the_server(folder: Path) -> None:
    first = _sharer(folder)
    with Postgres(folder).shared() as second:
        assert second.pid is None, "it did not start the server"
        with psycopg.connect(second.dsn("app"), autocommit=True) as link:
            first.communicate()
            assert first.returncode == 0
            assert link.execute("SELECT 1").fetchone() == (1,), "the starter left the server to us"
            with pytest.raises(DatabaseBusy):
                Postgres(folder).start()
            third = _sharer(folder)
            assert link.execute("SELECT 2").fetchone() == (2,), "nobody took it for a leftover"
    assert leftovers(folder / "cluster", 0), "the third is still at work"
    third.communicate()
    assert not leftovers(folder / "cluster", 0)


def test_the_starter_alone_stops_it_and_a_killed_one_leaves_it_to_the_next(folder: Path) -> None:
    with Postgres(folder).shared():
        pass
    assert not leftovers(folder / "cluster", 0)
    first = _sharer(folder)
    with Postgres(folder).shared() as second:
        first.kill()
        first.communicate()
        assert _value(second.dsn("app"), "SELECT 1") == 1
    assert not leftovers(folder / "cluster", 0)


def test_killed_server_recovers_what_was_committed(folder: Path) -> None:
    with Postgres(folder) as server:
        with psycopg.connect(server.dsn("owner")) as link:
            link.execute("CREATE TABLE IF NOT EXISTS survived (n int)")
            link.execute("TRUNCATE survived")
            link.execute("INSERT INTO survived SELECT generate_series(1, 1000)")
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        while server.alive():
            time.sleep(0.01)
        server.revive()
        assert _value(server.dsn("app"), "SELECT count(*) FROM survived") == 1000
    with Postgres(folder) as again:
        assert _value(again.dsn("app"), "SELECT count(*) FROM survived") == 1000


def test_killed_program_leaves_a_server_that_the_next_start_stops(folder: Path) -> None:
    program = _holder(folder)
    assert program.stdout is not None
    old = int(program.stdout.readline())
    program.kill()
    program.communicate()
    os.kill(old, 0)  # still at work, with nobody to stop it
    with Postgres(folder) as server:
        assert server.pid != old
        assert old not in leftovers(folder / "cluster", 0)
        assert _value(server.dsn("app"), "SELECT 1") == 1


def test_number_in_a_stale_pid_file_is_a_stranger_who_is_left_in_peace(folder: Path) -> None:
    with Postgres(folder) as server:
        lines = (server.cluster / "postmaster.pid").read_text().splitlines()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (folder / "cluster" / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        with Postgres(folder) as server:
            assert _value(server.dsn("app"), "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_long_path_gets_a_short_socket_that_goes_with_the_server() -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o711)
        deep = Path(name) / ("d" * 60) / ("e" * 60)
        with Postgres(deep, volatile=True) as server:
            for part in (deep, deep.parent):
                assert part.exists()
            socket = Path(str(_value(server.dsn("admin"), "SHOW unix_socket_directories")))
            assert len(os.fsencode(socket)) < 100
            assert not socket.is_relative_to(name)
            assert socket.stat().st_mode & 0o777 == 0o700
        assert not socket.exists()


def test_other_major_is_refused_with_advice(folder: Path) -> None:
    with Postgres(folder):
        pass
    mark = folder / "cluster" / "PG_VERSION"
    mark.write_text("17\n")
    try:
        with pytest.raises(DatabaseProblem) as caught:
            Postgres(folder).start()
        assert caught.value.code == "database_major"
        assert "backup" in caught.value.zh
    finally:
        mark.write_text("18\n")


def test_failed_start_shows_the_log_and_frees_the_folder(folder: Path) -> None:
    with Postgres(folder):
        pass
    control = folder / "cluster" / "global" / "pg_control"
    hidden = control.with_name("hidden")
    control.rename(hidden)
    try:
        with pytest.raises(DatabaseProblem, match="pg_control"):
            Postgres(folder).start()
    finally:
        hidden.rename(control)
    with Postgres(folder) as server:
        assert server.alive()


@pytest.mark.skipif(os.name != "nt" and os.geteuid() != 0, reason="only root hands the server to another account")
def test_root_keeps_closed_folders_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as closed, tempfile.TemporaryDirectory() as shared:
        Path(shared).chmod(0o711)
        monkeypatch.setattr(postgres_host, "SHARED", Path(shared) / "lib")
        data = Path(closed) / "data"
        with Postgres(data, volatile=True) as server:
            assert Path(closed).stat().st_mode & 0o777 == 0o700
            assert server.cluster.resolve().is_relative_to(shared)
            assert server.cluster.resolve().stat().st_uid != 0
            assert _value(server.dsn("app"), "SELECT 1") == 1
        with Postgres(data, volatile=True) as server:
            assert server.cluster.is_symlink()


def test_external_database_is_checked(server: Postgres) -> None:
    check_external(server.dsn("owner"))
    with pytest.raises(DatabaseProblem) as caught:
        check_external("postgresql://nobody@127.0.0.1:9/none")
    assert caught.value.code == "database_unreachable"


def test_external_database_without_extension_says_what_to_run(server: Postgres) -> None:
    with psycopg.connect(server.dsn("admin"), autocommit=True) as link:
        link.execute("DROP DATABASE IF EXISTS bare")
        link.execute("CREATE DATABASE bare")
    bare = server.dsn("app").replace("/zhenzhi?", "/bare?")
    with pytest.raises(DatabaseProblem, match="CREATE EXTENSION btree_gist"):
        check_external(bare)
