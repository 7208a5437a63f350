"""Checking a draw's file against the ledger (核验抽取): pure; no database, no network, keys from the trust file alone.

`draw_file.replay` shows that the result follows from list and entropy. Here it is shown besides that the list stood in
the county's ledger before the entropy was known: the checkpoint that gives the entropy is computed over the very entry
that fixed the list.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

import orjson

from zhenzhi.kernel import canonical, draw, draw_file, merkle, note
from zhenzhi.kernel.draw import Commitment, Promise
from zhenzhi.kernel.problem import Invalid
from zhenzhi.kernel.proof import Check, Trust

COMMIT = "matter.commit_draw"
"""The act whose entry fixes the list."""

File = Mapping[str, object]


def check(raw: bytes, trust: Trust) -> list[Check]:
    """Check a draw's file. It is genuine only if every check holds. Never raises for what the file contains."""
    try:
        found = orjson.loads(raw)
        if not isinstance(found, dict):
            raise ValueError
        return _checks(found, trust)
    except (ValueError, RecursionError):
        zh, en = "文件无法读取，请重新下载。", "The file cannot be read. Download it again."
        return [Check("format", False, zh, en)]


def _checks(found: File, trust: Trust) -> list[Check]:
    wrong = draw_file.replay(found)
    checks = [Check(one.code, False, one.zh, one.en) for one in wrong]
    if not checks:
        checks.append(_told(found))
    if "chosen" in found:
        checks.append(_ledger(found, trust))
    previous = found.get("previous")
    return checks + (_checks(previous, trust) if isinstance(previous, dict) and not wrong else [])


def _told(found: File) -> Check:
    number = found.get("number", "")
    if "chosen" not in found:
        zh, en = f"抽取名单未改，尚未抽取：{number}。", f"The list is unaltered; nothing is drawn yet: {number}."
    else:
        zh, en = f"抽取结果复算一致：{number}。", f"The result computed again is the same: {number}."
    if found.get("stage") == "void":
        zh, en = f"{zh}该次抽取已作废。", f"{en} This draw is void."
    return Check("replay", True, zh, en)


def _ledger(found: File, trust: Trust) -> Check:
    """The beacon is signed by the trusted key and covers the entry that fixed this very list."""
    try:
        fault = _ledger_fault(found, trust)
    except (KeyError, TypeError, ValueError, AttributeError, Invalid):
        fault = "台账证明不完整或被改动。", "The proof from the ledger is incomplete or altered."
    if fault is not None:
        return Check("ledger", False, *fault)
    zh = f"名单在随机数产生之前已记入{trust.county}的台账，随机数取自其签名检查点。"
    en = f"The list stood in the ledger of {trust.county} before the entropy, a checkpoint signed by its key."
    return Check("ledger", True, zh, en)


def _ledger_fault(found: File, trust: Trust) -> tuple[str, str] | None:
    """What is wrong, in words; None if it holds. Raises where it cannot be read."""
    beacon, proof = cast(dict[str, str], found["beacon"]), cast(dict[str, canonical.Json], found["ledger"])
    head = note.read(beacon["note"], trust.ledger_key)
    if head is None or head.origin != trust.origin:
        return (
            "随机数所用的检查点不是由您信任的台账密钥签发的。",
            "The checkpoint of the entropy is not signed by the key you trust.",
        )
    entry = cast(dict[str, canonical.Json], proof["entry"])
    path = [bytes.fromhex(part) for part in cast(list[str], proof["path"])]
    leaf = merkle.leaf_hash(canonical.encode(entry))
    if not merkle.verify_inclusion(leaf, cast(int, proof["seq"]), head.size, path, head.root):
        return "不能证明名单先于随机数记入台账。", "It is not proven that the list came before the entropy."
    same = (entry["act"], entry["code"], entry["at"]) == (COMMIT, found["number"], found["committed_at"])
    if not same or _entered(entry, found) != draw_file.read_commitment(found["commitment"]):
        return "名单与台账中登记的不一致。", "The list is not the one that was entered in the ledger."
    return None


def _entered(entry: Mapping[str, canonical.Json], found: File) -> Commitment:
    """The commitment as the entry's own parameters give it."""
    params = cast(dict[str, canonical.Json], entry["params"])
    items, pick = cast(list[str], params["items"]), cast(int, params["pick"])
    promise = Promise(datetime.fromisoformat(str(params["after"])), str(params.get("public") or ""))
    if params.get("replaces"):
        former = cast(dict[str, object], found["previous"])
        if former["number"] != params["replaces"]:
            raise ValueError("previous")
        changed = cast(dict[str, str], params.get("changed") or {})
        return draw.again(draw_file.read_commitment(former["commitment"]), items, pick, changed, promise)
    return draw.commit(
        items, pick, str(params["title"]), hash_name=str(params.get("hash_name") or "sha256"), promise=promise
    )
