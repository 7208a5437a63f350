"""What the page of each kind of subject shows (对象详情), read in few statements."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from zhenzhi.cockpit import names, parts, words
from zhenzhi.devolution import gate, lawful, readiness, tables
from zhenzhi.devolution.models import Batch, Burden, Evaluation, Idle, Patrol, Proposal, Work
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.problem import Problem
from zhenzhi.matter.models import Request
from zhenzhi.register import answerable, holdings, liability
from zhenzhi.register.lists import acts as list_acts
from zhenzhi.register.lists import queries as lists
from zhenzhi.register.lists.kinds import KINDS
from zhenzhi.register.models import Instrument, ListVersion
from zhenzhi.ui.words import pick

Told = dict[str, Any]
Facts = list[tuple[str, object]]
_ROWS = 50


def yuan(fen: int | None) -> str:
    """A sum in yuan for people; empty where there is none."""
    return "" if fen is None else _("%(sum)s元") % {"sum": f"{fen / 100:,.2f}".removesuffix(".00")}


def _steps(row: Proposal) -> list[dict[str, str]]:
    """The way of a proposal: what lies behind, where it stands, what is ahead."""
    way = ["agreed", "screened", "planned", "reviewed"]
    first = row.stage if row.stage in ("asked", "offered", "disputed") else "asked"
    stages = [first, *way]
    if row.stage not in stages:
        stages = [*stages[: _behind(row)], row.stage]
    here = stages.index(row.stage)
    return [
        {"name": words.stage(Proposal, code), "state": "done" if at < here else "now" if at == here else "ahead"}
        for at, code in enumerate(stages)
    ]


def _behind(row: Proposal) -> int:
    """How much of the way lay behind a proposal that left it."""
    return 5 if row.stage == "settled" else 4 if row.stage == "objected" else 2 if row.stage == "barred" else 1


def proposal(row: Proposal, actor: Actor, request: HttpRequest) -> Told:
    """Terms, talks, tests with their reasons, ladder, review, batch, patrol, and who would answer."""
    place = row.places.filter(dropped=False).select_related("batch").first()
    patrol = Patrol.objects.filter(proposal=row.pk).first()
    asked = {one.code: one for one in tables.questions()} if row.tests else {}
    facts: Facts = [
        (_("乡镇"), names.body(row.body)), (_("主管部门"), names.body(row.principal)),
        (_("来源"), f"{row.get_origin_display()} {row.source}".strip()), (_("理由"), row.reason),
        (_("行为种类"), _kinds(row)),
        (_("罚款额度上限"), yuan(row.fine_ceiling) or _("不限")), (_("权力包"), row.package), (_("领域"), row.field),
    ]  # fmt: skip
    return {
        "facts": [fact for fact in facts if fact[1]],
        "steps": _steps(row),
        "rounds": [
            (words.SIDES.get(one.side, one.side), words.SAID.get(one.said, one.said), one)
            for one in row.rounds.order_by("at", "pk")
        ],
        "tests": [
            (pick(asked[code].zh, asked[code].en), row.tests[code], asked[code].bars)
            if code in asked else (code, row.tests[code], "")
            for code in sorted(row.tests, key=lambda one: [*asked].index(one) if one in asked else len(asked))
        ],
        "ladder": [(words.CHOICES.get(one["form"], one["form"]), one) for one in row.ladder],
        "form": words.CHOICES.get(row.form, ""), "review": row.review, "batch": place.batch if place else None,
        "patrol": (patrol, names.body(patrol.department)) if patrol else None,
        "answerable": _answerable(row.body, row.power),
    }  # fmt: skip


def _kinds(row: Proposal) -> str:
    """The kinds of act proposed, in words."""
    if row.act_types is None:
        return _("全部")
    return "、".join(str(said) for code, said in parts.act_types(row) if code in row.act_types)


def _answerable(body: str, power: str) -> list[tuple[str, str, str, str]]:
    """Who stands in each role if the town acted today: role, name, why, article; empty where it can't be told."""
    try:
        found = answerable.answer(body, power, clock.today())
    except Problem:
        return []
    told = []
    for line in found.lines:
        label, name = liability.ROLES[line.role], liability.named(line, found.lines, found.parties)
        told.append((pick(label.zh, label.en), pick(name.zh, name.en), pick(line.said.zh, line.said.en), line.law))
    return told


def batch(row: Batch, actor: Actor, request: HttpRequest) -> Told:
    """Its items, papers and readiness, requirement by requirement."""
    items = lawful.items(row)
    lacking: dict[str, list[str]] = {}
    for gap in readiness.missing(row) if row.stage in ("gathered", "papered") else ():
        lacking.setdefault(gap.requirement.code, []).append(gap.title)
    paper = Instrument.objects.known().filter(code=row.instrument).first() if row.instrument else None
    facts: Facts = [
        (_("乡镇"), names.body(row.body)), (_("委托机关或者发布机关"), names.body(row.principal)),
        (_("方式"), words.CHOICES[row.form]), (_("启用日期"), row.start.isoformat()), (_("结果"), row.result),
    ]  # fmt: skip
    return {
        "facts": [fact for fact in facts if fact[1]],
        "items": [
            (one, names.body(one.principal), words.stage(Proposal, one.stage), words.tone(one.stage)) for one in items
        ],
        "ready": [
            {
                "name": pick(one.zh, one.en), "attested": row.attested.get(one.code),
                "waived": row.waived.get(one.code), "lacking": lacking.get(one.code, []),
                "computed": one.how == "computed",
            }
            for one in tables.requirements(row.form)
        ],
        "waiting": row.stage in ("gathered", "papered"), "gaps": len(lacking),
        "paper": (paper, words.stage(Instrument, paper.stage), words.tone(paper.stage)) if paper else None,
        "memos": [(names.body(code), memo) for code, memo in row.memos.items()],
    }  # fmt: skip


def patrol(row: Patrol, actor: Actor, request: HttpRequest) -> Told:
    """Whose patrol, the next visit, and the visits made."""
    people = holdings.recent().facts.persons.get(row.officer, ())
    visits = "\n".join(f"{one.on} {one.found}" for one in row.visits.order_by("-on")[:20])
    return _plain([
        (_("乡镇"), names.body(row.town)), (_("主管部门"), names.body(row.department)),
        (_("巡查人员"), people[-1].name if people else row.officer), (_("下次巡查不晚于"), row.due.isoformat()),
        (_("缺巡周数"), row.missed), (_("巡查记录"), visits),
    ])  # fmt: skip


def idle(row: Idle, actor: Actor, request: HttpRequest) -> Told:
    """Since when it lies idle, what the town says, and what is to become of it."""
    return _plain([
        (_("乡镇"), names.body(row.town)), (_("权力"), names.power(row.power)),
        (_("最近一次使用"), row.last_used.isoformat() if row.last_used else _("从未使用")),
        (_("标记日期"), row.flagged_on.isoformat()), (_("镇的说明"), row.reason),
        (_("处理结果"), words.CHOICES.get(row.outcome, "")), (_("理由"), row.why),
    ])  # fmt: skip


def evaluation(row: Evaluation, actor: Actor, request: HttpRequest) -> Told:
    """The facts of each grant over the period, what was entered with evidence, and what was decided."""
    facts: Facts = [
        (_("乡镇"), names.body(row.town)), (_("评估期间"), f"{row.start} – {row.end}"), (_("文号"), row.document),
        (_("同意的县级人民政府"), names.body(row.consent_by) if row.consent_by else ""),
        (_("决定自何日起"), _day(row.day)), (_("公布"), f"{_day(row.published_on)} {row.published_at}".strip()),
    ]  # fmt: skip
    table = []
    for code, fact in row.facts.items():
        decided = row.decisions.get(code, {})
        extra = [
            f"{words.CHOICES.get(one['kind'], one['kind'])} {one['value']}：{one['evidence']}"
            for one in row.entered
            if one["grant"] == code
        ]
        table.append({
            "power": names.power(fact["power"]),
            "counts": [(label, fact.get(name)) for name, label in words.FACTS.items()],
            "last": fact.get("last_used"), "extra": extra, "what": words.CHOICES.get(decided.get("what", ""), ""),
            "reason": decided.get("reason", ""),
        })  # fmt: skip
    return _plain(facts) | {"columns": list(words.FACTS.values()), "table": table}


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _plain(facts: Facts) -> Told:
    return {"facts": [fact for fact in facts if fact[1] not in ("", None)]}


def work(row: Work, actor: Actor, request: HttpRequest) -> Told:
    """What is proposed, with what people and money; what lacks; what the town said; the county's decision."""
    shape = KINDS["town_duties"]
    said = names.every()
    facts: Facts = [
        (_("提出部门"), names.body(row.body)), (_("承担的镇"), names.body(row.town)), (_("理由"), row.reason),
        (_("随事人员"), row.people), (_("每年经费"), yuan(row.money)), (_("经费来源"), row.funds),
        (_("临时工作的终止日期"), _day(row.until)), (_("批准文号"), row.decision),
    ]  # fmt: skip
    line = [
        (words.heading(column), words.cell(column, row.row.get(column.name, ""), said))
        for column in shape.columns
        if row.row.get(column.name)
    ]
    asked = [
        (one, names.body(one.to_body), words.stage(Request, one.stage), words.tone(one.stage))
        for one in Request.objects.filter(matter=row.pk).order_by("asked_at")
    ]
    return _plain(facts) | {
        "line": line, "lacks": [pick(*gate.LACKS[code]) for code in row.lacks], "asked": asked,
        "heard": any(one.replied_at or one.late for one, *_rest in asked),
    }  # fmt: skip


def request_(row: Request, actor: Actor, request: HttpRequest) -> Told:
    """What is asked of the body, until when, and its reply."""
    agrees = "" if row.agrees is None else words.CHOICES[str(row.agrees)]
    return _plain([
        (_("从"), names.body(row.from_body)), (_("到"), names.body(row.to_body)), (_("内容"), row.content),
        (_("签收期限"), row.receipt_due.isoformat()), (_("答复期限"), row.reply_due.isoformat()),
        (_("是否同意"), agrees), (_("答复"), row.reply),
    ])  # fmt: skip


def burden(row: Burden, actor: Actor, request: HttpRequest) -> Told:
    """What came to which town, from whom, why it should not, and the answer."""
    return _plain([
        (_("乡镇"), names.body(row.town)), (_("提出部门"), names.body(row.by_body)),
        (_("种类"), words.CHOICES.get(row.kind, row.kind)), (_("所依据的清单事项编码"), row.item),
        (_("理由"), row.why), (_("日期"), row.on.isoformat()), (_("答复"), row.answer),
    ])  # fmt: skip


def instrument(row: Instrument, actor: Actor, request: HttpRequest) -> Told:
    """Its sides, its days and the powers it lists."""
    return _plain([
        (_("文号"), row.number), (_("种类"), words.CHOICES.get(row.kind, row.kind)),
        (_("委托机关或者发布机关"), names.body(row.principal)),
        (_("受托机构"), names.body(row.agent) if row.agent else ""),
        (_("委托方签署"), _day(row.signed_principal)), (_("受托方签署"), _day(row.signed_agent)),
        (_("备案"), _day(row.filed)), (_("公告"), f"{_day(row.announced)} {row.announced_at}".strip()),
        (_("自何日起"), _day(row.valid.lower)), (_("事项"), "\n".join(names.power(code) for code in row.items)),
    ])  # fmt: skip


def version(row: ListVersion, actor: Actor, request: HttpRequest) -> Told:
    """Its rows, searched and by section; its papers; the version before, with which it can be compared."""
    shape, said, sought = KINDS[row.kind], names.every(), " ".join(request.GET.get("q", "").split())[:60]
    section = request.GET.get("section", "")
    rows = list(lists.rows_of(row).values())
    sizes: dict[str, int] = {}
    for one in rows:
        value = one.get(shape.section, "") if shape.section else ""
        sizes[value] = sizes.get(value, 0) + 1
    kept = [
        one
        for one in rows
        if section in ("", one.get(shape.section, "")) and any(sought in value for value in one.values())
    ]
    page = Paginator(kept, _ROWS).get_page(request.GET.get("page"))
    column = shape.column(shape.section) if shape.section else None
    due = list_acts.comment_days(row.kind, clock.today()) if row.stage == "reviewed" else 0
    facts: Facts = [
        (_("种类"), words.kind(row.kind)), (_("公布机关"), names.body(row.body)),
        (_("乡镇"), names.body(row.town) if row.town else ""), (_("版本号"), row.number), (_("文号"), row.document),
        (_("公布"), f"{_day(row.published_on)} {row.published_at}".strip()), (_("审核意见"), row.review),
        (_("征求意见"), _comment(row)),
        (_("意见采纳情况"), row.comment_result), (_("公布前须公开征求意见的天数"), due or ""),
    ]  # fmt: skip
    return _plain(facts) | {
        "columns": [(one.name, words.heading(one)) for one in shape.columns], "page": page, "sought": sought,
        "rows": [[(words.heading(one), words.cell(one, line.get(one.name, ""), said)) for one in shape.columns]
                 for line in page.object_list],
        "sizes": [(value, words.cell(column, value, said), count) for value, count in sizes.items()] if column else [],
        "section": section, "count": len(rows), "found": len(kept), "keep": f"q={sought}&section={section}&",
        "standing": [(one["row"], names.power(one["power"])) for one in row.standing],
        "others": _others(row),
    }  # fmt: skip


def _comment(row: ListVersion) -> str:
    return f"{row.comment_from} – {row.comment_to} {row.comment_at}" if row.comment_from else ""


def _others(row: ListVersion) -> list[ListVersion]:
    """The other versions of the same list, the newest first: any two can be compared."""
    rows = ListVersion.objects.filter(kind=row.kind, town=row.town).exclude(pk=row.pk).exclude(stage="dropped")
    if not row.town:
        rows = rows.filter(body=row.body)
    return list(rows.order_by("-published_on", "-pk")[:20])


OF: Mapping[str, Callable[[Any, Actor, HttpRequest], Told]] = {
    "proposals": proposal, "batches": batch, "patrols": patrol, "idle": idle, "evaluations": evaluation,
    "works": work, "requests": request_, "burdens": burden, "versions": version, "instruments": instrument,
}  # fmt: skip
TEMPLATES: Mapping[str, str] = {
    "proposals": "proposal", "batches": "batch", "versions": "version", "works": "work", "evaluations": "evaluation"
}
