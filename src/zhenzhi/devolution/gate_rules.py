"""Rules of the gate of duties (职责准入规则): each a sentence, its article, and the check. See DESIGN 6."""

from typing import cast

from zhenzhi.devolution import gate
from zhenzhi.devolution.gate_models import Work
from zhenzhi.kernel import clock
from zhenzhi.kernel.rule import ALLOW, Case, Verdict, block, rule


@rule("T108", "文件004、001-9;S27", "devolution.pass_gate", "devolution.approve_work")
def nothing_lacks(case: Case) -> Verdict:
    """新增职责须有依据、人员、经费，与清单一致，否则不予准入。"""
    work = cast(Work, case.subject)
    lacks = gate.missing(work.town, work.row, work.people, work.money, work.funds, clock.today())
    if lacks:
        zh, en = gate.told(lacks)
        return block(f"该工作不能进入镇的职责：{zh}。", f"This work cannot be given to the town: {en}.")
    return ALLOW


@rule("T108a", "文件004、001-9;S27", "devolution.approve_work")
def the_town_was_heard(case: Case) -> Verdict:
    """决定前须听取镇的意见。"""
    if gate.heard(cast(Work, case.subject)):
        return ALLOW
    return block(
        "尚未听取镇的意见，不能决定。请先向镇征求意见，待其答复或者逾期。",
        "The town has not been heard. Ask for its opinion first, and wait for the reply or its limit.",
    )


@rule("LAW-56", "山东省乡镇人民政府工作条例 4;履职事项清单", "devolution.approve_work")
def approval_has_number_and_end(case: Case) -> Verdict:
    """清单外的工作须有批准文号；临时交办的须有终止日期且尚未届满。"""
    work = cast(Work, case.subject)
    if not str(case.params["decision"]).strip():
        return block("请填写县级批准的文号。", "Give the number of the county's decision.")
    if work.until is not None and work.until <= clock.today():
        return block(
            "临时交办的终止日期已过，请重新申请。",
            "The end of this temporary work has passed. Propose it again.",
        )
    return ALLOW
