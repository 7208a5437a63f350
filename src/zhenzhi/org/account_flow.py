"""What may be done with accounts (账号管理流转表): by which right, on which article."""

from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.registry import Move

# fmt: off
#                  from    to    right             who           law
OPEN         = Move(set(), None, "account.manage", Who.OFFICER, "网络安全法 24", internal=True)
CLOSE        = Move(set(), None, "account.manage", Who.OFFICER, "网络安全法 24", internal=True)
SET_PASSWORD = Move(set(), None, "account.manage", Who.OFFICER, "网络安全法 24", internal=True)
ISSUE_TOKEN  = Move(set(), None, "account.manage", Who.OFFICER, "网络安全法 24", internal=True)
REVOKE_TOKEN = Move(set(), None, "account.manage", Who.OFFICER, "网络安全法 24", internal=True)
FOUND        = Move(set(), None, "org.found",      Who.FOUNDER, "建县装载",      internal=True)
# fmt: on
