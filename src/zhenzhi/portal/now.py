"""What the applicant must do now (现在要做什么): one sentence at the top of a matter, and where to do it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhenzhi.matter.models import Paper
from zhenzhi.services import forms
from zhenzhi.services.models import Application
from zhenzhi.ui import words
from zhenzhi.ui.clocks import Clock

PROMISED = ("promise", "decide")
AT_RECEIPT = ("receipt", "receipt_again")
AT_WORK = ("accepted", "reviewed")
DECIDED = ("granted", "denied")


@dataclass(frozen=True, slots=True)
class Now:
    """`text` says what is waited for and by when; `yours`: it is the applicant's turn; `until` the day that counts."""

    text: str
    yours: bool = False
    until: date | None = None
    tone: str = ""


def _due(clocks: Iterable[Clock], kinds: Sequence[str]) -> Clock | None:
    """The first open clock of these kinds, in their order."""
    running = {one.row.kind: one for one in clocks if one.state != "met"}
    return next((running[kind] for kind in kinds if kind in running), None)


def now(matter: Application, clocks: Sequence[Clock], papers: Sequence[Paper]) -> Now:
    """The sentence for a matter as it stands."""
    if matter.stage == "correcting":
        told = _("请补正 %(n)s 项。交齐以后，重新计算受理期限。") % {"n": len(matter.correction_list)}
        return Now(told, yours=True, tone="warning")
    if matter.stage == "submitted":
        return _wait(_due(clocks, AT_RECEIPT), _("您的申请已经收到，正在看材料是否齐全。您现在不用做什么。"))
    if matter.stage in AT_WORK:
        return _at_work(_due(clocks, PROMISED))
    if matter.stage in DECIDED:
        return _decided(_due(clocks, ("deliver",)), papers)
    return Now(_ended(matter, papers), tone=_END_TONES.get(matter.stage, ""))


def _at_work(found: Clock | None) -> Now:
    if found is not None and found.state == "paused":
        return Now(_("正在走法律规定的特别程序，办理期限暂停计算。您现在不用做什么。"))
    return _wait(found, _("已经受理，正在审查。您现在不用做什么。"))


def _wait(found: Clock | None, text: str) -> Now:
    if found is None:
        return Now(text)
    if found.state == "over":
        late = _("办理单位没有按时办完。您可以打电话催办或者投诉，电话在本页下方。")
        return Now(late, until=found.row.due, tone="error")
    return Now(text, until=found.row.due)


def _result(papers: Sequence[Paper]) -> Paper | None:
    """The paper of the decision that stands."""
    return next((row for row in papers if row.kind in forms.RESULTS and row.stage != "void"), None)


def _decided(found: Clock | None, papers: Sequence[Paper]) -> Now:
    result = _result(papers)
    if result is None or result.stage != "sealed":
        return Now(_("已经作出决定，文书正在盖章。盖好就可以领取。"), until=found.row.due if found else None)
    return Now(_("决定书已经盖好章，请带本人有效证件来领取。"), yours=True, tone="success")


_END_TONES = {"delivered": "success", "not_accepted": "warning"}


def _ended(matter: Application, papers: Sequence[Paper]) -> str:
    if matter.stage == "delivered":
        return _delivered(_result(papers))
    if matter.stage == "not_accepted":
        return _("这件事不归这里办，请向%(organ)s申请。") % {"organ": matter.other_organ}
    if matter.stage == "not_needed":
        return _("这件事不需要办许可，您可以直接去做。")
    if matter.stage == "withdrawn":
        return _("您已经撤回申请。需要的话，可以随时重新申请。")
    return words.stage(matter.stage)


def _delivered(result: Paper | None) -> str:
    if result is not None and result.kind == forms.DENY.kind:
        return _("决定是不予许可，决定书已经送达。不服的，可以申请行政复议或者起诉，向谁、什么时候，决定书里都写明了。")
    return _("已经办完，结果已经送达。")
