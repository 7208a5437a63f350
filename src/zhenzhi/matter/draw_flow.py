"""What may be done with a draw, by which right and article (抽取流转表): committed, then drawn; or void, with a reason."""

from functools import partial

from zhenzhi.kernel import clash
from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.registry import Move

Inner = partial(Move, internal=True)
"""A move of internal administration: it rests on a right alone (内部管理)."""

# fmt: off
#              from                      to           right          who           law
COMMIT = Inner(set(),                    "committed", "draw.commit", Who.OFFICER,  "国发〔2019〕5号;LAW-52")
DRAW   = Inner({"committed"},            "drawn",     "draw.run",    Who.OFFICER,  "国发〔2019〕5号;T101")
VOID   = Inner({"committed", "drawn"},   "void",      "draw.void",   Who.OFFICER,  "LAW-52;T101")
# fmt: on

clash.tell(
    {
        "draw_once": (
            "同一事由当日已有抽取，不得重抽。确须重抽的，先将其作废并写明理由。",
            "There is a draw for this purpose and day already, and none may be made twice. Void it first, with a reason.",
        ),
        "draw_replaced_once": (
            "该作废的抽取已由另一次抽取替代。请刷新查看。",
            "The void draw has been replaced by another already. Reload to see it.",
        ),
    }
)

STAGES = {
    "committed": ("已公布名单，待抽取", "List published, not drawn yet"),
    "drawn": ("已抽取", "Drawn"),
    "void": ("已作废", "Void"),
}
"""The words for the stages, Chinese and English; pages and messages both take them from here."""
