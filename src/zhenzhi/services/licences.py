"""Licences (许可证件): opened when one is granted, renewed by decision or by silence, expired on their day.

Their other ends (撤回、撤销、注销、吊销) are acts with papers of their own and come with supervision after approval.
"""

from datetime import date, timedelta

from zhenzhi.kernel import clock
from zhenzhi.kernel.act import act, opening_act
from zhenzhi.kernel.calendar import add_months
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.problem import Conflict
from zhenzhi.matter import deadlines, papers
from zhenzhi.matter.models import Paper
from zhenzhi.services import flow, forms, items
from zhenzhi.services.models import Application, Licence


def _until(start: date, months: int | None) -> date | None:
    """Last day of a licence of so many months; None without a period."""
    return None if months is None else add_months(start, months) - timedelta(days=1)


@opening_act(flow.OPEN_LICENCE)
def open_licence(application: Application, *, by: Actor) -> Licence:
    """生成证件 (Make the licence): a granted licence with its period; a renewal begins where the former one ends
    (行政许可法 39, 50).
    """
    item = items.of(application)
    decisions = Paper.objects.filter(matter_id=application.id, kind=forms.GRANT.kind)
    paper = decisions.exclude(stage="void").latest("issued_at")
    former = application.renews
    start = clock.today()
    if former is not None and former.valid_until is not None and former.valid_until >= start:
        start = former.valid_until + timedelta(days=1)
    return Licence(
        number=paper.number,
        name=item.result_name or item.name,
        power=application.power,
        body=application.body,
        place=application.place,
        holder=application.applicant,
        granted_in=application,
        valid_from=start,
        valid_until=_until(start, item.validity_months),
    )


@act(flow.RENEWED)
def renewed(licence: Licence, *, by: Actor) -> None:
    """已延续 (Mark as renewed): another licence continues this one."""


@act(flow.EXPIRE)
def expire(licence: Licence, *, by: Actor) -> None:
    """到期失效 (Let the licence expire): the period ran out and nothing is pending that would renew it (行政许可法
    70(1)).
    """
    if licence.valid_until is None or licence.valid_until >= clock.today():
        raise Conflict("not_expired", "证件尚未到期。", "The licence has not run out.", article="行政许可法 70")


@act(flow.RENEW_BY_SILENCE)
def renew_by_silence(application: Application, *, by: Actor) -> None:
    """逾期视为准予延续 (Renew by silence): not decided before the licence ran out, so it is renewed (行政许可法 50(2),
    LAW-44).
    """
    former = application.renews
    if former is None or former.valid_until is None or former.valid_until >= clock.today():
        raise Conflict("not_due", "原许可尚未到期。", "The former licence has not run out.", article="行政许可法 50")
    if application.received_on > former.valid_until:
        raise Conflict(
            "too_late",
            "延续申请在原许可到期之后提出，不适用逾期准予延续。",
            "The renewal was asked for after the licence had run out.",
            article="行政许可法 50",
        )
    application.deemed, application.decided_at = True, clock.now()
    delivery = deadlines.by_law(application, "deliver", "licence.delivery")
    met = ["receipt", "receipt_again", "decide", "promise"]
    deadlines.turn(application, met=met, started=[delivery])
    papers.issue(application, forms.GRANT, forms.decision_facts(application))
