"""Rules that guard the register (登记规则): each a sentence, its article, and the check. See DESIGN 6."""

from collections.abc import Iterable, Mapping
from typing import cast

from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.rule import ALLOW, Case, Verdict, block, rule
from zhenzhi.org.models import Body
from zhenzhi.register.citations import Citation
from zhenzhi.register.models import Grant, Instrument, Power
from zhenzhi.register.modes import STATUTORY

_PUBLISHING = ("register.publish_powers", "register.change_power")
_ENTERING = ("register.enter_power", "register.enter_powers", *_PUBLISHING)


def _statutes(bases: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Those bases that are law, not a red-header paper."""
    return [basis for basis in bases if not Citation(law=basis["law"], number=basis["law"]).internal_paper]


@rule("T02", "中办发〔2015〕21号；文件001-7", *_PUBLISHING)
def basis_with_article(case: Case) -> Verdict:
    """清单内每项权力至少有一条写到条款的法律依据，否则不能公布。"""
    power = cast(Power, case.subject)
    if not any(basis["law"].strip() and basis["article"].strip() for basis in _statutes(power.bases)):
        return block(
            f"“{power.name}”没有写到条款的法律依据，不能公布。请补充法律名称和条款。",
            f"“{power.name}” has no legal basis with an article and cannot be published. Add law and article.",
        )
    return ALLOW


@rule("T03", "行政许可法 14–17;文件001-6", *_ENTERING)
def no_power_by_internal_paper(case: Case) -> Verdict:
    """仅以内部文件为依据的审批不得设立。"""
    power = cast(Power, case.subject)
    if power.bases and not _statutes(power.bases):
        return block(
            f"“{power.name}”仅以内部文件为依据，不得设立。请补充法律、法规或规章依据。",
            f"“{power.name}” rests on internal papers alone and cannot be entered. Name a law, regulation or rule.",
        )
    return ALLOW


@rule("T15", "文件001-3;行政许可法 24", "register.sign_for_principal")
def agreement_names_its_items(case: Case) -> Verdict:
    """委托协议和备忘录须写明事项，签署前不得空白。"""
    paper = cast(Instrument, case.subject)
    if paper.kind in ("agreement", "handover_memo") and not paper.items:
        return block(
            "协议没有列明事项，不能签署。请先起草完整的事项清单。",
            "The agreement lists no items and cannot be signed. Draft it again with its items.",
        )
    return ALLOW


@rule("T16", "文件001-3", "register.file")
def filed_only_when_signed(case: Case) -> Verdict:
    """协议须双方签署后方可备案。"""
    paper = cast(Instrument, case.subject)
    if paper.signed_principal is None or (paper.agent and paper.signed_agent is None):
        return block(
            "双方尚未全部签署，不能备案。请先由双方签署。",
            "Not every side has signed, so it cannot be filed. Let both sides sign first.",
        )
    return ALLOW


@rule("T17", "文件001-3", "register.sign_for_principal", "register.sign_for_agent", "register.decline")
def a_person_signs(case: Case) -> Verdict:
    """委托出于自愿：只能由人签署，系统不能代签。"""
    if case.by.kind is not Who.OFFICER:
        return block("只能由有权签署的人员签署。", "Only a person with the right may sign.")
    return ALLOW


@rule("T33", "文件002", "register.sign_for_principal", "register.sign_for_agent")
def memo_lists_what_was_granted(case: Case) -> Verdict:
    """交接备忘录所列事项与协议项下的授权一致。"""
    memo = cast(Instrument, case.subject)
    if memo.kind != "handover_memo":
        return ALLOW
    rows = Grant.objects.known().filter(instrument=memo.parent, body=memo.agent, principal=memo.principal)
    granted = set(rows.exclude(stage="ended").values_list("power", flat=True))
    differing = granted.symmetric_difference(memo.items)
    if differing or not granted:
        listed = "、".join(sorted(differing))
        return block(
            f"备忘录所列事项与协议项下的授权不一致：{listed}。请核对后重新起草。",
            f"The memo's items differ from what the agreement granted: {listed}. Draft it again.",
        )
    return ALLOW


@rule("T19", "文件001-3", "register.open_grant", "register.open_grants")
def within_the_items(case: Case) -> Verdict:
    """授权不得超出依据文书所列事项。"""
    grant = cast(Grant, case.subject)
    paper = Instrument.objects.known().filter(code=grant.instrument).first()
    if paper is not None and paper.items and grant.power not in paper.items:
        return block(
            f"“{paper.title}”没有列入该权力，不能据以授权。",
            f"“{paper.title}” does not list this power, so it cannot be granted under it.",
        )
    return ALLOW


@rule(
    "T08",
    "文件001-3;行政处罚法 17",
    "register.stop_grant",
    "register.end_grant",
    "register.open_grant",
    "register.open_grants",
)
def statutory_powers_stay(case: Case) -> Verdict:
    """法律直接赋予的权力不得由县级停止、收回或者改由他人行使。"""
    grant = cast(Grant, case.subject)
    source = Grant.objects.known().filter(code=grant.under).first() if grant.under else None
    taken = case.params.get("day") is not None and grant.mode == STATUTORY
    moved = source is not None and source.mode == STATUTORY and _in_town(source)
    if taken or moved:
        return block(
            "该权力由法律直接赋予，不能由县级停止、收回或者上收。只有修改法律才能变更。",
            "The law gives this power directly; the county can neither stop it, take it back nor move it.",
        )
    return ALLOW


def _in_town(grant: Grant) -> bool:
    return Body.objects.known().filter(code=grant.body, level="town").exists()


@rule("T30", "文件003", "register.stop_grant", "register.resume_grant", "register.end_grant")
def county_consents(case: Case) -> Verdict:
    """停止、恢复、收回须经县级人民政府同意并有文号。"""
    day, consent = case.params["day"], str(case.params["consent_by"])
    government = Body.objects.known().filter(code=consent, kind="government", level="county", valid__contains=day)
    if not str(case.params["document"]).strip() or not government.exists():
        return block(
            "须经县级人民政府同意，并填写同意文件的文号。",
            "This needs the consent of the county government, with the number of its document.",
        )
    return ALLOW


@rule("T21", "文件001-3", "register.end_instrument")
def ended_for_cause_only(case: Case) -> Verdict:
    """因故终止须记录严重过错；协商终止须有受托方同意文件；在办件去向逐件列明。"""
    cause, told = case.params["cause"], case.params
    if cause == "fault" and not str(told.get("fault") or "").strip():
        return block(
            "因过错终止协议，须写明受托方的严重过错及其依据。",
            "Ending for cause needs the serious fault of the receiving body on record.",
        )
    if cause == "agreed" and not str(told.get("agent_consent") or "").strip():
        return block(
            "协商终止须填写受托方同意的文件文号。",
            "Ending by agreement needs the document by which the receiving body agreed.",
        )
    if told.get("cases") is None:
        return block(
            "须列明每一件在办件的去向；没有在办件的，请确认为空。",
            "Say where each open case goes; if there are none, confirm an empty list.",
        )
    return ALLOW
