"""Rules that guard the life of a power (赋权规则): each a sentence, its article, and the check. See DESIGN 6."""

from collections.abc import Mapping, Sequence
from typing import cast

from zhenzhi.devolution import lawful, plan_acts, readiness, tables
from zhenzhi.devolution.models import Batch, Consultation, Evaluation, Guidance, Proposal
from zhenzhi.kernel import clock
from zhenzhi.kernel.problem import Conflict
from zhenzhi.kernel.rule import ALLOW, Case, Verdict, block, rule, warn
from zhenzhi.matter.models import Matter
from zhenzhi.org.models import Body
from zhenzhi.register import holdings
from zhenzhi.register.facts import Power, on_day
from zhenzhi.register.models import Grant, Instrument
from zhenzhi.register.modes import STATUTORY

_ASKING = ("devolution.ask_for", "devolution.ask_for_all", "devolution.offer", "devolution.pass_down")
_FORMING = ("devolution.choose_form", "devolution.choose_form_all")
_REVIEWING = ("devolution.pass_review", "devolution.pass_review_all")


def _proposal(case: Case) -> Proposal:
    return cast(Proposal, case.subject)


def _power(proposal: Proposal) -> Power:
    """The power as listed today. Raises Conflict if it was withdrawn meanwhile."""
    facts = holdings.current(holdings.remembered()).facts
    found = on_day(facts.powers.get(proposal.power, ()), clock.today())
    if found is None:
        raise Conflict(
            "power_withdrawn",
            f"“{proposal.title}”今天已不在清单内，请撤回该事项。",
            f"“{proposal.title}” is no longer on the list today. Take the proposal back.",
            article="T01",
        )
    return found


def _act_types(case: Case) -> frozenset[str]:
    """The kinds of act the plan would carry: those entered now, else those agreed, else all of the power's."""
    proposal = _proposal(case)
    told = cast(Sequence[str] | None, case.params.get("act_types")) or proposal.act_types
    return _power(proposal).act_types if told is None else frozenset(told)


@rule("T11", "文件000;S36", *_ASKING, *_FORMING)
def fields_that_stay(case: Case) -> Verdict:
    """公共资源交易、审计、财政监督等保留领域的权力不得下放。"""
    limit = tables.closed(_power(_proposal(case)))
    if limit is not None:
        return block(
            f"“{limit.value}”属于县级保留领域（{limit.source}），该权力不得下放。",
            f"“{limit.value}” is a field that stays at the county ({limit.source}); this power is not handed down.",
        )
    return ALLOW


@rule("T09", "文件000;S36", "devolution.gather")
def kept_powers_stay(case: Case) -> Verdict:
    """列入“三不放”的权力不得进入下放批次。"""
    for proposal in readiness.proposals_given(cast(Sequence[str], case.params["items"])):
        told = {code: "yes" if answer["yes"] else "no" for code, answer in proposal.tests.items()}
        bars = [q for q in tables.questions() if q.bars and told.get(q.code) == q.bars]
        if bars or proposal.stage == "barred" or not proposal.tests:
            return block(
                f"“{proposal.title}”列入“三不放”或者没有评估，不得进入批次。",
                f"“{proposal.title}” is marked three-not-release, or was not tested; it goes into no batch.",
            )
    return ALLOW


@rule("T22", "文件001-3;S41", *_FORMING)
def within_the_fields(case: Case) -> Verdict:
    """委托执法限于本地规则所列领域。"""
    proposal, form = _proposal(case), str(case.params["form"])
    if tables.outside_fields(_power(proposal), form):
        return block(
            f"“{proposal.title}”不在可以委托执法的领域之内，请按次序考虑派驻或者协调巡查。",
            f"“{proposal.title}” lies in none of the fields for this form. Try the next rung of the ladder.",
        )
    return ALLOW


@rule("T23", "文件001-3;S42", *_FORMING)
def small_acts_only(case: Case) -> Verdict:
    """委托执法只含检查、制止、警告和小额罚款，罚款须有上限且不超过本地额度。"""
    proposal, form = _proposal(case), str(case.params["form"])
    power = _power(proposal)
    extra = tables.outside_act_types(power, form, _act_types(case))
    if extra:
        return block(
            f"这些行为种类不得以该方式下放：{'、'.join(extra)}。请限定行为种类。",
            f"These kinds of act may not be handed down in this form: {', '.join(extra)}. Narrow the kinds of act.",
        )
    limited = power.type in tables.ENFORCEMENT and tables.limits("only_act_type", form)
    money = holdings.current(holdings.remembered()).facts.tables.money_acts
    if limited and money & _act_types(case):
        ceiling = holdings.number("devolution.small_fine", clock.today()).value
        told = cast(int | None, case.params.get("fine_ceiling")) or proposal.fine_ceiling
        if told is None or told > ceiling:
            return block(
                f"小额罚款须写明上限，且不超过{ceiling // 100}元。",
                f"A small fine needs a ceiling of at most {ceiling // 100} yuan.",
            )
    return ALLOW


@rule("T24", "文件001-9;S43", *_FORMING)
def types_that_stay(case: Case) -> Verdict:
    """本地规则规定不得委托的权力类型（如许可、处罚）不得以该方式下放。"""
    proposal = _proposal(case)
    if tables.closed_type(_power(proposal), str(case.params["form"])):
        return block(
            "本地规则规定，该类型的权力不得以该方式下放。",
            "By the local rules powers of this type are not handed down in this form.",
        )
    return ALLOW


@rule("T25", "文件001-3;S40", *_FORMING)
def ladder_in_order(case: Case) -> Verdict:
    """方式按次序选择：能依法委托的委托，不能的派驻，再不能的协调巡查；每一步都写明理由。"""
    form = str(case.params["form"])
    rungs = cast(Sequence[plan_acts.Rung], case.params["ladder"])
    tried = [rung.form for rung in rungs]
    wanted = list(plan_acts.LADDER[: plan_acts.LADDER.index(form) + 1]) if form in plan_acts.LADDER else [form]
    possible = [rung.form for rung in rungs if rung.possible]
    if tried != wanted or possible != [form] or not all(rung.reason.strip() for rung in rungs):
        return block(
            "方式须按“委托、派驻、协调巡查”的次序逐级说明：前面各级为何不能，本级为何可以，每一级都写理由。",
            "Go down the ladder in order: entrust, station, coordinate. Say for each rung why it is possible or not.",
        )
    return ALLOW


@rule("LAW-3a", "行政许可法 24;行政处罚法 20–21;行政强制法 17", *_FORMING, *_REVIEWING)
def entrusted_to_whom_the_law_names(case: Case) -> Verdict:
    """许可只能委托给行政机关，处罚只能委托给处罚法规定的组织，强制措施不得委托。"""
    proposal = _proposal(case)
    if proposal.form != "entrusted" and case.params.get("form") != "entrusted":
        return ALLOW
    facts = holdings.current(holdings.remembered()).facts
    town = on_day(facts.bodies.get(proposal.body, ()), clock.today())
    why = plan_acts.why_not_entrust(_power(proposal), town) if town is not None else "not_an_organ"
    if why:
        return block(
            f"“{proposal.title}”依法不能委托给该机构，请按次序考虑派驻或者协调巡查。",
            f"“{proposal.title}” cannot lawfully be entrusted to this body ({why}). Try the next rung of the ladder.",
        )
    return ALLOW


@rule("LAW-2a", "行政处罚法 24;行政许可法 25", "devolution.draft_papers")
def provincial_decision_names_it(case: Case) -> Verdict:
    """交由乡镇的权力须列入已公布的省级决定，并由县级清单公布。"""
    batch = cast(Batch, case.subject)
    if batch.form not in ("granted", "concentrated"):
        return ALLOW
    unnamed = lawful.not_in_decision(str(case.params.get("under") or ""), batch)
    if unnamed is None or unnamed:
        listed = "、".join((unnamed or ["没有已公布的省级决定"])[:5])
        return block(
            f"须有已公布的省级决定并列明事项，缺少：{listed}。",
            f"A published provincial decision must name every item. Missing: {listed}.",
        )
    return ALLOW


@rule("T12", "文件001-1、003;S24", "devolution.draft_papers", "devolution.open_batch")
def names_the_town(case: Case) -> Verdict:
    """下放须以文号公布，并写明镇政府为实施主体。"""
    batch = cast(Batch, case.subject)
    paper = Instrument.objects.known().filter(code=batch.instrument).first()
    number = str(case.params.get("number", "")) or (paper.number if paper else "")
    title = str(case.params.get("title", "")) or (paper.title if paper else "")
    town = Body.objects.on(clock.today()).filter(code=batch.body).first()
    named = paper.agent == batch.body if paper is not None else batch.form == "entrusted"
    if not number.strip() or town is None or not (named or town.name in title):
        return block(
            "下放文件须有文号，并写明镇人民政府为实施主体：委托协议由镇签署，县级清单的标题须写明镇人民政府全称。",
            "The paper needs a number and must name the town government: an agreement as its party, a county list in "
            "its title.",
        )
    return ALLOW


@rule("T28", "文件000、001-7、003;S56", "devolution.open_batch")
def ready_or_excepted(case: Case) -> Verdict:
    """人员、证件、场所、系统、培训、经费、协议齐备，或者由他人签批例外，方可启用。"""
    missing = readiness.missing(cast(Batch, case.subject))
    if missing:
        zh = "；".join(f"{gap.requirement.zh}（{gap.title}）" for gap in missing[:5])
        en = "; ".join(f"{gap.requirement.en} ({gap.title})" for gap in missing[:5])
        return block(
            f"承接条件尚缺 {len(missing)} 项：{zh}。请补齐，或者由他人签批例外。",
            f"{len(missing)} requirements are missing: {en}. Meet them, or let somebody else sign an exception.",
        )
    return ALLOW


@rule("T29", "文件001-9;S60", "devolution.waive")
def what_cannot_be_waived(case: Case) -> Verdict:
    """本地规则规定不得例外的条件（如经费随事转）不得签批例外。"""
    found = readiness.requirement(cast(Batch, case.subject).form, str(case.params["requirement"]))
    if found is not None and not found.waivable:
        return block(
            f"“{found.zh}”不得例外（{found.source}），请先补齐。",
            f"“{found.en}” allows no exception ({found.source}). Meet it first.",
        )
    return ALLOW


@rule("T33a", "文件002;S54", "devolution.draft_memo")
def memo_lists_the_same(case: Case) -> Verdict:
    """交接备忘录所列事项与依据文书一致。"""
    batch, told = cast(Batch, case.subject), case.params
    own = set(lawful.items_of_department(batch, str(told["department"])))
    differing = own.symmetric_difference(cast(Sequence[str], told["items"]))
    if differing or not own:
        return block(
            f"备忘录所列事项与依据文书不一致：{'、'.join(sorted(differing)) or '没有事项'}。",
            f"The memo's items differ from the instrument's: {', '.join(sorted(differing)) or 'none'}.",
        )
    return ALLOW


@rule("T35", "文件001-3、000;行政处罚法 24;S61", "devolution.accept_batch")
def guided_before_accepted(case: Case) -> Verdict:
    """每份在用协议都须有委托机关的培训指导记录。"""
    batch = cast(Batch, case.subject)
    if Guidance.objects.filter(batch_id=batch.id).exists():
        return ALLOW
    return warn(
        "放权部门还没有培训、指导记录。",
        "The giving department has no record of training or guidance yet.",
    )


_TAKING = ("suspend", "stop", "return")


@rule("T30a", "文件003;S58;S59", "devolution.decide")
def county_consents_to_the_decision(case: Case) -> Verdict:
    """停止、收回须经县级人民政府同意并有文号。"""
    evaluation = cast(Evaluation, case.subject)
    if not any(found["what"] in _TAKING for found in evaluation.decisions.values()):
        return ALLOW
    return lawful.consented(str(case.params["consent_by"]), str(case.params["document"]))


@rule("T30b", "文件003;行政区划管理条例;S13", "devolution.succeed")
def county_consents_to_the_succession(case: Case) -> Verdict:
    """因区划调整转移权力，须经县级人民政府同意并有文号。"""
    return lawful.consented(str(case.params["consent_by"]), str(case.params["document"]))


@rule("T30c", "文件003;S58;S59", "devolution.stop_grants", "devolution.return_grants")
def county_consents_to_each(case: Case) -> Verdict:
    """逐项停止、收回须经县级人民政府同意并有文号。"""
    return lawful.consented(str(case.params["consent_by"]), str(case.params["document"]))


@rule("T08b", "文件001-3;行政处罚法 17;S30", "devolution.stop_grants", "devolution.return_grants")
def statutory_powers_are_not_taken(case: Case) -> Verdict:
    """法律直接赋予镇的权力不得由县级停止、收回。"""
    if cast(Grant, case.subject).mode == STATUTORY:
        return block(
            "该权力由法律直接赋予，不能由县级停止或者收回。",
            "The law gives this power directly; the county can neither stop it nor take it back.",
        )
    return ALLOW


@rule("T08a", "文件001-3;行政处罚法 17;S30", "devolution.propose", "devolution.decide")
def statutory_powers_are_not_touched(case: Case) -> Verdict:
    """法律直接赋予镇的权力不得停止、收回。"""
    evaluation = cast(Evaluation, case.subject)
    told = cast(Sequence[object], case.params.get("decisions") or ())
    named = {str(getattr(one, "grant", "")) for one in told} | set(evaluation.decisions)
    held = Grant.objects.known().filter(code__in=named, mode="statutory", body=evaluation.town)
    if held.exists():
        return block(
            "其中有法律直接赋予镇的权力，县级不得停止或者收回。",
            "One of these the law gives the town directly; the county can neither stop it nor take it back.",
        )
    return ALLOW


@rule("T21b", "文件001-3、003;W-16", "devolution.decide")
def every_open_case_has_a_way(case: Case) -> Verdict:
    """停止、收回须逐项决定在办件去向，不得遗漏。"""
    evaluation = cast(Evaluation, case.subject)
    cases = cast(Mapping[str, str], case.params.get("cases") or {})
    lost = lawful.undecided_cases(evaluation, cases)
    if lost:
        return block(
            f"还有 {len(lost)} 件在办件没有合法去向，例如：{lost[0]}。停止的在原处办结，收回的移交主管部门。",
            f"{len(lost)} open cases have no lawful way, such as {lost[0]}. Under a stop they are finished where they "
            "are; with a return they go to the department.",
        )
    return ALLOW


@rule("T106", "文件000;S63", "devolution.place_project")
def pilot_first(case: Case) -> Verdict:
    """同等条件下项目未落试点镇的，须说明理由。"""
    row, told = cast(Consultation, case.subject), case.params
    if told["equal"] and told["placed_in"] != row.town and not str(told.get("why") or "").strip():
        return block(
            "同等条件下试点镇优先；落在别处须写明理由。",
            "Under equal conditions the pilot town comes first; placing it elsewhere needs a reason.",
        )
    return ALLOW


@rule("T107", "文件000;S62", "services.accept")
def town_is_heard_first(case: Case) -> Verdict:
    """有关部门受理试点镇内的项目申请前，须先联系镇并记录镇的意见。"""
    matter = cast(Matter, case.subject)
    if not lawful.needs_consultation(matter):
        return ALLOW
    heard = Consultation.objects.filter(matter=matter.number).exclude(stage__in=["told", "viewed"])
    if heard.exists():
        return ALLOW
    return block(
        "该项目在试点镇内，受理前须先告知镇并记录镇的意见和处理情况。",
        "The project lies in a pilot town: before acceptance the town is told, and its view and how it was treated "
        "are recorded.",
    )
