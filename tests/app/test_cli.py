"""The frame of the command line: finding a command, usage, problems in words."""

import argparse
import os
import signal
import sys
from types import ModuleType

import psycopg
import pytest
from django.db import InterfaceError, OperationalError

from zhenzhi.app import cli
from zhenzhi.app.cli import COMMANDS, Command
from zhenzhi.kernel.problem import Problem


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A command `try --times N` that needs nothing."""
    module = ModuleType("trial")

    def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
        sub.add_parser("try").add_argument("--times", type=int, default=1)

    module.__dict__.update(add=add, run=lambda args: int(args.times))
    monkeypatch.setitem(sys.modules, "trial", module)
    monkeypatch.setitem(COMMANDS, "try", Command("trial", "nothing", "试", "try"))
    return module


def test_every_command_is_listed_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    shown = capsys.readouterr().out
    for name, line in COMMANDS.items():
        assert name in shown
        assert line.zh in shown
        assert line.en in shown


def test_unknown_command_shows_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["frobnicate"]) == 2
    assert "frobnicate" in capsys.readouterr().err


@pytest.mark.usefixtures("command")
def test_common_options_stand_before_or_after_the_command() -> None:
    assert cli.main(["try", "--times", "4", "--data", "somewhere"]) == 4
    assert cli.main(["--data", "somewhere", "try", "--times", "3"]) == 3


@pytest.mark.usefixtures("command")
def test_wrong_option_is_wrong_usage() -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["try", "--tims", "4"])
    assert caught.value.code == 2


def test_problem_is_told_in_both_languages(command: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    def run(args: argparse.Namespace) -> int:
        raise Problem("p", "请换一个端口。", "Choose another port.")

    command.__dict__["run"] = run
    assert cli.main(["try"]) == 1
    told = capsys.readouterr().err
    assert "请换一个端口。" in told
    assert "Choose another port." in told
    assert "Traceback" not in told


def test_sigterm_ends_a_command_as_ctrl_c_does(command: ModuleType) -> None:
    ended = []

    def run(args: argparse.Namespace) -> int:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            signal.pause()
        finally:
            ended.append(True)
        return 0

    before = signal.getsignal(signal.SIGTERM)
    command.__dict__["run"] = run
    assert cli.main(["try"]) == 130
    assert ended == [True]
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize(
    "error",
    [
        psycopg.OperationalError("server closed the connection unexpectedly"),
        psycopg.errors.AdminShutdown("terminating connection due to administrator command"),
        OperationalError("the connection is closed"),
        InterfaceError("connection already closed"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_database_lost_in_the_middle_is_one_sentence(
    command: ModuleType, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def run(args: argparse.Namespace) -> int:
        raise error

    command.__dict__["run"] = run
    assert cli.main(["try"]) == 1
    told = capsys.readouterr().err
    assert "数据库连接中断" in told
    assert "lost" in told
    assert "Traceback" not in told


def test_another_fault_of_the_database_is_not_hidden(command: ModuleType) -> None:
    def run(args: argparse.Namespace) -> int:
        raise psycopg.errors.DeadlockDetected("deadlock detected")

    command.__dict__["run"] = run
    with pytest.raises(psycopg.errors.DeadlockDetected):
        cli.main(["try"])
