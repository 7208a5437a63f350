"""Checkpoints (签名检查点): signed tree heads that are published, so that nobody can rewrite the ledger unseen.

The signed text is the checkpoint format of transparency logs: origin, size, root in base64, each on a line. The key is
Ed25519, kept in a file of the county (0600); its public half goes into the trust file that verifiers pin.
"""

import base64
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import transaction

from zhenzhi.kernel import clock, sealer
from zhenzhi.kernel.models import Checkpoint


@dataclass(frozen=True, slots=True)
class Head:
    """A tree head: `size` entries have this `root` (32 bytes) in the ledger named `origin`."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def _key_hash(origin: str, public: bytes) -> bytes:
    return hashlib.sha256(origin.encode() + b"\n\x01" + public).digest()[:4]


def open_key(path: Path) -> Ed25519PrivateKey:
    """The county's ledger key; made at first use, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(made)
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path.name} is no Ed25519 key")
    return key


def public_text(key: Ed25519PrivateKey) -> str:
    """The public key as it stands in a trust file, base64."""
    return base64.b64encode(_raw(key.public_key())).decode()


def sign(head: Head, key: Ed25519PrivateKey) -> str:
    """The signed note: the head's text, an empty line, and the signature line."""
    text = head.text()
    signature = _key_hash(head.origin, _raw(key.public_key())) + key.sign(text.encode())
    return f"{text}\n\u2014 {head.origin} {base64.b64encode(signature).decode()}\n"


def read(note: str, public: str) -> Head | None:
    """The head of a signed note, if its signature is by this public key (base64); otherwise None."""
    try:
        text, lines = note.split("\n\n", 1)
        text += "\n"
        origin, size, root = text.splitlines()
        dash, name, encoded = lines.strip().split(" ")
        raw, blob = base64.b64decode(public), base64.b64decode(encoded, validate=True)
        if dash != "\u2014" or name != origin or blob[:4] != _key_hash(origin, raw):
            return None
        Ed25519PublicKey.from_public_bytes(raw).verify(blob[4:], text.encode())
        return Head(origin, int(size), base64.b64decode(root, validate=True))
    except (ValueError, InvalidSignature):
        return None


def publish(origin: str, key: Ed25519PrivateKey, folder: Path | None = None) -> Checkpoint:
    """Seal what is committed, sign the head, keep it and write it to the folder of published checkpoints."""
    sealer.seal_all()
    with transaction.atomic():
        size = sealer.size()
        root = sealer.root(size)
        made = Checkpoint.objects.create(size=size, root=root, at=clock.now(), note=sign(Head(origin, size, root), key))
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{size:012d}.txt").write_text(made.note, encoding="utf-8")
    return made


def faults(public: str) -> list[str]:
    """Checkpoints whose signature or root no longer holds against the ledger as it is."""
    problems = []
    total = sealer.size()
    for kept in Checkpoint.objects.order_by("size"):
        head = read(kept.note, public)
        if head is None:
            problems.append(f"the checkpoint of {kept.at:%Y-%m-%d %H:%M} is not signed by this county's key")
        elif head.size > total or sealer.root(head.size) != head.root:
            problems.append(f"the ledger no longer has the root that was signed at {head.size} entries")
    return problems
