"""Checkpoints (签名检查点): signed tree heads that are published, so that nobody can rewrite the ledger unseen.

Their signed text is in `note`, what joins one to the next in `growth`; neither needs a database.
"""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from zhenzhi.kernel import clock, merkle, note, sealer
from zhenzhi.kernel.growth import Growth
from zhenzhi.kernel.models import Checkpoint
from zhenzhi.kernel.note import Head


def publish(origin: str, key: Ed25519PrivateKey, folder: Path | None = None) -> Checkpoint:
    """Seal what is committed, sign the head, keep it and write it to the folder of published checkpoints."""
    sealer.seal_all()
    with transaction.atomic():
        size = sealer.size()
        root, at = sealer.root(size), clock.now()
        made = Checkpoint.objects.create(size=size, root=root, at=at, note=note.sign(Head(origin, size, root), key))
    if folder is not None:
        _write(made, folder)
    return made


def _write(made: Checkpoint, folder: Path) -> None:
    """Write a checkpoint and its growth; where the one before is not in the folder (restored), all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    older = Checkpoint.objects.filter(size__lt=made.size).order_by("-size", "-at").first()
    if older is None or _note_file(folder, older.size).exists():
        _write_one(made, older, folder)
        return
    before = None
    for kept in Checkpoint.objects.filter(size__lte=made.size).order_by("size", "at").distinct("size"):
        _write_one(kept, before, folder)
        before = kept


def _write_one(made: Checkpoint, older: Checkpoint | None, folder: Path) -> None:
    if older is not None and older.size:
        path = merkle.consistency_proof(sealer.DatabaseNodes(), older.size, made.size)
        growth = Growth(older.size, made.size, tuple(path))
        (folder / f"{made.size:012d}.growth.json").write_bytes(growth.write())
    _note_file(folder, made.size).write_text(made.note, encoding="utf-8")


def _note_file(folder: Path, size: int) -> Path:
    return folder / f"{size:012d}.txt"


def faults(public: str) -> list[str]:
    """Checkpoints whose signature or root no longer holds against the ledger as it is."""
    problems = []
    total = sealer.size()
    for kept in Checkpoint.objects.order_by("size"):
        head = note.read(kept.note, public)
        if head is None:
            problems.append(f"the checkpoint of {kept.at:%Y-%m-%d %H:%M} is not signed by this county's key")
        elif head.size > total or sealer.root(head.size) != head.root:
            problems.append(f"the ledger no longer has the root that was signed at {head.size} entries")
    return problems
