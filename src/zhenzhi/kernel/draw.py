"""Reproducible draws (抽签、摇号、双随机; T101, LAW-52): commit, then entropy, then result; open to replay.

1. `commit` fixes the ordered list, how many are picked and, for a redraw, who left the list and why; its
   digest is published first.
2. Entropy that nobody knew at that time is published (dice before a witness, a later public figure, the
   system's own).
3. `run` computes the result from these two alone. `replay` does it again from the published file.

Method `zhenzhi-draw/1`: words of 64 bits from HMAC(entropy, commitment digest || counter), rejection
sampling against bias, Fisher–Yates from the front; the hash is SHA-256 or SM3 throughout.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives import hashes, hmac

from zhenzhi.kernel import canonical
from zhenzhi.kernel.finding import Finding
from zhenzhi.kernel.problem import Invalid

METHOD = "zhenzhi-draw/1"
MIN_ENTROPY = 16  # bytes
HASHES: Mapping[str, type[hashes.SHA256] | type[hashes.SM3]] = {"sha256": hashes.SHA256, "sm3": hashes.SM3}
# What a replay may find, zh and en.
WRONG = {
    "draw_digest": (
        "名单与事先公布的摘要不一致，请要求机关公布原名单。",
        "The list does not match the digest published first. Ask the organ for the original list.",
    ),
    "draw_result": (
        "抽取结果与复算结果不一致，请要求机关说明。",
        "The result differs from the one computed again. Ask the organ to explain.",
    ),
    "draw_order": (
        "名单不是在随机数产生之前公布的，应当重新抽取。",
        "The list was not published before the entropy. The draw should be made again.",
    ),
    "draw_previous": (
        "重新抽取的文件没有附上它所替代的那次抽取，请要求机关补上。",
        "The file of a redraw does not carry the draw that it replaces. Ask the organ to add it.",
    ),
    "draw_removed": (
        "新名单不等于原名单减去已说明理由的退出对象，请要求机关说明。",
        "The new list is not the former list less those removed with a reason. Ask the organ to explain.",
    ),
}


@dataclass(frozen=True, slots=True)
class Commitment:
    """What is published before the draw (抽取前公示).

    `items`: distinct keys, sorted, so that their order favours nobody; `pick` of them are drawn.
    `previous`: digest of the draw that this one replaces; `removed`: item → reason, in words, why it left
    that list.
    """

    title: str
    items: tuple[str, ...]
    pick: int
    hash_name: str
    previous: str = ""
    removed: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, canonical.Json]:
        """The committed content, exactly what the digest is taken over."""
        return {
            "method": METHOD,
            "hash": self.hash_name,
            "title": self.title,
            "items": list(self.items),
            "pick": self.pick,
            "previous": self.previous,
            "removed": dict(self.removed),
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


def commit(items: Iterable[str], pick: int, title: str, *, hash_name: str = "sha256") -> Commitment:
    """Fix the list of a draw. `items` are keys (codes, numbers), each once; `pick` of them will be drawn.

    Raises Invalid for doubles, empty keys, a `pick` outside 1..n or an unknown hash (sha256, sm3).
    """
    return _checked(Commitment(title, tuple(sorted(items)), pick, hash_name))


def exclude(previous: Commitment, removed: Mapping[str, str], pick: int) -> Commitment:
    """A new draw from the list of `previous` less those who withdraw (回避; LAW-52, 行政处罚法 43).

    `removed`: item → reason. The earlier commitment stays as it was and is named by its digest, so both
    lists are kept. Raises Invalid for an item that was not on the list or a missing reason.
    """
    strangers = sorted(set(removed) - set(previous.items))
    if strangers or not removed or not all(reason.strip() for reason in removed.values()):
        raise Invalid(
            "draw_removed",
            f"重新抽取须写明退出名单的对象及理由；不在原名单中的：{'、'.join(strangers) or '无'}。",
            "A redraw names who leaves the list, each with a reason;"
            f" not on the former list: {', '.join(strangers) or 'none'}.",
        )
    items = tuple(item for item in previous.items if item not in removed)
    return _checked(Commitment(previous.title, items, pick, previous.hash_name, previous.digest, dict(removed)))


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


def publish(
    result: Result,
    *,
    committed_at: datetime,
    drawn_at: datetime,
    source: str,
    witness: str,
    previous: Mapping[str, canonical.Json] | None = None,
) -> dict[str, canonical.Json]:
    """The file that anyone can check (抽取公示).

    `source`: where the entropy came from; `previous`: the file of the draw that this one replaces.
    Raises Invalid if the file would not pass its own replay.
    """
    published: dict[str, canonical.Json] = {
        "commitment": result.commitment.as_json(),
        "digest": result.commitment.digest,
        "committed_at": canonical.plain(committed_at),
        "entropy": result.entropy.hex(),
        "entropy_source": source,
        "drawn_at": canonical.plain(drawn_at),
        "witness": witness,
        "chosen": list(result.chosen),
        "previous": dict(previous) if previous is not None else None,
    }
    if wrong := replay(published):
        raise Invalid(wrong[0].code, wrong[0].zh, wrong[0].en)
    return published


def replay(published: Mapping[str, object]) -> list[Finding]:
    """What is wrong with a published draw, from the file alone; empty if it holds. Never raises."""
    try:
        commitment = _read_commitment(published["commitment"])
        entropy = bytes.fromhex(_text(published["entropy"]))
        drawn = run(commitment, entropy).chosen
        times = [datetime.fromisoformat(_text(published[key])) for key in ("committed_at", "drawn_at")]
        in_order = times[0] < times[1]
        digest, chosen, previous = published["digest"], published["chosen"], published.get("previous")
    except (KeyError, TypeError, ValueError, Invalid) as error:
        return [
            Finding(
                "draw_unreadable",
                f"公示文件不完整或被改动，无法复算（{error}）。请向组织抽取的机关索取原件。",
                f"The file is incomplete or altered and cannot be replayed ({error}). Ask the organ for the original.",
            )
        ]
    wrong = {
        "draw_digest": digest != commitment.digest,
        "draw_result": chosen != list(drawn),
        "draw_order": not in_order,
    }
    findings = [Finding(code, *WRONG[code]) for code, found in wrong.items() if found]
    return findings + _replay_previous(commitment, previous)


def _replay_previous(commitment: Commitment, previous: object) -> list[Finding]:
    """A redraw must carry the draw it replaces, and its list must be that one's list less the removed."""
    if not commitment.previous and previous is None:
        return []
    if not isinstance(previous, Mapping) or previous.get("digest") != commitment.previous:
        return [Finding("draw_previous", *WRONG["draw_previous"])]
    if findings := replay(previous):
        return findings
    former, removed = set(_read_commitment(previous["commitment"]).items), set(commitment.removed)
    if removed <= former and former - removed == set(commitment.items):
        return []
    return [Finding("draw_removed", *WRONG["draw_removed"])]


def _read_commitment(value: object) -> Commitment:
    """The commitment in a file. Raises KeyError, TypeError, ValueError or Invalid if it is not one."""
    if not isinstance(value, Mapping) or value["method"] != METHOD:
        raise ValueError(f"method is not {METHOD}")
    items, removed, pick = value["items"], value["removed"], value["pick"]
    if not isinstance(items, list) or not isinstance(removed, Mapping) or type(pick) is not int:
        raise TypeError("items, removed or pick")
    return _checked(
        Commitment(
            title=_text(value["title"]),
            items=tuple(_text(item) for item in items),
            pick=pick,
            hash_name=_text(value["hash"]),
            previous=_text(value["previous"]),
            removed={_text(key): _text(reason) for key, reason in removed.items()},
        )
    )


def _checked(commitment: Commitment) -> Commitment:
    items = commitment.items
    if "" in items or list(items) != sorted(set(items)):
        raise Invalid(
            "draw_items",
            "抽取名单中有空项或重复项（公示文件须按编号排序），请核对名单。",
            "The list has an empty or double entry (or, in a file, is not sorted). Please check the list.",
        )
    if not 1 <= commitment.pick <= len(items):
        raise Invalid(
            "draw_pick",
            f"抽取数量应在1和{len(items)}之间，现为{commitment.pick}。",
            f"The number to draw must be between 1 and {len(items)}; it is {commitment.pick}.",
        )
    if commitment.hash_name not in HASHES:
        raise Invalid("draw_hash", "摘要算法只能是sha256或sm3。", "The hash is sha256 or sm3.")
    return commitment


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text expected, not {type(value).__name__}")
    return value


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
