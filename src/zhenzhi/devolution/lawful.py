"""What the law asks of papers, decisions and cases (合法性核对), as questions that rules and acts both ask."""

from collections.abc import Mapping, Sequence

from zhenzhi.devolution import tables
from zhenzhi.devolution.models import Batch, Evaluation, Proposal
from zhenzhi.kernel import clock
from zhenzhi.kernel.rule import ALLOW, Verdict, block
from zhenzhi.matter.models import Matter
from zhenzhi.org.models import Body
from zhenzhi.register import holdings
from zhenzhi.register.models import Grant, Instrument

TAKING = ("suspend", "stop", "return")
"""Decisions after which the town no longer acts."""


def items(batch: Batch) -> list[Proposal]:
    """The proposals of a batch, in the order of their numbers."""
    return list(Proposal.objects.filter(places__batch=batch.id, places__dropped=False).order_by("number"))


def powers(batch: Batch) -> list[str]:
    """The powers of a batch, sorted: exactly what its papers list."""
    return sorted(proposal.power for proposal in items(batch))


def items_of_department(batch: Batch, department: str) -> list[str]:
    """What the batch's instrument lists of one department's powers (T33)."""
    paper = Instrument.objects.known().filter(code=batch.instrument).first()
    own = {proposal.power for proposal in items(batch) if proposal.principal == department}
    return sorted(own & set(paper.items)) if paper is not None else []


def not_in_decision(code: str, batch: Batch) -> list[str] | None:
    """Powers of the batch that the published provincial decision does not name; None where there is no such decision.

    行政处罚法 24: the province decides which powers towns may be given, and publishes it.
    """
    found = Instrument.objects.known().filter(code=code, kind="provincial_decision", stage="announced").first()
    if found is None or found.announced is None or found.announced > batch.start:
        return None
    return sorted(set(powers(batch)) - set(found.items))


def consented(by: str, document: str) -> Verdict:
    """Whether the county government consented, with the number of its document (T30)."""
    government = Body.objects.on(clock.today()).filter(code=by, kind="government", level="county")
    if not document.strip() or not government.exists():
        return block(
            "须经县级人民政府同意，并填写同意文件的文号。",
            "This needs the consent of the county government, with the number of its document.",
        )
    return ALLOW


def open_cases(grants: Sequence[Grant]) -> dict[str, list[Matter]]:
    """Open matters under each grant, by the grant's code; talks about the power itself are no cases."""
    by_holder = {(grant.power, grant.body): grant.code for grant in grants}
    rows = Matter.objects.filter(
        power__in={grant.power for grant in grants}, body__in={grant.body for grant in grants}, closed_at__isnull=True
    ).exclude(kind="devolution")
    found: dict[str, list[Matter]] = {code: [] for code in by_holder.values()}
    for row in rows.order_by("number"):
        if (row.power, row.body) in by_holder:
            found[by_holder[row.power, row.body]].append(row)
    return found


def grants_decided(evaluation: Evaluation, what: Sequence[str]) -> list[Grant]:
    """The grants about which one of these was decided, locked, in the order of their codes."""
    codes = [code for code, found in evaluation.decisions.items() if found["what"] in what]
    return list(Grant.objects.known().select_for_update().filter(code__in=codes).order_by("code"))


def way_of(what: str) -> str:
    """The one lawful way of open cases: under a stop nobody else exercises the power, so they are finished where they
    are; after a return the town holds it no more, so they go to the department.
    """
    return "hand_over" if what == "return" else "finish_here"


def undecided_cases(evaluation: Evaluation, cases: Mapping[str, str]) -> list[str]:
    """Numbers of open cases without a decision, or with one that would leave them without a competent body (W-16)."""
    grants = grants_decided(evaluation, TAKING)
    lost: list[str] = []
    for code, matters in open_cases(grants).items():
        way = way_of(evaluation.decisions[code]["what"])
        lost += [matter.number for matter in matters if cases.get(matter.number) != way]
    return lost


def needs_consultation(matter: Matter) -> bool:
    """Whether this is a project in a pilot town before one of the departments that must hear the town first (S62)."""
    departments = {limit.value for limit in tables.limits("consult_department")}
    if matter.body not in departments and matter.principal not in departments:
        return False
    fields = {limit.value for limit in tables.limits("consult_power")}
    towns = {limit.value for limit in tables.limits("pilot_town")}
    seat = holdings.current(holdings.remembered()).facts.seat(matter.place, clock.today())
    return matter.power in fields and seat in towns
