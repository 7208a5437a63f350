"""Batches (分批赋权, S55): gathered, papered, made ready, opened in one act, handed over, guided, accepted."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from zhenzhi.devolution import flow, lawful, readiness, store
from zhenzhi.devolution.models import Batch, BatchItem, Guidance, Proposal
from zhenzhi.devolution.plan_acts import Form
from zhenzhi.kernel import clock, rows
from zhenzhi.kernel.act import act, opening_act
from zhenzhi.kernel.doing import doing, later
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.problem import Conflict, Invalid, Refused
from zhenzhi.matter import numbers
from zhenzhi.org.acts import named
from zhenzhi.org.models import Body
from zhenzhi.register import grants, life
from zhenzhi.register.models import Grant, Instrument

_MODES = {"entrusted": "entrusted", "granted": "granted", "concentrated": "concentrated"}
"""Form of a batch → mode of its grants; the other forms open none."""


@opening_act(flow.GATHER)
def gather(
    town: Body,
    *,
    name: Plain,
    form: Form,
    principal: Plain,
    start: date,
    items: Sequence[Plain],
    package: Plain = "",
    by: Actor,
) -> Batch:
    """编入批次 (Gather a batch): reviewed proposals of one town in one form, to open together on `start` (S55).

    `items` are the numbers of the proposals. `principal` is the department that entrusts, or the county government.
    """
    if form not in _MODES or start < clock.today():
        raise Invalid(
            "batch",
            "只有委托、交由、相对集中的事项编入批次，启用日期不能早于今天。",
            "Only what is entrusted, granted or concentrated goes into a batch, and it cannot start before today.",
            article="文件003;S55",
            detail={"start" if form in _MODES else "form": "wrong"},
        )
    found = readiness.proposals_given(items)
    _fit(found, items, town.code, form, principal)
    batch = Batch(
        number=numbers.matter_number(town.code), kind="devolution", title=named(name), name=named(name), power="",
        body=town.code, principal=principal, place=town.place, opened_at=doing().at, package=package, form=form,
        start=start,
    )  # fmt: skip
    _hold(batch, found)
    return batch


def _fit(found: Sequence[Proposal], items: Sequence[str], town: str, form: str, principal: str) -> None:
    """Every proposal is reviewed, of this town and form, and of this department where it entrusts. Raises Conflict."""
    wrong = sorted(set(items) - {row.number for row in found})
    for row in found:
        other_giver = form == "entrusted" and row.principal != principal
        if row.stage != "reviewed" or row.body != town or row.form != form or other_giver:
            wrong.append(row.number)
    if wrong or not found:
        raise Conflict(
            "not_reviewed",
            f"批次只能编入本镇同一方式且法制审核已通过的事项。不符合的：{'、'.join(wrong[:5]) or '没有事项'}。",
            f"A batch takes proposals of this town and form that passed legal review. Not so: "
            f"{', '.join(wrong[:5]) or 'none given'}.",
            article="文件001-9;S44",
            detail=wrong,
        )


def _hold(batch: Batch, found: Sequence[Proposal]) -> None:
    """Give every proposal its place; the batch's own row is written with the act's entry, its items right after."""
    made = [BatchItem(batch_id=batch.id, proposal_id=row.id, grant=f"G-{row.number}") for row in found]
    store.insert(made)


@act(flow.DISSOLVE)
def dissolve(batch: Batch, *, reason: str, by: Actor) -> None:
    """解散批次 (Dissolve the batch): its papers came to nothing; the proposals may go into another batch."""
    named(reason, "reason")
    paper = Instrument.objects.known().filter(code=batch.instrument).first()
    if paper is not None and paper.stage == "announced":
        raise Conflict(
            "papers_stand",
            "依据文书已经公告，请先终止该文书。",
            "The instrument has been announced. End it first.",
            article="S55",
        )
    batch.result, batch.closed_at = reason, doing().at
    later(("UPDATE devolution_batchitem SET dropped = true WHERE batch_id = %s", [batch.id]))


@act(flow.DRAFT_PAPERS)
def draft_papers(
    batch: Batch, *, code: Plain, title: Plain, number: Plain, end: date | None = None, under: Plain = "", by: Actor
) -> None:
    """起草依据文书 (Draft the batch's papers): an agreement of department and town, or the county's list under the
    provincial decision `under`, with exactly the batch's items.

    What follows (signatures, filing, announcement) is done on the instrument itself; the batch only waits for it.
    """
    principal = Body.objects.on(clock.today()).filter(code=batch.principal).first()
    if principal is None:
        raise Conflict(
            "no_principal",
            "委托机关或者发布机关今天不存在，请核对。",
            "The principal does not exist today. Check the batch.",
            detail=batch.principal,
        )
    entrusts = batch.form == "entrusted"
    made = life.draft_instrument(
        principal, code=code, kind="agreement" if entrusts else "county_list", title=title, number=number,
        start=batch.start, end=end, agent=batch.body if entrusts else "", under=under, items=lawful.powers(batch),
        by=by,
    )  # fmt: skip
    batch.instrument = made.code


@act(flow.ATTEST)
def attest(
    batch: Batch, *, requirement: Plain, evidence: str, items: list[Plain] | None = None, by: Actor
) -> None:
    """证明条件具备 (Attest a requirement): room, system, money, training and the like, with evidence and by whom
    (S56).

    `items` are the numbers of the proposals it covers; None means all. What the register computes isn't attested.
    """
    found = readiness.requirement(batch.form, requirement)
    if found is None or found.how != "attested":
        raise Invalid(
            "not_attested",
            "该条件由登记簿计算，或者不在承接条件清单内，不能人工证明。",
            "This requirement is computed from the register, or is not on the list; nobody can attest it.",
            article="T28",
            detail={"requirement": "unknown"},
        )
    batch.attested = batch.attested | {
        requirement: {
            "evidence": named(evidence, "evidence"), "items": sorted(items or []), "by": by.id, "on": f"{clock.today()}"
        }
    }  # fmt: skip


@act(flow.WAIVE)
def waive(batch: Batch, *, requirement: Plain, reason: str, document: Plain, by: Actor) -> None:
    """签批例外 (Sign an exception): somebody who attested nothing here lets a requirement wait, with reason and
    document (T28).
    """
    if any(told["by"] == by.id for told in batch.attested.values()):
        raise Refused(
            "own_exception",
            "例外须由未参与证明条件的另一人签批。",
            "An exception is signed by somebody who attested nothing in this batch.",
            article="文件000;T28",
        )
    if readiness.requirement(batch.form, requirement) is None:
        raise Invalid(
            "unknown_requirement",
            "承接条件清单内没有这一项。",
            "There is no such requirement on the list.",
            article="T28",
            detail={"requirement": "unknown"},
        )
    told = {"reason": named(reason, "reason"), "document": named(document, "document"), "by": by.id}
    batch.waived = batch.waived | {requirement: told}


@act(flow.OPEN_BATCH)
def open_batch(batch: Batch, *, by: Actor) -> None:
    """启用批次 (Open the batch): every grant of the batch opens under its instrument in this one act (S55, T28)."""
    paper = Instrument.objects.known().filter(code=batch.instrument, stage="announced").first()
    if paper is None:
        raise Conflict(
            "papers_not_complete",
            "依据文书尚未完成签署、备案、公告，不能启用。",
            "The instrument is not yet signed, filed and announced; the batch cannot open.",
            article="T15;T16",
        )
    found = lawful.items(batch)
    grants.open_grants(paper, orders=_orders(batch, found), by=by)
    store.close(found)


def _orders(batch: Batch, found: Sequence[Proposal]) -> list[grants.Order]:
    """One order for each proposal, taken from the department's own grant, with the limits agreed upon."""
    start = max(batch.start, clock.today())
    own = Grant.objects.on(start).filter(power__in=[row.power for row in found]).exclude(stage="ended")
    sources = {(grant.power, grant.body): grant.code for grant in own}
    lacking = [row.title for row in found if (row.power, row.principal) not in sources]
    if lacking:
        raise Conflict(
            "nothing_to_give",
            f"主管部门在{start}没有以下权力可以交出：{'、'.join(lacking[:5])}。请先登记部门自有授权。",
            f"On {start} the department holds no grant of: {', '.join(lacking[:5])}. Enter its own grant first.",
            article="T14",
            detail=lacking,
        )
    return [
        grants.Order(
            code=f"G-{row.number}", power=row.power, body=batch.body, mode=_MODES[batch.form], start=start,
            under=sources[row.power, row.principal], places=(batch.place,), fine_ceiling=row.fine_ceiling,
            act_types=None if row.act_types is None else tuple(row.act_types),
        )
        for row in found
    ]  # fmt: skip


@act(flow.DRAFT_MEMO)
def draft_memo(
    batch: Batch, *, department: Plain, code: Plain, title: Plain, number: Plain, items: list[Plain], by: Actor
) -> None:
    """起草交接备忘录 (Draft the handover memo): one department's items, the same as the instrument's; both then sign
    it, and from that date seals are recognised (T33, T34).
    """
    if department in batch.memos:
        raise Conflict(
            "memo_stands",
            "该部门的交接备忘录已经起草。",
            "There is a memo of this department already.",
            article="T33",
        )
    giver = Body.objects.on(clock.today()).filter(code=department).first()
    if giver is None:
        raise Invalid("unknown_body", "没有该部门。", "No such department today.", detail={"department": "unknown"})
    made = life.draft_instrument(
        giver, code=code, kind="handover_memo", title=title, number=number, start=max(batch.start, clock.today()),
        end=_until(batch), agent=batch.body, under=batch.instrument, items=items, by=by,
    )  # fmt: skip
    batch.memos = batch.memos | {department: made.code}


def _until(batch: Batch) -> date | None:
    """The last day of the instrument: a memo lasts as long as what it hands over."""
    return Instrument.objects.known().get(code=batch.instrument).end


@act(flow.GUIDE)
def guide(
    batch: Batch, *, kind: Literal["training", "visit", "question", "check"], on: date, words: str, people: int = 0,
    by: Actor,
) -> None:
    """记录培训指导 (Record training and guidance): what the giving department did for the town after the transfer; the
    duty stays with it (行政处罚法 24, S61, T35).
    """  # fmt: skip
    life.not_later(on)
    made = Guidance(batch_id=batch.id, kind=kind, on=on, words=named(words, "words"), people=people, by=by.id)
    later(*rows.inserts([made]))


@act(flow.ACCEPT_BATCH)
def accept_batch(batch: Batch, *, result: str, by: Actor) -> None:
    """批次验收 (Accept the batch): what the county found when it looked whether the powers have landed (S55)."""
    memos = Instrument.objects.known().filter(code__in=batch.memos.values())
    unsigned = sorted(memos.exclude(stage="signed").values_list("number", flat=True))
    departments = {proposal.principal for proposal in lawful.items(batch)}
    if unsigned or departments - set(batch.memos):
        raise Refused(
            "not_handed_over",
            "各部门的交接备忘录须双方签署后方可验收。",
            "Every department's handover memo must be signed by both sides first.",
            article="文件002;T33",
            detail=sorted(departments - set(batch.memos)) or unsigned,
        )
    batch.result, batch.closed_at = named(result, "result"), doing().at
