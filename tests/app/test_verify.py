"""`zhenzhi verify`: green only for what is whole; every fault told in words, never with a traceback."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from tests import sealed_paper
from tests.sealed_paper import SealedPaper
from zhenzhi.app import cli
from zhenzhi.kernel import growth, proof
from zhenzhi.matter import proofs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two papers and their proofs; the trust file lies elsewhere."""
    made: SealedPaper = sealed_paper.make()
    there = tmp_path / "papers"
    there.mkdir()
    (there / "granted.pdf").write_bytes(made.pdf)
    (there / "granted.proof.json").write_bytes(made.bundle)
    (there / "accepted.pdf").write_bytes(made.voucher_pdf)
    (there / "accepted.proof.json").write_bytes(made.voucher_bundle)
    (there / "checkpoint.txt").write_text(proofs.publish().note, encoding="utf-8")
    (tmp_path / "trust.json").write_bytes(made.trust.write())
    return there


def _verify(*paths: Path, trust: Path) -> int:
    return cli.main(["verify", *map(str, paths), "--trust", str(trust), "--data", str(trust.parent / "none")])


def _told(capsys: pytest.CaptureFixture[str]) -> str:
    shown = capsys.readouterr()
    assert "Traceback" not in shown.out + shown.err
    return shown.out + shown.err


def test_a_folder_of_genuine_papers_is_green(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _verify(folder, trust=folder.parent / "trust.json") == 0
    told = _told(capsys)
    assert "✗" not in told
    assert "全部通过：3" in told
    assert "城乡规划法" in told


def test_files_are_paired_by_content_whatever_their_names(folder: Path) -> None:
    (folder / "granted.pdf").rename(folder / "x.pdf")
    (folder / "accepted.pdf").rename(folder / "granted.pdf")
    assert _verify(folder, trust=folder.parent / "trust.json") == 0
    assert _verify(folder / "x.pdf", folder / "granted.proof.json", trust=folder.parent / "trust.json") == 0


@pytest.mark.parametrize("place", [10, 2000, -3000, -2])
def test_one_byte_of_the_paper(folder: Path, capsys: pytest.CaptureFixture[str], place: int) -> None:
    forged = bytearray((folder / "granted.pdf").read_bytes())
    forged[place] ^= 1
    (folder / "granted.pdf").write_bytes(forged)
    assert _verify(folder, trust=folder.parent / "trust.json") == 1
    assert "请勿采信" in _told(capsys)


@pytest.mark.parametrize("place", [0, 40, 300, 1500, -40, -1])
def test_one_byte_of_the_proof(folder: Path, capsys: pytest.CaptureFixture[str], place: int) -> None:
    forged = bytearray((folder / "granted.proof.json").read_bytes())
    forged[place] ^= 1
    (folder / "granted.proof.json").write_bytes(forged)
    assert _verify(folder, trust=folder.parent / "trust.json") == 1
    assert "✗" in _told(capsys)


def test_a_proof_cut_short(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = (folder / "granted.proof.json").read_bytes()
    (folder / "granted.proof.json").write_bytes(whole[: len(whole) // 2])
    assert _verify(folder, trust=folder.parent / "trust.json") == 1
    assert "证明文件不完整或被改动" in _told(capsys)


def test_a_key_inside_the_bundle_is_never_used(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = orjson.loads((folder / "granted.proof.json").read_bytes())
    found["ledger_key"] = proof.Trust.read((folder.parent / "trust.json").read_bytes()).ledger_key
    (folder / "granted.proof.json").write_bytes(orjson.dumps(found))
    assert _verify(folder, trust=folder.parent / "trust.json") == 1
    assert "✗" in _told(capsys)


def test_a_trust_file_among_the_papers_is_not_trusted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "trust.json").write_bytes((folder.parent / "trust.json").read_bytes())
    assert cli.main(["verify", str(folder), "--data", str(folder.parent / "none")]) == 1
    assert "--trust" in _told(capsys)


def test_the_county_installed_here_is_trusted(folder: Path, data_folder: Path) -> None:
    proofs.write_trust()
    assert cli.main(["verify", str(folder), "--data", str(data_folder)]) == 0


@pytest.mark.parametrize("name", ["granted.pdf", "granted.proof.json"])
def test_a_missing_half(folder: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (folder / name).unlink()
    assert _verify(folder, trust=folder.parent / "trust.json") == 1
    assert "缺" in _told(capsys)


def test_missing_files_and_an_empty_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trust = folder.parent / "trust.json"
    assert _verify(folder / "nowhere.pdf", trust=trust) == 1
    assert "nowhere.pdf" in _told(capsys)
    assert _verify(folder, trust=folder.parent / "nobody.json") == 1
    assert "nobody.json" in _told(capsys)
    empty = folder.parent / "empty"
    empty.mkdir()
    assert _verify(empty, trust=trust) == 1
    assert "没有找到文书" in _told(capsys)


def test_a_broken_trust_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder.parent / "trust.json").write_bytes(b'{"format": "zhenzhi-trust/1"')
    assert _verify(folder, trust=folder.parent / "trust.json") == 1
    assert "信任文件无法读取" in _told(capsys)


def test_a_forged_checkpoint(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (folder / "checkpoint.txt").read_text(encoding="utf-8")
    size = text.splitlines()[1]
    (folder / "checkpoint.txt").write_text(text.replace(f"\n{size}\n", f"\n{int(size) + 1}\n"), encoding="utf-8")
    assert _verify(folder, trust=folder.parent / "trust.json") == 1
    assert "检查点不是" in _told(capsys)


@pytest.fixture
def published(folder: Path, data_folder: Path) -> Path:
    """The county's folder of published checkpoints, with three of them."""
    there = data_folder / "checkpoints"
    for one in there.iterdir():
        one.unlink()
    for _ in range(2):
        sealed_paper.make()
        proofs.publish()
    assert len(list(there.glob("*.txt"))) == 3, "those before, which were not in the folder, are written again"
    return there


def test_published_checkpoints_show_that_the_ledger_only_grew(
    folder: Path, published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _verify(published, trust=folder.parent / "trust.json") == 0
    assert _told(capsys).count("只增未改") == 2
    assert len(list(published.glob("*.growth.json"))) == 2


def test_a_growth_file_that_is_missing_or_altered(
    folder: Path, published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    last = sorted(published.glob("*.growth.json"))[-1]
    raw = last.read_bytes()
    way = growth.Growth.read(raw)
    last.write_bytes(replace(way, path=(bytes(32), *way.path[1:])).write())
    assert _verify(published, trust=folder.parent / "trust.json") == 1
    assert "不能证明" in _told(capsys)
    last.write_bytes(raw[:-1])
    assert _verify(published, trust=folder.parent / "trust.json") == 1
    last.unlink()
    assert _verify(published, trust=folder.parent / "trust.json") == 1
    assert "缺少一致性证明" in _told(capsys)


def test_it_needs_neither_database_nor_settings(folder: Path) -> None:
    """Run it as a stranger would: no Django, no PostgreSQL anywhere."""
    sources = Path(cli.__file__).resolve().parents[2]
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("ZHENZHI", "DJANGO", "PG"))}
    code = (
        "import sys; sys.modules['psycopg'] = None; from zhenzhi.kernel import proof; "
        "folder, trust = sys.argv[1:]; t = proof.Trust.read(open(trust, 'rb').read()); "
        "checks = proof.check(open(folder + '/granted.proof.json', 'rb').read(), "
        "open(folder + '/granted.pdf', 'rb').read(), t); "
        "assert all(one.ok for one in checks); assert 'django' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), str(folder.parent / "trust.json")],
        env=bare | {"PYTHONPATH": str(sources)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
