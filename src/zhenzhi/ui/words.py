"""Words for stages, acts, entries and choices (用语), Chinese first; English comes from the translation catalogue."""

import re

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhenzhi.kernel.registry import REGISTRY
from zhenzhi.matter import flow as matter_flow
from zhenzhi.services import flow as services_flow

Text = str | Promise

STAGES = services_flow.STAGES | matter_flow.STAGES
TONES = {
    "submitted": "wait", "correcting": "wait", "asked": "wait", "received": "wait", "numbered": "wait",
    "accepted": "run", "reviewed": "run", "approved": "run",
    "granted": "good", "delivered": "good", "replied": "good", "rated": "good", "sealed": "good",
    "denied": "bad", "not_accepted": "bad", "void": "bad",
}  # fmt: skip
"""Colour stands for state only: waiting, running, good, bad; everything else is neutral."""

DEADLINES: dict[str, Text] = {
    "receipt": _("受理期限"), "receipt_again": _("补正后受理期限"), "promise": _("承诺办理期限"),
    "decide": _("法定办理期限"), "deliver": _("送达期限"), "rating_contact": _("差评回访期限"),
    "rating_mend": _("差评整改期限"), "request_receipt": _("签收期限"), "request_reply": _("答复期限"),
}  # fmt: skip
ENTRIES: dict[str, Text] = {
    "reasons": _("理由"), "reason": _("理由"), "organ": _("应向哪个行政机关申请"), "lines": _("需补正的内容"),
    "what": _("更正内容"), "ground": _("暂停事由"), "notice": _("书面告知的文号"), "second": _("另一名核查人员"),
    "findings": _("核查情况"), "agrees": _("是否同意"), "opinion": _("审查意见"), "way": _("送达方式"),
    "receiver": _("收件人"), "to_body": _("征求哪个机构的意见"), "content": _("需要对方提供什么"), "kind": _("种类"),
    "words": _("意见"), "score": _("评分"), "level": _("满意程度"), "to": _("移交给"), "text": _("内容"),
    "rule": _("规则编号"), "form": _("补充说明"), "materials": _("补充材料"),
}  # fmt: skip
HINTS: dict[str, Text] = {
    "lines": _("每行写一项。补正只能告知一次，请一次写全。"),
    "what": _("每行写一项，格式：名称：内容"),
    "form": _("可以不填。每行写一项，格式：名称：内容"),
}
CHOICES: dict[str, Text] = {
    "window": _("窗口领取"), "post": _("邮寄"), "electronic": _("电子送达"), "opinion": _("征求意见"),
    "help": _("协助"), "report": _("报告"), "True": _("同意"), "False": _("不同意"),
}  # fmt: skip
THANKS: dict[str, Text] = {"matter.rate": _("谢谢您的评价。")}
"""What is said after an act that deserves more than "done"."""
LEVELS: dict[int, Text] = {5: _("非常满意"), 4: _("满意"), 3: _("基本满意"), 2: _("不满意"), 1: _("非常不满意")}
UNITS: dict[str, Text] = {
    "wd": _("个工作日"),
    "d": _("个自然日"),
    "h": _("小时"),
    "month": _("个月"),
    "spot": _("当场办结"),
}
CHANNELS: dict[str, Text] = {"portal": _("网上"), "window": _("窗口"), "station": _("村站"), "agent": _("代办")}
ROLES: dict[str, Text] = {"applicant": _("申请人"), "agent": _("代理人"), "third": _("利害关系人")}
ID_KINDS: dict[str, Text] = {
    "id_card": _("居民身份证"), "uscc": _("统一社会信用代码"), "passport": _("护照"), "residence_permit": _("居住证"),
    "none": _("无证件"),
}  # fmt: skip
ACTOR_KINDS: dict[str, Text] = {
    "officer": _("工作人员"), "party": _("申请人一方"), "clock": _("系统自动办理"), "founder": _("建县装载"),
}  # fmt: skip


def english() -> bool:
    """Whether the page is shown in English."""
    return (get_language() or "").startswith("en")


def pick(zh: str, en: str) -> str:
    """The text in the page's language; Chinese where no English is recorded."""
    return en or zh if english() else zh


def act_label(name: str) -> str:
    """An act's name for people: the Chinese term of its docstring, or its English name as words."""
    spec = REGISTRY.get(name)
    return pick(spec.zh, spec.en) if spec else name


def stage(code: str) -> str:
    """The word for a stage."""
    return pick(*STAGES.get(code, (code, code)))


def act_hint(name: str) -> str:
    """What the act means, in English; the Chinese page shows its article alone."""
    title = REGISTRY[name].title
    return title.partition(": ")[2] if english() else ""


def limit(length: int | None, unit: str) -> str:
    """A limit with its unit, such as 20个工作日; 当场 where nothing has to be waited for."""
    if length is None:
        return str(_("法律未规定"))
    if unit == "spot" or length == 0:
        return str(UNITS["spot"])
    return f"{length} {UNITS.get(unit, unit)}" if english() else f"{length}{UNITS.get(unit, unit)}"


_BOTH = re.compile(r"(?s)(.*[\u3002-\u9fff\uff00-\uffef])\s+([\x20-\x7e“”]+)")


def either(text: str) -> str:
    """The half in the page's language of a text that says it in Chinese and then in English."""
    both = _BOTH.fullmatch(text.strip())
    return pick(both[1], both[2]) if both else text
