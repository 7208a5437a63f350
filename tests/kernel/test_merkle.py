"""The ledger's tree against RFC 6962's published vectors and against pymerkle as an oracle."""

from hashlib import sha256

import pymerkle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhenzhi.kernel.merkle import (
    EMPTY_ROOT,
    MemoryNodes,
    append,
    consistency_proof,
    extend,
    grow,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# The reference entries and roots of Certificate Transparency's own test suite.
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
SIZE = 70


def _tree(size: int) -> MemoryNodes:
    nodes = MemoryNodes()
    extend(nodes, 0, [str(i).encode() for i in range(size)])
    return nodes


def _oracle(size: int) -> pymerkle.InmemoryTree:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    tree.append_entries(str(i).encode() for i in range(size))
    return tree


@pytest.mark.parametrize("size", ROOTS)
def test_roots_of_the_reference_entries(size: int) -> None:
    assert root_of(ENTRIES[:size]).hex() == ROOTS[size]


def test_root_of_nothing() -> None:
    assert root_of([]) == root(MemoryNodes(), 0) == EMPTY_ROOT == sha256(b"").digest()


def test_roots_and_proofs_equal_the_oracle() -> None:
    """Every past size of one store; every entry's path; every pair of sizes."""
    nodes, oracle = _tree(SIZE), _oracle(SIZE)
    for size in range(1, SIZE + 1):
        assert root(nodes, size) == oracle.get_root(size)
        for index in range(size):
            ours, theirs = inclusion_proof(nodes, index, size), oracle.prove_inclusion(index + 1, size)
            assert [leaf_hash(str(index).encode()), *ours] == theirs.path


def test_oracle_accepts_our_roots_for_its_consistency_proofs() -> None:
    nodes, oracle = _tree(SIZE), _oracle(SIZE)
    for new in range(1, SIZE + 1):
        for old in range(1, new + 1):
            proof = oracle.prove_consistency(old, new)
            pymerkle.verify_consistency(root(nodes, old), root(nodes, new), proof)


def test_proofs_are_those_of_the_example_in_rfc_6962_2_1_3() -> None:
    """Seven entries: leaves a b c d e f j, pairs g h i, k = (g, h), l = (i, j)."""
    nodes = _tree(7)
    a, b, c, d, e, f, j = (nodes.get(0, i) for i in range(7))
    g, h, i = (nodes.get(1, n) for n in range(3))
    k, l = nodes.get(2, 0), node_hash(i, j)  # noqa: E741
    assert (g, h, i, k) == (node_hash(a, b), node_hash(c, d), node_hash(e, f), node_hash(g, h))
    assert inclusion_proof(nodes, 0, 7) == [b, h, l]
    assert inclusion_proof(nodes, 3, 7) == [c, g, l]
    assert inclusion_proof(nodes, 4, 7) == [f, j, k]
    assert inclusion_proof(nodes, 6, 7) == [i, k]
    assert consistency_proof(nodes, 3, 7) == [c, d, g, l]
    assert consistency_proof(nodes, 4, 7) == [l]
    assert consistency_proof(nodes, 6, 7) == [i, j, k]


def test_every_inclusion_verifies_and_nothing_else() -> None:
    nodes = _tree(33)
    for size in (1, 2, 3, 7, 8, 9, 31, 32, 33):
        head = root(nodes, size)
        for index in range(size):
            leaf, path = leaf_hash(str(index).encode()), inclusion_proof(nodes, index, size)
            assert verify_inclusion(leaf, index, size, path, head)
            assert not verify_inclusion(leaf, size, size, path, head)
            assert not verify_inclusion(leaf_hash(b"forged"), index, size, path, head)
            assert not verify_inclusion(leaf, index, size, [*path, head], head)
            assert not any(verify_inclusion(leaf, other, size, path, head) for other in range(size) if other != index)
            for i in range(len(path)):
                assert not verify_inclusion(leaf, index, size, path[:i] + path[i + 1 :], head)
                assert not verify_inclusion(leaf, index, size, [*path[:i], bytes(32), *path[i + 1 :]], head)


def test_every_consistency_verifies_and_nothing_else() -> None:
    nodes = _tree(33)
    for new in range(34):
        for old in range(new + 1):
            path, before, after = consistency_proof(nodes, old, new), root(nodes, old), root(nodes, new)
            assert verify_consistency(old, new, path, before, after)
            assert not verify_consistency(old, new, path, bytes(32), after)
            assert not verify_consistency(old, new, [*path, bytes(32)], before, after)
            if old:
                assert not verify_consistency(old, new, path, before, bytes(32))
            for i in range(len(path)):
                assert not verify_consistency(old, new, path[:i] + path[i + 1 :], before, after)
                forged = [*path[:i], bytes(32), *path[i + 1 :]]
                assert not verify_consistency(old, new, forged, before, after)
    too_short = consistency_proof(nodes, 1, 3)
    assert not verify_consistency(1, 8, too_short, root(nodes, 1), root(nodes, 3))
    assert not verify_consistency(5, 4, [], root(nodes, 5), root(nodes, 4))


def test_changed_past_cannot_be_proved_consistent() -> None:
    honest, forged = _tree(10), MemoryNodes()
    extend(forged, 0, [b"changed", *(str(i).encode() for i in range(1, 20))])
    path = consistency_proof(forged, 10, 20)
    assert not verify_consistency(10, 20, path, root(honest, 10), root(forged, 20))


@settings(deadline=None)
@given(batches=st.lists(st.lists(st.binary(max_size=8), max_size=20), max_size=8))
def test_batches_make_the_same_tree_as_single_entries(batches: list[list[bytes]]) -> None:
    bulk, single, size = MemoryNodes(), MemoryNodes(), 0
    for batch in batches:
        new = grow(bulk, size, batch)
        assert len({(node.level, node.index) for node in new}) == len(new)
        for node in new:
            bulk.put(node.level, node.index, node.hash)
        for entry in batch:
            size = append(single, size, entry)
        assert root(bulk, size) == root(single, size)
    entries = [entry for batch in batches for entry in batch]
    assert root(bulk, size) == root_of(entries)


def test_store_holds_fewer_than_two_nodes_an_entry() -> None:
    for size in (1, 2, 3, 64, 100):
        assert size <= len(grow(MemoryNodes(), 0, [b""] * size)) < 2 * size


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_no_proof_for_an_entry_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="No entry"):
        inclusion_proof(_tree(3), index, size)


def test_no_consistency_with_a_longer_past() -> None:
    with pytest.raises(ValueError, match="does not begin"):
        consistency_proof(_tree(3), 3, 2)
