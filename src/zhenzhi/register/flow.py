"""What may be done in the register, by which right and article (登记簿流转表)."""

from zhenzhi.kernel.act import Move
from zhenzhi.kernel.identity import Who

#                    from    to            right               who            law
FOUND         = Move(set(),  "in_force",   "register.found",   Who.FOUNDER,   "建县装载", internal=True)  # fmt: skip
CLOSE_FOUNDING = Move(set(), "in_force",   "register.found",   Who.FOUNDER,   "建县装载", internal=True)  # fmt: skip
