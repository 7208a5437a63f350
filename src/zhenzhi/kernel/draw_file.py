"""The published file of a draw (抽取公示文件): anybody can check it, from the file alone (T101)."""

from collections.abc import Mapping
from datetime import datetime

from zhenzhi.kernel import canonical
from zhenzhi.kernel.draw import METHOD, Commitment, Promise, Result, checked, entropy_of, run
from zhenzhi.kernel.finding import Finding
from zhenzhi.kernel.problem import Invalid

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
    "draw_entropy": (
        "随机数不是按事先公布的约定得出的，请要求机关说明。",
        "The entropy does not follow from what was promised beforehand. Ask the organ to explain.",
    ),
    "draw_previous": (
        "重新抽取的文件没有附上它所替代的那次抽取，请要求机关补上。",
        "The file of a redraw does not carry the draw that it replaces. Ask the organ to add it.",
    ),
    "draw_changed": (
        "新名单与原名单的差异没有逐一说明理由，请要求机关说明。",
        "The new list differs from the former one without a reason for each difference. Ask the organ to explain.",
    ),
}


def announce(
    commitment: Commitment, committed_at: datetime, previous: Mapping[str, canonical.Json] | None = None
) -> dict[str, canonical.Json]:
    """The file of a draw that is yet to be made (抽取前公示); `previous`: the file of the draw that it replaces."""
    return {
        "commitment": commitment.as_json(),
        "digest": commitment.digest,
        "committed_at": canonical.plain(committed_at),
        "previous": dict(previous) if previous is not None else None,
    }


def publish(
    result: Result,
    *,
    committed_at: datetime,
    drawn_at: datetime,
    source: str,
    witness: str,
    beacon: Mapping[str, str] | None = None,
    previous: Mapping[str, canonical.Json] | None = None,
) -> dict[str, canonical.Json]:
    """The file that anyone can check (抽取公示).

    `source`: where the entropy came from, in words; `beacon`: `note` and `public` figure, where they were promised;
    `previous`: the file of the draw that this one replaces. Raises Invalid if the file would not pass its own replay.
    """
    published = announce(result.commitment, committed_at, previous) | {
        "entropy": result.entropy.hex(),
        "entropy_source": source,
        "beacon": dict(beacon) if beacon is not None else None,
        "drawn_at": canonical.plain(drawn_at),
        "witness": witness,
        "chosen": list(result.chosen),
    }
    if wrong := replay(published):
        raise Invalid(wrong[0].code, wrong[0].zh, wrong[0].en)
    return published


def replay(published: Mapping[str, object]) -> list[Finding]:
    """What is wrong with a published draw, from the file alone; empty if it holds. Never raises.

    Of a draw that is only announced, and has no `chosen`, the list and what it replaces are checked.
    """
    try:
        commitment = read_commitment(published["commitment"])
        digest, previous = published["digest"], published.get("previous")
        wrong = {"draw_digest": digest != commitment.digest}
        if "chosen" in published:
            wrong |= _replay_result(commitment, published)
    except (KeyError, TypeError, ValueError, Invalid) as error:
        return [
            Finding(
                "draw_unreadable",
                f"公示文件不完整或被改动，无法复算（{error}）。请向组织抽取的机关索取原件。",
                f"The file is incomplete or altered and cannot be replayed ({error}). Ask the organ for the original.",
            )
        ]
    findings = [Finding(code, *WRONG[code]) for code, found in wrong.items() if found]
    return findings + _replay_previous(commitment, previous)


def _replay_result(commitment: Commitment, published: Mapping[str, object]) -> dict[str, bool]:
    """Which of the faults of a finished draw it has. Raises as `replay` expects where it cannot be read."""
    entropy = bytes.fromhex(_text(published["entropy"]))
    committed, drawn = (datetime.fromisoformat(_text(published[key])) for key in ("committed_at", "drawn_at"))
    told, promise, beacon = published["chosen"], commitment.promise, published.get("beacon")
    wrong = {
        "draw_result": told != list(run(commitment, entropy).chosen),
        "draw_order": not committed < drawn,
        "draw_entropy": beacon is not None,
    }
    if promise is not None:
        if not isinstance(beacon, Mapping):
            raise TypeError("beacon")
        note, public = _text(beacon["note"]), _text(beacon["public"])
        wrong["draw_order"] = not committed < promise.after <= drawn
        wrong["draw_entropy"] = (
            entropy != entropy_of(commitment, note, public) or bool(public.strip()) != bool(promise.public)
        )  # fmt: skip
    return wrong


def _replay_previous(commitment: Commitment, previous: object) -> list[Finding]:
    """A redraw must carry the draw it replaces, and every difference of the two lists must have its reason."""
    if not commitment.previous and previous is None:
        return []
    if not isinstance(previous, Mapping) or previous.get("digest") != commitment.previous:
        return [Finding("draw_previous", *WRONG["draw_previous"])]
    if findings := replay(previous):
        return findings
    former = set(read_commitment(previous["commitment"]).items)
    if former ^ set(commitment.items) == set(commitment.changed):
        return []
    return [Finding("draw_changed", *WRONG["draw_changed"])]


def read_commitment(value: object) -> Commitment:
    """The commitment in a file. Raises KeyError, TypeError, ValueError or Invalid if it is not one."""
    if not isinstance(value, Mapping) or value["method"] != METHOD:
        raise ValueError(f"method is not {METHOD}")
    items, changed, pick = value["items"], value["changed"], value["pick"]
    if not isinstance(items, list) or not isinstance(changed, Mapping) or type(pick) is not int:
        raise TypeError("items, changed or pick")
    return checked(
        Commitment(
            title=_text(value["title"]),
            items=tuple(_text(item) for item in items),
            pick=pick,
            hash_name=_text(value["hash"]),
            previous=_text(value["previous"]),
            changed={_text(key): _text(reason) for key, reason in changed.items()},
            promise=_read_promise(value["promise"]),
        )
    )


def _read_promise(value: object) -> Promise | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise TypeError("promise")
    after = datetime.fromisoformat(_text(value["after"]))
    if after.tzinfo is None:
        raise ValueError("promise without a time zone")
    return Promise(after, _text(value["public"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text expected, not {type(value).__name__}")
    return value
