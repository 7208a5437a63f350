"""The gate of duties (职责准入流转表): nothing new lands on a town unless it passes (S27, S29, T108, LAW-56)."""

from functools import partial

from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.registry import Move

WAITING = {"proposed", "checked"}

Inner = partial(Move, internal=True)
"""A move of internal administration: it rests on a right alone (内部管理)."""

# fmt: off
#                   from            to            right             who           law
PROPOSE     = Inner(set(),          "proposed",   "duty.propose",   Who.OFFICER,  "文件004、001-9;S27;T108")
TURN_AWAY   = Inner({"proposed"},   "refused",    "duty.turn_away", Who.CLOCK,    "文件004、001-9;S29;T108")
CHECK       = Inner({"proposed"},   "checked",    "duty.gate",      Who.OFFICER,  "文件004、001-9;S27;T108")
REFUSE      = Inner(WAITING,        "refused",    "duty.gate",      Who.OFFICER,  "文件004、001-9;S29;T108")
APPROVE     = Inner({"checked"},    "approved",   "duty.decide",    Who.OFFICER,  "文件004;T108;LAW-56")
ENTER       = Inner({"approved"},   "listed",     "register.draft", Who.OFFICER,  "文件004;S25;S28")

CONTEST     = Inner(set(),          "contested",  "duty.contest",   Who.OFFICER,  "文件001-8、001-9;S29;T109")
UPHOLD      = Inner({"contested"},  "upheld",     "duty.gate",      Who.OFFICER,  "文件001-8、001-9;S29")
DISMISS     = Inner({"contested"},  "dismissed",  "duty.gate",      Who.OFFICER,  "文件001-8、001-9;S29")
# fmt: on

STAGES = {
    "proposed": ("待准入核查", "Awaiting the gate"),
    "checked": ("待县政府决定", "Awaiting the county's decision"),
    "refused": ("不予准入", "Refused"),
    "approved": ("已批准", "Approved"),
    "listed": ("已列入清单草案", "In the next list"),
    "logged": ("已记录", "On record"),
    "contested": ("镇已提出异议", "Contested by the town"),
    "upheld": ("异议成立", "Upheld"),
    "dismissed": ("异议不成立", "Dismissed"),
}
"""The words for the stages, Chinese and English; pages and messages both take them from here."""
