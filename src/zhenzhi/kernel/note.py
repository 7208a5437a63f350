"""Signed notes (签名检查点文本): the published form of a tree head. Pure: a verifier needs no database.

The text is the checkpoint format of transparency logs: origin, size, root in base64, each on a line. The key is
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


@dataclass(frozen=True, slots=True)
class Head:
    """A tree head: `size` entries have this `root` (32 bytes) in the ledger named `origin` (no spaces)."""

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


def make_key(path: Path) -> None:
    """Make a county's ledger key, readable by its owner only; a key that is there already stays."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    made = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _create(path, made)


def read_key(path: Path) -> Ed25519PrivateKey:
    """The county's ledger key. Raises FileNotFoundError: reading never makes one."""
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path.name} is no Ed25519 key")
    return key


def _create(path: Path, made: bytes) -> None:
    """Put the whole file in place at once; of two programs that make a key at one moment, the first one's stays."""
    own = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(made)
    try:
        os.link(own, path)
    except FileExistsError:
        pass
    finally:
        own.unlink()


def public_text(key: Ed25519PrivateKey) -> str:
    """The public key as it stands in a trust file, base64."""
    return base64.b64encode(_raw(key.public_key())).decode()


def sign(head: Head, key: Ed25519PrivateKey) -> str:
    """The signed note: the head's text, an empty line, and the signature line."""
    blob = _key_hash(head.origin, _raw(key.public_key())) + key.sign(head.text().encode())
    return _note(head, blob)


def _note(head: Head, blob: bytes) -> str:
    return f"{head.text()}\n\u2014 {head.origin} {base64.b64encode(blob).decode()}\n"


def read(note: str, public: str) -> Head | None:
    """The head of a signed note, if its signature is by this public key (base64); otherwise None.

    Strict: a note that differs from its one written form in any character is not accepted.
    """
    try:
        origin, size, root, _, line = note.splitlines()
        head = Head(origin, int(size), base64.b64decode(root, validate=True))
        raw, blob = base64.b64decode(public, validate=True), base64.b64decode(line.rpartition(" ")[2], validate=True)
        if note != _note(head, blob) or blob[:4] != _key_hash(origin, raw):
            return None
        Ed25519PublicKey.from_public_bytes(raw).verify(blob[4:], head.text().encode())
    except (ValueError, InvalidSignature):
        return None
    return head
