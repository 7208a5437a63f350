"""Projects in a pilot town (项目知情权与优先权, S62, S63): told first, heard first, placed there first."""

from typing import Literal

from zhenzhi.devolution import flow
from zhenzhi.devolution.models import Consultation
from zhenzhi.kernel import clock
from zhenzhi.kernel.act import act, opening_act
from zhenzhi.kernel.doing import doing
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.problem import Conflict, Invalid
from zhenzhi.org.acts import named
from zhenzhi.org.models import Body
from zhenzhi.register import holdings


@opening_act(flow.TELL_TOWN)
def tell_town(
    town: Body, *, department: Plain, project: Plain, matter: Plain = "", candidates: list[Plain] | None = None,
    by: Actor,
) -> Consultation:
    """告知镇 (Tell the town of a project): before an application inside the town is handled, or placed (T107).

    `matter` is the number of the application, if there is one; `candidates` are the towns in question.
    """  # fmt: skip
    if not Body.objects.on(clock.today()).filter(code=department).exists():
        raise Invalid("unknown_body", "没有该部门。", "No such department today.", detail={"department": "unknown"})
    limit = holdings.number("devolution.view", clock.today()).value
    calendar = holdings.current(holdings.remembered()).calendar
    return Consultation(
        project=named(project, "project"), matter=matter, department=department, town=town.code, told_at=doing().at,
        due=calendar.add_working_days(clock.today(), limit), candidates=sorted(set(candidates or [])),
    )  # fmt: skip


@act(flow.GIVE_VIEW)
def give_view(consultation: Consultation, *, supports: bool, view: str, by: Actor) -> None:
    """镇发表意见 (Give the town's view): for or against the project, and why (S62)."""
    consultation.supports, consultation.view = supports, named(view, "view")


@act(flow.NO_VIEW)
def record_no_view(consultation: Consultation, *, by: Actor) -> None:
    """记录未表态 (Record that no view came): the town was told and was silent past the limit."""
    if consultation.due >= clock.today():
        raise Conflict("not_overdue", "镇的答复期限未届满。", "The town's limit has not run out.", article="S62")
    consultation.view = "逾期未表态"


@act(flow.TREAT_VIEW)
def treat_view(
    consultation: Consultation, *, treatment: str, result: Literal["followed", "not_followed"], by: Actor
) -> None:
    """处理镇的意见 (Treat the town's view): how it was respected, or why not; then the application may be accepted
    (T107).
    """
    prefix = "采纳：" if result == "followed" else "未采纳："
    consultation.treatment = prefix + named(treatment, "treatment")


@act(flow.PLACE_PROJECT)
def place_project(consultation: Consultation, *, placed_in: Plain, equal: bool, why: str = "", by: Actor) -> None:
    """项目落地 (Place the project): in which town; under equal conditions the pilot town comes first, and another
    choice needs its reason (T106).
    """
    consultation.placed_in, consultation.equal, consultation.why = named(placed_in, "placed_in"), equal, why
