"""The life of an application (政务服务办件流转表): a table a lawyer can read.

Five outcomes at receipt (行政许可法 32): not needed, not ours, mended on the spot, one correction notice, acceptance.
"""

from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.registry import Move

AT_WORK = {"accepted", "reviewed"}
OFFICE_AT_WORK = {"submitted", "accepted", "reviewed"}
UNDECIDED = {"submitted", "correcting", "accepted", "reviewed"}

# fmt: off
#                   from                     to              right               who          law
APPLY            = Move(set(),               "submitted",    "service.apply",    Who.PARTY,   "行政许可法 29")
RECEIVE          = Move(set(),               "submitted",    "service.receive",  Who.OFFICER, "行政许可法 29")

TELL_NOT_NEEDED  = Move({"submitted"},       "not_needed",   "service.accept",   Who.OFFICER, "行政许可法 32(1)(1)")
NOT_ACCEPT       = Move({"submitted"},       "not_accepted", "service.accept",   Who.OFFICER, "行政许可法 32(1)(2)")
FIX_ON_SPOT      = Move({"submitted"},       None,           "service.accept",   Who.OFFICER, "行政许可法 32(1)(3)")
ASK_CORRECTION   = Move({"submitted"},       "correcting",   "service.correct",  Who.OFFICER, "行政许可法 32(1)(4)")
SUPPLEMENT       = Move({"correcting"},      "submitted",    "service.apply",    Who.PARTY,   "行政许可法 32(1)(4)")
ACCEPT           = Move({"submitted"},       "accepted",     "service.accept",   Who.OFFICER, "行政许可法 32(1)(5)")
DEEM_ACCEPTED    = Move({"submitted"},       "accepted",     "service.deem",     Who.CLOCK,   "行政许可法 32(1)(4)")

PAUSE            = Move(AT_WORK,             None,           "service.pause",    Who.OFFICER, "行政许可法 45")
RESUME           = Move(AT_WORK,             None,           "service.pause",    Who.OFFICER, "行政许可法 45")
EXTEND           = Move(AT_WORK,             None,           "service.extend",   Who.OFFICER, "行政许可法 42")
CHECK_SITE       = Move({"accepted"},        None,           "service.review",   Who.OFFICER, "行政许可法 34(3)")
REVIEW           = Move({"accepted"},        "reviewed",     "service.review",   Who.OFFICER, "行政许可法 34")
GRANT            = Move({"reviewed"},        "granted",      "service.decide",   Who.OFFICER, "行政许可法 38(1)")
DENY             = Move({"reviewed"},        "denied",       "service.decide",   Who.OFFICER, "行政许可法 38(2)")
DELIVER          = Move({"granted", "denied"}, "delivered",  "service.deliver",  Who.OFFICER, "行政许可法 44")
REISSUE          = Move({"granted", "denied"}, None,         "service.decide",   Who.OFFICER, "行政许可法 38;GB/T 9704")
WITHDRAW         = Move(UNDECIDED,           "withdrawn",    "service.apply",    Who.PARTY,   "行政许可法 7")

RENEW_BY_SILENCE = Move(OFFICE_AT_WORK,           "granted",      "service.silence",  Who.CLOCK,   "行政许可法 50(2)")

OPEN_LICENCE     = Move(set(),               "valid",        "licence.open",     Who.CLOCK,   "行政许可法 39")
EXPIRE           = Move({"valid"},           "expired",      "licence.expire",   Who.CLOCK,   "行政许可法 70(1)")
RENEWED          = Move({"valid"},           "renewed",      "licence.renew",    Who.CLOCK,   "行政许可法 50")

ISSUE_VOUCHER    = Move(set(),               None,           "service.voucher",  Who.CLOCK,   "行政许可法 32(2)")

PUBLISH_DECISION = Move(set(),               "shown",        "decision.publish", Who.CLOCK,   "行政许可法 40;LAW-37")
# fmt: on

STAGES = {
    "submitted": ("待受理", "Awaiting acceptance"),
    "correcting": ("待补正", "Awaiting correction"),
    "accepted": ("已受理", "Accepted"),
    "reviewed": ("已审查", "Reviewed"),
    "granted": ("准予", "Granted"),
    "denied": ("不予许可", "Refused"),
    "delivered": ("已送达", "Delivered"),
    "not_accepted": ("不予受理", "Not accepted"),
    "not_needed": ("无需许可", "No licence needed"),
    "withdrawn": ("已撤回", "Withdrawn"),
    "valid": ("有效", "Valid"),
    "expired": ("已到期", "Expired"),
    "renewed": ("已延续", "Renewed"),
}
"""The words for the stages, Chinese and English; pages and messages both take them from here."""
