"""The life of an instrument and of a grant (依据文书与授权流转表): a table a lawyer can read.

An agreement is drafted, signed by both sides, filed, announced; only then may grants open under it (T15–T17). A county
list or decision has one signatory. A grant is open, stopped with the county's consent (T30), resumed, ended.
"""

from functools import partial

from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.registry import Move

OPEN = {"open", "in_force"}

Inner = partial(Move, internal=True)
"""A move of internal administration: it rests on a right alone (内部管理)."""

# fmt: off
#                       from                    to           right                  who           law
DRAFT            = Inner(set(),                  "draft",     "instrument.draft",    Who.OFFICER,  "行政许可法 24;S45")
ENTER_HIGHER     = Inner(set(),                  "announced", "register.publish",    Who.OFFICER,  "行政处罚法 24")
SIGN_PRINCIPAL   = Inner({"draft"},              "offered",   "instrument.sign",     Who.OFFICER,  "T15;T17")
SIGN_AGENT       = Inner({"offered"},            "signed",    "instrument.sign",     Who.OFFICER,  "T15;T17")
DECLINE          = Inner({"offered"},            "declined",  "instrument.sign",     Who.OFFICER,  "T17")
FILE             = Inner({"offered", "signed"},  "filed",     "instrument.file",     Who.OFFICER,  "T16;S47")
ANNOUNCE         = Inner({"filed"},              "announced", "instrument.announce", Who.OFFICER,  "T16;行政许可法 24")
END_INSTRUMENT   = Inner({"announced"},          "ended",     "instrument.sign",     Who.OFFICER,  "T21;S51")

OPEN_GRANT       = Inner(set(),                  "open",      "grant.open",          Who.OFFICER, "许可法 24")
STOP             = Inner(OPEN,                   "stopped",   "grant.stop",          Who.OFFICER,  "T30;S58")
RESUME           = Inner({"stopped"},            "open",      "grant.open",          Who.OFFICER,  "T30;S59")
END_GRANT        = Inner({*OPEN, "stopped"},     "ended",     "grant.stop",          Who.OFFICER,  "S58;S59")
# fmt: on

STAGES = {
    "draft": ("草拟中", "Draft"),
    "offered": ("待对方签署", "Awaiting the other signature"),
    "signed": ("已签署", "Signed"),
    "declined": ("已拒签", "Declined"),
    "filed": ("已备案", "Filed"),
    "announced": ("已公告", "Announced"),
    "open": ("行使中", "Open"),
    "stopped": ("已停止", "Stopped"),
    "in_force": ("有效", "In force"),
    "ended": ("已终止", "Ended"),
}
"""The words for the stages, Chinese and English; pages and messages both take them from here."""
