"""What may be done in the organisation book, by which right and article (机构管理流转表)."""

from functools import partial

from zhenzhi.kernel import clash
from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.registry import Move

HELD = {"in_force"}

Inner = partial(Move, internal=True)
"""A move of internal administration: it rests on a right alone (内部管理)."""

# fmt: off
#                  from         to           right               who           law
FOUND       = Inner(set(),       "in_force",  "org.found",        Who.FOUNDER,  "建县装载")

PLACE       = Inner(set(),       "in_force",  "org.manage",       Who.OFFICER,  "行政区划管理条例")
MERGE       = Inner(HELD,        "ended",     "org.manage",       Who.OFFICER,  "行政区划管理条例")
BODY        = Inner(set(),       "in_force",  "org.manage",       Who.OFFICER,  "编制条例 9")
END_BODY    = Inner(HELD,        "ended",     "org.manage",       Who.OFFICER,  "编制条例 9")
POST        = Inner(set(),       "in_force",  "org.manage",       Who.OFFICER,  "编制条例 6")
END_POST    = Inner(HELD,        "ended",     "org.manage",       Who.OFFICER,  "编制条例 6")

PERSON      = Inner(set(),       "in_force",  "staff.appoint",    Who.OFFICER,  "公务员法")
APPOINT     = Inner(set(),       "in_force",  "staff.appoint",    Who.OFFICER,  "公务员法")
LEAVE       = Inner(HELD,        "ended",     "staff.appoint",    Who.OFFICER,  "公务员法")
CORRECT     = Inner({"in_force", "ended"}, None, "staff.appoint", Who.OFFICER,  "LAW-63")
CREDENTIAL  = Inner(set(),       "in_force",  "credential.issue", Who.OFFICER,  "行政处罚法 42")
WITHDRAW    = Inner(HELD,        "withdrawn", "credential.issue", Who.OFFICER,  "行政处罚法 42")

ANNUL       = Inner(set(),       "annulled",  "org.manage",       Who.OFFICER,  "LAW-63")
# fmt: on

_TWICE_EN = "is registered for some of these days already. Check the dates, or change the record that stands."

clash.tell(
    {
        "place_once": ("该区划代码在这些日期已有登记，请核对日期或变更原记录。", f"This place {_TWICE_EN}"),
        "body_once": ("该机构代码在这些日期已有登记，请核对日期或变更原记录。", f"This body {_TWICE_EN}"),
        "body_name_once": (
            "同一时期已有同名机构，请使用规范全称。",
            "Another body bears this name on some of these days. Use the full official name.",
        ),
        "post_once": ("该岗位代码在这些日期已有登记，请核对日期或变更原记录。", f"This post {_TWICE_EN}"),
        "person_once": ("此人在这些日期已有登记，请核对日期或变更原记录。", f"This person {_TWICE_EN}"),
        "appointment_once": ("该任职在这些日期已有登记，请核对日期或更正原记录。", f"This appointment {_TWICE_EN}"),
        "appointment_person_post": (
            "此人在这些日期已在该岗位任职，不能重复任职。请核对起止日期。",
            "This person holds this post on some of these days already. Check the dates.",
        ),
        "credential_once": ("该证件在这些日期已有登记，请核对日期。", f"This credential {_TWICE_EN}"),
        "credential_number": (
            "该证号在这些日期已属于一人，一号只能一证一人(T55)。请核对证号。",
            "This number belongs to somebody on some of these days; one number, one person (T55). Check it.",
        ),
    }
)

STAGES = {
    "in_force": ("有效", "In force"),
    "ended": ("已终止", "Ended"),
    "withdrawn": ("已收回", "Withdrawn"),
    "annulled": ("登记有误，已撤销", "Entered by mistake"),
}
"""The words for the stages, Chinese and English; pages and messages both take them from here."""
