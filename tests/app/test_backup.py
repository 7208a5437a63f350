"""Backup and restore on a throw-away PostgreSQL with a plain table."""

import tarfile
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from zhenzhi.app import archive
from zhenzhi.app.postgres import Postgres
from zhenzhi.kernel.problem import Problem

MADE_AT = datetime(2026, 5, 6, 7, 8, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o711)
        with Postgres(Path(name) / "postgres", volatile=True) as running:
            yield running


@pytest.fixture
def owner(server: Postgres) -> str:
    """A database with one table that the application may only add to, as the ledger is."""
    url = server.dsn("owner")
    with psycopg.connect(url) as link:
        link.execute("DROP TABLE IF EXISTS entry, later")
        link.execute("CREATE TABLE entry (n int PRIMARY KEY, said text, during daterange)")
        link.execute("REVOKE UPDATE, DELETE ON entry FROM zhenzhi_app")
        link.execute("INSERT INTO entry VALUES (1, '准予', '[2026-01-01,)'), (2, '㛃堃', NULL)")
    return url


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    (folder / "ab").mkdir(parents=True)
    (folder / "ab" / "纸 1.pdf").write_bytes(b"%PDF one")
    (folder / "empty").write_bytes(b"")
    return folder


def _said(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as link:
        return link.execute("SELECT n, said FROM entry ORDER BY n").fetchall()


def _spoil(source: Path, target: Path, part: str) -> None:
    """Copy an archive with one byte of one part flipped."""
    with tarfile.open(source) as tar:
        member = tar.getmember(part)
    data = bytearray(source.read_bytes())
    data[member.offset_data + member.size // 2] ^= 1
    target.write_bytes(bytes(data))


def test_backup_comes_back_whole(server: Postgres, owner: str, files: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.tar"
    assert archive.backup(owner, files, saved, MADE_AT) == 2
    with psycopg.connect(owner) as link:
        link.execute("UPDATE entry SET said = 'changed'; CREATE TABLE later (n int)")
    (files / "ab" / "纸 1.pdf").write_bytes(b"changed")
    (files / "later").write_bytes(b"later")

    assert archive.restore(owner, files, saved, force=True) == 2

    assert _said(owner) == [(1, "准予"), (2, "㛃堃")]
    assert _said(server.dsn("app")) == _said(owner)
    found = {path.relative_to(files).as_posix() for path in files.rglob("*") if path.is_file()}
    assert found == {"ab/纸 1.pdf", "empty"}
    assert (files / "ab" / "纸 1.pdf").read_bytes() == b"%PDF one"
    with psycopg.connect(owner) as link:
        assert link.execute("SELECT to_regclass('later')").fetchone() == (None,)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["files", "saved.tar"]


def test_rights_taken_away_stay_away_and_new_tables_get_theirs(
    server: Postgres, owner: str, files: Path, tmp_path: Path
) -> None:
    archive.backup(owner, files, tmp_path / "saved.tar", MADE_AT)
    archive.restore(owner, files, tmp_path / "saved.tar", force=True)
    with psycopg.connect(server.dsn("app"), autocommit=True) as app:
        app.execute("INSERT INTO entry VALUES (3, 'new')")
        for statement in (b"UPDATE entry SET n = 9", b"DELETE FROM entry", b"CREATE TABLE mine (n int)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement)
    with psycopg.connect(owner) as link:
        link.execute("CREATE TABLE later (n int)")
    with psycopg.connect(server.dsn("app")) as app:
        app.execute("INSERT INTO later VALUES (1)")


def test_filled_target_is_refused_without_force(owner: str, files: Path, tmp_path: Path) -> None:
    archive.backup(owner, files, tmp_path / "saved.tar", MADE_AT)
    with pytest.raises(Problem) as caught:
        archive.restore(owner, files, tmp_path / "saved.tar", force=False)
    assert caught.value.code == "restore_not_empty"
    assert "--force" in caught.value.zh


def test_empty_target_needs_no_force(owner: str, files: Path, tmp_path: Path) -> None:
    archive.backup(owner, files, tmp_path / "saved.tar", MADE_AT)
    with psycopg.connect(owner) as link:
        link.execute("DROP TABLE entry")
    assert archive.restore(owner, tmp_path / "elsewhere" / "files", tmp_path / "saved.tar", force=False) == 2
    assert _said(owner) == [(1, "准予"), (2, "㛃堃")]


@pytest.mark.parametrize("part", ["database.dump", "files/ab/纸 1.pdf", "manifest.json"])
def test_one_flipped_byte_is_found_and_nothing_changes(owner: str, files: Path, tmp_path: Path, part: str) -> None:
    archive.backup(owner, files, tmp_path / "saved.tar", MADE_AT)
    _spoil(tmp_path / "saved.tar", tmp_path / "spoilt.tar", part)
    with psycopg.connect(owner) as link:
        link.execute("INSERT INTO entry VALUES (3, 'after')")
    with pytest.raises(Problem) as caught:
        archive.restore(owner, files, tmp_path / "spoilt.tar", force=True)
    assert caught.value.code == "backup_damaged"
    assert len(_said(owner)) == 3
    assert (files / "empty").exists()


def test_part_missing_or_added_is_found(owner: str, files: Path, tmp_path: Path) -> None:
    archive.backup(owner, files, tmp_path / "saved.tar", MADE_AT)
    with tarfile.open(tmp_path / "saved.tar") as whole, tarfile.open(tmp_path / "less.tar", "w") as less:
        for member in whole:
            if member.name != "files/empty":
                less.addfile(member, whole.extractfile(member))
    with pytest.raises(Problem, match="files/empty"):
        archive.restore(owner, files, tmp_path / "less.tar", force=True)


@pytest.mark.parametrize("name", ["../escaped", "/escaped", "link"])
def test_archive_that_reaches_outside_is_refused(owner: str, files: Path, tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        info = tarfile.TarInfo(name)
        if name == "link":
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)
    with pytest.raises(Problem) as caught:
        archive.restore(owner, files, tmp_path / "evil.tar", force=True)
    assert caught.value.code == "backup_damaged"
    assert not (tmp_path / "escaped").exists()


def test_no_backup_at_all_is_said(owner: str, files: Path, tmp_path: Path) -> None:
    (tmp_path / "text.tar").write_text("hello")
    with pytest.raises(Problem) as caught:
        archive.restore(owner, files, tmp_path / "text.tar", force=True)
    assert caught.value.code == "backup_damaged"


def test_backup_is_private_and_never_overwrites(owner: str, files: Path, tmp_path: Path) -> None:
    target = tmp_path / "saved.tar"
    archive.backup(owner, files, target, MADE_AT)
    assert target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Problem) as caught:
        archive.backup(owner, files, target, MADE_AT)
    assert caught.value.code == "backup_exists"
