"""Tests, form and legal review of a proposal (评估、方式与审核): each answer with its reason, kept (S35–S38, S40, S44).

The form follows the ladder: entrust where that is lawful and both want it; else station; else coordinate and patrol
(T25). What the province lets the county hand over (行政处罚法 24), and relative concentration, go by the other road.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from zhenzhi.devolution import flow, store, tables
from zhenzhi.devolution.models import Patrol, Proposal
from zhenzhi.kernel import clock
from zhenzhi.kernel.act import act, bulk_act
from zhenzhi.kernel.doing import doing
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.problem import Invalid, Refused
from zhenzhi.org.acts import named
from zhenzhi.org.models import Body
from zhenzhi.register import holdings
from zhenzhi.register.facts import Body as BodyFact
from zhenzhi.register.facts import Power

Form = Literal["entrusted", "granted", "concentrated", "stationed", "coordinated"]
LADDER = ("entrusted", "stationed", "coordinated")
"""The rungs in their order (T25)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to one question of the tests, with its reason (评估意见)."""

    question: str
    yes: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung of the ladder that was tried: whether it is possible, and why or why not (T25)."""

    form: str
    possible: bool
    reason: str


def _tested(answers: Sequence[Answer]) -> tuple[dict[str, dict[str, object]], list[tables.Question]]:
    """The answers as they are kept, and the questions whose answer bars. Raises Invalid naming what is unanswered."""
    asked = {question.code: question for question in tables.questions()}
    given = {answer.question: answer for answer in answers}
    faults = sorted(asked.keys() ^ given.keys()) + sorted(a.question for a in answers if not a.reason.strip())
    if faults or len(given) != len(answers):
        raise Invalid(
            "tests",
            f"每个评估问题都须回答一次并说明理由。缺少、重复或没有理由：{'、'.join(faults)}。",
            f"Every question needs one answer with its reason. Missing, repeated or without reason: "
            f"{', '.join(faults)}.",
            article="S35–S38",
            detail={"answers": faults},
        )
    kept: dict[str, dict[str, object]] = {
        code: {"yes": answer.yes, "reason": answer.reason.strip(), "by": doing().by.id}
        for code, answer in given.items()
    }
    bars = [asked[a.question] for a in answers if asked[a.question].bars == ("yes" if a.yes else "no")]
    return kept, bars


def _screen(answers: Sequence[Answer]) -> dict[str, dict[str, object]]:
    kept, bars = _tested(answers)
    if bars:
        listed, listed_en = "；".join(q.zh for q in bars), "; ".join(q.en for q in bars)
        raise Refused(
            "kept_at_county",
            f"按评估该权力不得下放：{listed}。请办理“列为保留”。",
            f"By the tests this power may not be handed down: {listed_en}. Record it as kept at the county.",
            article=f"文件000;{bars[0].source};T09",
            detail=[q.code for q in bars],
        )
    return kept


@act(flow.SCREEN)
def screen(proposal: Proposal, *, answers: list[Answer], by: Actor) -> None:
    """下放评估 (Test the power): three-release, three-not-release, principles, simple or specialised (S35–S38)."""
    proposal.tests = _screen(answers)


@bulk_act(flow.SCREEN)
def screen_all(
    proposals: Sequence[Proposal], *, answers: Mapping[str, Sequence[Answer]], by: Actor
) -> list[Proposal]:
    """批量评估 (Test many powers): `answers` maps the number of each proposal to its own answers; all or nothing."""

    def body(row: Proposal) -> None:
        row.tests = _screen(answers.get(row.number, ()))

    return store.change(proposals, flow.SCREEN, body)


@act(flow.KEEP_BACK)
def keep_back(proposal: Proposal, *, answers: list[Answer], by: Actor) -> None:
    """列为保留 (Keep at the county): the tests bar it; the answers are kept, and it goes into no batch (S36, T09)."""
    kept, bars = _tested(answers)
    if not bars:
        raise Refused(
            "not_barred",
            "评估结果没有列入“三不放”的理由，不能列为保留。",
            "Nothing in the tests bars this power, so it cannot be kept back on their ground.",
            article="文件000;S36",
        )
    proposal.tests, proposal.closed_at, proposal.open_for = kept, doing().at, None


def why_not_entrust(power: Power, town: BodyFact) -> str:
    """Why entrusting this power to this body would be unlawful, in the code of the reason; "" where it is lawful.

    行政许可法 24: to an organ, where law or regulation lets it; 行政处罚法 20, 21: to the bodies named there;
    行政强制法 17: coercion never.
    """
    facts = holdings.current(holdings.remembered()).facts.tables
    if power.type in facts.coercive_types:
        return "coercion"
    if not power.entrustable:
        return "not_entrustable"
    kinds = facts.entrustees.get(power.type, facts.entrustees.get("*", frozenset()))
    return "" if town.kind in kinds else "not_an_organ"


def _formed(
    proposal: Proposal, form: str, ladder: Sequence[Rung], act_types: Sequence[str] | None, fine_ceiling: int | None
) -> None:
    proposal.form = form
    proposal.ladder = [{"form": r.form, "possible": r.possible, "reason": r.reason.strip()} for r in ladder]
    if act_types is not None:
        proposal.act_types = sorted(set(act_types))
    if fine_ceiling is not None:
        proposal.fine_ceiling = fine_ceiling


@act(flow.CHOOSE_FORM)
def choose_form(
    proposal: Proposal,
    *,
    form: Form,
    ladder: list[Rung],
    act_types: list[Plain] | None = None,
    fine_ceiling: int | None = None,
    by: Actor,
) -> None:
    """选定方式 (Choose the form): entrust, else station, else coordinate and patrol, each rung with its reason; or the
    county list under a provincial decision (T25).
    """
    _formed(proposal, form, ladder, act_types, fine_ceiling)


@bulk_act(flow.CHOOSE_FORM)
def choose_form_all(proposals: Sequence[Proposal], *, form: Form, ladder: Sequence[Rung], by: Actor) -> list[Proposal]:
    """批量选定方式 (Choose the form of many): one form with one set of reasons for all of these (T25)."""
    return store.change(proposals, flow.CHOOSE_FORM, lambda row: _formed(row, form, ladder, None, None))


def _opinion(passes: bool, opinion: str) -> dict[str, object]:
    return {"passes": passes, "opinion": named(opinion, "opinion"), "by": doing().by.id, "on": f"{clock.today()}"}


@act(flow.PASS_REVIEW)
def pass_review(proposal: Proposal, *, opinion: str, by: Actor) -> None:
    """法制审核通过 (Pass legal review): the legal office finds the plan lawful; without it no papers (S44)."""
    proposal.review = _opinion(True, opinion)


@bulk_act(flow.PASS_REVIEW)
def pass_review_all(proposals: Sequence[Proposal], *, opinion: str, by: Actor) -> list[Proposal]:
    """批量审核通过 (Pass the review of many): one opinion of the legal office on all of these (S44)."""

    def body(row: Proposal) -> None:
        row.review = _opinion(True, opinion)

    return store.change(proposals, flow.PASS_REVIEW, body)


@act(flow.OBJECT)
def object_to_plan(proposal: Proposal, *, opinion: str, by: Actor) -> None:
    """法制审核不通过 (Fail legal review): what is unlawful in the plan; another form, mediation or an end (S44)."""
    proposal.review = _opinion(False, opinion)


@act(flow.SETTLE)
def settle(proposal: Proposal, *, station: Plain = "", by: Actor) -> None:
    """落实派驻或巡查 (Settle without a transfer): a station stands in the town, or an officer is named to patrol; the
    power stays with the department (S40, T26).
    """
    if proposal.form == "stationed":
        held = Body.objects.on(clock.today()).filter(code=station, place=proposal.place, parent=proposal.principal)
        ready = held.exists()
        zh, en = "该镇没有登记主管部门的派驻机构", "No station of the department is registered there"
    elif proposal.form == "coordinated":
        ready = Patrol.objects.filter(proposal=proposal.id, stage="patrolled").exists()
        zh, en = "尚未指定巡查人员", "No officer has been named to patrol"
    else:
        ready, zh, en = False, "该方式须编入批次、签订文书后启用", "This form goes into a batch and needs its papers"
    if not ready:
        raise Refused("not_settled", f"{zh}，不能落实。", f"{en}; it cannot be settled.", article="文件001-3;T25;T26")
    proposal.settlement = {"form": proposal.form, "station": station, "on": f"{clock.today()}"}
    proposal.closed_at, proposal.open_for = doing().at, None
