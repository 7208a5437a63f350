"""The menu and the talks (点单与会商): a town asks, a department offers or a higher level passes down; both answer in
rounds, each kept (S06, S65). Nobody agrees for another body, and silence past the limit is recorded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhenzhi.devolution import flow, store
from zhenzhi.devolution.models import Proposal, Round
from zhenzhi.kernel import clock, rows
from zhenzhi.kernel.act import act, bulk_act, opening_act
from zhenzhi.kernel.doing import Statement, doing, later
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.problem import Invalid, Refused
from zhenzhi.matter import deadlines, numbers
from zhenzhi.matter.models import Deadline
from zhenzhi.org.acts import named
from zhenzhi.org.models import Body
from zhenzhi.register.models import Power

ANSWER = "devolution.answer"
"""Kind of deadline, and code of its length: within it the other side answers (S06)."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for (点单内容): a power, of the department that holds it, and why; with the limits wished for.

    `act_types` None means every kind of act of the power; `fine_ceiling` is in fen. `package` is one of the five
    packages (S242), `field` the field of the local taxonomy (S243), by default the power's own.
    """

    power: str
    department: str
    reason: str
    act_types: tuple[str, ...] | None = None
    fine_ceiling: int | None = None
    package: str = ""
    field: str = ""


def _body(code: str, field: str) -> Body:
    found = Body.objects.on(clock.today()).filter(code=code).first()
    if found is None:
        raise Invalid(
            "unknown_body",
            "没有找到该机构，请从机构名录中选择。",
            "No such body today. Choose one from the list of bodies.",
            detail={field: "unknown"},
        )
    return found


def _powers(*codes: str) -> dict[str, Power]:
    """The powers with these codes that are on the list today."""
    rows = Power.objects.on(clock.today()).exclude(list_version="").filter(code__in=codes)
    return {row.code: row for row in rows}


def _power(code: str, department: str, listed: Mapping[str, Power]) -> Power:
    """The power as listed today, of this department. Raises Invalid."""
    found = listed.get(code)
    if found is None or found.holder != department:
        raise Invalid(
            "not_the_departments",
            f"“{department}”今天没有列入清单的权力“{code}”，不能商议下放。请核对权力编码和主管部门。",
            f"“{department}” has no listed power “{code}” today. Check the code and the department.",
            article="T01",
            detail={"power": "unknown"},
        )
    return found


def _proposal(
    town: Body, wish: Wish, origin: str, source: str = "", listed: Mapping[str, Power] | None = None
) -> Proposal:
    """A new proposal. Raises Invalid where the town is no town government, or already exercises the power."""
    if town.kind != "government" or town.level != "town":
        raise Invalid(
            "not_a_town",
            "承接方须为乡镇人民政府。",
            "The receiving body must be a town government.",
            article="行政处罚法 24",
            detail={"town": "kind"},
        )
    power = _power(wish.power, wish.department, _powers(wish.power) if listed is None else listed)
    extra = sorted(set(wish.act_types or ()) - set(power.act_types or ["*"]))
    if extra:
        raise Invalid(
            "act_types",
            f"该权力没有这些行为种类：{'、'.join(extra)}。",
            f"The power has no such kinds of act: {', '.join(extra)}.",
            article="T19",
            detail={"act_types": extra},
        )
    return Proposal(
        number=numbers.matter_number(town.code), kind="devolution", title=power.name, power=power.code,
        body=town.code, principal=wish.department, place=town.place, opened_at=doing().at, origin=origin,
        reason=named(wish.reason, "reason"), source=source, package=wish.package, field=wish.field or power.field,
        act_types=_listed(wish.act_types), fine_ceiling=wish.fine_ceiling, open_for=f"{town.code}:{power.code}",
    )  # fmt: skip


def _listed(values: Sequence[str] | None) -> list[str] | None:
    return None if values is None else sorted(set(values))


def _round(proposal: Proposal, side: str, said: str, reason: str) -> Round:
    return Round(
        proposal_id=proposal.id, side=side, said=said, reason=reason, act_types=proposal.act_types,
        fine_ceiling=proposal.fine_ceiling, by=doing().by.id, at=doing().at,
    )  # fmt: skip


def _clock(proposal: Proposal, number: int) -> Deadline:
    """The clock of one round of the talks; the number keeps the clocks of earlier rounds apart."""
    row = deadlines.by_law(proposal, ANSWER, ANSWER)
    row.kind = f"answer_{number}"
    return row


def _said(proposal: Proposal, side: str, said: str, reason: str, *, goes_on: bool = False) -> None:
    """Keep a round, stop the clock of the one before, and start the next where the other side must answer."""
    open_ones = Deadline.objects.filter(matter_id=proposal.id, kind__startswith="answer_")
    met = list(open_ones.filter(met_at__isnull=True).values_list("kind", flat=True))
    started = [_clock(proposal, open_ones.count() + 1)] if goes_on else []
    deadlines.turn(proposal, met=met, started=started)
    later(*rows.inserts([_round(proposal, side, said, reason)]))


def _close(proposal: Proposal) -> None:
    proposal.closed_at, proposal.open_for = doing().at, None


@opening_act(flow.ASK_FOR)
def ask_for(town: Body, *, wish: Wish, by: Actor) -> Proposal:
    """点单 (Ask for a power): the town names a power it needs and why; the department's clock starts (S06)."""
    proposal = _proposal(town, wish, "asked")
    _said(proposal, "town", "asks", wish.reason, goes_on=True)
    return proposal


@bulk_act(flow.ASK_FOR)
def ask_for_all(town: Body, *, wishes: Sequence[Wish], by: Actor) -> list[Proposal]:
    """批量点单 (Ask for many powers): the town's whole menu at once, all or nothing (S06)."""
    listed = _powers(*(wish.power for wish in wishes))
    made = [_proposal(town, wish, "asked", listed=listed) for wish in wishes]
    for proposal in made:
        proposal.stage, proposal.hands = "asked", {flow.ASK_FOR.right: [by.id]}
    store.insert(made)
    store.insert([_clock(proposal, 1) for proposal in made])
    store.insert([_round(proposal, "town", "asks", proposal.reason) for proposal in made])
    return made


@opening_act(flow.OFFER)
def offer(department: Body, *, town: Plain, wish: Wish, by: Actor) -> Proposal:
    """拟放 (Offer a power): a department offers one of its powers to a town, which is free to take it (T17)."""
    if wish.department != department.code:
        raise Refused(
            "not_own_power",
            "只能拟放本部门的权力。",
            "A department can offer its own powers only.",
            article="T14",
        )
    proposal = _proposal(_body(town, "town"), wish, "offered")
    _said(proposal, "department", "offers", wish.reason, goes_on=True)
    return proposal


@opening_act(flow.PASS_DOWN)
def pass_down(town: Body, *, wish: Wish, level: Plain, document: Plain, by: Actor) -> Proposal:
    """逐级下放 (Pass down from above): a power cut, moved or passed down by a higher level, with its document (S65)."""
    source = f"{named(level, 'level')} {named(document, 'document')}"
    proposal = _proposal(town, wish, "passed_down", source)
    _said(proposal, "county", "passes", wish.reason, goes_on=True)
    return proposal


@act(flow.AGREE)
def agree(proposal: Proposal, *, by: Actor) -> None:
    """部门同意 (Agree to hand down): the department that holds the power agrees to what the town asked for."""
    _said(proposal, "department", "agrees", "")


@bulk_act(flow.AGREE)
def agree_all(proposals: Sequence[Proposal], *, by: Actor) -> list[Proposal]:
    """批量同意 (Agree to many): a department agrees to all of these powers of its own, all or nothing."""
    done = store.change(proposals, flow.AGREE, lambda row: None)
    _end_clocks(done)
    store.insert([_round(row, "department", "agrees", "") for row in done])
    return done


_MET = "UPDATE matter_deadline SET met_at = %s WHERE matter_id = ANY(%s) AND starts_with(kind, 'answer_')" + (
    " AND met_at IS NULL"
)


def _end_clocks(proposals: Sequence[Proposal]) -> None:
    store.send([(_MET, [doing().at, [row.id for row in proposals]])])


@act(flow.REFUSE)
def refuse(proposal: Proposal, *, reason: str, by: Actor) -> None:
    """部门不同意 (Refuse to hand down): with the reason, which the leader in charge will weigh (S44)."""
    _said(proposal, "department", "refuses", named(reason, "reason"))


@act(flow.COUNTER)
def counter(
    proposal: Proposal,
    *,
    reason: str,
    act_types: list[Plain] | None = None,
    fine_ceiling: int | None = None,
    by: Actor,
) -> None:
    """部门另提方案 (Make a counter-offer): narrower kinds of act, or a lower ceiling in fen; the town answers."""
    _narrower(proposal, act_types, fine_ceiling)
    _said(proposal, "department", "counters", named(reason, "reason"), goes_on=True)


def _narrower(proposal: Proposal, act_types: Sequence[str] | None, fine_ceiling: int | None) -> None:
    """Set new limits; kinds of act must be the power's own. Raises Invalid."""
    power = _power(proposal.power, proposal.principal, _powers(proposal.power))
    extra = sorted(set(act_types or ()) - set(power.act_types or ["*"]))
    if extra or act_types == [] or (fine_ceiling is not None and fine_ceiling < 0):
        raise Invalid(
            "limits",
            "限定的行为种类须为该权力所有，额度不得为负。",
            "The kinds of act must be the power's own, and the ceiling not below nothing.",
            article="T19",
            detail={"act_types": extra},
        )
    proposal.act_types = _listed(act_types) if act_types is not None else proposal.act_types
    proposal.fine_ceiling = fine_ceiling if fine_ceiling is not None else proposal.fine_ceiling


@act(flow.TAKE)
def take(proposal: Proposal, *, by: Actor) -> None:
    """镇同意承接 (Take what is offered): the town, of its own will, agrees to the terms as they stand (T17)."""
    _said(proposal, "town", "agrees", "")


@act(flow.INSIST)
def insist(
    proposal: Proposal,
    *,
    reason: str,
    act_types: list[Plain] | None = None,
    fine_ceiling: int | None = None,
    by: Actor,
) -> None:
    """镇再提意见 (Answer with other terms): another round; the department answers again."""
    _narrower(proposal, act_types, fine_ceiling)
    _said(proposal, "town", "insists", named(reason, "reason"), goes_on=True)


@act(flow.TURN_DOWN)
def turn_down(proposal: Proposal, *, reason: str, by: Actor) -> None:
    """镇不承接 (Turn down the offer): the town can't or won't take it; nobody can agree for it (T17)."""
    _said(proposal, "town", "refuses", named(reason, "reason"))


_MISSED = "UPDATE matter_deadline SET missed_at = coalesce(missed_at, %s) WHERE id = %s"


@act(flow.FALL_SILENT)
def fall_silent(proposal: Proposal, *, by: Actor) -> None:
    """逾期未答复 (Record the silence): the limit passed without an answer; it counts, and goes to the leader (S06)."""
    waiting = Deadline.objects.filter(matter_id=proposal.id, kind__startswith="answer_", met_at__isnull=True).first()
    if waiting is None or waiting.due is None or waiting.due >= clock.today():
        raise Refused(
            "not_overdue",
            "答复期限尚未届满。",
            "The limit for an answer has not run out.",
            article=flow.FALL_SILENT.law,
        )
    side = "department" if proposal.stage == "asked" else "town"
    missed: Statement = (_MISSED, [doing().at, waiting.id])
    later(missed, *rows.inserts([_round(proposal, side, "silent", "")]))


@act(flow.WITHDRAW)
def withdraw(proposal: Proposal, *, reason: str, by: Actor) -> None:
    """撤回点单 (Take the request back): the town no longer wants the power; nobody holds it to it (T17)."""
    _said(proposal, "town", "withdraws", named(reason, "reason"))
    _close(proposal)


@act(flow.MEDIATE)
def mediate(
    proposal: Proposal,
    *,
    result: str,
    act_types: list[Plain] | None = None,
    fine_ceiling: int | None = None,
    by: Actor,
) -> None:
    """分管领导协调 (Mediate): the leader in charge brings both sides together on these terms (S44)."""
    _town_wants(proposal)
    _narrower(proposal, act_types, fine_ceiling)
    _said(proposal, "county", "mediates", named(result, "result"))


def _town_wants(proposal: Proposal) -> None:
    """A town that turned a power down is not mediated into it: it must ask anew (T17). Raises Refused."""
    last = Round.objects.filter(proposal_id=proposal.id, side="town").order_by("-at", "-id").first()
    if last is not None and last.said == "refuses":
        raise Refused(
            "town_unwilling",
            "镇已明确不承接，不得强制下放。请由镇重新点单，或者决定不予下放。",
            "The town turned it down, and nobody takes it for the town. It may ask anew; or drop the proposal.",
            article="文件001-3;T17",
        )


@act(flow.DROP)
def drop(proposal: Proposal, *, reason: str, by: Actor) -> None:
    """不予下放 (Drop the proposal): decided centrally, with the reason; the power stays where it is (S06)."""
    _said(proposal, "county", "drops", named(reason, "reason"))
    _close(proposal)
