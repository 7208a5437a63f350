"""Use, idleness, evaluation and what the county decides on it (使用、闲置、评估与调整, S57–S59; W-12, W-16, W-17)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zhenzhi.devolution import cases, flow, lawful, taking, use
from zhenzhi.devolution.models import CaseDecision, Evaluation, Idle
from zhenzhi.kernel import clock, rows
from zhenzhi.kernel.act import act, opening_act
from zhenzhi.kernel.doing import doing, later
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.problem import Conflict, Invalid
from zhenzhi.matter.models import Matter
from zhenzhi.org.acts import named
from zhenzhi.org.models import Body
from zhenzhi.register.models import Grant


@opening_act(flow.FLAG_IDLE)
def flag_idle(grant: Grant, *, last_used: date | None, by: Actor) -> Idle:
    """标记闲置 (Flag an idle power): not used for the profile's period; the town is asked why (T32)."""
    return Idle(
        grant=grant.code, power=grant.power, town=grant.body, last_used=last_used, flagged_on=clock.today()
    )


@act(flow.EXPLAIN_IDLE)
def explain_idle(idle: Idle, *, reason: str, by: Actor) -> None:
    """说明闲置原因 (Explain the idleness): the town says why it did not use the power (T32)."""
    idle.reason = named(reason, "reason")


@act(flow.SETTLE_IDLE)
def settle_idle(idle: Idle, *, outcome: Literal["stop_review", "keep"], why: str, by: Actor) -> None:
    """处理闲置 (Settle the idleness): a review of stopping is proposed, or the power is kept, with the reason (S58)."""
    idle.outcome, idle.why = outcome, named(why, "why")


@opening_act(flow.EVALUATE)
def evaluate(town: Body, *, start: date, end: date, by: Actor) -> Evaluation:
    """使用评估 (Evaluate what was given): the facts of every power handed down to a town over [start, end) (W-17)."""
    if end <= start or end > clock.today():
        raise Invalid(
            "period",
            "评估期间须有起止且已经结束。",
            "The period needs a start and an end, and must be over.",
            article="W-17",
            detail={"end": "range"},
        )
    facts = use.facts_of(town.code, start, end)
    if not facts:
        raise Conflict(
            "nothing_given",
            "该镇在期末没有下放的权力，无需评估。",
            "The town held no power handed down at the end of the period.",
            article="W-17",
        )
    return Evaluation(town=town.code, start=start, end=end, facts=facts)


@act(flow.ENTER_FACT)
def enter_fact(
    evaluation: Evaluation,
    *,
    grant: Plain,
    kind: Literal["review_lost", "suit_lost", "legal_reviewers", "cost"],
    value: int,
    evidence: str,
    by: Actor,
) -> None:
    """补录评估事实 (Enter a fact): what no ledger knows, such as lost reviews and suits or the cost in fen, with its
    evidence (W-17).
    """
    if grant not in evaluation.facts or value < 0:
        raise Invalid(
            "fact",
            "该授权不在本次评估之内，或者数值为负。",
            "The grant is not in this evaluation, or the value is below nothing.",
            article="W-17",
            detail={"grant": "unknown"},
        )
    told = {"grant": grant, "kind": kind, "value": value, "evidence": named(evidence, "evidence"), "by": by.id}
    evaluation.entered = [*evaluation.entered, told]


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to become of one grant, and why (处理意见). What is not named is kept.

    "suspend" is for a time, "stop" until the county decides otherwise; "adjust" means that both sides talk anew.
    """

    grant: str
    what: Literal["keep", "adjust", "suspend", "stop", "return"]
    reason: str


@act(flow.PROPOSE)
def propose(evaluation: Evaluation, *, decisions: list[Decision], by: Actor) -> None:
    """提出处理意见 (Propose decisions): keep, adjust, suspend, stop or return, each with its reason; the rest is kept
    (S58).
    """
    told = {one.grant: one for one in decisions}
    wrong = sorted(told.keys() - evaluation.facts.keys()) + [one.grant for one in decisions if not one.reason.strip()]
    if wrong or len(told) != len(decisions):
        raise Invalid(
            "decisions",
            f"处理意见须针对本次评估的授权，每项一条并写明理由。有误：{'、'.join(wrong[:5])}。",
            f"Each decision names a grant of this evaluation once, with its reason. Not so: {', '.join(wrong[:5])}.",
            article="文件003;S58",
            detail={"decisions": wrong},
        )
    evaluation.decisions = {
        code: {"power": fact["power"], "what": told[code].what, "reason": told[code].reason.strip()}
        if code in told else {"power": fact["power"], "what": "keep", "reason": ""}
        for code, fact in evaluation.facts.items()
    }  # fmt: skip


@act(flow.DECIDE)
def decide(
    evaluation: Evaluation,
    *,
    day: date,
    document: Plain,
    consent_by: Plain,
    cases: dict[Plain, Literal["finish_here", "hand_over"]],
    by: Actor,
) -> None:
    """县政府决定 (Decide on the powers): with the county's consent document, what is stopped or returned from `day`,
    and where each open case goes (T30, W-16).

    `cases` maps the number of every open case to its way: under a stop it is finished where it is, with a return it
    goes to the department.
    """
    evaluation.day, evaluation.document, evaluation.consent_by = day, document, consent_by
    stopped = lawful.grants_decided(evaluation, ("suspend", "stop"))
    returned = lawful.grants_decided(evaluation, ("return",))
    _keep_ways([*stopped, *returned], day, document, cases)
    if stopped:
        taking.stop_grants(
            stopped, day=day, document=document, consent_by=consent_by, finish_running=True, by=by
        )
    if returned:
        taking.return_grants(returned, day=day, document=document, consent_by=consent_by, by=by)


def _keep_ways(grants: Sequence[Grant], day: date, document: str, ways: Mapping[str, str]) -> None:
    """Keep a decision for every open case under these grants."""
    giver = {grant.code: grant.principal for grant in grants}
    town = {grant.code: grant.body for grant in grants}
    made = [
        CaseDecision(
            matter_id=matter.id, grant=code, way=ways[matter.number], day=day,
            to=giver[code] if ways[matter.number] == "hand_over" else town[code], document=document,
        )
        for code, matters in lawful.open_cases(grants).items()
        for matter in matters
    ]  # fmt: skip
    cases.keep(made)


@act(flow.PUBLISH)
def publish(evaluation: Evaluation, *, on: date, where: Plain, by: Actor) -> None:
    """公布评估结果 (Publish the decision): a grant moves by a published document alone (行政处罚法 24, S59)."""
    if on > clock.today():
        raise Invalid("day", "公布日期不能晚于今天。", "The day is not yet here.", detail={"on": "future"})
    evaluation.published_on, evaluation.published_at = on, named(where, "where")


_MOVED = "UPDATE devolution_casedecision SET moved_at = %s WHERE id = %s"


@act(flow.MOVE_CASE)
def move_case(matter: Matter, *, by: Actor) -> None:
    """移交在办件 (Move an open case): on its day the file goes to the body that now holds the power; its clocks run on
    (W-16).
    """
    found = cases.destination(matter)
    if found is None or matter.closed_at is not None:
        raise Conflict(
            "not_to_move",
            "该件没有到期的移交决定，或者已经办结。",
            "No decision moves this case today, or it is closed.",
            article=flow.MOVE_CASE.law,
        )
    matter.body = matter.principal = found.to
    matter.owner = matter.offered_to = ""
    found.moved_at = doing().at
    later((_MOVED, [found.moved_at, found.id]) if not found._state.adding else rows.inserts([found])[0])
