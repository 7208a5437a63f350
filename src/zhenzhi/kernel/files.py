"""Files (文件): kept under their SHA-256, written whole or not at all, never changed."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from zhenzhi.kernel.problem import NotFound

_DIGEST = re.compile(r"[0-9a-f]{64}")


def path_of(root: Path, digest: str) -> Path:
    """Where a file with this SHA-256 (hex) is kept. Raises NotFound for anything that is no digest."""
    if not _DIGEST.fullmatch(digest):
        raise NotFound
    return root / digest[:2] / digest


def keep(root: Path, content: bytes) -> str:
    """Keep a file; returns its SHA-256 in hex. On a full disk nothing is left behind and OSError is raised."""
    digest = hashlib.sha256(content).hexdigest()
    target = path_of(root, digest)
    if target.exists():
        return digest
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return digest


def read(root: Path, digest: str) -> bytes:
    """The content of a kept file. Raises NotFound if it is not there or no longer what its name says."""
    try:
        content = path_of(root, digest).read_bytes()
    except FileNotFoundError:
        raise NotFound from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise NotFound
    return content
