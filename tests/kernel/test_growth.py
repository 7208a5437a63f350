"""Consistency between checkpoints: only a tree that grew passes; what is missing or forged does not."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from zhenzhi.kernel import growth, merkle
from zhenzhi.kernel.growth import Growth
from zhenzhi.kernel.note import Head
from zhenzhi.kernel.problem import Invalid

ENTRIES = [bytes([number]) for number in range(60)]


def _tree(entries: list[bytes]) -> merkle.MemoryNodes:
    nodes = merkle.MemoryNodes()
    merkle.extend(nodes, 0, entries)
    return nodes


def _head(nodes: merkle.MemoryNodes, size: int) -> Head:
    return Head("zhenzhi/990101", size, merkle.root(nodes, size))


def _growth(nodes: merkle.MemoryNodes, old: int, new: int) -> Growth:
    return Growth(old, new, tuple(merkle.consistency_proof(nodes, old, new)))


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6))
def test_every_chain_of_heads_of_one_tree_holds(sizes: list[int]) -> None:
    nodes, ordered = _tree(ENTRIES), sorted(set(sizes))
    proofs = [_growth(nodes, old, new) for old, new in pairwise(ordered)]
    found = growth.steps([_head(nodes, size) for size in sizes], proofs)
    assert len(found) == len(ordered) - 1
    assert all(step.held for step in found)


@given(st.integers(1, 58), st.integers(0, 57), st.data())
def test_a_rewritten_entry_never_passes(old: int, rewritten: int, data: st.DataObject) -> None:
    new = data.draw(st.integers(old + 1, 60))
    rewritten %= old
    other = _tree([b"x" if place == rewritten else one for place, one in enumerate(ENTRIES)])
    for proof in (_growth(other, old, new), _growth(_tree(ENTRIES), old, new)):
        (step,) = growth.steps([_head(_tree(ENTRIES), old), _head(other, new)], [proof])
        assert step.held is False


def test_a_missing_proof_is_not_a_passed_one() -> None:
    nodes = _tree(ENTRIES)
    (step,) = growth.steps([_head(nodes, 7), _head(nodes, 30)], [_growth(nodes, 7, 29)])
    assert step.held is None


def test_two_roots_of_one_size_do_not_pass() -> None:
    (step,) = growth.steps([_head(_tree(ENTRIES), 9), _head(_tree(ENTRIES[1:]), 9)], [])
    assert step.held is False


@given(st.integers(1, 59), st.data())
def test_any_other_byte_is_refused_or_does_not_pass(old: int, data: st.DataObject) -> None:
    nodes = _tree(ENTRIES)
    raw = bytearray(_growth(nodes, old, 60).write())
    assert Growth.read(bytes(raw)) == _growth(nodes, old, 60)
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        found = Growth.read(bytes(raw))
    except Invalid:
        return
    steps = growth.steps([_head(nodes, old), _head(nodes, 60)], [found])
    assert [step.held for step in steps] in ([None], [False])
