"""The checks of a paper in plain words (核验结论), for somebody who has never heard of a hash.

What `kernel.proof` finds is told as seven questions, each with its answer, what it means, and what to do if it failed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from zhenzhi.kernel import proof
from zhenzhi.kernel.canonical import Json
from zhenzhi.matter import proofs
from zhenzhi.matter.models import Paper
from zhenzhi.ui.words import Text

Link = dict[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """One question: whether it holds, the answer, the exact finding, what it means, and what to do where it failed."""

    name: str
    ok: bool
    words: Text
    zh: str
    en: str
    means: Text
    then: Text


WORDS: dict[str, tuple[Text, Text]] = {
    "seal": (_("印章是真的"), _("印章不可信")),
    "digest": (_("文件一个字也没有改过"), _("文件和盖章时的不一样")),
    "person": (_("由有权的岗位作出"), _("不能证明由有权的岗位作出")),
    "power": (_("机关有这项权力"), _("不能证明机关有这项权力")),
    "instrument": (_("权力有公布的文书为据"), _("不能证明权力有文书为据")),
    "article": (_("有法律条文为据"), _("不能证明有法律条文为据")),
    "ledger": (_("办理记录在台账里，没有被改动"), _("台账里的办理记录对不上")),
    "format": (_("证明可以读取"), _("证明不能读取")),
}
"""The answers, green and red, in the order in which they are told."""

MEANS: dict[str, Text] = {
    "seal": _("电子印章像身份证一样由县里的发证机构签发，别人仿造不了。这里检查印章是谁的、盖章那一刻是否有效。"),
    "digest": _("盖章时系统给整份文件留了“指纹”。改一个标点，指纹就不同。这里拿文件再算一次指纹，与当时的比对。"),
    "person": _("经办人都在岗，系统先核对岗位有没有这项职权，没有就办不下去。姓名不公开，岗位和职权已记入台账。"),
    "power": _("一个机关只能办法律给它的事。这里检查作出文书那一天，这个机关在这个地方确实有这项权力。"),
    "instrument": _("权力由县里交给镇里，要有公布过的文书，例如委托协议。这里写明是哪一份。"),
    "article": _("每项权力最后都要落到法律的某一条。这里写明是哪部法律、第几条、哪个版本。"),
    "ledger": _("每办一步，系统就在台账里记一条，一条扣一条，县里定期签名公布。事后谁也不能悄悄改动、补写或者删掉。"),
    "format": _("证明文件记着这份文书的全部办理记录。"),
}
_ASK = _("请勿采信这份文书，打电话或者当面向出具的机关核实，并保留您手上的文件。")
THEN: dict[str, Text] = {
    "digest": _("您手上的可能是复印、转存或者改动过的文件。请索取原始PDF文件再核验；仍不通过的，请向出具的机关核实。"),
    "format": _("请重新打开本页；仍不能读取的，请联系出具的机关。"),
}
"""What to do where a check failed; for the others, ask the organ."""

_LINKS = {"power": ("power",), "instrument": ("instrument", "grant"), "article": ("basis",)}
_PERSON = ("post", "appointment")


_bundles: dict[UUID, bytes] = {}
_MOST = 256


def bundle(paper: Paper) -> bytes:
    """The proof of a sealed paper. It rests on the first checkpoint that covers the paper, so it never changes, and it
    is kept: fetching its way through the tree takes a statement a node. Raises Conflict while there is none."""
    if paper.pk not in _bundles:
        made = proofs.bundle_for(paper)
        if len(_bundles) >= _MOST:
            _bundles.clear()
        _bundles[paper.pk] = made
    return _bundles[paper.pk]


@lru_cache(maxsize=32)
def checks(raw: bytes, pdf: bytes | None, trust: proof.Trust) -> tuple[proof.Check, ...]:
    """The checks of a bundle; they depend on nothing else, and the seal's mathematics take a while."""
    return tuple(proof.check(raw, pdf, trust))


def tell(found: Sequence[proof.Check], ground: Mapping[str, Json]) -> list[Told]:
    """The seven answers; where the proof cannot even be read, that one."""
    named = {check.name: check for check in found}
    if "format" in named:
        return [_told("format", named["format"].ok, named["format"].zh, named["format"].en)]
    told = [_told(name, named[name].ok, named[name].zh, named[name].en) for name in ("seal", "digest")]
    whole = named["ground"]
    told += [_told(name, *_linked(name, whole, ground)) for name in ("person", "power", "instrument", "article")]
    entries = [check for check in found if check.name.startswith("entry.") or check.name in ("links", "checkpoint")]
    faults = [check for check in entries if not check.ok] or [named["checkpoint"]]
    zh, en = "".join(check.zh for check in faults), " ".join(check.en for check in faults)
    return [*told, _told("ledger", all(check.ok for check in entries), zh, en)]


def _told(name: str, ok: bool, zh: str, en: str) -> Told:
    return Told(name, ok, WORDS[name][0 if ok else 1], zh, en, MEANS[name], THEN.get(name, _ASK))


def _linked(name: str, whole: proof.Check, ground: Mapping[str, Json]) -> tuple[bool, str, str]:
    """One part of the ground: it holds where the ground as a whole does and the chain has that link.

    Where the law itself acts (a period ran out) there is neither post nor grant, and its article says so.
    """
    if not whole.ok:
        return False, whole.zh, whole.en
    links = cast(list[Link], ground.get("chain") or [])
    if not links:
        law = str(ground.get("law") or "")
        return bool(law), f"依照法律规定由系统按期作出：{law}。", f"By law itself, when the period ran out: {law}."
    if name == "person":
        there = {link["kind"] for link in links} >= set(_PERSON)
        en = "The officer was in post, and the post had the right. Names are not shown."
        return there, "作出时经办人在岗，岗位有这项职权。姓名不公开。", en
    lines = [link for link in links if link["kind"] in _LINKS[name]]
    return bool(lines), "；".join(link["zh"] for link in lines), "; ".join(link["en"] for link in lines)
