"""That the ledger only grew (一致性证明): what shows that a later checkpoint continues an earlier one. Pure.

Beside each published checkpoint lies a file with the consistency proof (RFC 6962 2.1.2) from the one before. Whoever
keeps an old checkpoint can so see that nothing before it was changed or taken out.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import orjson

from zhenzhi.kernel import merkle
from zhenzhi.kernel.note import Head
from zhenzhi.kernel.problem import Invalid

FORMAT = "zhenzhi-growth/1"
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Growth:
    """The way from the tree of `old` entries to that of `new`."""

    old: int
    new: int
    path: tuple[bytes, ...]

    def write(self) -> bytes:
        """The file."""
        told = {"format": FORMAT, "old": self.old, "new": self.new, "proof": [part.hex() for part in self.path]}
        return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)

    @classmethod
    def read(cls, raw: bytes) -> "Growth":
        """Read such a file in its one written form. Raises Invalid, in words, for anything else."""
        try:
            told = orjson.loads(raw)
            if type(told["old"]) is not int or type(told["new"]) is not int:
                raise ValueError
            if not all(_HEX.fullmatch(part) for part in told["proof"]):
                raise ValueError
            found = cls(told["old"], told["new"], tuple(bytes.fromhex(part) for part in told["proof"]))
            if found.write() != raw:
                raise ValueError
        except (ValueError, TypeError, KeyError):
            raise Invalid(
                "growth_format",
                "一致性证明文件不完整或被改动，无法读取。请重新下载。",
                "The consistency file is incomplete or was altered and cannot be read. Download it again.",
            ) from None
        return found


@dataclass(frozen=True, slots=True)
class Step:
    """From one checkpoint to the next: whether it is shown that the ledger only grew. None: no proof is at hand."""

    older: Head
    newer: Head
    held: bool | None


def steps(heads: Iterable[Head], proofs: Iterable[Growth]) -> list[Step]:
    """Judge each pair of neighbouring heads of one ledger, by size; heads of one size must have one root."""
    known = {(one.old, one.new): one.path for one in proofs}
    ordered = sorted(set(heads), key=lambda head: (head.size, head.root))
    return [Step(older, newer, _held(older, newer, known)) for older, newer in pairwise(ordered)]


def _held(older: Head, newer: Head, known: dict[tuple[int, int], tuple[bytes, ...]]) -> bool | None:
    if older.size in (0, newer.size):
        return merkle.verify_consistency(older.size, newer.size, [], older.root, newer.root)
    path = known.get((older.size, newer.size))
    return None if path is None else merkle.verify_consistency(older.size, newer.size, path, older.root, newer.root)
