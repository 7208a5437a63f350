"""Merkle tree of the ledger (RFC 6962; verifiers by RFC 9162 2.1.3.2 and 2.1.4.2), SHA-256.

Leaf hash = H(0x00 || entry), node hash = H(0x01 || left || right). Only complete subtrees are stored, at
most 2n nodes: node (level, index) covers the entries [index·2^level, (index+1)·2^level). They never change,
so a table that can only be inserted into may hold them, and any Certificate Transparency tool can check the
roots.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

EMPTY_ROOT = sha256(b"").digest()


@dataclass(frozen=True, slots=True)
class Node:
    """A complete subtree to be stored."""

    level: int
    index: int
    hash: bytes


class NodeStore(Protocol):
    """Where nodes are kept. `get` is asked only for nodes that were put."""

    def get(self, level: int, index: int) -> bytes: ...

    def put(self, level: int, index: int, hash: bytes) -> None: ...


class MemoryNodes:
    """A store in memory: for a batch's own subtree and for checking."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[int, int], bytes] = {}

    def get(self, level: int, index: int) -> bytes:
        return self._nodes[level, index]

    def put(self, level: int, index: int, hash: bytes) -> None:
        self._nodes[level, index] = hash


def leaf_hash(entry: bytes) -> bytes:
    """Hash of an entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two neighbouring subtrees."""
    return sha256(b"\x01" + left + right).digest()


def grow(store: NodeStore, size: int, entries: Sequence[bytes]) -> list[Node]:
    """The nodes that adding `entries` to a tree of `size` makes complete, leaves first; nothing is put.

    For one bulk insert; reads at most one stored node a level.
    """
    hashes = [leaf_hash(entry) for entry in entries]
    new: list[Node] = []
    level, first = 0, size
    while hashes:
        new.extend(Node(level, first + i, value) for i, value in enumerate(hashes))
        if first % 2:
            hashes.insert(0, store.get(level, first - 1))
        hashes = [node_hash(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=False)]
        level, first = level + 1, first // 2
    return new


def extend(store: NodeStore, size: int, entries: Sequence[bytes]) -> int:
    """Add entries to a tree of `size` and put their nodes; the new size."""
    for node in grow(store, size, entries):
        store.put(node.level, node.index, node.hash)
    return size + len(entries)


def append(store: NodeStore, size: int, entry: bytes) -> int:
    """Add one entry; the new size."""
    return extend(store, size, [entry])


def root(store: NodeStore, size: int) -> bytes:
    """Root of the first `size` entries; the hash of nothing for 0."""
    return _range_hash(store, 0, size) if size else EMPTY_ROOT


def root_of(entries: Sequence[bytes]) -> bytes:
    """Root of a list that is kept in no store, e.g. the rows of a batch entry."""
    nodes = MemoryNodes()
    return root(nodes, extend(nodes, 0, entries))


def inclusion_proof(store: NodeStore, index: int, size: int) -> list[bytes]:
    """Audit path of entry `index` (from 0) in the tree of `size`, from the leaf upwards (RFC 6962 2.1.1).

    Raises ValueError if there is no such entry.
    """
    if not 0 <= index < size:
        raise ValueError(f"No entry {index} in a tree of {size}.")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_hash(store, middle, end))
            end = middle
        else:
            path.append(_range_hash(store, start, middle))
            start = middle
    return path[::-1]


def consistency_proof(store: NodeStore, old: int, new: int) -> list[bytes]:
    """Proof that the tree of `new` entries begins with the tree of `old` (RFC 6962 2.1.2).

    Empty if `old` is 0 or `new`. Raises ValueError if `old` is beyond `new`.
    """
    if not 0 <= old <= new:
        raise ValueError(f"A tree of {new} does not begin with {old} entries.")
    if old in (0, new):
        return []
    path: list[bytes] = []
    start, end = 0, new
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_range_hash(store, middle, end))
            end = middle
        else:
            path.append(_range_hash(store, start, middle))
            start = middle
    if start:
        path.append(_range_hash(store, start, end))
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether leaf hash `leaf` stands at `index` in the tree of `size` with this root (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    number, last, value = index, size - 1, leaf
    for part in path:
        if last == 0:
            return False
        if number & 1 or number == last:
            value = node_hash(part, value)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            value = node_hash(value, part)
        number, last = number >> 1, last >> 1
    return last == 0 and value == root


def verify_consistency(old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the tree of `new` begins with that of `old`, given their roots (RFC 9162 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old in (0, new):
        return not path and old_root == (EMPTY_ROOT if old == 0 else new_root)
    parts = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not path:
        return False
    number, last = old - 1, new - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    was = now = parts[0]
    for part in parts[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            was, now = node_hash(part, was), node_hash(part, now)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            now = node_hash(now, part)
        number, last = number >> 1, last >> 1
    return last == 0 and was == old_root and now == new_root


def _split(size: int) -> int:
    """The largest power of two below `size` (k < n ≤ 2k)."""
    return 1 << ((size - 1).bit_length() - 1)


def _range_hash(store: NodeStore, start: int, end: int) -> bytes:
    """Hash of the entries [start, end); `start` is a multiple of a power of two not below their number."""
    size = end - start
    if size & (size - 1) == 0:
        return store.get(size.bit_length() - 1, start // size)
    middle = start + _split(size)
    return node_hash(_range_hash(store, start, middle), _range_hash(store, middle, end))
