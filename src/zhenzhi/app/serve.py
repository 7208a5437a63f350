"""The process supervisor behind `demo`: database, web server and worker as one program (进程监督).

Started in order, watched, restarted when one dies, stopped in the opposite order with the database last.
If this very process is killed, the children notice and end by themselves, and the next start puts the
database in order.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from zhenzhi.app.installation import Database, Installation
from zhenzhi.app.postgres import Postgres
from zhenzhi.app.processes import PARENT
from zhenzhi.app.progress import say, wait
from zhenzhi.kernel.problem import Problem

_SOURCES = Path(__file__).resolve().parents[2]
_GRACE = 15.0  # seconds a child may take to finish what it is doing
_STEADY = 60.0  # seconds after which earlier deaths are forgotten
_LONGEST_PAUSE = 30.0
_PORT_PATIENCE = 8.0
_LOG_LIMIT = 10_000_000  # bytes


@dataclass(slots=True)
class Child:
    """A program that is kept running; its words go to `log`."""

    zh: str
    en: str
    arguments: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    began: float = 0.0
    due: float = 0.0

    def start(self) -> None:
        """Start it (again)."""
        self.process = _spawn(self.arguments, self.environment, self.log)
        self.began = time.monotonic()

    def look(self) -> None:
        """Restart it if it died, after a pause that doubles with each death: 1 s up to 30 s."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
            return
        status = self.process.poll()
        if status is None:
            return
        self.deaths = 1 if now - self.began > _STEADY else self.deaths + 1
        pause = min(2.0 ** (self.deaths - 1), _LONGEST_PAUSE)
        self.process, self.due = None, now + pause
        say(
            f"{self.zh}意外退出({status}),{pause:.0f} 秒后重启。日志：{self.log}",
            f"{self.en} ended unexpectedly ({status}); again in {pause:.0f} s. Log: {self.log}",
        )

    def stop(self) -> None:
        """Let it finish its work, then insist."""
        if self.process is not None:
            _end(self.process)
            self.process = None


def serve(installation: Installation, *, profile: str, port: int) -> int:
    """Run everything until Ctrl-C or SIGTERM. First start loads `profile`; later ones keep the data as it is.

    Raises Problem when the port is taken, the database cannot be had, or a step of the start fails.
    """
    _check_port(port)
    with installation.opened(alone=True) as database:
        _prepare(installation, database, profile)
        children = _children(installation, database, port)
        try:
            _watch(children, database.server, port)
        except KeyboardInterrupt:
            say("正在停止…", "Stopping…")
        finally:
            for child in reversed(children):
                child.stop()
    say("已停止，数据已保存。", "Stopped; the data is kept.")
    return 0


def _prepare(installation: Installation, database: Database, profile: str) -> None:
    say("检查数据库结构…", "Checking the schema…")
    _step(installation.environment(database.owner, database.owner), "upgrade")
    if _is_empty(database.app):
        say(f"首次启动，正在载入地方规则包 {profile}…", f"First start: loading the profile {profile}…")
        _step(installation.environment(database.app), "load-profile", profile, "--demo")


def _is_empty(url: str) -> bool:
    """Whether no body is registered yet, asked without starting Django: that would cost a second at each
    start."""
    with psycopg.connect(url) as link:
        row = link.execute("SELECT EXISTS (SELECT FROM org_body)").fetchone()
    return row == (False,)


def _children(installation: Installation, database: Database, port: int) -> list[Child]:
    logs = installation.data.absolute() / "logs"
    logs.mkdir(mode=0o700, exist_ok=True)
    told = installation.environment(database.app) | {"ZHENZHI_PORT": str(port)}
    return [
        Child("后台任务", "The worker", ["worker"], told, logs / "worker.log"),
        Child("网页服务", "The web server", ["web", "--port", str(port)], told, logs / "web.log"),
    ]


def _watch(children: list[Child], server: Postgres | None, port: int) -> None:
    def look() -> None:
        if server is not None and not server.alive():
            say("数据库意外退出，正在重新启动…", "The database ended unexpectedly; starting it again…")
            server.revive()
        for child in children:
            child.look()

    for child in children:
        child.start()

    def answered() -> bool:
        look()
        return healthy(port)

    wait(answered, "等待网页服务就绪…", "Waiting for the web server…")
    say(f"已就绪，请在浏览器打开 http://localhost:{port}", "Ready: open this address in a browser.")
    say("按 Ctrl-C 停止。", "Press Ctrl-C to stop.")
    while True:
        time.sleep(0.5)
        look()


def healthy(port: int) -> bool:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        link.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        return link.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def _check_port(port: int) -> None:
    """Wait a little: after a kill the web server of the last run needs some seconds to notice."""
    if not wait(lambda: _free(port), f"端口 {port} 被占用，等待…", f"Waiting for port {port}…", limit=_PORT_PATIENCE):
        raise Problem(
            "port_taken",
            f"端口 {port} 不能使用。请用 --port 换一个，例如 --port {port + 1}。",
            f"Port {port} cannot be used. Choose another with --port, such as --port {port + 1}.",
        )


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _step(environment: dict[str, str], *arguments: str) -> None:
    """Run a command of ours to its end; its words appear on the terminal."""
    process = _spawn(list(arguments), environment, None)
    try:
        status = process.wait()
    except BaseException:
        _end(process)
        raise
    if status:
        raise Problem(
            "start_failed",
            f"启动步骤 {arguments[0]} 未完成，原因见上。排除后请重新运行；已有数据没有改动或已回退。",
            f"The step {arguments[0]} failed for the reason above. Remove it and run again; the data is as it was.",
        )


def _spawn(arguments: list[str], environment: dict[str, str], log: Path | None) -> subprocess.Popen[bytes]:
    """Start a command of ours in a session of its own: Ctrl-C is for us, who stop the children in order."""
    path = os.pathsep.join([str(_SOURCES), *filter(None, [os.environ.get("PYTHONPATH")])])
    told = os.environ | environment | {PARENT: str(os.getpid()), "PYTHONPATH": path}
    command = [sys.executable, "-m", "zhenzhi.app.cli", *arguments]
    if log is None:
        return subprocess.Popen(command, env=told, stdin=subprocess.DEVNULL, start_new_session=True)
    fresh = log.exists() and log.stat().st_size > _LOG_LIMIT
    if fresh:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as out:
        return subprocess.Popen(
            command, env=told, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)  # with all that it started
        process.wait()
