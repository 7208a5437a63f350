"""What may be done in the register, by which right and article (登记簿流转表). Instruments and grants: `life_flow`."""

from functools import partial

from zhenzhi.kernel import clash
from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.registry import Move

Inner = partial(Move, internal=True)
"""A move of internal administration: it rests on a right alone (内部管理)."""

# fmt: off
#                     from                     to           right              who           law
FOUND          = Inner(set(),                   "in_force",  "register.found",   Who.FOUNDER, "建县装载")
CLOSE_FOUNDING = Inner(set(),                   "in_force",  "register.found",   Who.FOUNDER, "建县装载")

DRAFT_POWER    = Inner(set(),                   "draft",     "register.draft",   Who.OFFICER, "权责清单 W-04")
PUBLISH        = Inner(set(),                   "in_force",  "register.publish", Who.OFFICER, "权责清单 W-04")
WITHDRAW_POWER = Inner({"in_force", "draft"},   "withdrawn", "register.publish", Who.OFFICER, "权责清单 W-04")
ITEM           = Inner(set(),                   "in_force",  "register.publish", Who.OFFICER, "行政许可法 30")
END_ITEM       = Inner({"in_force"},            "ended",     "register.publish", Who.OFFICER, "行政许可法 30")

PROCEDURE      = Inner(set(),                   "in_force",  "register.publish", Who.OFFICER, "文件003;S18")
END_PROCEDURE  = Inner({"in_force"},            "ended",     "register.publish", Who.OFFICER, "文件003;S18")
ANNUL          = Inner(set(),                   "annulled",  "register.publish", Who.OFFICER, "LAW-63")

RULE           = Inner(set(),                   "in_force",  "rule.manage",      Who.OFFICER, "DESIGN 6")
CALENDAR       = Inner(set(),                   "in_force",  "calendar.manage",  Who.OFFICER, "LAW 0.3")
SEAL           = Inner(set(),                   "in_force",  "org.manage",       Who.OFFICER, "国发〔1999〕25号")
SERIES         = Inner(set(),                   "in_force",  "org.manage",       Who.OFFICER, "GB/T 9704")
# fmt: on

_TWICE_EN = "stands in the register for some of these days already. Check the dates, or change what stands."

clash.tell(
    {
        name: (f"该{zh}在这些日期已有登记，请核对日期或变更原记录。", f"This {en} {_TWICE_EN}")
        for name, zh, en in (
            ("legal_text_once", "法律文本", "legal text"),
            ("power_once", "权力事项", "power"),
            ("duty_once", "职责事项", "duty"),
            ("procedure_once", "流程", "procedure"),
            ("service_item_once", "服务事项", "service item"),
            ("parameter_once", "参数", "parameter"),
            ("decision_table_once", "决定表", "table"),
            ("rule_state_once", "规则", "rule"),
            ("instrument_once", "依据文书", "instrument"),
            ("grant_once", "授权", "grant"),
            ("stop_once", "停止行使记录", "stop"),
            ("seal_once", "印章", "seal"),
            ("seal_kind_once", "机构的同类印章", "kind of seal of the body"),
            ("series_once", "字号", "number series"),
        )
    }
)
clash.tell(
    {
        "one_exercising_body": (
            "同一权力在同一地点、同一时期只能由一个机关行使，现已有机关行使。请先收回或调整原授权(T05)。",
            "One power at one place and time has one exercising body, and there is one. End its grant first (T05).",
        ),
        "fee_needs_basis": (
            "收费必须填写收费依据；没有依据的不得收费。",
            "A fee needs its basis; without one no fee may be taken (LAW-47).",
        ),
    }
)

STAGES = {
    "draft": ("草拟中", "Draft"),
    "in_force": ("有效", "In force"),
    "withdrawn": ("已移出", "Taken off the list"),
    "ended": ("已终止", "Ended"),
    "annulled": ("登记有误，已撤销", "Entered by mistake"),
}
"""The words for the stages, Chinese and English; pages and messages both take them from here."""
