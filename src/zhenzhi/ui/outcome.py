"""What an act will bring (办理后果), told before it is confirmed: the stage after it, papers, deadlines.

The table repeats what the bodies of the acts do, so that a page can tell it; a test does every act and compares.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhenzhi.kernel.registry import Spec
from zhenzhi.matter import deadlines
from zhenzhi.matter.models import Deadline
from zhenzhi.register import holdings
from zhenzhi.services.models import Application
from zhenzhi.ui import words

_RECEIPTS = ("receipt", "receipt_again")
_RUNNING = ("promise", "decide")


@dataclass(frozen=True, slots=True)
class Brings:
    """Kinds of papers that are issued, of deadlines that end, that begin, that stop or go on."""

    papers: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    told: str = ""


BRINGS: dict[str, Brings] = {
    "services.tell_not_needed": Brings(ends=_RECEIPTS),
    "services.not_accept": Brings(papers=("not_accepted",), ends=_RECEIPTS),
    "services.ask_correction": Brings(papers=("correction",), ends=("receipt",)),
    "services.supplement": Brings(begins=("receipt_again",)),
    "services.accept": Brings(papers=("accepted",), ends=_RECEIPTS, begins=_RUNNING),
    "services.pause": Brings(papers=("paused",), told="pause"),
    "services.resume": Brings(told="resume"),
    "services.extend": Brings(papers=("extended",), told="extend"),
    "services.grant": Brings(papers=("granted",), ends=_RUNNING, begins=("deliver",)),
    "services.deny": Brings(papers=("refused",), ends=_RUNNING, begins=("deliver",)),
    "services.deliver": Brings(ends=("deliver",), told="close"),
    "services.withdraw": Brings(ends=(*_RECEIPTS, *_RUNNING), told="close"),
    "matter.approve_seal": Brings(told="seal"),
    "matter.void": Brings(told="void"),
}
_PARAMETERS = {"receipt_again": "licence.correction_notice", "deliver": "licence.delivery"}


def told(spec: Spec, matter: Application) -> list[str]:
    """What the act will bring, a sentence each; nothing where it changes neither stage, papers nor deadlines."""
    brings = BRINGS.get(spec.name, Brings())
    return [*_stage(spec), *_papers(brings), *_clocks(brings, matter), *_more(brings.told)]


def _stage(spec: Spec) -> Iterator[str]:
    if spec.move.end:
        yield _("环节变为“%(stage)s”。") % {"stage": words.stage(spec.move.end)}


def _papers(brings: Brings) -> Iterator[str]:
    titles = {row["paper"]: words.pick(row["zh"], row.get("en", "")) for row in holdings.table("templates")}
    for kind in brings.papers:
        yield _("出具《%(title)s》，自动编号。") % {"title": titles.get(kind, kind)}


def _clocks(brings: Brings, matter: Application) -> Iterator[str]:
    if brings.ends:
        for row in matter.deadlines.filter(kind__in=brings.ends, met_at__isnull=True).order_by("due"):
            yield _("%(name)s到此为止。") % {"name": words.DEADLINES[row.kind]}
    for row in begun(brings, matter):
        limit = words.limit(row.length, row.unit)
        told_of = {"name": words.DEADLINES[row.kind], "limit": limit, "day": row.due}
        yield _("%(name)s开始计算：%(limit)s，到%(day)s。") % told_of


def begun(brings: Brings, matter: Application) -> Iterator[Deadline]:
    """The deadlines that would begin today, unsaved."""
    item = matter.item
    for kind in brings.begins:
        if kind == "promise":
            yield deadlines.new(matter, kind, item.promised_limit, item.promised_unit, "")
        elif kind == "decide":
            if item.statutory_limit is not None:
                yield deadlines.new(matter, kind, item.statutory_limit, item.statutory_unit, item.statutory_basis)
        else:
            yield deadlines.by_law(matter, kind, _PARAMETERS[kind])


def _more(what: str) -> Iterator[str]:
    sentences = {
        "pause": _("办理期限从今天起暂停计算，直到恢复计时。"),
        "resume": _("办理期限从今天起恢复计算。"),
        "extend": _("法定办理期限延长一次，须告知申请人理由。"),
        "close": _("这件事就此办结。"),
        "seal": _("文书随后盖上电子印章，盖章后不能再改。"),
        "void": _("这份文书不再使用，编号保留、不再给别的文书。"),
    }
    if what:
        yield sentences[what]
