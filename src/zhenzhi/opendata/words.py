"""Words of the public lists (公开清单用语)."""

from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from zhenzhi.register.facts import Basis
from zhenzhi.ui import words as ui_words
from zhenzhi.ui.law import cited
from zhenzhi.ui.words import Text, pick

TYPES: dict[str, Text] = {
    "行政许可": _("行政许可"), "行政处罚": _("行政处罚"), "行政强制": _("行政强制"), "行政检查": _("行政检查"),
    "行政给付": _("行政给付"), "行政确认": _("行政确认"), "行政奖励": _("行政奖励"), "行政裁决": _("行政裁决"),
    "行政征收": _("行政征收"), "公共服务": _("公共服务"), "其他行政权力": _("其他行政权力"),
}  # fmt: skip
"""Types of power, by the word that the register holds."""

MODES: dict[str, Text] = {
    "statutory": _("法定"), "granted": _("赋权"), "entrusted": _("委托"), "stationed": _("派驻"),
    "concentrated": _("相对集中"), "assistance": _("仅协助"),
}  # fmt: skip
MEANINGS: dict[str, Text] = {
    "statutory": _("法律直接给这个机关的权力，以自己的名义行使。"),
    "granted": _("省里决定交给乡镇的权力，乡镇以自己的名义行使。"),
    "entrusted": _("县里的部门委托乡镇代为办理，文书用委托部门的名义，由委托部门承担责任。"),
    "stationed": _("县里的部门派人在乡镇办理，仍以部门的名义。"),
    "concentrated": _("几个部门的同类权力集中由一个机关行使。"),
    "assistance": _("乡镇只帮忙，不作决定。"),
}  # fmt: skip
"""What each way of holding a power means for a citizen."""

INSTRUMENTS: dict[str, Text] = {
    "law": _("法律法规"), "provincial_decision": _("省级决定"), "county_list": _("县级清单"),
    "agreement": _("委托协议"), "decision": _("决定文书"), "handover_memo": _("交接备忘录"),
}  # fmt: skip
UNITS: dict[str, tuple[str, str]] = {
    "wd": ("个工作日", "working days"), "d": ("日", "days"), "h": ("小时", "hours"), "month": ("个月", "months"),
    "year": ("年", "years"), "minute": ("分钟", "minutes"), "hour": ("小时", "hours"),
    "count": ("个（次）", "times"), "person": ("人", "people"), "fen": ("元", "yuan"), "percent": ("%", "%"),
    "byte": ("MB", "MB"), "level": ("级", "levels"), "per_min": ("次/分钟", "a minute"),
}  # fmt: skip
RULE_STATES: dict[str, Text] = {
    "enforced": _("办理时自动检查"), "by_schema": _("由数据结构保证"), "off": _("本地未启用"),
    "awaiting": _("相关业务尚未上线"),
}  # fmt: skip
VERDICTS: dict[str, Text] = {
    "block": _("违反的不能办理"), "warn": _("须由他人批准例外"), "auto": _("系统自动办理"),
    "model": _("用于统计和测算"),
}  # fmt: skip


def amount(value: int, unit: str) -> str:
    """A number of law for people; sums in yuan, sizes in MB."""
    if unit == "fen":
        return f"{value / 100:,.0f}"
    return f"{value / 1024 / 1024:,.0f}" if unit == "byte" else f"{value:,}"


def unit(code: str) -> str:
    """The unit of a number of law, in the page's language."""
    return pick(*UNITS.get(code, (code, code)))


def law_of(bases: Iterable[Basis]) -> str:
    """The articles a power rests on, as law writes them in the page's language."""
    return _cited("; ".join(f"{basis.law} {basis.article}" for basis in bases), ui_words.english())


@lru_cache(maxsize=8192)
def _cited(text: str, english: bool) -> str:
    """Kept by language: a list cites some hundred articles, and each is taken apart anew."""
    return cited(text)
