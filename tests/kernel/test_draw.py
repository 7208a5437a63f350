"""Reproducible draws: replay, fairness, tampering, redraws that keep both lists."""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenzhi.kernel.canonical import Json
from zhenzhi.kernel.clock import at_beijing
from zhenzhi.kernel.draw import Commitment, Promise, _below, again, commit, entropy_of, run
from zhenzhi.kernel.draw_file import announce, publish, read_commitment, replay
from zhenzhi.kernel.problem import Invalid

COMMITTED = at_beijing(date(2026, 11, 2), 9)
ENTROPY = bytes(range(32))
ITEMS = st.text(min_size=1, max_size=8, alphabet="甲乙丙丁0123abc")
LISTS = st.lists(ITEMS, min_size=1, max_size=30, unique=True)


def _file(commitment: Commitment, entropy: bytes, previous: dict[str, Json] | None = None) -> dict[str, Json]:
    return publish(
        run(commitment, entropy),
        committed_at=COMMITTED,
        drawn_at=COMMITTED + timedelta(hours=1),
        source="见证人掷骰子",
        witness="王见证",
        previous=previous,
    )


def _words(digest: str, entropy: bytes) -> Iterator[int]:
    for counter in count():
        message = bytes.fromhex(digest) + counter.to_bytes(8, "big")
        block = hmac.new(entropy, message, hashlib.sha256).digest()
        yield from (int.from_bytes(block[i : i + 8], "big") for i in (0, 8, 16, 24))


def _second_implementation(items: list[str], pick: int, digest: str, entropy: bytes) -> list[str]:
    """The published method written down once more, with the standard library only."""
    stream, pool = _words(digest, entropy), sorted(items)
    for i in range(pick):
        bound = len(items) - i
        word = next(word for word in stream if word < 2**64 - 2**64 % bound)
        j = i + word % bound
        pool[i], pool[j] = pool[j], pool[i]
    return pool[:pick]


@given(items=LISTS, data=st.data(), entropy=st.binary(min_size=16, max_size=64))
def test_T101_draw_follows_the_published_method(items: list[str], data: st.DataObject, entropy: bytes) -> None:
    pick = data.draw(st.integers(1, len(items)))
    commitment = commit(items, pick, "双随机第1批")
    chosen = run(commitment, entropy).chosen
    assert list(chosen) == _second_implementation(items, pick, commitment.digest, entropy)
    assert len(set(chosen)) == pick
    assert set(chosen) <= set(items)


@given(items=LISTS, data=st.data(), hash_name=st.sampled_from(["sha256", "sm3"]))
def test_T101_published_file_replays_after_a_round_through_json(
    items: list[str], data: st.DataObject, hash_name: str
) -> None:
    pick = data.draw(st.integers(1, len(items)))
    published = _file(commit(items, pick, "摇号", hash_name=hash_name), ENTROPY)
    assert replay(json.loads(json.dumps(published))) == []


@given(items=LISTS, seed=st.randoms())
def test_order_of_entry_changes_nothing(items: list[str], seed: object) -> None:
    shuffled = sorted(items, key=lambda item: hashlib.sha256(f"{seed}{item}".encode()).digest())
    assert commit(items, 1, "x") == commit(shuffled, 1, "x")


def test_words_that_would_favour_small_numbers_are_thrown_away() -> None:
    assert _below(iter([2**64 - 1, 2**64 - 6, 17]), 10) == 7
    assert _below(iter([2**64 - 7]), 10) == 9


def test_draw_is_even() -> None:
    """Five candidates, 5,000 draws, entropies fixed beforehand: tallies within five deviations of 1,000."""
    commitment = commit("甲乙丙丁戊", 5, "均匀性")
    firsts, lasts = Counter[str](), Counter[str]()
    for i in range(5000):
        chosen = run(commitment, i.to_bytes(16, "big")).chosen
        firsts[chosen[0]] += 1
        lasts[chosen[-1]] += 1
    for tally in (firsts, lasts):
        assert len(tally) == 5
        assert all(abs(n - 1000) < 5 * 28.3 for n in tally.values())


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("commitment", "items", 0), "企业00", "draw_digest"),
        (("commitment", "title"), "另一次", "draw_digest"),
        (("commitment", "pick"), 2, "draw_digest"),
        (("commitment", "hash"), "sm3", "draw_digest"),
        (("commitment", "method"), "other/1", "draw_unreadable"),
        (("commitment", "pick"), 99, "draw_unreadable"),
        (("commitment", "pick"), True, "draw_unreadable"),
        (("entropy",), "00" * 32, "draw_result"),
        (("entropy",), "00", "draw_unreadable"),
        (("entropy",), "zz", "draw_unreadable"),
        (("digest",), "00" * 32, "draw_digest"),
        (("chosen", 0), "企业9", "draw_result"),
        (("chosen",), [], "draw_result"),
        (("committed_at",), "2026-11-03T00:00:00Z", "draw_order"),
        (("drawn_at",), "gestern", "draw_unreadable"),
        (("commitment",), None, "draw_unreadable"),
        (("previous",), {"digest": "00"}, "draw_previous"),
    ],
)
def test_T101_tampering_is_detected(path: tuple[str | int, ...], value: object, code: str) -> None:
    commitment = commit([f"企业{i}" for i in range(10)], 3, "双随机第2批")
    assert run(commitment, ENTROPY).chosen[0] != "企业9"
    published = json.loads(json.dumps(_file(commitment, ENTROPY)))
    spot = published
    for key in path[:-1]:
        spot = spot[key]
    spot[path[-1]] = value
    assert code in [finding.code for finding in replay(published)]


@given(st.recursive(st.none() | st.integers() | st.text(), lambda p: st.dictionaries(st.text(), p), max_leaves=5))
def test_replay_of_rubbish_gives_findings_not_errors(rubbish: object) -> None:
    files = [{"commitment": rubbish}, rubbish if isinstance(rubbish, dict) else {}]
    for file in files:
        assert [finding.code for finding in replay(file)] == ["draw_unreadable"]


def test_LAW_52_redraw_keeps_both_lists() -> None:
    first = commit(["检查员甲", "检查员乙", "检查员丙", "检查员丁"], 2, "抽取检查人员")
    first_file = _file(first, ENTROPY)
    reasons = {"检查员甲": "与检查对象有利害关系，回避", "检查员戊": "补足人数"}
    second = again(first, ["检查员乙", "检查员丙", "检查员丁", "检查员戊"], 2, reasons)
    assert second.previous == first.digest
    second_file = _file(second, b"another entropy, 24 bytes", previous=first_file)
    assert replay(second_file) == []
    assert second_file["previous"] == first_file


def test_LAW_52_redraw_without_the_former_draw_or_with_another_list_is_detected() -> None:
    first = commit(["甲", "乙", "丙", "丁"], 2, "抽取检查人员")
    second = again(first, ["乙", "丙", "丁"], 2, {"甲": "回避"})
    with pytest.raises(Invalid, match="draw_previous"):
        _file(second, ENTROPY)
    for quiet_items in (("丙", "乙"), ("丁", "丙", "乙", "戊")):
        quiet = Commitment(first.title, tuple(sorted(quiet_items)), 2, "sha256", first.digest, {"甲": "回避"})
        with pytest.raises(Invalid, match="draw_changed"):
            _file(quiet, ENTROPY, previous=_file(first, ENTROPY))


def test_LAW_52_a_draw_that_was_announced_and_never_made_can_be_replaced() -> None:
    first = commit(["甲", "乙", "丙"], 1, "x")
    second = again(first, first.items, 1, {})
    assert replay(_file(second, ENTROPY, previous=announce(first, COMMITTED))) == []


@pytest.mark.parametrize("changed", [{}, {"甲": " "}, {"甲": "回避", "生人": "回避"}, {"乙": "回避"}])
def test_LAW_52_every_difference_of_the_lists_needs_a_name_and_a_reason(changed: dict[str, str]) -> None:
    with pytest.raises(Invalid, match="draw_changed"):
        again(commit(["甲", "乙"], 1, "x"), ["乙"], 1, changed)


AFTER = COMMITTED + timedelta(minutes=30)


def _promised(public: str = "", figure: str = "", note: str = "signed note") -> dict[str, Json]:
    """A file whose entropy was promised."""
    commitment = commit([f"企业{i}" for i in range(10)], 3, "双随机第3批", promise=Promise(AFTER, public))
    return publish(
        run(commitment, entropy_of(commitment, note, figure)),
        committed_at=COMMITTED, drawn_at=AFTER, source="检查点", witness="", beacon={"note": note, "public": figure},
    )  # fmt: skip


@given(note=st.text(max_size=40), figure=st.text(min_size=1, max_size=9).filter(str.strip), public=st.booleans())
def test_T101_promised_entropy_replays_after_a_round_through_json(note: str, figure: str, public: bool) -> None:
    told = _promised("次日福彩3D号码", figure, note) if public else _promised(note=note)
    read = json.loads(json.dumps(told))
    assert replay(read) == []
    assert read_commitment(read["commitment"]).as_json() == told["commitment"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"beacon": {"note": "another note", "public": ""}}, "draw_entropy"),
        ({"beacon": {"note": "signed note", "public": "372"}}, "draw_entropy"),
        ({"beacon": None}, "draw_unreadable"),
        ({"drawn_at": (COMMITTED + timedelta(minutes=29)).isoformat()}, "draw_order"),
        ({"committed_at": AFTER.isoformat()}, "draw_order"),
    ],
)
def test_T101_entropy_other_than_promised_is_detected(change: dict[str, object], code: str) -> None:
    assert code in [finding.code for finding in replay(_promised() | change)]


def test_T101_a_promised_figure_must_come_and_an_unpromised_beacon_not() -> None:
    with pytest.raises(Invalid, match="draw_entropy"):
        _promised("次日福彩3D号码", "")
    with pytest.raises(Invalid, match="draw_entropy"):
        _promised("", "372")
    told = _file(commit(["甲", "乙"], 1, "x"), ENTROPY) | {"beacon": {"note": "", "public": ""}}
    assert [finding.code for finding in replay(told)] == ["draw_entropy"]


@pytest.mark.parametrize(
    ("items", "pick", "hash_name", "code"),
    [
        (["甲", "甲"], 1, "sha256", "draw_items"),
        (["甲", ""], 1, "sha256", "draw_items"),
        (["甲"], 2, "sha256", "draw_pick"),
        (["甲"], 0, "sha256", "draw_pick"),
        ([], 1, "sha256", "draw_pick"),
        (["甲"], 1, "md5", "draw_hash"),
    ],
)
def test_unfit_lists_are_refused(items: list[str], pick: int, hash_name: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        commit(items, pick, "x", hash_name=hash_name)


def test_short_entropy_is_refused() -> None:
    with pytest.raises(Invalid, match="draw_entropy"):
        run(commit(["甲"], 1, "x"), b"short")
