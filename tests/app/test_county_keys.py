"""The county's keys are made when it is founded and nowhere else; who needs one that is gone is told so."""

import argparse
from pathlib import Path

import pytest
from django.conf import settings

from tests import sealed_paper, world
from zhenzhi.app.commands import checkpoint, verify_ledger
from zhenzhi.kernel import note, sealer
from zhenzhi.kernel.problem import Conflict
from zhenzhi.matter import keys, proofs
from zhenzhi.services import acts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def without_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder as a restored backup leaves it: files and no keys."""
    folder = tmp_path / "restored"
    folder.mkdir()
    monkeypatch.setattr(settings, "DATA", folder)
    return folder


def test_a_whole_ledger_is_told_with_its_entries(capsys: pytest.CaptureFixture[str]) -> None:
    sealed_paper.make()
    sealer.seal_all()
    assert verify_ledger.run(argparse.Namespace()) == 0
    told = capsys.readouterr().out
    assert f"共 {sealer.size()} 条已封存记录" in told
    assert "尚未封存" not in told


def test_unsealed_entries_are_counted_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    sealer.seal_all()
    acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))
    waiting = sealer.waiting()
    assert waiting > 0
    assert verify_ledger.run(argparse.Namespace()) == 0
    assert f"另有 {waiting} 条记录已提交、尚未封存" in capsys.readouterr().out


def test_verify_ledger_without_the_key_says_so_and_makes_none(
    without_keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify_ledger.run(argparse.Namespace()) == 1
    told = capsys.readouterr().out
    assert "台账完整" in told, "the tree itself needs no key"
    assert "缺少本县密钥" in told
    assert "restore --keys" in told
    assert list(without_keys.iterdir()) == []


def test_nothing_but_founding_makes_keys(without_keys: Path) -> None:
    for needs in (lambda: checkpoint.run(argparse.Namespace()), proofs.write_trust, keys.authority, keys.ledger_key):
        with pytest.raises(Conflict) as caught:
            needs()
        assert caught.value.code == "key_missing"
    assert list(without_keys.iterdir()) == []
    keys.found()
    assert proofs.write_trust().ledger_key == note.public_text(keys.ledger_key())


def test_founding_again_keeps_keys_that_were_put_back(without_keys: Path) -> None:
    keys.found()
    before = {path: path.read_bytes() for path in without_keys.rglob("*") if path.is_file()}
    keys.found()
    assert {path: path.read_bytes() for path in without_keys.rglob("*") if path.is_file()} == before


def test_a_strangers_key_signs_nothing(without_keys: Path, data_folder: Path) -> None:
    keys.found()
    proofs.publish()
    keys.ledger_file().unlink()
    note.make_key(keys.ledger_file())
    with pytest.raises(Conflict) as caught:
        proofs.publish()
    assert caught.value.code == "foreign_key"
