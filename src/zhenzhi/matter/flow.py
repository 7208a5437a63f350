"""What may be done with any matter (通用流转表): requests between bodies, ratings, notes, papers and their seals."""

from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.registry import Move

OPEN = {"asked", "received"}

# fmt: off
#                   from                      to           right                who           law
ASK               = Move(set(),               "asked",     "request.ask",       Who.OFFICER,  "行政许可法 26;T56", internal=True)
RECEIVE           = Move({"asked"},           "received",  "request.answer",    Who.OFFICER,  "T56", internal=True)
REPLY             = Move(OPEN,                "replied",   "request.answer",    Who.OFFICER,  "行政处罚法 26;T57", internal=True)
URGE              = Move(OPEN,                None,        "request.urge",      Who.OFFICER,  "T57", internal=True)
FALL_SILENT       = Move(OPEN,                None,        "request.silence",   Who.CLOCK,    "T37;T56")
ESCALATE          = Move(OPEN,                None,        "request.urge",      Who.OFFICER,  "T37;T57", internal=True)
RATE_REPLY        = Move({"replied"},         "rated",     "request.rate",      Who.OFFICER,  "T73", internal=True)

RATE              = Move(set(),               None,        "matter.rate",       Who.PARTY,    "国办发〔2019〕51号")
CONTACT_RATER     = Move(set(),               None,        "rating.followup",   Who.OFFICER,  "国办发〔2019〕51号", internal=True)
MEND              = Move(set(),               None,        "rating.followup",   Who.OFFICER,  "国办发〔2019〕51号", internal=True)

HAND_OVER         = Move(set(),               None,        "service.hand_over", Who.OFFICER,  "首问负责制 T50", internal=True)
TAKE_OVER         = Move(set(),               None,        "service.take_over", Who.OFFICER,  "首问负责制 T50", internal=True)
ADD_NOTE          = Move(set(),               None,        "matter.note",       Who.OFFICER,  "行政处罚法 47", internal=True)
APPROVE_EXCEPTION = Move(set(),               None,        "rule.except",       Who.OFFICER,  "DESIGN 6", internal=True)
MISS_DEADLINE     = Move(set(),               None,        "deadline.miss",     Who.CLOCK,    "行政许可法 74;S96")

APPROVE_SEAL      = Move({"numbered"},        "approved",  "service.seal",      Who.OFFICER,  "行政许可法 38;T44")
APPROVE_VOUCHER   = Move({"numbered"},        "approved",  "seal.voucher",      Who.CLOCK,    "行政许可法 32(2)")
AFFIX             = Move({"approved"},        "sealed",    "seal.affix",        Who.CLOCK,    "国务院令第716号 9")
VOID              = Move({"numbered", "approved"}, "void", "service.seal",      Who.OFFICER,  "GB/T 9704", internal=True)
# fmt: on

STAGES = {
    "asked": ("待签收", "Awaiting receipt"),
    "received": ("待答复", "Awaiting reply"),
    "replied": ("已答复", "Answered"),
    "rated": ("已评价", "Rated"),
    "numbered": ("待用印", "Awaiting seal"),
    "approved": ("用印中", "Being sealed"),
    "sealed": ("已用印", "Sealed"),
    "void": ("已作废", "Void"),
}
"""The words for the stages, Chinese and English; pages and messages both take them from here."""
