"""Proof bundles (证明包): what anybody needs to check a sealed paper without an account and without this system's word.

A bundle is a JSON file beside the PDF: the ledger entries of the act that issued the paper, of the approval of the seal
and of its setting, each with its ground and its way up the Merkle tree, and a signed checkpoint. Checking is pure: no
database, no network. Keys come from the trust file alone, never from the bundle; and a bundle is accepted in its one
written form only, so that no byte of it goes unchecked.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import orjson

from zhenzhi.kernel import canonical, merkle, note, seal_check
from zhenzhi.kernel.canonical import Json
from zhenzhi.kernel.problem import Invalid

FORMAT = "zhenzhi-proof/1"
TRUST_FORMAT = "zhenzhi-trust/1"
Object = dict[str, Json]

_KEYS = {"format", "origin", "paper", "entries", "checkpoint"}
_PAPER = {"number", "organ", "sha256"}
_ENTRY = {"seq", "content", "ground", "proof"}
_NEEDED, _ALLOWED = {"issue", "approval", "affix"}, {"cause", "issue", "approval", "affix"}
_HEX = re.compile(r"[0-9a-f]{64}")
_ACTS = {
    "affix": {"matter.affix"},
    "approval": {"matter.approve_seal", "matter.approve_voucher"},
}


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a paper: its name, whether it holds, and whole sentences for people."""

    name: str
    ok: bool
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Trust:
    """What a verifier trusts (信任文件): county, its ledger's name and key (base64), its seals' authorities (PEM)."""

    county: str
    origin: str
    ledger_key: str
    ca_certificates: tuple[str, ...]

    def write(self) -> bytes:
        """The trust file."""
        return _dump(
            {
                "format": TRUST_FORMAT,
                "county": self.county,
                "origin": self.origin,
                "ledger_key": self.ledger_key,
                "ca_certificates": list(self.ca_certificates),
            }
        )

    @classmethod
    def read(cls, raw: bytes) -> "Trust":
        """Read a trust file. Raises Invalid, in words, for anything else."""
        try:
            found = orjson.loads(raw)
            if found.pop("format") != TRUST_FORMAT:
                raise ValueError
            trust = cls(**found | {"ca_certificates": tuple(found["ca_certificates"])})
            if not all(isinstance(one, str) for one in (trust.origin, trust.ledger_key, *trust.ca_certificates)):
                raise ValueError
        except (ValueError, TypeError, KeyError, AttributeError):
            raise Invalid(
                "trust_file",
                "信任文件无法读取。请向发文县重新索取 trust.json。",
                "The trust file cannot be read. Ask the issuing county for its trust.json again.",
            ) from None
        return trust


@dataclass(frozen=True, slots=True)
class Sealed:
    """One entry as a bundle carries it: number, content, the ground it names, and its way to the root."""

    seq: int
    content: Object
    ground: Object
    path: tuple[bytes, ...]

    def text(self, name: str) -> str:
        """A text of the entry; empty if it has none of this name."""
        value = self.content.get(name)
        return value if isinstance(value, str) else ""

    def param(self, name: str) -> str:
        """A plain parameter of the act; empty if it has none of this name."""
        params = self.content.get("params")
        value = params.get(name) if isinstance(params, dict) else None
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle, read: it has the right shape, and nothing about it is checked yet."""

    origin: str
    number: str
    organ: str
    sha256: str
    entries: Mapping[str, Sealed]
    checkpoint: str

    @property
    def grounded(self) -> Sealed:
        """The entry whose ground the paper rests on: the act that caused a voucher, else the one that issued it."""
        return self.entries.get("cause", self.entries["issue"])


def _dump(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def write(origin: str, number: str, sha256: str, entries: Mapping[str, Sealed], checkpoint: str) -> bytes:
    """The file of a bundle. `entries` maps cause (for a voucher), issue, approval and affix to their entries."""
    grounded = entries.get("cause", entries["issue"]).ground
    return _dump(
        {
            "format": FORMAT,
            "origin": origin,
            "paper": {"number": number, "organ": organ_of(grounded), "sha256": sha256},
            "entries": {
                role: {
                    "seq": entry.seq,
                    "content": entry.content,
                    "ground": entry.ground,
                    "proof": [part.hex() for part in entry.path],
                }
                for role, entry in entries.items()
            },
            "checkpoint": checkpoint,
        }
    )


def organ_of(ground: Object) -> str:
    """In whose name a ground lets a paper go out; empty where the law itself acts."""
    named = ground.get("name_on_paper")
    name = named.get("name") if isinstance(named, dict) else None
    return name if isinstance(name, str) else ""


def chain_of(ground: Object) -> list[tuple[str, str]]:
    """The chain of a ground in words, (zh, en), statute first."""
    links = ground.get("chain")
    rows = [link for link in links if isinstance(link, dict)] if isinstance(links, list) else []
    return [(str(link.get("zh", "")), str(link.get("en", ""))) for link in rows]


def read(raw: bytes) -> Bundle:
    """Read a bundle's file. Raises Invalid, in words, for anything that is not exactly what `write` writes."""
    try:
        found = _object(orjson.loads(raw), _KEYS)
        paper = _object(found["paper"], _PAPER)
        entries = _object(found["entries"], None)
        if found["format"] != FORMAT or not _NEEDED <= set(entries) <= _ALLOWED or _dump(found) != raw:
            raise ValueError
        return Bundle(
            _text(found["origin"]),
            _text(paper["number"]),
            _text(paper["organ"]),
            _text(paper["sha256"]),
            {role: _entry(entry) for role, entry in entries.items()},
            _text(found["checkpoint"]),
        )
    except (ValueError, TypeError, RecursionError):
        raise Invalid(
            "bundle_format",
            "证明文件不完整或被改动，无法读取。请重新下载。",
            "The proof file is incomplete or was altered and cannot be read. Download it again.",
        ) from None


def _object(value: object, keys: set[str] | None) -> Object:
    if not isinstance(value, dict) or (keys is not None and set(value) != keys):
        raise ValueError
    return cast(Object, value)


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _entry(value: Json) -> Sealed:
    found = _object(value, _ENTRY)
    seq, path = found["seq"], found["proof"]
    if type(seq) is not int or not isinstance(path, list):
        raise TypeError
    if not all(isinstance(part, str) and _HEX.fullmatch(part) for part in path):
        raise ValueError
    content, ground = _object(found["content"], None), _object(found["ground"], None)
    canonical.encode(content), canonical.encode(ground)  # only values with an exact form
    return Sealed(seq, content, ground, tuple(bytes.fromhex(str(part)) for part in path))


def check(raw: bytes, pdf: bytes | None, trust: Trust) -> list[Check]:
    """Check a bundle's file and its paper against what is trusted. The paper is genuine only if every check holds.

    Never raises for what the files contain. Without the PDF the checks `digest` and `seal` fail.
    """
    try:
        bundle = read(raw)
    except Invalid as fault:
        return [Check("format", False, fault.zh, fault.en)]
    head = note.read(bundle.checkpoint, trust.ledger_key)
    return [
        _check_checkpoint(bundle, head, trust),
        *_check_entries(bundle, head),
        _check_links(bundle),
        _check_ground(bundle),
        _check_digest(bundle, pdf),
        _check_seal(bundle, pdf, trust),
    ]


def _check_checkpoint(bundle: Bundle, head: note.Head | None, trust: Trust) -> Check:
    if head is None:
        zh, en = "检查点不是由您信任的台账密钥签发的。", "The checkpoint is not signed by the ledger key you trust."
    elif not bundle.origin == head.origin == trust.origin:
        zh, en = "检查点属于另一个县的台账。", "The checkpoint belongs to another county's ledger."
    else:
        zh, en = (
            f"检查点由{trust.county}的台账密钥签发，当时共有 {head.size} 条记录。",
            f"The checkpoint is signed by the ledger key of {trust.county}, at {head.size} entries.",
        )
        return Check("checkpoint", True, zh, en)
    return Check("checkpoint", False, zh, en)


_ROLES = {
    "cause": ("起因行为", "the act that called for it"),
    "issue": ("制发行为", "the act that issued it"),
    "approval": ("用印审批", "the approval of the seal"),
    "affix": ("用印", "the setting of the seal"),
}


def _check_entries(bundle: Bundle, head: note.Head | None) -> Iterator[Check]:
    for role, entry in sorted(bundle.entries.items(), key=lambda pair: pair[1].seq):
        leaf = merkle.leaf_hash(canonical.encode(entry.content))
        held = head is not None and merkle.verify_inclusion(leaf, entry.seq, head.size, entry.path, head.root)
        zh, en = _ROLES[role]
        told = ("在台账中，内容未改", "is in the ledger, unaltered") if held else ("不能证明在台账中", "is not proven")
        where = f"{zh}（第 {entry.seq} 号）{told[0]}。", f"Entry {entry.seq}, {en}, {told[1]}."
        yield Check(f"entry.{role}", held, *where)


def _check_links(bundle: Bundle) -> Check:
    """The entries speak of one paper: the setting of the seal names issue, approval, number and file."""
    issue, approval, affix = (bundle.entries[role] for role in ("issue", "approval", "affix"))
    cause = bundle.entries.get("cause")
    held = (
        all(bundle.entries[role].text("act") in acts for role, acts in _ACTS.items())
        and affix.param("approved") == approval.text("id") != ""
        and affix.param("issued") == issue.text("id") != ""
        and affix.text("subject") == approval.text("subject") != ""
        and affix.text("code") == approval.text("code") == bundle.number
        and affix.param("sha256") == bundle.sha256
        and (cause is None or _caused(cause, issue))
    )
    if held:
        return Check(
            "links",
            True,
            f"各条记录属于同一份文书：{bundle.number}。",
            f"The entries belong to one paper: {bundle.number}.",
        )
    return Check("links", False, "各条记录不属于同一份文书。", "The entries do not belong to one paper.")


def _caused(cause: Sealed, issue: Sealed) -> bool:
    """The clock issued this voucher for that act on the same matter; a key that a person chose says nothing."""
    return (
        issue.text("actor_kind") == "clock"
        and issue.text("key") == f"voucher:{cause.text('id')}"
        and issue.text("subject") == cause.text("subject") != ""
    )


def _check_ground(bundle: Bundle) -> Check:
    """Each entry names the digest of its ground; the paper goes out in the name that the ground gives."""
    whole = all(
        entry.text("ground") == canonical.digest(entry.ground).hex() and entry.ground.get("allowed") is True
        for entry in bundle.entries.values()
    )
    if not whole:
        return Check("ground", False, "依据链与记录不符。", "The ground does not match the entry.")
    if organ_of(bundle.grounded.ground) != bundle.organ:
        return Check(
            "ground", False, "文书名义与依据链不符。", "The name on the paper does not follow from the ground."
        )
    named = bundle.organ or bundle.grounded.ground.get("law")
    return Check(
        "ground", True, f"依据链完整，文书名义：{named}。", f"The ground is whole. Name on the paper: {named}."
    )


def _check_digest(bundle: Bundle, pdf: bytes | None) -> Check:
    if pdf is None:
        return Check("digest", False, "没有找到证明文件所说的 PDF。", "The PDF that the proof speaks of is not there.")
    if hashlib.sha256(pdf).hexdigest() != bundle.sha256:
        return Check(
            "digest", False, "PDF 不是用印时登记的文件。", "The PDF is not the file entered when it was sealed."
        )
    return Check("digest", True, "PDF 与用印时登记的文件逐字节相同。", "The PDF is the file as sealed, byte for byte.")


def _check_seal(bundle: Bundle, pdf: bytes | None, trust: Trust) -> Check:
    """The electronic seal, judged at the instant when the ledger says it was set."""
    if pdf is None:
        return Check("seal", False, "没有 PDF,不能验章。", "Without the PDF the seal cannot be checked.")
    try:
        at = datetime.fromisoformat(bundle.entries["affix"].text("at"))
        report = seal_check.verify_pdf(pdf, [one.encode() for one in trust.ca_certificates], at=at)
    except ValueError:
        return Check("seal", False, "信任文件中的证书不能使用。", "The trust file's certificates cannot be used.")
    if not report.ok:
        told = report.problems
        return Check("seal", False, "".join(one.zh for one in told), " ".join(one.en for one in told))
    return Check("seal", True, f"电子印章有效：{report.signer}。", f"The electronic seal is valid: {report.signer}.")
