"""Coordination and patrol (协调巡查, T26): a named officer comes weekly where nothing is entrusted or stationed."""

from datetime import date, timedelta

from zhenzhi.devolution import flow
from zhenzhi.devolution.models import Patrol, Proposal, Visit
from zhenzhi.kernel import clock, rows
from zhenzhi.kernel.act import act, opening_act
from zhenzhi.kernel.doing import later
from zhenzhi.kernel.identity import Actor, officer
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.problem import Conflict, Invalid
from zhenzhi.matter import access
from zhenzhi.org.acts import named
from zhenzhi.register import holdings


def _next(after: date) -> date:
    """The last day by which the next visit must be made."""
    return after + timedelta(days=holdings.number("devolution.patrol", after).value)


def _of_department(person: str, department: str) -> str:
    if department not in access.bodies_of(officer(person), clock.today()):
        raise Invalid(
            "not_of_the_department",
            "巡查人员须为主管部门今天在岗的工作人员。",
            "The officer must have a post at the department today.",
            article="文件001-3;T26",
            detail={"person": "no post"},
        )
    return person


@opening_act(flow.NAME_PATROL)
def name_patrol(proposal: Proposal, *, person: Plain, by: Actor) -> Patrol:
    """指定巡查人员 (Name an officer to patrol): for a power that stays with the department, one of its officers, who
     visits the town at least weekly (T26).
    """
    if proposal.form != "coordinated" or proposal.stage != "reviewed":
        raise Conflict(
            "no_patrol_needed",
            "只有审核通过、方式为协调巡查的事项才指定巡查人员。",
            "An officer is named only for a reviewed proposal in the form of coordination and patrol.",
            article="文件001-3;T25;T26",
        )
    return Patrol(
        proposal_id=proposal.id, town=proposal.body, department=proposal.principal,
        officer=_of_department(person, proposal.principal), due=_next(clock.today()),
    )  # fmt: skip


@act(flow.VISIT)
def visit(patrol: Patrol, *, on: date, found: str, by: Actor) -> None:
    """登记巡查 (Record a visit): the named officer was in the town that day, and what was found (T26)."""
    if by.id != patrol.officer or on > clock.today():
        raise Invalid(
            "not_the_officer",
            "巡查由指定人员本人登记，日期不能晚于今天。",
            "The named officer records the visit in person, and not before it was made.",
            article="文件001-3;T26",
            detail={"on": "officer or day"},
        )
    later(*rows.inserts([Visit(patrol_id=patrol.id, on=on, found=named(found, "found"), by=by.id)]))
    patrol.due = max(patrol.due, _next(on))


@act(flow.MISS_WEEK)
def miss_week(patrol: Patrol, *, by: Actor) -> None:
    """巡查缺失预警 (Record a missed week): no visit within the period; an alert is on record and the next period begins
    (T26).
    """
    if patrol.due >= clock.today():
        raise Conflict("not_missed", "巡查期限尚未届满。", "The period for a visit has not run out.", article="T26")
    patrol.missed, patrol.alerted_on = patrol.missed + 1, clock.today()
    patrol.due = _next(patrol.due)


@act(flow.END_PATROL)
def end_patrol(patrol: Patrol, *, reason: str, by: Actor) -> None:
    """终止巡查 (End the patrol): the power was entrusted or stationed after all, or is gone."""
    named(reason, "reason")
