"""Acts on an application (办件行为), in the order of its life; the flow table is in `flow`, the rules in `rules`."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from zhenzhi.kernel import clock, rows
from zhenzhi.kernel.act import act, opening_act
from zhenzhi.kernel.doing import doing, later, send
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.problem import Conflict, Invalid, Refused
from zhenzhi.matter import deadlines, numbers, papers
from zhenzhi.matter.models import Deadline, Material, Paper, Party, Request
from zhenzhi.register import gate
from zhenzhi.register.models import ServiceItem
from zhenzhi.services import filings, flow, forms, items
from zhenzhi.services.filings import Filing, Given
from zhenzhi.services.models import Application, Licence

LICENSING = "行政许可法"
PROMISE = "优化营商环境条例 36"
WAITING = ["asked", "received"]
RECEIPTS = ["receipt", "receipt_again"]


def _open(item: ServiceItem, filing: Filing, channel: str, owner: str) -> Application:
    application = Application(
        number=numbers.matter_number(item.body),
        kind="service",
        title=item.name,
        power=item.power,
        body=item.body,
        principal=item.body,
        place=filing.place,
        opened_at=doing().at,
        received_on=clock.today(),
        owner=owner,
        applicant=filing.applicant.key,
        agent=filing.agent.key if filing.agent else "",
        item=item,
        channel=channel,
        form=dict(filing.form),
        renews=_renewed(item, filing),
    )
    # An application is opened only for a power that this body lawfully exercises there today (T01, T27, LAW-1).
    asked = application.power_ask("service.accept")
    if asked is not None:
        ground = gate.names(asked, clock.today())
        application.principal = ground.name_on_paper.id if ground.name_on_paper else item.body
    _keep_parties(application, filing)
    _keep_materials(application, filing.materials)
    deadlines.turn(application, started=[deadlines.by_law(application, "receipt", "licence.correction_notice")])
    return application


def _renewed(item: ServiceItem, filing: Filing) -> Licence | None:
    """The licence to be renewed: the applicant's own, of this power, still valid (行政许可法 50)."""
    if not filing.renews:
        return None
    found = Licence.objects.filter(number=filing.renews, stage="valid", power=item.power).first()
    if found is None or found.holder != filing.applicant.key:
        raise Invalid(
            "no_licence",
            "没有找到您名下有效的原许可证件，请核对证号；已到期的请按新申请办理。",
            "No valid licence of yours has this number. Check it; if it has run out, apply anew.",
            article="行政许可法 50",
            detail={"renews": "unknown"},
        )
    return found


def _keep_parties(application: Application, filing: Filing) -> None:
    people = [("applicant", filing.applicant)] + ([("agent", filing.agent)] if filing.agent else [])
    later(
        *rows.inserts([
            Party(
                matter_id=application.id, role=role, kind=who.kind, name=who.name, id_kind=who.id_kind,
                id_number=who.id_number, phone=who.phone, address=who.address, mandate=who.mandate,
                mandate_until=who.mandate_until,
            )
            for role, who in people
        ])
    )  # fmt: skip
    if filing.agent is not None:
        send(doing().writes)  # authority, asked next, looks up the agent's mandate (T52)


def _keep_materials(application: Application, given: Sequence[Given]) -> None:
    names = {line["seq"]: line["name"] for line in items.of(application).materials}
    later(
        *rows.inserts([
            Material(
                matter_id=application.id, seq=one.seq, name=names[one.seq], file=one.file, file_kind=one.file_kind,
                file_name=one.file_name, given_at=doing().at,
            )
            for one in given
        ])
    )  # fmt: skip


@opening_act(flow.APPLY)
def apply(item: ServiceItem, *, filing: Filing, by: Actor) -> Application:
    """申请 (Apply): a resident or firm files an application; the receipt clock starts today (行政许可法 32)."""
    filings.check(item, filing)
    if by.id not in (filing.applicant.key, filing.agent.key if filing.agent else None):
        raise Refused(
            "not_own_filing",
            "只能以本人名义或持有效委托提出申请。",
            "You may file only for yourself, or with a mandate in force.",
            article="行政许可法 29;T52",
        )
    return _open(item, filing, "agent" if filing.agent and by.id == filing.agent.key else "portal", "")


@opening_act(flow.RECEIVE)
def receive(item: ServiceItem, *, filing: Filing, by: Actor) -> Application:
    """窗口收件 (Receive at the window): a clerk enters what an applicant hands in; the clerk is the officer first asked
    (T50).
    """
    filings.check(item, filing)
    return _open(item, filing, "window", by.id)


@act(flow.TELL_NOT_NEEDED)
def tell_not_needed(application: Application, *, reasons: str, by: Actor) -> None:
    """告知不需许可 (Tell that no licence is needed): the thing needs no licence; the applicant is told at once (L-04).
    """
    _end(application, reasons)


@act(flow.NOT_ACCEPT)
def not_accept(application: Application, *, organ: str, reasons: str, by: Actor) -> None:
    """不予受理 (Refuse to accept): not this organ's competence; the right one is named in a dated decision (L-04,
    L-05).
    """
    if not organ.strip():
        raise Invalid(
            "no_organ",
            "请写明应向哪个行政机关申请。",
            "Name the organ that is competent.",
            article="行政许可法 32(1)(2)",
            detail={"organ": "required"},
        )
    application.other_organ = organ
    _end(application, reasons)


def _end(application: Application, reasons: str) -> None:
    if not reasons.strip():
        raise Invalid(
            "no_reasons",
            "请写明理由。",
            "Give the reasons.",
            article="行政许可法 38",
            detail={"reasons": "required"},
        )
    application.reasons, application.closed_at = reasons, doing().at
    deadlines.turn(application, met=["receipt", "receipt_again"])


@act(flow.FIX_ON_SPOT)
def fix_on_spot(application: Application, *, what: dict[str, str], by: Actor) -> None:
    """当场更正 (Correct on the spot): the applicant mends a slip at the window; it is no correction notice (行政许可法
    32(1)(3)).
    """
    application.form = {**application.form, **what}


@act(flow.ASK_CORRECTION)
def ask_correction(application: Application, *, lines: list[str], by: Actor) -> None:
    """一次告知补正 (Ask for corrections): everything that is missing, told once and all together, within the limit
    (L-04, T51).
    """
    if not any(line.strip() for line in lines):
        raise Invalid(
            "no_lines",
            "请列出全部需补正的内容。",
            "List everything that is missing.",
            article="行政许可法 32(1)(4)",
        )
    application.corrections += 1
    application.correction_list = [line.strip() for line in lines if line.strip()]
    deadlines.turn(application, met=["receipt"])


@act(flow.SUPPLEMENT)
def supplement(application: Application, *, materials: list[Given], form: dict[str, str], by: Actor) -> None:
    """补正 (Hand in corrections): the applicant hands in what the notice asked for; the office must accept or answer
    anew in time.
    """
    filings.check_materials(
        items.of(application), materials, already=application.materials.values_list("seq", flat=True)
    )
    _keep_materials(application, materials)
    application.form = {**application.form, **form}
    deadlines.turn(application, started=[deadlines.by_law(application, "receipt_again", "licence.correction_notice")])


def _accepted(application: Application, on: date) -> None:
    item = items.of(application)
    application.accepted_at = doing().at
    clocks = [deadlines.new(application, "promise", item.promised_limit, item.promised_unit, PROMISE, on)]
    if item.statutory_limit is not None:
        clocks.append(
            deadlines.new(application, "decide", item.statutory_limit, item.statutory_unit, item.statutory_basis, on)
        )
    deadlines.turn(application, met=["receipt", "receipt_again"], started=clocks)


@act(flow.ACCEPT)
def accept(application: Application, *, by: Actor) -> None:
    """受理 (Accept the application): the papers are complete; the statutory and the promised clock start (行政许可法
    32, 42).
    """
    application.owner = application.owner or by.id
    _accepted(application, clock.today())


@act(flow.DEEM_ACCEPTED)
def deem_accepted(application: Application, *, by: Actor) -> None:
    """逾期视为受理 (Deem accepted by silence): no notice in time, so accepted from the day the papers were received
    (LAW-39).
    """
    application.deemed = True
    # From the day these materials came in: after a correction that is the day of the second answer.
    waiting = Deadline.objects.filter(matter_id=application.id, kind__in=RECEIPTS, met_at__isnull=True)
    _accepted(application, waiting.order_by("-start").values_list("start", flat=True)[0])


@act(flow.PAUSE)
def pause(application: Application, *, ground: Plain, notice: str, by: Actor) -> None:
    """除外时间 (Pause the clock): stop the clocks for a ground on the law's closed list, with a written notice
    (LAW-41).
    """
    deadlines.pause(application, ["decide", "promise"], LICENSING, ground, notice)


@act(flow.RESUME)
def resume(application: Application, *, by: Actor) -> None:
    """恢复计时 (Resume the clock): what the clocks waited for is over."""
    deadlines.resume(application)


@act(flow.EXTEND)
def extend(application: Application, *, reasons: str, by: Actor) -> None:
    """延长期限 (Extend the time limit): once, by the head of the organ, and the applicant is told why (LAW-42)."""
    if not reasons.strip():
        raise Invalid(
            "no_reasons",
            "请写明延长理由。",
            "Give the reasons.",
            article="行政许可法 42",
            detail={"reasons": "required"},
        )
    application.extension_reasons = reasons
    deadlines.extend(application, "decide", "licence.decide.extension", by.id, str(doing().entry))


@act(flow.CHECK_SITE)
def check_site(application: Application, *, second: Plain, findings: str, by: Actor) -> None:
    """实地核查 (Record a site inspection): two staff, named, and what they found (LAW-45). The clock does not stop for
    it (L-13).
    """
    application.site_checkers = [by.id, second]
    application.review_opinion = findings


@act(flow.REVIEW)
def review(application: Application, *, agrees: bool, opinion: str, by: Actor) -> None:
    """审查 (Give the review opinion): the reviewer's opinion, after every body that was asked has answered or fallen
    silent past its limit.
    """
    if not opinion.strip():
        raise Invalid("no_opinion", "请填写审查意见。", "Write the opinion.", detail={"opinion": "required"})
    waiting = Request.objects.filter(matter_id=application.id, stage__in=WAITING, late=False).count()
    if waiting:
        raise Refused(
            "opinions_open",
            f"还有 {waiting} 个机构的意见未答复且未逾期，暂不能完成审查。",
            f"{waiting} bodies have yet to answer and are within their limit.",
            article="行政许可法 34;T57",
        )
    application.review_agrees = agrees
    application.review_opinion = f"{application.review_opinion}\n{opinion}".strip()


@act(flow.GRANT)
def grant(application: Application, *, by: Actor) -> None:
    """准予 (Grant the licence): the decision in writing, with its number; name and series follow the ground (行政许可法
    38, T18).
    """
    _decided(application)
    papers.issue(application, forms.GRANT, forms.decision_facts(application))


@act(flow.DENY)
def deny(application: Application, *, reasons: str, by: Actor) -> None:
    """不予许可 (Refuse the licence): reasons, and where and until when the applicant may seek review or sue (行政许可法
    38(2), LAW-34).
    """
    application.reasons = reasons
    _decided(application)
    papers.issue(application, forms.DENY, forms.decision_facts(application))


def _decided(application: Application) -> None:
    application.decided_at = doing().at
    delivery = deadlines.by_law(application, "deliver", "licence.delivery")
    deadlines.turn(application, met=["decide", "promise"], started=[delivery])


@act(flow.DELIVER)
def deliver(
    application: Application, *, way: Literal["window", "post", "electronic"], receiver: str, by: Actor
) -> None:
    """送达 (Deliver the result): the result leaves only through the delivery window or by post, and that closes the
    matter (T42).
    """
    paper = Paper.objects.filter(matter_id=application.id, kind__in=forms.RESULTS).exclude(stage="void").first()
    if paper is None or paper.stage != "sealed":
        raise Refused(
            "not_sealed",
            "决定文书尚未用印，不能送达。请先办理用印。",
            "The decision has no seal yet and cannot be delivered.",
            article="行政许可法 38;T42",
        )
    application.closed_at = doing().at
    later(*rows.updates(paper, {"delivered_at": doing().at, "delivered_way": way}))
    deadlines.turn(application, met=["deliver"])


@act(flow.REISSUE)
def reissue(application: Application, *, by: Actor) -> None:
    """重新制作决定书 (Issue the decision again): the paper of the decision was voided, so it is made again under a
    number of its own (LAW-67).
    """
    if Paper.objects.filter(matter_id=application.id, kind__in=forms.RESULTS).exclude(stage="void").exists():
        raise Conflict(
            "paper_stands",
            "该办件已有有效的决定书；如有错误，请先作废再重新制作。",
            "A paper of the decision stands. If it is wrong, void it first.",
        )
    form = forms.GRANT if application.stage == "granted" else forms.DENY
    papers.issue(application, form, forms.decision_facts(application))


@act(flow.WITHDRAW)
def withdraw(application: Application, *, by: Actor) -> None:
    """撤回申请 (Withdraw the application): the applicant takes the application back before a decision; it is no 撤回 of
    a licence (LAW-48).
    """
    application.closed_at = doing().at
    deadlines.turn(application, met=["receipt", "receipt_again", "decide", "promise"])


@act(flow.ISSUE_VOUCHER)
def issue_voucher(application: Application, *, kind: Plain, by: Actor) -> None:
    """出具凭证 (Issue a voucher): the sealed, dated voucher that every receipt, notice and refusal needs (LAW-40)."""
    form = forms.VOUCHERS[kind]
    papers.issue(application, form, forms.voucher_facts(application, form))
