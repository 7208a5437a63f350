"""The life of a list version (清单版本流转表): a table a lawyer can read.

A list is drafted, reviewed by the legal office, put to public comment where that is due, and published. It is never
changed afterwards: the next version replaces it from a day on, and all versions stay readable (T07).
"""

from functools import partial

from zhenzhi.kernel import clash
from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.registry import Move

Inner = partial(Move, internal=True)
"""A move of internal administration: it rests on a right alone (内部管理)."""

OPEN = {"draft", "submitted", "reviewed", "commenting", "commented"}

# fmt: off
#                      from                         to            right               who          law
DRAFT         = Inner(set(),                       "draft",      "register.draft",   Who.OFFICER, "文件003、004;S16–S26")
EDIT          = Inner({"draft"},                   None,         "register.draft",   Who.OFFICER, "文件004;S25")
SUBMIT        = Inner({"draft"},                   "submitted",  "register.draft",   Who.OFFICER, "权责清单 W-04")
PASS          = Inner({"submitted"},               "reviewed",   "list.review",      Who.OFFICER, "中办发〔2015〕21号")
RETURN        = Inner({"submitted"},               "draft",      "list.review",      Who.OFFICER, "中办发〔2015〕21号")
COMMENT       = Inner({"reviewed"},                "commenting", "register.publish", Who.OFFICER, "文件001-6;S21")
END_COMMENT   = Inner({"commenting"},              "commented",  "register.publish", Who.OFFICER, "文件001-6;S21")
REVISE        = Inner({"reviewed", "commented"},   "draft",      "register.publish", Who.OFFICER, "文件004;S28")
PUBLISH       = Inner({"reviewed", "commented"},   "published",  "register.publish", Who.OFFICER, "T07;权责清单 W-04")
DROP          = Inner(OPEN,                        "dropped",    "register.draft",   Who.OFFICER, "权责清单 W-04")
WITHDRAW      = Inner({"published"},               "withdrawn",  "register.publish", Who.OFFICER, "权责清单 W-04")
# fmt: on

clash.tell(
    {
        "list_once": (
            "该清单刚刚公布了另一个版本，请在新版本的基础上重新起草。",
            "Another version of this list has just been published. Draft anew from that one.",
        ),
        "list_number_once": (
            "该清单已有同一版本号，请填写新的版本号。",
            "This list has a version of that number already. Give a new number.",
        ),
        "list_row_once": (
            "同一清单内编码不能重复，请核对编码。",
            "A code stands once in a list. Check the codes.",
        ),
    }
)

STAGES = {
    "draft": ("草拟中", "Draft"),
    "submitted": ("待法制审核", "Awaiting legal review"),
    "reviewed": ("已审核", "Reviewed"),
    "commenting": ("公开征求意见", "Public comment"),
    "commented": ("意见已处理", "Comment closed"),
    "published": ("已公布", "Published"),
    "dropped": ("已废弃", "Dropped"),
    "withdrawn": ("已废止", "Withdrawn"),
}
"""The words for the stages, Chinese and English; pages and messages both take them from here."""
