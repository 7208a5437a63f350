"""What may be done with subscriptions to events (事件订阅流转表): by which right, on which article."""

from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.registry import Move

# fmt: off
#                  from    to    right             who          law
SUBSCRIBE    = Move(set(), None, "account.manage", Who.OFFICER, "数据安全法 38;网络安全法 21", internal=True)
UNSUBSCRIBE  = Move(set(), None, "account.manage", Who.OFFICER, "数据安全法 38;网络安全法 21", internal=True)
NEW_SECRET   = Move(set(), None, "account.manage", Who.OFFICER, "数据安全法 38;网络安全法 21", internal=True)
RESEND       = Move(set(), None, "account.manage", Who.OFFICER, "数据安全法 38;网络安全法 21", internal=True)
# fmt: on
