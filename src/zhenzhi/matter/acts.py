"""Acts on any matter (通用行为): requests between bodies, rating, hand-over, exceptions, papers and their seals."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Literal

from zhenzhi.kernel import clock
from zhenzhi.kernel.act import act, opening_act
from zhenzhi.kernel.doing import doing
from zhenzhi.kernel.identity import Actor, Who, officer
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.problem import Conflict, Invalid, Problem, Refused
from zhenzhi.kernel.rule import RULES
from zhenzhi.matter import access, deadlines, flow
from zhenzhi.matter.models import Deadline, Matter, Note, Paper, Rating, Request
from zhenzhi.org.models import Body
from zhenzhi.register import holdings

log = logging.getLogger(__name__)


def _working(parameter: str) -> tuple[int, str]:
    number = holdings.number(parameter, clock.today())
    return number.value, f"{number.law} {number.article}"


@opening_act(flow.ASK)
def ask(
    matter: Matter, *, to_body: Plain, content: str, kind: Literal["opinion", "help", "report"], by: Actor
) -> Request:
    """征求意见 (Ask another body): it must give a receipt and a reply, each with its own clock (T56)."""
    if not content.strip():
        raise Invalid(
            "no_content",
            "请写明需要对方提供什么意见或协助。",
            "Say what opinion or help is needed.",
            article="T58",
            detail={"content": "required"},
        )
    if to_body == matter.body:
        raise Invalid("asks_itself", "不能向本机构征求意见。", "A body cannot ask itself.", detail={"to_body": "own"})
    if not Body.objects.on(clock.today()).filter(code=to_body).exists():
        raise Invalid(
            "unknown_body",
            "没有找到要征求意见的机构，请从机构名录中选择。",
            "No such body today. Choose one from the list of bodies.",
            article="T58",
            detail={"to_body": "unknown"},
        )
    receipt, _ = _working("request.receipt")
    reply, _ = _working("request.reply")
    calendar, today = holdings.current(holdings.remembered()).calendar, clock.today()
    return Request(
        matter=matter,
        kind=kind,
        from_body=matter.body,
        to_body=to_body,
        content=content,
        asked_at=doing().at,
        receipt_due=calendar.add_working_days(today, receipt),
        reply_due=calendar.add_working_days(today, reply),
    )


@act(flow.RECEIVE)
def receive_request(request: Request, *, by: Actor) -> None:
    """签收 (Confirm receipt): the asked body has the request; the reply clock runs from here at the latest."""
    request.received_at = doing().at


@act(flow.REPLY)
def reply(request: Request, *, agrees: bool, words: str, by: Actor) -> None:
    """答复 (Reply): the opinion asked for. A late reply is marked late and counts (T37, T57)."""
    if not words.strip():
        raise Invalid("no_words", "请填写答复意见。", "Write the reply.", detail={"words": "required"})
    request.replied_at, request.reply, request.agrees = doing().at, words, agrees
    request.received_at = request.received_at or doing().at
    request.late = request.late or clock.today() > request.reply_due


@act(flow.URGE)
def urge(request: Request, *, by: Actor) -> None:
    """催办 (Send a reminder): the asked body is urged; each urging is on record (T57)."""
    request.urged += 1


@act(flow.FALL_SILENT)
def fall_silent(request: Request, *, by: Actor) -> None:
    """逾期未答复 (Record the silence): the limit passed in silence; recorded by the clock, and it counts (T37)."""
    if clock.today() <= request.reply_due or request.late:
        raise Conflict("not_overdue", "该协同单尚未逾期或已标记。", "This request is not overdue, or marked already.")
    request.late = True


@act(flow.ESCALATE)
def escalate(request: Request, *, by: Actor) -> None:
    """上报协调 (Escalate to the superior): hand the silence to the common superior, after at least one urging."""
    if not request.urged:
        raise Conflict("not_urged", "请先催办，再上报协调。", "Urge once before escalating.", article="T57")
    request.escalated_at = doing().at


@act(flow.RATE_REPLY)
def rate_reply(request: Request, *, score: int, by: Actor) -> None:
    """评价协同 (Rate the reply): the asking body rates the answer, 1 to 5."""
    if not 1 <= score <= 5:
        raise Invalid("score", "评分为 1 至 5 分。", "The score is 1 to 5.", detail={"score": "1-5"})
    request.score = score


@act(flow.RATE)
def rate(matter: Matter, *, level: int, words: str = "", by: Actor) -> None:
    """好差评 (Rate the service): the one served rates the service once, five levels; nobody else can give or change it
    (LAW-59).
    """
    if not 1 <= level <= 5:
        raise Invalid("level", "请选择五个等次之一。", "Choose one of the five levels.", detail={"level": "1-5"})
    if matter.closed_at is None:
        raise Conflict("not_closed", "事项办结后方可评价。", "You can rate once the matter is closed.")
    if Rating.objects.filter(matter_id=matter.id).exists():
        raise Conflict("rated", "您已评价过本次服务，感谢。", "You have rated this service already. Thank you.")
    Rating.objects.create(matter_id=matter.id, level=level, words=words, rated_at=doing().at)
    if level <= holdings.number("rating.bad", clock.today()).value:
        clocks = [
            deadlines.by_law(matter, "rating_contact", "rating.contact"),
            deadlines.by_law(matter, "rating_mend", "rating.fix"),
        ]
        deadlines.turn(matter, started=clocks)


FOLLOW_UP = "rating.followup"


def _rating(matter: Matter, by: Actor) -> Rating:
    found = Rating.objects.filter(matter_id=matter.id).first()
    if found is None:
        raise Conflict("not_rated", "该事项没有评价。", "This matter has no rating.")
    handled = {person for right, people in matter.hands.items() if right != FOLLOW_UP for person in people}
    if by.id in handled:
        # LAW-57: the one who handled it does not do the call-back.
        raise Refused(
            "own_rating",
            "经办人不得回访自己办理的事项，请由他人回访。",
            "Whoever handled the matter may not do the call-back. Somebody else must.",
            article="北京市接诉即办工作条例 23;LAW-57",
        )
    return found


@act(flow.CONTACT_RATER)
def contact_rater(matter: Matter, *, by: Actor) -> None:
    """差评回访 (Follow up a bad rating): contact whoever gave a bad rating; the clock is in the register (LAW-59)."""
    rating = _rating(matter, by)
    rating.contacted_at, rating.contacted_by = doing().at, by.id
    rating.save(update_fields=["contacted_at", "contacted_by"])
    deadlines.turn(matter, met=["rating_contact"])


@act(flow.MEND)
def mend(matter: Matter, *, words: str, by: Actor) -> None:
    """差评整改 (Record the remedy): what was put right."""
    rating = _rating(matter, by)
    if rating.contacted_at is None:
        raise Conflict("not_contacted", "请先回访，再填写整改结果。", "Contact the person first, then mend.")
    rating.mended_at, rating.mended = doing().at, words
    rating.save(update_fields=["mended_at", "mended"])
    deadlines.turn(matter, met=["rating_mend"])


@act(flow.HAND_OVER)
def hand_over(matter: Matter, *, to: Plain, by: Actor) -> None:
    """移交首问 (Hand over to a colleague): the officer first asked offers the matter to a colleague, and stays owner
    until it is taken (T50).
    """
    if by.id != matter.owner or matter.closed_at is not None:
        raise Refused(
            "not_owner",
            "只有首问责任人可以在办结前移交该事项。",
            "Only the officer first asked may hand this over, and only before it is closed.",
            article="首问负责制 T50",
        )
    if to == by.id or matter.body not in access.bodies_of(officer(to), clock.today()):
        raise Invalid(
            "not_colleague",
            "接收人须是今天在本机构任职的另一人，请另选。",
            "Choose somebody else who has a post here today.",
            detail={"to": "no post"},
        )
    matter.offered_to = to


@act(flow.TAKE_OVER)
def take_over(matter: Matter, *, by: Actor) -> None:
    """接收首问 (Take over the matter): the colleague named takes the matter over and is from now on the officer first
    asked (T50).
    """
    if by.id != matter.offered_to or matter.closed_at is not None:
        raise Refused(
            "not_offered",
            "该事项没有移交给您，或者已经办结。",
            "This matter was not handed to you, or it is closed.",
            article="首问负责制 T50",
        )
    matter.owner, matter.offered_to = by.id, ""


@act(flow.ADD_NOTE)
def add_note(matter: Matter, *, text: str, by: Actor) -> None:
    """备注 (Add a note): a note among those who work on the matter."""
    Note.objects.create(matter_id=matter.id, by=by.id, at=doing().at, text=text)


@act(flow.APPROVE_EXCEPTION)
def approve_exception(matter: Matter, *, rule: Plain, reason: str, by: Actor) -> None:
    """例外审批 (Approve an exception): somebody else than the one who will act lets a warned act go through, with a
    reason in writing.
    """
    if not reason.strip():
        raise Invalid("no_reason", "请写明理由。", "Give the reason.", detail={"reason": "required"})
    if rule not in RULES:
        raise Invalid(
            "unknown_rule",
            "没有这条规则，请填写提示中给出的规则编号。",
            "There is no such rule. Enter the number that the refusal named.",
            article="DESIGN 6",
            detail={"rule": "unknown"},
        )
    matter.exceptions[rule] = {"by": by.id, "reason": reason, "entry": str(doing().entry)}


@act(flow.MISS_DEADLINE)
def miss_deadline(matter: Matter, *, kind: Plain, by: Actor) -> None:
    """逾期记录 (Record a missed deadline): a deadline ran out; the clock writes it down, and supervision reads it
    (S96).
    """
    row = Deadline.objects.filter(matter_id=matter.id, kind=kind, met_at__isnull=True, missed_at__isnull=True).first()
    if row is None or row.due is None or row.due >= clock.today():
        raise Conflict("not_missed", "该期限未逾期。", "This deadline has not run out.")
    row.missed_at = doing().at
    row.save(update_fields=["missed_at"])


@act(flow.APPROVE_SEAL)
def approve_seal(paper: Paper, *, by: Actor) -> None:
    """用印审批 (Approve the use of the seal): the keeper lets the seal be set on this one paper of this one decided
    matter (T44).
    """
    paper.approved_by = by.id


@act(flow.APPROVE_VOUCHER)
def approve_voucher(paper: Paper, *, by: Actor) -> None:
    """凭证用印 (Approve the seal on a voucher): receipts and notices take the acceptance seal by themselves (行政许可法
    32(2), LAW-40).
    """
    paper.approved_by = by.id


@act(flow.AFFIX)
def affix(paper: Paper, *, sha256: Plain, approved: Plain, issued: Plain, by: Actor) -> None:
    """用印 (Affix the seal): the seal is set, and the entry holds the SHA-256 of the whole signed file.

    It also names the entries of the act that issued the paper and of the one that approved the seal; so a bundle of the
    three proves who decided what, and that this file is the outcome.
    """
    paper.sha256, paper.sealed_at = sha256, doing().at


@act(flow.VOID)
def void(paper: Paper, *, reason: str, by: Actor) -> None:
    """作废 (Void the paper): the paper is not used; its number is kept and never given again (LAW-67)."""
    if not reason.strip():
        raise Invalid("no_reason", "请写明作废理由。", "Give the reason.", detail={"reason": "required"})


def sweep(by: Actor, limit: int = 500) -> int:
    """Let the clock write down what ran out: missed deadlines and silent requests. Returns how many."""
    if by.kind is not Who.CLOCK:
        raise ValueError("Only the clock sweeps.")
    today = clock.today()
    late = deadlines.overdue(today)[:limit]
    silent = Request.objects.filter(
        stage__in=["asked", "received"], late=False, reply_due__lte=today - timedelta(days=1)
    )
    writes: list[Callable[[], object]] = []
    writes += [partial(miss_deadline, Matter(pk=row.matter_id), kind=row.kind, by=by) for row in late]
    writes += [partial(fall_silent, request, by=by) for request in silent[:limit]]
    return sum(_done(write) for write in writes)


def _done(write: Callable[[], object]) -> bool:
    """Do one act of the sweep; one that can't be done (somebody was quicker, say) doesn't hold up the rest."""
    try:
        write()
    except Problem as problem:
        log.warning("a sweep left one as it is: %s", problem.code)
        return False
    return True
