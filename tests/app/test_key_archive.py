"""The county's keys, saved encrypted and put back: whole, private, and never over others unasked."""

import json
from pathlib import Path

import pytest

from zhenzhi.app import cli, key_archive
from zhenzhi.kernel import note
from zhenzhi.kernel.problem import Problem

SECRET = "十二个字以上的口令才可以用"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with keys, and things beside them that are none."""
    folder = tmp_path / "data"
    (folder / "ca").mkdir(parents=True)
    note.make_key(folder / "ledger.key")
    for name in ("ca.crt", "ca.key", "SEAL-1.crt", "SEAL-1.key"):
        (folder / "ca" / name).write_bytes(f"-----{name}-----".encode())
    (folder / "secret").write_text("session secret")
    return folder


@pytest.fixture
def saved(data: Path, tmp_path: Path) -> Path:
    target = tmp_path / "keys.json"
    assert key_archive.export(data, target, SECRET.encode()) == 5
    return target


def _keys(data: Path) -> dict[str, bytes]:
    paths = [data / "ledger.key", *(data / "ca").iterdir()]
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in paths}


def test_the_command_puts_them_back_into_a_restored_folder(
    data: Path, saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "word").write_text(f"{SECRET}\n", "utf-8")
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    options = ["--keys", str(saved), "--passphrase-file", str(tmp_path / "word"), "--data", str(fresh)]
    assert cli.main(["restore", *options]) == 0
    assert "已放回密钥(5 个文件)" in capsys.readouterr().out
    assert _keys(fresh) == _keys(data)
    assert {path.stat().st_mode & 0o777 for path in fresh.rglob("*.key")} == {0o600}
    assert cli.main(["restore", *options]) == 0, "the same keys again change nothing"
    (fresh / "ledger.key").write_bytes(b"another county's")
    assert cli.main(["restore", *options]) == 1
    assert "另外的密钥" in capsys.readouterr().err
    assert (fresh / "ledger.key").read_bytes() == b"another county's"
    assert cli.main(["restore", *options, "--force"]) == 0
    assert _keys(fresh) == _keys(data)


def test_the_file_is_private_and_shows_nothing(data: Path, saved: Path) -> None:
    assert saved.stat().st_mode & 0o777 == 0o600
    raw = saved.read_bytes()
    assert b"ca.key" not in raw
    assert not any(content.split(b"\n")[1][:20] in raw for content in [(data / "ledger.key").read_bytes()])
    with pytest.raises(Problem) as caught:
        key_archive.export(data, saved, SECRET.encode())
    assert caught.value.code == "keys_exist"


def test_a_wrong_passphrase_and_one_altered_byte_are_refused(saved: Path) -> None:
    with pytest.raises(Problem) as caught:
        key_archive.read(saved, b"another passphrase")
    assert caught.value.code == "keys_wrong"
    told = json.loads(saved.read_text())
    told["sealed"] = told["sealed"][:40] + ("A" if told["sealed"][40] != "A" else "B") + told["sealed"][41:]
    saved.write_text(json.dumps(told))
    with pytest.raises(Problem) as caught:
        key_archive.read(saved, SECRET.encode())
    assert caught.value.code == "keys_wrong"


@pytest.mark.parametrize("raw", [b"", b"{}", b'{"format": "zhenzhi-keys/1"}', b"\xff\xfe"])
def test_another_file_is_no_file_of_keys(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "x").write_bytes(raw)
    with pytest.raises(Problem) as caught:
        key_archive.read(tmp_path / "x", SECRET.encode())
    assert caught.value.code == "keys_unreadable"


def test_a_passphrase_must_be_given_and_be_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(key_archive.PASSPHRASE, raising=False)
    for text in (None, "short", ""):
        if text is not None:
            monkeypatch.setenv(key_archive.PASSPHRASE, text)
        with pytest.raises(Problem) as caught:
            key_archive.passphrase(None)
        assert caught.value.code == "keys_passphrase"
    with pytest.raises(Problem):
        key_archive.passphrase(tmp_path / "nowhere")
    monkeypatch.setenv(key_archive.PASSPHRASE, SECRET)
    assert key_archive.passphrase(None) == SECRET.encode()


def test_a_folder_without_keys_has_none_to_save(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        key_archive.export(tmp_path, tmp_path / "keys.json", SECRET.encode())
    assert caught.value.code == "no_keys"


def test_restore_wants_to_know_what(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.main(["restore", "--data", str(tmp_path)]) == 1
    assert "--keys" in capsys.readouterr().err
