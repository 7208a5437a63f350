"""Rules that guard lists (清单规则): each a sentence, its article, and the check. See DESIGN 6."""

from typing import cast

from zhenzhi.kernel.rule import ALLOW, Case, Verdict, block, rule
from zhenzhi.register.lists import queries
from zhenzhi.register.lists.kinds import ASSIST
from zhenzhi.register.models import ListVersion


@rule("LAW-55", "履职事项清单；国办函〔2025〕66号", "register.submit_list", "register.publish_list")
def cooperating_names_both_sides(case: Case) -> Verdict:
    """配合履职事项必须写明牵头部门，以及部门和镇各自的职责。"""
    version = cast(ListVersion, case.subject)
    if version.kind != "town_duties":
        return ALLOW
    lacking = [
        row["code"]
        for row in queries.rows_of(version).values()
        if row["list"] == ASSIST and not (row["main"] and row["main_duty"] and row["town_duty"])
    ]
    if lacking:
        listed = "、".join(lacking[:10])
        return block(
            f"配合履职事项没有写明牵头部门或者双方职责：{listed}。请补全。",
            f"These cooperating items name no main department, or not both sides' tasks: {listed}. Complete them.",
        )
    return ALLOW
