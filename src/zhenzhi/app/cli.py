"""The command line (命令行): `zhenzhi COMMAND`. One small module a command, all of them listed in COMMANDS.

A command module has `add(sub)`, which adds its parser, and `run(args) -> int`, which returns the exit
status. It is imported only when it is asked for, and after Django is set up, so it may import models at
its top. `args` also carries `data` (Path) and `database_url` (str), which every command takes.
"""

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Literal, NamedTuple

import django
import psycopg
from django.db import InterfaceError, OperationalError, ProgrammingError
from psycopg.errors import UndefinedColumn, UndefinedTable

from zhenzhi.app.installation import DATA, DATABASE_URL, Installation
from zhenzhi.app.processes import PARENT, follow_parent
from zhenzhi.kernel.problem import Problem


class Command(NamedTuple):
    """One line of the list. `needs`: nothing, or Django on a running database as `app`, or as its `owner`."""

    module: str
    needs: Literal["nothing", "app", "owner"]
    zh: str
    en: str


_HERE = "zhenzhi.app.commands."
COMMANDS: dict[str, Command] = {
    "demo": Command(_HERE + "demo", "nothing", "启动一个示范县", "run a county to try everything"),
    "story": Command(_HERE + "story", "nothing", "自动走完一遍主要业务", "the main job, told step by step"),
    "verify": Command(_HERE + "verify", "nothing", "离线核验文书", "check papers and their proofs, offline"),
    "ask": Command(_HERE + "ask", "app", "权限查询", "may this body use this power on this day?"),
    "import": Command(_HERE + "import_list", "app", "导入清单", "check and enter a list from a spreadsheet"),
    "export": Command(_HERE + "export_list", "app", "导出清单", "write a version of a list to a spreadsheet"),
    "diff": Command(_HERE + "diff_lists", "app", "清单对比", "what changed between two versions of a list"),
    "checkpoint": Command(_HERE + "checkpoint", "app", "签发台账检查点", "publish a signed checkpoint of the ledger"),
    "verify-ledger": Command(_HERE + "verify_ledger", "app", "台账核验", "recompute the whole ledger"),
    "bench": Command(_HERE + "bench", "nothing", "性能测量", "measure speed in a county of its own"),
    "backup": Command(_HERE + "backup", "nothing", "备份数据库和文件", "save database and files"),
    "restore": Command(_HERE + "restore", "nothing", "从备份恢复", "put a backup back"),
    "upgrade": Command(_HERE + "upgrade", "owner", "升级数据库结构", "bring the schema up to date"),
    "load-profile": Command(_HERE + "load_profile", "app", "载入地方规则包", "load the data of a county"),
    "docs": Command(_HERE + "docs", "nothing", "生成文档", "write the generated pages of docs"),
    "web": Command(_HERE + "web", "app", "网页服务（由 demo 启动）", "web server (started by demo)"),
    "worker": Command(_HERE + "worker", "app", "后台任务（由 demo 启动）", "background work (started by demo)"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 1 a problem told in words, 2 wrong usage, 130
    interrupted."""
    common = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    common.add_argument("--data", type=Path, default=Path(os.environ.get(DATA) or "data"))
    common.add_argument("--database-url", default=os.environ.get(DATABASE_URL, ""))
    args, rest = common.parse_known_args(argv)
    if not rest or rest[0] in ("-h", "--help", "help"):
        print(overview())
        return 0
    if rest[0] not in COMMANDS:
        print(f"没有命令 {rest[0]}。 There is no command {rest[0]}.\n\n{overview()}", file=sys.stderr)
        return 2
    try:
        with _stoppable():
            return _run(COMMANDS[rest[0]], args, rest)
    except Problem as problem:
        print(f"✗ {problem.zh}\n  {problem.en}", file=sys.stderr)
        return 1
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedTable | UndefinedColumn):
            raise
        print(
            "✗ 数据库还没有建立，或者版本较旧。请先运行 ./zhenzhi upgrade(试用请运行 ./zhenzhi demo)。\n"
            "  The database is empty or of an older version. Run ./zhenzhi upgrade first, or ./zhenzhi demo to try.",
            file=sys.stderr,
        )
        return 1
    except (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError) as error:
        if not _lost(error):
            raise
        print(
            "✗ 数据库连接中断，本次操作没有完成；已提交的内容不会丢失。请确认数据库在运行，再重新执行本命令。\n"
            "  The connection to the database was lost and this was not finished; what was committed is safe."
            " See that the database runs, then give the command again.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        return 130


def _lost(error: BaseException) -> bool:
    """Whether the server went away (no state at all, class 08, or 57P), and did not merely refuse a statement."""
    cause = error.__cause__ if isinstance(error.__cause__, psycopg.Error) else error
    state = getattr(cause, "sqlstate", None) or ""
    return not state or state.startswith(("08", "57P"))


def overview() -> str:
    """The list of commands, for people."""
    lines = [f"  {name:14}{command.zh}  {command.en}" for name, command in COMMANDS.items()]
    return "\n".join(
        [
            "镇治 Zhenzhi",
            "用法 usage: ./zhenzhi COMMAND [--data DIR] [--database-url URL] …",
            "",
            *lines,
            "",
            "每个命令的选项 options of a command: ./zhenzhi COMMAND --help",
        ]
    )


def _run(command: Command, args: argparse.Namespace, rest: Sequence[str]) -> int:
    if PARENT in os.environ:
        follow_parent(int(os.environ[PARENT]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhenzhi.app.settings")
    with ExitStack() as stack:
        if command.needs != "nothing":
            installation = Installation(args.data, args.database_url)
            database = stack.enter_context(installation.opened(alone=False))
            url = database.owner if command.needs == "owner" else database.app
            os.environ.update(installation.environment(url, database.owner))
            django.setup()
        module = importlib.import_module(command.module)
        parser = argparse.ArgumentParser(prog="zhenzhi")
        module.add(parser.add_subparsers(required=True))
        status: int = module.run(parser.parse_args(rest, args))
        return status


@contextmanager
def _stoppable() -> Iterator[None]:
    """Make SIGTERM and SIGHUP end the program as Ctrl-C does: every `finally` runs, the database is
    stopped last."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        for name in numbers:  # once is enough: what follows is the orderly stop
            signal.signal(name, signal.SIG_IGN)
        raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


if __name__ == "__main__":
    sys.exit(main())
