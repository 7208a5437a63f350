"""What may be done in the organisation book, by which right and article (机构管理流转表)."""

from zhenzhi.kernel.act import Move
from zhenzhi.kernel.identity import Who

#                  from          to           right            who            law
FOUND       = Move(set(),        "in_force",  "org.found",     Who.FOUNDER,   "建县装载", internal=True)  # fmt: skip
