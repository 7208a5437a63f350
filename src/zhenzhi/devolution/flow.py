"""The life of a power handed down (赋权流转表): a table a lawyer can read. Instruments and grants: `register.life_flow`.

A town asks or a department offers; they answer each other in rounds; what both want is tested, given a form by the
ladder (T25) and reviewed by the legal office (S44); what passed is gathered into a batch, which gets its papers, proves
that the town is ready, and opens its grants. What is in use is evaluated, then kept, stopped or returned.
"""

from functools import partial

from zhenzhi.kernel import clash
from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.registry import Move

TALKS = {"asked", "offered"}
UNSETTLED = {"disputed", "objected"}

Inner = partial(Move, internal=True)
"""A move of internal administration: it rests on a right alone (内部管理)."""

# fmt: off
#                   from                           to            right                  who           law
ASK_FOR       = Inner(set(),                       "asked",      "devolution.ask",      Who.OFFICER,  "文件000、002;S06")
OFFER         = Inner(set(),                       "offered",    "devolution.answer",   Who.OFFICER,  "文件000、002;S06")
PASS_DOWN     = Inner(set(),                       "offered",    "devolution.plan",     Who.OFFICER,  "文件001-6、001-7;S65")
AGREE         = Inner({"asked"},                   "agreed",     "devolution.answer",   Who.OFFICER,  "文件000;S06")
REFUSE        = Inner({"asked"},                   "disputed",   "devolution.answer",   Who.OFFICER,  "文件000;S06")
COUNTER       = Inner({"asked"},                   "offered",    "devolution.answer",   Who.OFFICER,  "文件000;S06")
TAKE          = Inner({"offered"},                 "agreed",     "devolution.ask",      Who.OFFICER,  "文件001-3;T17")
INSIST        = Inner({"offered"},                 "asked",      "devolution.ask",      Who.OFFICER,  "文件000;S06")
TURN_DOWN     = Inner({"offered"},                 "disputed",   "devolution.ask",      Who.OFFICER,  "文件001-3;T17")
FALL_SILENT   = Inner(TALKS,                       "disputed",   "devolution.silence",  Who.CLOCK,    "文件001-3;S06")
WITHDRAW      = Inner({*TALKS, *UNSETTLED, "agreed"}, "withdrawn", "devolution.ask",    Who.OFFICER,  "文件001-3;T17")
MEDIATE       = Inner(UNSETTLED,                   "agreed",     "devolution.mediate",  Who.OFFICER,  "文件001-9;S44")
DROP          = Inner({*UNSETTLED, "agreed", "screened"}, "dropped", "devolution.mediate", Who.OFFICER, "文件001-9;S44")

SCREEN        = Inner({"agreed"},                  "screened",   "devolution.plan",     Who.OFFICER,  "文件000;S35–S38")
KEEP_BACK     = Inner({"agreed"},                  "barred",     "devolution.plan",     Who.OFFICER,  "文件000;S36;T09")
CHOOSE_FORM   = Inner({"screened", "objected"},    "planned",    "devolution.plan",     Who.OFFICER,  "文件001-3;S40;T25")
PASS_REVIEW   = Inner({"planned"},                 "reviewed",   "devolution.review",   Who.OFFICER,  "文件001-9;S44")
OBJECT        = Inner({"planned"},                 "objected",   "devolution.review",   Who.OFFICER,  "文件001-9;S44")
SETTLE        = Inner({"reviewed"},                "settled",    "devolution.plan",     Who.OFFICER,  "文件001-3;S40")

GATHER        = Inner(set(),                       "gathered",   "devolution.plan",     Who.OFFICER,  "文件003、001-6;S55")
DISSOLVE      = Inner({"gathered", "papered"},     "dissolved",  "devolution.plan",     Who.OFFICER,  "文件003;S55")
DRAFT_PAPERS  = Inner({"gathered"},                "papered",    "devolution.plan",     Who.OFFICER,  "行政许可法 24;行政处罚法 20、24")
ATTEST        = Inner({"gathered", "papered"},     None,         "devolution.attest",   Who.OFFICER,  "文件000、002;S56;T28")
WAIVE         = Inner({"gathered", "papered"},     None,         "devolution.waive",    Who.OFFICER,  "文件000;T28")
OPEN_BATCH    = Inner({"papered"},                 "opened",     "devolution.open",     Who.OFFICER,  "文件003;S55;T28")
DRAFT_MEMO    = Inner({"opened"},                  None,         "devolution.plan",     Who.OFFICER,  "文件002;S54;T33")
GUIDE         = Inner({"opened", "accepted"},      None,         "devolution.answer",   Who.OFFICER,  "行政处罚法 24;S61;T35")
ACCEPT_BATCH  = Inner({"opened"},                  "accepted",   "devolution.open",     Who.OFFICER,  "文件003;S55")

NAME_PATROL   = Inner(set(),                       "patrolled",  "devolution.answer",   Who.OFFICER,  "文件001-3;T26")
VISIT         = Inner({"patrolled"},               None,         "devolution.patrol",   Who.OFFICER,  "文件001-3;T26")
MISS_WEEK     = Inner({"patrolled"},               None,         "devolution.missed",   Who.CLOCK,    "文件001-3;T26")
END_PATROL    = Inner({"patrolled"},               "ended",      "devolution.answer",   Who.OFFICER,  "文件001-3;T26")

FLAG_IDLE     = Inner(set(),                       "flagged",    "devolution.idle",     Who.CLOCK,    "文件000、003;T32")
EXPLAIN_IDLE  = Inner({"flagged"},                 "explained",  "devolution.ask",      Who.OFFICER,  "文件003;T32")
SETTLE_IDLE   = Inner({"flagged", "explained"},    "settled",    "devolution.evaluate", Who.OFFICER,  "文件003;S58;T32")

EVALUATE      = Inner(set(),                       "evaluated",  "devolution.evaluate", Who.OFFICER,  "行政处罚法 24;W-17")
ENTER_FACT    = Inner({"evaluated"},               None,         "devolution.evaluate", Who.OFFICER,  "行政处罚法 24;W-17")
PROPOSE       = Inner({"evaluated"},               "proposed",   "devolution.evaluate", Who.OFFICER,  "文件003;S58")
DECIDE        = Inner({"proposed"},                "decided",    "devolution.decide",   Who.OFFICER,  "文件003;S58;S59;T30")
PUBLISH       = Inner({"decided"},                 "published",  "devolution.publish",  Who.OFFICER,  "行政处罚法 24;S59")
STOP_GRANTS   = Inner({"open", "in_force"},        "stopped",    "grant.stop",          Who.OFFICER,  "文件003;S58;T30")
RETURN_GRANTS = Inner({"open", "in_force", "stopped"}, "ended",  "grant.stop",          Who.OFFICER,  "文件003;S59;T30")
MOVE_CASE     = Inner(set(),                       None,         "devolution.move",     Who.CLOCK,    "文件001-3;T21;W-16")

TELL_TOWN     = Inner(set(),                       "told",       "devolution.answer",   Who.OFFICER,  "文件000;S62;T107")
GIVE_VIEW     = Inner({"told"},                    "viewed",     "devolution.ask",      Who.OFFICER,  "文件000;S62;T107")
NO_VIEW       = Inner({"told"},                    "viewed",     "devolution.silence",  Who.CLOCK,    "文件000;S62")
TREAT_VIEW    = Inner({"viewed"},                  "treated",    "devolution.answer",   Who.OFFICER,  "文件000;S62;T107")
PLACE_PROJECT = Inner({"treated"},                 "placed",     "devolution.answer",   Who.OFFICER,  "文件000;S63;T106")

SUCCEED       = Inner(set(),                       "succeeded",  "devolution.succeed",  Who.OFFICER,  "行政区划管理条例;S13")
# fmt: on

clash.tell(
    {
        "proposal_once": (
            "该镇对这项权力已有正在商议的事项，请在原事项上办理。",
            "This power is being discussed for this town already. Go on with that proposal.",
        ),
        "batch_item_once": (
            "有事项已列入另一批次，不能重复列入。请先解散原批次。",
            "A proposal stands in another batch already. Dissolve that one first.",
        ),
        "batch_named_once": ("已有同名批次，请另取批次名称。", "There is a batch of this name. Choose another."),
        "patrol_once": ("该事项已指定巡查人员。", "An officer has been named for this already."),
        "idle_once": ("该授权的闲置情况正在处理中。", "The idleness of this grant is being dealt with already."),
        "case_once": ("该在办件的去向已经确定。", "It has been decided already where this case goes."),
    }
)

STAGES = {
    "asked": ("待部门答复", "Awaiting the department"),
    "offered": ("待镇答复", "Awaiting the town"),
    "agreed": ("双方同意", "Both agree"),
    "disputed": ("意见不一", "In dispute"),
    "withdrawn": ("已撤回", "Withdrawn"),
    "dropped": ("不予下放", "Dropped"),
    "screened": ("已评估", "Tested"),
    "barred": ("列入三不放", "Kept at the county"),
    "planned": ("待法制审核", "Awaiting legal review"),
    "objected": ("审核未通过", "Review not passed"),
    "reviewed": ("审核通过", "Review passed"),
    "settled": ("已落实", "Settled"),
    "gathered": ("已编入批次", "Gathered"),
    "papered": ("文书办理中", "Papers under way"),
    "dissolved": ("已解散", "Dissolved"),
    "opened": ("已启用", "Opened"),
    "accepted": ("已验收", "Accepted"),
    "patrolled": ("巡查中", "Patrolled"),
    "ended": ("已终止", "Ended"),
    "flagged": ("闲置，待说明", "Idle, reason asked"),
    "explained": ("已说明原因", "Reason given"),
    "evaluated": ("评估中", "Being evaluated"),
    "proposed": ("待县政府决定", "Awaiting the county's decision"),
    "decided": ("已决定", "Decided"),
    "published": ("已公布", "Published"),
    "told": ("待镇发表意见", "Awaiting the town's view"),
    "viewed": ("镇已表态", "View recorded"),
    "treated": ("意见已处理", "View treated"),
    "placed": ("已落地", "Placed"),
    "succeeded": ("已承继", "Succeeded"),
}
"""The words for the stages, Chinese and English; pages and messages both take them from here."""
