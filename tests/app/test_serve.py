"""The supervisor: restarts, stopping, a taken port, and orphans; and the database of the tests themselves."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from zhenzhi.app import progress, serve
from zhenzhi.app.serve import Child
from zhenzhi.kernel.problem import Problem

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src"


def _python(code: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", code],
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(SOURCES), *sys.path])},
    )


def _child(tmp_path: Path) -> Child:
    return Child("试验", "The trial", ["trial"], {}, tmp_path / "trial.log")


def _gone(pid: int) -> bool:
    """Whether a process that is not our child has ended (a zombie nobody has waited for counts as ended)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_child_that_dies_is_restarted_after_growing_pauses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = 1000.0
    monkeypatch.setattr(serve, "time", SimpleNamespace(monotonic=lambda: now))
    monkeypatch.setattr(serve, "_spawn", lambda *_: _python("raise SystemExit(3)"))
    child = _child(tmp_path)
    pauses: list[float] = []
    child.start()
    for _ in range(7):
        assert child.process is not None
        subprocess.Popen.wait(child.process)
        child.look()
        assert child.process is None
        pauses.append(child.due - now)
        child.look()
        assert child.process is None, "not before its pause is over"
        now = child.due
        child.look()
    child.stop()
    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    told = capsys.readouterr().err
    assert "试验意外退出(3)" in told
    assert "trial.log" in told


def test_long_life_forgives_earlier_deaths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(serve, "time", SimpleNamespace(monotonic=lambda: now))
    monkeypatch.setattr(serve, "_spawn", lambda *_: _python("pass"))
    child = _child(tmp_path)
    child.deaths = 5
    child.start()
    assert child.process is not None
    subprocess.Popen.wait(child.process)
    now += 3600
    child.look()
    assert child.due - now == 1


def test_stubborn_child_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "grandchild"
    code = (
        "import pathlib, signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "below = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"pathlib.Path({str(told)!r} + '.new').write_text(str(below.pid))\n"
        f"pathlib.Path({str(told)!r} + '.new').rename({str(told)!r})\n"
        "time.sleep(600)"
    )
    monkeypatch.setattr(serve, "_GRACE", 0.1)
    monkeypatch.setattr(serve, "_spawn", lambda *_: _python(code))
    child = _child(tmp_path)
    child.start()
    assert progress.wait(told.exists, "", "", limit=30)
    child.stop()
    assert progress.wait(lambda: _gone(int(told.read_text())), "", "", limit=10)


@pytest.mark.parametrize("stubborn", [False, True])
def test_orphan_ends_by_itself(tmp_path: Path, stubborn: bool) -> None:
    below = (
        "import signal, time; from zhenzhi.app import processes\n"
        f"if {stubborn}: signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "processes._ORPHAN_GRACE = 0.1; processes.follow_parent()\n"
        "print('ready', flush=True); time.sleep(600)"
    )
    parent = _python(
        "import pathlib, subprocess, sys, time\n"
        f"p = subprocess.Popen([sys.executable, '-c', {below!r}], stdout=subprocess.PIPE)\n"
        f"p.stdout.readline(); pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(p.pid));"
        " time.sleep(600)"
    )
    pid = tmp_path / "pid"
    assert progress.wait(lambda: pid.exists() and bool(pid.read_text()), "", "", limit=30)
    orphan = int(pid.read_text())
    parent.kill()
    parent.wait()
    assert progress.wait(lambda: _gone(orphan), "", "", limit=10)


def test_parent_dead_before_we_looked_is_noticed() -> None:
    dead = _python("pass")
    dead.wait()
    code = "import time; from zhenzhi.app.processes import follow_parent; "
    late = _python(code + f"follow_parent({dead.pid}); time.sleep(600)")
    assert late.wait(30) == -signal.SIGTERM


def test_taken_port_names_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "_PORT_PATIENCE", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Problem, match=f"--port {port + 1}"):
            serve._check_port(port)
    serve._check_port(port)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_database_of_a_test_session_ends_with_the_session(end: signal.Signals) -> None:
    code = (
        f"import sys, time; sys.path.insert(0, {str(ROOT / 'tests')!r})\n"
        "import json; from postgres_fixture import start_for_tests\n"
        "first = start_for_tests(); assert start_for_tests() == first\n"
        "print(json.dumps(first), flush=True); time.sleep(600)"
    )
    free = {name: value for name, value in os.environ.items() if not name.startswith("ZHENZHI_")}
    session = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=free)
    assert session.stdout is not None
    urls = json.loads(session.stdout.readline())
    with psycopg.connect(urls["ZHENZHI_OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("CREATE DATABASE test_zhenzhi")
    with psycopg.connect(urls["ZHENZHI_OWNER_DATABASE_URL"], dbname="test_zhenzhi") as owner:
        owner.execute("CREATE TABLE t (n int, during daterange, EXCLUDE USING gist (n WITH =, during WITH &&))")
    with psycopg.connect(urls["ZHENZHI_DATABASE_URL"], dbname="test_zhenzhi") as app:
        app.execute("INSERT INTO t VALUES (1, '[2026-01-01,)')")
        folder = Path(app.info.host).parents[1]
    session.send_signal(end)
    session.communicate()
    began = time.monotonic()
    while folder.exists() and time.monotonic() - began < 20:
        time.sleep(0.05)
    assert not folder.exists()
