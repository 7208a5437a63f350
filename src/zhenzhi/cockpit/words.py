"""Words of the cockpit (统筹台用语)."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from zhenzhi.kernel.models import Subject
from zhenzhi.register.lists.kinds import KINDS, SEVERAL, Column
from zhenzhi.register.words import MODE_WORDS
from zhenzhi.ui.words import Text, pick

ENTRIES: dict[str, Text] = {
    "wish": _("点单内容"), "town": _("乡镇"), "department": _("主管部门"), "principal": _("委托机关或者发布机关"),
    "by_body": _("提出任务的部门"), "reason": _("理由"), "result": _("结果"), "act_types": _("行为种类"),
    "fine_ceiling": _("罚款额度上限（元）"), "level": _("下放层级"), "document": _("文号"), "opinion": _("审核意见"),
    "form": _("方式"), "station": _("派驻机构"), "person": _("巡查人员"), "on": _("日期"), "found": _("发现的情况"),
    "name": _("批次名称"), "start": _("开始日期"), "end": _("结束日期"), "items": _("事项"), "package": _("权力包"),
    "code": _("编码"), "title": _("标题"), "number": _("编号"), "under": _("上位文书编码"),
    "requirement": _("承接条件"), "evidence": _("证明材料"), "kind": _("种类"), "words": _("内容"),
    "people": _("人数"), "outcome": _("处理结果"), "why": _("理由"), "grant": _("授权"), "value": _("数值"),
    "day": _("日期"), "consent_by": _("同意的县级人民政府"), "where": _("公布的地方"), "money": _("每年经费（元）"),
    "funds": _("经费来源"), "until": _("临时工作的终止日期"), "decision": _("批准文号"), "version": _("清单草案"),
    "item": _("所依据的清单事项编码"), "what": _("任务或者指标"), "answer": _("答复"), "source": _("从哪里起草"),
    "codes": _("要移出的编码"), "rows": _("清单行"), "row": _("拟列入清单的内容"), "power": _("权力"),
    "to_body": _("征求哪个机构的意见"), "content": _("需要对方说明什么"), "agrees": _("是否同意"),
    "principal_consent": _("委托方同意文件"), "agent_consent": _("受托方同意文件"), "fault": _("严重过错"),
    "cause": _("终止原因"), "agent": _("受托机构"),
}  # fmt: skip
HINTS: dict[str, Text] = {
    "fine_ceiling": _("不限的可以不填。"), "until": _("长期工作不填。"),
    "act_types": _("不选就是这项权力的全部行为种类。"), "codes": _("每行写一个编码。"),
    "requirement": _("由系统核算的条件不在这里。"), "people": _("随工作划转或者参加的人数。"),
}  # fmt: skip
CHOICES: dict[str, Text] = {
    "entrusted": _("委托"), "granted": _("依法交由"), "concentrated": _("相对集中"), "stationed": _("派驻"),
    "coordinated": _("协调巡查"), "stop_review": _("提请停止评估"), "keep": _("保留"), "adjust": _("调整"),
    "suspend": _("暂停"), "stop": _("停止"), "return": _("收回"), "training": _("培训"), "visit": _("上门指导"),
    "question": _("答疑"), "check": _("检查"), "review_lost": _("复议纠错（件）"), "suit_lost": _("诉讼败诉（件）"),
    "legal_reviewers": _("法制审核人员（人）"), "cost": _("办理成本（分）"), "finish_here": _("原处办结"),
    "hand_over": _("移交"), "work": _("工作任务"), "indicator": _("考核指标"), "veto": _("一票否决"),
    "last": _("上一版本"), "register": _("登记簿现状"), "empty": _("空白"), "True": _("是"), "False": _("否"),
    "opinion": _("征求意见"), "help": _("协助"), "report": _("报告"), "agreed": _("双方同意"),
    "law_changed": _("法律变动"), "fault": _("严重过错"), "agreement": _("委托协议"),
    "handover_memo": _("交接备忘录"), "county_list": _("县级清单"), "decision": _("决定文书"),
}  # fmt: skip
SIDES: dict[str, Text] = {"town": _("镇"), "department": _("部门"), "county": _("县里")}
SAID: dict[str, Text] = {
    "asks": _("点单"), "offers": _("拟放"), "passes": _("上级下放"), "agrees": _("同意"), "refuses": _("不同意"),
    "counters": _("另提方案"), "insists": _("再提意见"), "silent": _("逾期未答复"), "withdraws": _("撤回"),
    "mediates": _("协调"), "drops": _("不予下放"),
}  # fmt: skip
FACTS: dict[str, Text] = {
    "cases": _("办件"), "closed": _("办结"), "objects": _("对象"), "officers": _("持证人员"), "training": _("培训"),
    "help": _("求助"), "complaints": _("差评"),
}  # fmt: skip
STATES: dict[str, Text] = {
    "given": _("已下放"), "open": _("行使中"), "used": _("在用"), "idle": _("闲置"), "fresh": _("新启用"),
    "stopped": _("已停止"), "returned": _("已收回"),
}  # fmt: skip
"""How a power handed down stands on a day; each is a figure and the list behind it."""

_TONES = {
    "asked": "wait", "offered": "wait", "agreed": "run", "disputed": "bad", "objected": "bad", "screened": "run",
    "planned": "run", "reviewed": "run", "gathered": "run", "papered": "run", "opened": "good", "accepted": "good",
    "settled": "good", "flagged": "wait", "explained": "run", "evaluated": "run", "proposed": "wait",
    "decided": "run", "published": "good", "draft": "wait", "submitted": "wait", "commenting": "run",
    "commented": "run", "checked": "run", "approved": "good", "listed": "good", "refused": "bad", "contested": "wait",
    "upheld": "good", "announced": "good", "filed": "run", "signed": "run", "patrolled": "good", "barred": "bad",
    "dropped": "bad", "declined": "bad", "dissolved": "bad", "replied": "good",
}  # fmt: skip


def stage(model: type[Subject], code: str) -> str:
    """The word for a stage of one kind of subject: the same code means other things elsewhere."""
    return pick(*model.STAGES.get(code, (code, code)))


def tone(code: str) -> str:
    """The state that a stage's colour stands for."""
    return _TONES.get(code, "plain")


def mode(code: str) -> str:
    """The word for a way of holding a power."""
    return pick(*MODE_WORDS[code]) if code in MODE_WORDS else code


def kind(code: str) -> str:
    """The name of a kind of list."""
    return pick(KINDS[code].zh, KINDS[code].en.capitalize()) if code in KINDS else code


def heading(column: Column) -> str:
    """A column's heading."""
    return pick(column.zh, column.en.capitalize())


def cell(column: Column, value: str, names: Mapping[str, str]) -> str:
    """What a cell says to people: the word of a choice, the names of bodies; all else as it stands."""
    if column.choices:
        return dict(column.choices).get(value, value)
    if column.ref == "body" and value:
        return SEVERAL.join(names.get(one, one) for one in value.split(SEVERAL))
    return value
