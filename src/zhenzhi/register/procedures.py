"""Procedures (流程清单, S18): the steps of a power as published, who does each, within which limit. All dated.

A matter keeps the procedure of the day it began (LAW-49): read it with `of(power, day)`.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from zhenzhi.kernel.act import act, opening_act
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.problem import Invalid
from zhenzhi.org.acts import named
from zhenzhi.org.dating import amend, refer, span, until
from zhenzhi.register import flow
from zhenzhi.register.limits import measure
from zhenzhi.register.models import Power, Procedure


@dataclass(frozen=True, slots=True)
class Step:
    """One step (环节): its name, the right it is done by, its limit, its basis, and what is checked there (控制点).

    `limit` counts in `unit`: wd working days, d days, h hours, spot at once. `right` is one of the table of rights.
    """

    name: str
    name_en: str
    right: str
    limit: int
    unit: Literal["wd", "d", "h", "spot"]
    basis: str = ""
    control: str = ""


def _steps(steps: Sequence[Step]) -> list[dict[str, object]]:
    """The steps as they are kept. Raises Invalid where there is none, or one lacks name, right or a readable limit."""
    faults = [
        f"{number}"
        for number, step in enumerate(steps, 1)
        if not (step.name.strip() and step.right.strip())
        or measure(step.limit, step.unit) is None
        or (step.limit < 0 or (step.limit == 0) != (step.unit == "spot"))
    ]
    if faults or not steps:
        listed = "、".join(faults) or "无"
        raise Invalid(
            "steps",
            f"流程须列明每个环节的名称、权限和时限，请核对第{listed}个环节。",
            f"A procedure names each step with its right and its limit; check step {', '.join(faults) or 'none'}.",
            article="S18",
            detail={"steps": faults or "required"},
        )
    return [asdict(step) for step in steps]


@opening_act(flow.PROCEDURE)
def enter_procedure(
    power: Power, *, code: Plain, steps: Sequence[Step], start: date, end: date | None = None, by: Actor
) -> Procedure:
    """登记流程 (Enter a procedure): the steps of a power, as published; one at a time holds for a power (S18)."""
    valid = span(start, end)
    refer(Power, power.code, valid, "power", "权力事项", "power")
    other = Procedure.objects.known().filter(power=power.code, valid__overlap=valid).first()
    if other is not None:
        raise Invalid(
            "procedure_stands",
            f"该权力在这些日期已有流程“{other.code}”，请变更或终止原流程。",
            f"This power has the procedure “{other.code}” on some of these days. Change or end that one.",
            article="S18",
            detail={"start": "overlaps"},
        )
    return Procedure(code=named(code, "code"), power=power.code, steps=_steps(steps), valid=valid)


@opening_act(flow.PROCEDURE)
def change_procedure(procedure: Procedure, *, steps: Sequence[Step], start: date, by: Actor) -> Procedure:
    """变更流程 (Change the procedure): other steps from a day on; what began before keeps the former ones (LAW-49)."""
    return amend(procedure, start, steps=_steps(steps))


@act(flow.END_PROCEDURE)
def end_procedure(procedure: Procedure, *, day: date, document: Plain, by: Actor) -> None:
    """终止流程 (End the procedure): from `day` it is off the list."""
    named(document, "document")
    procedure.valid = until(procedure, day)


def of(power: str, day: date, after: int | None = None) -> list[Step]:
    """The steps of a power on a day, as known now or when the ledger had `after` entries; empty if there are none."""
    row = Procedure.objects.known(after).filter(power=power, valid__contains=day).first()
    return [] if row is None else [_step(step) for step in row.steps]


def _step(kept: dict[str, Any]) -> Step:
    """A step as `_steps` kept it."""
    return Step(**kept)
