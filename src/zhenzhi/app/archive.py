"""Backup and restore (备份与恢复): one .tar with the database, the stored files and a manifest of their
SHA-256.

The archive holds what was done, not the keys: passwords and the file `secret` belong to the installation.
"""

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from zhenzhi.app.postgres_conf import MAJOR
from zhenzhi.app.postgres_host import programs
from zhenzhi.kernel.problem import Problem

FORMAT = 1
_DUMP = "database.dump"
_FILES = "files"
_MANIFEST = "manifest.json"


@dataclass(slots=True)
class _Measured:
    """A stream that hashes what is read through it."""

    source: IO[bytes]
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    size: int = 0

    def read(self, size: int = -1) -> bytes:
        piece = self.source.read(size)
        self.digest.update(piece)
        self.size += len(piece)
        return piece

    def entry(self) -> dict[str, object]:
        return {"sha256": self.digest.hexdigest(), "bytes": self.size}


def backup(owner_url: str, files: Path, target: Path, made_at: datetime) -> int:
    """Write the archive to `target` and return how many stored files it holds; works beside a running
    program.

    The database is read as of one instant, the files after it: a paper that the database names is always
    there. Raises Problem if `target` exists or the database cannot be read. An unfinished archive is never
    left.
    """
    if target.exists():
        raise Problem(
            "backup_exists",
            f"文件 {target} 已存在，未覆盖。请换一个文件名。",
            f"The file {target} exists and was not touched. Choose another name.",
        )
    parts: dict[str, object] = {}
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.absolute().parent) as name:
        dump, whole = Path(name) / _DUMP, Path(name) / "whole"
        _run(owner_url, "pg_dump", "--format=custom", "--no-owner", f"--file={dump}")
        with tarfile.open(whole, "w", format=tarfile.PAX_FORMAT) as tar:
            _put(tar, dump, _DUMP, parts)
            for path in sorted(p for p in files.rglob("*") if p.is_file()):
                _put(tar, path, f"{_FILES}/{path.relative_to(files).as_posix()}", parts)
            stated = {"format": FORMAT, "postgres": MAJOR, "made_at": made_at.isoformat(), "parts": parts}
            text = json.dumps(stated, ensure_ascii=False, indent=1).encode()
            info = tarfile.TarInfo(_MANIFEST)
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text))
        whole.chmod(0o600)  # residents' data
        with whole.open("rb") as written:
            os.fsync(written.fileno())
        whole.rename(target)
    return len(parts) - 1


def restore(owner_url: str, files: Path, source: Path, *, force: bool) -> int:
    """Put the archive back and return how many stored files it held. Nothing changes unless all of it is
    sound.

    Raises Problem if the archive is damaged, or if there is data already and `force` is not given; with
    `force` that data is replaced. The database changes in one transaction.
    """
    if not force and (_has_tables(owner_url) or any(files.rglob("*"))):
        raise Problem(
            "restore_not_empty",
            "目标已有数据，未作改动。请用 --data 指定空目录；确要覆盖现有数据，请加 --force。",
            "There is data already; nothing was changed. Name an empty folder with --data, or add --force to"
            " replace the data.",
        )
    files.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=files.parent) as name:
        stage = Path(name)
        count = _unpack(source, stage) - 1
        _restore_database(owner_url, stage)
        fresh, old = stage / _FILES, stage / "replaced"
        fresh.mkdir(exist_ok=True)
        fresh.chmod(0o700)
        if files.exists():
            files.rename(old)
        fresh.rename(files)
    return count


def _put(tar: tarfile.TarFile, path: Path, name: str, parts: dict[str, object]) -> None:
    with path.open("rb") as source:
        measured = _Measured(source)
        info = tarfile.TarInfo(name)
        info.size = os.fstat(source.fileno()).st_size
        info.mode = 0o600
        tar.addfile(info, measured)
    parts[name] = measured.entry()


def _unpack(source: Path, stage: Path) -> int:
    """Unpack into `stage`, compare every part with the manifest, and return how many parts there are."""
    found: dict[str, object] = {}
    try:
        with tarfile.open(source, "r:") as tar:
            for member in tar:
                path = PurePosixPath(member.name)
                stream = tar.extractfile(member) if member.isreg() else None
                # We never write a folder, a link, or a name that leads outside.
                if stream is None or path.is_absolute() or ".." in path.parts:
                    raise _damaged(source, member.name)
                target = stage / path
                target.parent.mkdir(parents=True, exist_ok=True)
                measured = _Measured(stream)
                with target.open("xb") as out:
                    shutil.copyfileobj(measured, out)
                found[member.name] = measured.entry()
        stated = json.loads((stage / _MANIFEST).read_text("utf-8"))
    except (OSError, tarfile.TarError, ValueError) as error:
        raise _damaged(source, str(error)) from error
    found.pop(_MANIFEST)
    if not isinstance(stated, dict) or not {"format", "postgres", "parts"} <= stated.keys():
        raise _damaged(source, _MANIFEST)
    if stated["format"] != FORMAT or stated["postgres"] > MAJOR:
        raise Problem(
            "backup_newer",
            "备份由更新版本的程序生成。请用同版本或更新的程序恢复。",
            "A newer version of the program made this backup. Restore it with that version or a later one.",
        )
    if found != stated["parts"]:
        wrong = [name for name in {*found, *stated["parts"]} if found.get(name) != stated["parts"].get(name)]
        raise _damaged(source, sorted(wrong)[0])
    return len(found)


def _damaged(source: Path, what: str) -> Problem:
    return Problem(
        "backup_damaged",
        f"备份文件 {source} 已损坏或不是备份({what}),未作改动。请换用另一份备份。",
        f"The backup {source} is damaged or no backup at all ({what}); nothing was changed. Use another one.",
    )


def _restore_database(owner_url: str, stage: Path) -> None:
    """Replace all that the owner has with the dump, in one transaction.

    The owner's default rights go first: otherwise they would give back what a migration took away, such as
    UPDATE on the ledger. The dump brings them again at its end.
    """
    clear, script = stage / "clear.sql", stage / "script.sql"
    clear.write_text("DROP OWNED BY CURRENT_USER CASCADE;\n", "utf-8")
    dump = ["--no-owner", f"--file={script}", str(stage / _DUMP)]
    _run("", "pg_restore", *dump)
    once = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    _run(owner_url, "psql", *once, f"--file={clear}", f"--file={script}")


def _has_tables(owner_url: str) -> bool:
    with psycopg.connect(owner_url) as link:
        row = link.execute(
            "SELECT EXISTS (SELECT FROM pg_class WHERE relkind IN ('r', 'p')"
            " AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
            " AND relnamespace::regnamespace::text NOT LIKE 'pg\\_%')"
        ).fetchone()
    return bool(row and row[0])


def _run(url: str, program: str, *arguments: str) -> None:
    """Run a client program; the password goes through the environment, where other users do not see it."""
    address = conninfo_to_dict(url)
    password = str(address.pop("password", None) or "")
    command = [
        str(programs() / program),
        *([f"--dbname={make_conninfo('', **address)}"] if url else []),
        *arguments,
    ]
    told = {"PATH": os.defpath, "PGPASSWORD": password, "PGCLIENTENCODING": "UTF8", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Problem(
            "database_program",
            f"{program} 失败，数据库未作改动：{done.stderr.strip()}",
            f"{program} failed, the database was not changed: {done.stderr.strip()}",
        )
