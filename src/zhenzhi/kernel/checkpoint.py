"""Checkpoints (签名检查点): signed tree heads that are published, so that nobody can rewrite the ledger unseen.

Their signed text is in `note`, which needs no database.
"""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from zhenzhi.kernel import clock, note, sealer
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
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{size:012d}.txt").write_text(made.note, encoding="utf-8")
    return made


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
