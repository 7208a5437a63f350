"""A row of each kind that the life of a power knows, made by acts: for the sweeps over all acts."""

from collections.abc import Callable
from datetime import date

from tests import world
from tests.devolution import county as c
from zhenzhi.devolution import patrol_acts, plan_acts, project_acts, use_acts
from zhenzhi.devolution.models import Batch, Consultation, Evaluation, Idle, Patrol, Proposal
from zhenzhi.devolution.plan_acts import Rung
from zhenzhi.kernel.identity import clock as by_clock
from zhenzhi.kernel.models import Subject
from zhenzhi.register.models import Grant

DOWN = [Rung("entrusted", False, "x"), Rung("stationed", False, "x"), Rung("coordinated", True, "x")]


def _proposal() -> Proposal:
    c.found()
    return c.asked()


def _batch() -> Batch:
    c.found()
    return c.gathered()


def _patrol() -> Patrol:
    c.found()
    row = plan_acts.choose_form(c.screened(), form="coordinated", ladder=DOWN, by=c.STAFF)
    row = plan_acts.pass_review(row, opinion="合法", by=c.LAWYER)
    return patrol_acts.name_patrol(row, person="dev-dept", by=c.DEPT)


def _idle() -> Idle:
    c.found()
    return use_acts.flag_idle(Grant.objects.known().get(code="G-EAST"), last_used=None, by=by_clock("idle"))


def _evaluation() -> Evaluation:
    c.found()
    return use_acts.evaluate(c.body(world.EAST_GOV), start=date(2026, 1, 1), end=c.T, by=c.STAFF)


def _consultation() -> Consultation:
    c.found()
    return project_acts.tell_town(c.body(c.WEST), department=c.PLAN, project="农产品加工园", by=c.DEPT)


MAKERS: dict[type[Subject], Callable[[], Subject]] = {
    Proposal: _proposal, Batch: _batch, Patrol: _patrol, Idle: _idle, Evaluation: _evaluation,
    Consultation: _consultation,
}  # fmt: skip
