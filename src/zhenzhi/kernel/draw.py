"""Reproducible draws (抽签、摇号、双随机; T101, LAW-52): commit, then entropy, then result; open to replay.

1. `commit` fixes the ordered list, how many are picked, where the entropy will come from and, for a redraw, who left
   or joined the list and why; its digest is published first.
2. Entropy that nobody knew at that time is published: as promised, the first signed checkpoint of the ledger after a
   named instant, with a public figure if one was named; or dice before a witness.
3. `run` computes the result from these two alone. `draw_file.replay` does it again from the published file.

Whoever draws can neither choose nor foresee the checkpoint: it is signed over entries with random keys and salts. Who
holds the machine and its key could try several; a public figure named beforehand binds them too.

Method `zhenzhi-draw/1`: words of 64 bits from HMAC(entropy, commitment digest || counter), rejection
sampling against bias, Fisher–Yates from the front; the hash is SHA-256 or SM3 throughout.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives import hashes, hmac

from zhenzhi.kernel import canonical
from zhenzhi.kernel.problem import Invalid

METHOD = "zhenzhi-draw/1"
MIN_ENTROPY = 16  # bytes
HASHES: Mapping[str, type[hashes.SHA256] | type[hashes.SM3]] = {"sha256": hashes.SHA256, "sm3": hashes.SM3}


@dataclass(frozen=True, slots=True)
class Promise:
    """Where the entropy will come from, told beforehand (随机数约定).

    `after`: the instant; the first signed checkpoint of the ledger made then or later counts. `public`: in words, a
    public figure that joins it (tomorrow's lottery number, say); empty for none.
    """

    after: datetime
    public: str = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    """What is published before the draw (抽取前公示).

    `items`: distinct keys, sorted, so that their order favours nobody; `pick` of them are drawn.
    `previous`: digest of the draw that this one replaces; `changed`: item → reason, in words, why it left or joined
    that list. Without a `promise` the entropy is witnessed.
    """

    title: str
    items: tuple[str, ...]
    pick: int
    hash_name: str
    previous: str = ""
    changed: Mapping[str, str] = field(default_factory=dict)
    promise: Promise | None = None

    def as_json(self) -> dict[str, canonical.Json]:
        """The committed content, exactly what the digest is taken over."""
        return {
            "method": METHOD,
            "hash": self.hash_name,
            "title": self.title,
            "items": list(self.items),
            "pick": self.pick,
            "previous": self.previous,
            "changed": dict(self.changed),
            "promise": None
            if self.promise is None
            else {"after": canonical.plain(self.promise.after), "public": self.promise.public},
        }

    @property
    def digest(self) -> str:
        """Hex digest of the canonical JSON of the content."""
        hasher = hashes.Hash(HASHES[self.hash_name]())
        hasher.update(canonical.encode(self.as_json()))
        return hasher.finalize().hex()


@dataclass(frozen=True, slots=True)
class Result:
    """A finished draw: the chosen items in the order drawn."""

    commitment: Commitment
    entropy: bytes
    chosen: tuple[str, ...]


def commit(
    items: Iterable[str], pick: int, title: str, *, hash_name: str = "sha256", promise: Promise | None = None
) -> Commitment:
    """Fix the list of a draw. `items` are keys (codes, numbers), each once; `pick` of them will be drawn.

    Raises Invalid for doubles, empty keys, a `pick` outside 1..n or an unknown hash (sha256, sm3).
    """
    return checked(Commitment(title, tuple(sorted(items)), pick, hash_name, promise=promise))


def again(
    previous: Commitment, items: Iterable[str], pick: int, changed: Mapping[str, str], promise: Promise | None = None
) -> Commitment:
    """A new draw in the place of `previous`, as after a withdrawal (回避; LAW-52, 行政处罚法 43) or a fault.

    `changed`: item → reason, for each that left or joined the list. The earlier commitment stays as it was and is named
    by its digest, so both lists are kept. Raises Invalid where `changed` is not exactly the difference, or lacks a
    reason.
    """
    new = tuple(sorted(items))
    differing = set(new) ^ set(previous.items)
    wrong = sorted(differing ^ set(changed)) + sorted(item for item, reason in changed.items() if not reason.strip())
    if wrong:
        raise Invalid(
            "draw_changed",
            f"重新抽取须逐一写明退出、加入名单的对象及理由，请核对：{'、'.join(wrong)}。",
            f"A redraw names whoever leaves or joins the list, each with a reason; check: {', '.join(wrong)}.",
            article="LAW-52",
            detail={"changed": wrong},
        )
    return checked(Commitment(previous.title, new, pick, previous.hash_name, previous.digest, dict(changed), promise))


def entropy_of(commitment: Commitment, note: str, public: str) -> bytes:
    """The entropy that was promised: hash of the signed checkpoint's text and the public figure, 32 bytes."""
    hasher = hashes.Hash(HASHES[commitment.hash_name]())
    hasher.update(canonical.encode([note, public]))
    return hasher.finalize()


def run(commitment: Commitment, entropy: bytes) -> Result:
    """Draw: the same commitment and entropy always give the same result. Invalid for short entropy."""
    if len(entropy) < MIN_ENTROPY:
        raise Invalid(
            "draw_entropy",
            f"随机数太短，至少{MIN_ENTROPY}字节。请重新生成。",
            f"The random value is too short: at least {MIN_ENTROPY} bytes. Please make a new one.",
        )
    pool = list(commitment.items)
    words = _words(commitment, entropy)
    for i in range(commitment.pick):
        j = i + _below(words, len(pool) - i)
        pool[i], pool[j] = pool[j], pool[i]
    return Result(commitment, entropy, tuple(pool[: commitment.pick]))


def checked(commitment: Commitment) -> Commitment:
    """The commitment itself, if it is one that can be drawn from. Raises Invalid."""
    items = commitment.items
    if "" in items or list(items) != sorted(set(items)):
        raise Invalid(
            "draw_items",
            "抽取名单中有空项或重复项（公示文件须按编号排序），请核对名单。",
            "The list has an empty or double entry (or, in a file, is not sorted). Please check the list.",
            detail={"items": "empty or double"},
        )
    if not 1 <= commitment.pick <= len(items):
        raise Invalid(
            "draw_pick",
            f"抽取数量应在1和{len(items)}之间，现为{commitment.pick}。",
            f"The number to draw must be between 1 and {len(items)}; it is {commitment.pick}.",
            detail={"pick": "range"},
        )
    if commitment.hash_name not in HASHES:
        raise Invalid("draw_hash", "摘要算法只能是sha256或sm3。", "The hash is sha256 or sm3.")
    return commitment


def _words(commitment: Commitment, entropy: bytes) -> Iterator[int]:
    """An endless stream of 64-bit words fixed by commitment and entropy."""
    digest = bytes.fromhex(commitment.digest)
    counter = 0
    while True:
        block = hmac.HMAC(entropy, HASHES[commitment.hash_name]())
        block.update(digest + counter.to_bytes(8, "big"))
        value = block.finalize()
        for start in range(0, len(value), 8):
            yield int.from_bytes(value[start : start + 8], "big")
        counter += 1


def _below(words: Iterator[int], bound: int) -> int:
    """An unbiased number in [0, bound): words above the last full multiple of `bound` are thrown away."""
    ceiling = (1 << 64) - (1 << 64) % bound
    return next(word for word in words if word < ceiling) % bound
