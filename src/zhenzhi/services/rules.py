"""Rules that guard an application (办件规则): each a sentence, its article, and the check. See DESIGN 6."""

from collections.abc import Iterable, Mapping
from typing import cast

from django.db import connection

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import officer
from zhenzhi.kernel.rule import ALLOW, Case, Verdict, block, rule, warn
from zhenzhi.matter import access, papers
from zhenzhi.matter.models import Deadline, Matter, Paper
from zhenzhi.org.models import Person
from zhenzhi.register import holdings, life
from zhenzhi.register.limits import longer
from zhenzhi.register.models import Grant, Instrument
from zhenzhi.register.modes import ENTRUSTED
from zhenzhi.services import forms, items
from zhenzhi.services.filings import Filing
from zhenzhi.services.models import Application

STAFF = ("civil", "institution")
"""Kinds of people who may sign as officers (LAW-6)."""


def _application(case: Case) -> Application:
    return cast(Application, case.subject)


def _deadline(case: Case, kind: str) -> Deadline | None:
    return Deadline.objects.filter(matter_id=_application(case).id, kind=kind).first()


@rule("LAW-38", "行政许可法 32(1)(4)", "services.ask_correction")
def correction_once(case: Case) -> Verdict:
    """补正只告知一次，且一次告知全部内容。"""
    if _application(case).corrections:
        return block(
            "本件已经告知过一次补正，不得再次要求补正；请受理，或依法作出其他处理。",
            "One correction notice has been given already and a second is impossible. Accept, or decide otherwise.",
        )
    return ALLOW


@rule("LAW-39", "行政许可法 32(1)(4)", "services.ask_correction")
def correction_in_time(case: Case) -> Verdict:
    """超过期限未告知补正的，自收到材料之日起视为受理。"""
    receipt = _deadline(case, "receipt")
    if receipt is not None and receipt.due is not None and clock.today() > receipt.due:
        return block(
            f"告知补正的期限({receipt.due})已过，依法自收到申请材料之日起视为受理，不得再要求补正。",
            f"The limit for a correction notice ({receipt.due}) has passed; the application counts as accepted.",
        )
    return ALLOW


@rule("T51", "行政许可法 32(1)(4)", "services.ask_correction")
def correction_tells_all(case: Case) -> Verdict:
    """补正告知须列全所缺的必要材料。"""
    told = "\n".join(cast(list[str], case.params["lines"]))
    untold = [name for name in forms.shortfall(_application(case)) if name not in told]
    if untold:
        names = "、".join(untold)
        return block(
            f"补正告知须一次列全。还缺少但未列出的必要材料：{names}。",
            f"The notice must list everything at once. Missing and not listed: {names}.",
        )
    return ALLOW


@rule("T49", "优化营商环境条例 36", "services.apply", "services.receive")
def promise_within_law(case: Case) -> Verdict:
    """承诺时限不得长于法定时限。"""
    item = items.of(_application(case))
    if longer(item.promised_limit, item.promised_unit, item.statutory_limit, item.statutory_unit):
        return block(
            "该事项的承诺时限长于法定时限，目录有误，请先更正目录。",
            "The item promises longer than the law allows; correct the catalogue first.",
        )
    return ALLOW


@rule("LAW-45", "行政许可法 34(3)", "services.check_site")
def two_checkers(case: Case) -> Verdict:
    """实地核查应当指派两名以上工作人员：均为本机关在编人员，辅助、网格、合同人员不算(LAW-6)。"""
    second, application = str(case.params["second"]), _application(case)
    on_staff = Person.objects.on(clock.today()).filter(code=second, staff__in=STAFF).exists()
    here = {application.body, application.principal} & access.bodies_of(officer(second), clock.today())
    if second == case.by.id or not on_staff or not here:
        return block(
            "实地核查须有两名不同的本机关工作人员，请填写另一名核查人员。辅助、网格、合同人员不能充任。",
            "A site check needs two different members of this organ's staff. Name the second;"
            " auxiliary, grid and contract people do not count.",
        )
    return ALLOW


# Written by hand: every act of an officer on an application pays for it.
_THEIR_OWN = """
SELECT EXISTS (
    SELECT FROM org_person WHERE code = ANY(%s) AND until IS NULL AND valid @> %s::date AND id_number <> ''
    AND (id_number = ANY(%s) OR id_number IN (SELECT id_number FROM matter_party WHERE matter_id = %s)))
"""


def _is_party(officers: Iterable[str], matter: Matter, filing: object) -> bool:
    """Whether an officer bears the document number of a party, as it is being filed or as it was kept."""
    filed = [filing.applicant, filing.agent] if isinstance(filing, Filing) else []
    numbers = [who.id_number for who in filed if who is not None]
    with connection.cursor() as cursor:
        cursor.execute(_THEIR_OWN, [list(officers), clock.today(), numbers, matter.id])
        return bool(cursor.fetchone()[0])


@rule(
    "LAW-68", "公务员法 76",
    "services.receive", "services.tell_not_needed", "services.not_accept", "services.fix_on_spot",
    "services.ask_correction", "services.accept", "services.pause", "services.resume", "services.extend",
    "services.check_site", "services.review", "services.grant", "services.deny", "services.reissue",
    "services.deliver", "matter.approve_seal", "matter.approve_exception", "matter.take_over",
)  # fmt: skip
def nobody_handles_their_own(case: Case) -> Verdict:
    """工作人员是本件申请人、代理人或者利害关系人的，应当回避，不得经办。"""
    matter = case.subject.matter if isinstance(case.subject, Paper) else cast(Matter, case.subject)
    officers = {case.by.id, str(case.params.get("second", case.by.id))}
    if officers & {matter.applicant, matter.agent} or _is_party(officers, matter, case.params.get("filing")):
        return block(
            "经办人员是本件的申请人、代理人或者利害关系人，应当回避。请交由其他工作人员办理。",
            "An officer who is a party to this matter, or speaks for one, must withdraw. Let somebody else handle it.",
        )
    return ALLOW


@rule("LAW-46", "行政许可法 31", "services.accept")
def complete_before_acceptance(case: Case) -> Verdict:
    """材料齐全方可受理。"""
    names = forms.shortfall(_application(case))
    if names:
        listed = "、".join(names)
        return block(
            f"必要材料尚缺：{listed}。请一次告知补正，或在申请人补齐后受理。",
            f"Necessary materials are missing: {listed}. Give one correction notice, or accept once they are in.",
        )
    return ALLOW


@rule("LAW-39a", "行政许可法 32(1)(4)", "services.deem_accepted")
def deemed_only_when_late(case: Case) -> Verdict:
    """只有逾期未作处理的，才视为受理。"""
    application = _application(case)
    kinds = ["receipt", "receipt_again"]
    late = Deadline.objects.filter(
        matter_id=application.id, kind__in=kinds, met_at__isnull=True, due__lt=clock.today()
    ).exists()
    return ALLOW if late else block("受理期限未届满。", "The limit for acceptance has not run out.")


@rule("LAW-34", "行政许可法 38(2);行政复议法 20", "services.deny")
def refusal_gives_reasons(case: Case) -> Verdict:
    """不予许可须说明理由并告知救济途径。"""
    if not str(case.params["reasons"]).strip():
        return block("不予许可必须说明理由。", "A refusal must state its reasons.")
    return ALLOW


@rule("LAW-65", "个人信息保护法 24", "services.grant", "services.deny")
def a_person_decides(case: Case) -> Verdict:
    """决定须以审查人员的书面意见为基础，由署名的工作人员作出。"""
    if not _application(case).review_opinion.strip():
        return block("没有审查意见，不能作出决定。", "There is no reviewer's opinion, so no decision can be made.")
    return ALLOW


@rule("LAW-42", "行政许可法 42", "services.extend")
def extended_before_the_end(case: Case) -> Verdict:
    """延长须在期限届满前由本机关负责人批准，只能一次。"""
    decide = _deadline(case, "decide")
    if decide is None or decide.extensions:
        return block("期限只能延长一次。", "The period may be extended only once.")
    if decide.due is not None and clock.today() > decide.due:
        return block("办理期限已届满，不能再延长。", "The period has run out and cannot be extended.")
    return ALLOW


@rule("LAW-43", "行政许可法 44", "services.deliver")
def delivered_in_time(case: Case) -> Verdict:
    """作出决定后应在法定期限内送达。"""
    limit = _deadline(case, "deliver")
    if limit is not None and limit.due is not None and clock.today() > limit.due:
        return warn(f"已超过送达期限({limit.due})。", f"The limit for delivery ({limit.due}) has passed.")
    return ALLOW


@rule("T34", "文件002;T34", "matter.approve_seal")
def seal_recognised_for_the_item(case: Case) -> Verdict:
    """委托事项的印章，只在交接备忘录列明的事项和签署之后互认。"""
    paper = cast(Paper, case.subject)
    # A rule comes after authority: the books were looked at for this very act, or this very page.
    grant = papers.ground_of(paper.matter, "service.decide", holdings.remembered()).grant
    if grant is None or grant.mode != ENTRUSTED:
        return ALLOW
    if not life.seal_recognised(grant.power, grant.principal or "", grant.body, clock.today()):
        return block(
            "该事项不在已签署的交接备忘录内，委托机关的印章尚未互认，不得用印。请先签署备忘录。",
            "No signed handover memo lists this item, so the principal's seal is not recognised here. Sign one first.",
        )
    return ALLOW


@rule("T21a", "文件001-3;T21", "register.end_instrument")
def open_cases_are_listed(case: Case) -> Verdict:
    """因故解除协议时，须逐件写明在办件的去向。"""
    instrument = cast(Instrument, case.subject)
    grants = Grant.objects.known().filter(instrument=instrument.code)
    open_ones = Matter.objects.filter(
        power__in=grants.values("power"), body__in=grants.values("body"), closed_at__isnull=True
    )
    decided = cast(Mapping[str, str], case.params.get("cases") or {})
    missing = [number for number in open_ones.values_list("number", flat=True) if number not in decided]
    if missing:
        listed, more = "、".join(missing[:5]), len(missing)
        return block(
            f"还有 {more} 件在办件没有写明去向，例如：{listed}。请逐件写明继续办理或移交。",
            f"{more} open matters have no decision on where they go, such as {listed}. List every one.",
        )
    return ALLOW


@rule("T44", "行政许可法 38;T44", "matter.approve_seal")
def seal_on_decided_only(case: Case) -> Verdict:
    """许可专用章只用于已作出决定的办件的决定文书，一文一用。"""
    paper = cast(Paper, case.subject)
    if paper.matter.stage not in ("granted", "denied") or paper.kind not in forms.RESULTS:
        return block(
            "该文书不属于已作出决定的办件，不得用印。",
            "This paper does not belong to a decided application, so no seal may be set.",
        )
    return ALLOW
