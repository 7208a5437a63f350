"""The small world of all tests: one county, two towns, a dozen people with constant names, one day.

Shan county (山县) has two towns, Dongzhen and Xizhen (东镇、西镇). The county's planning bureau entrusted its rural
building permit to Dongzhen by a signed, filed and announced agreement; homestead approval is the towns' own. The day is
Wednesday 2026-03-04. Everybody knows these people by the second day:

    li      Li Min        window clerk in Dongzhen's centre: receives and accepts
    zhao    Zhao Gang     reviewer in Dongzhen's centre
    sun     Sun Yue       decides in Dongzhen's centre
    keeper  Wu Ping       keeps the seal
    qian    Qian Hai      hands results over
    zhou    Zhou Bei      mayor of Dongzhen: extends, approves exceptions
    chen    Chen Xi       officer of the planning bureau: answers requests, follows up ratings
    zheng   Zheng Nan     auditor of the county
    he      He Dong       staffing and register office of the county
    feng    Feng Xi       window clerk of Xizhen, who must see nothing of Dongzhen
    warden  Jiang Bo      grid warden: no credential, no right
    wang    Wang Qiang    resident, applies
    liu     Liu Fang      resident, must see nothing of Wang's
    firm    Shanxin Ltd.  a firm, with agent Gao Jun (gao)
"""

from datetime import date, datetime

from zhenzhi.kernel import clock
from zhenzhi.kernel.calendar_seed import seed_days
from zhenzhi.kernel.doing import together
from zhenzhi.kernel.identity import FOUNDER, Actor, officer, party
from zhenzhi.kernel.models import CalendarDay
from zhenzhi.org import acts as org_acts
from zhenzhi.org import models as org
from zhenzhi.org.acts import days
from zhenzhi.register import acts as register_acts
from zhenzhi.register import competence, holdings
from zhenzhi.register import models as register
from zhenzhi.services.filings import Filing, Given, Person

NOW: datetime = clock.at_beijing(date(2026, 3, 4), 9)
TODAY = NOW.date()
SINCE = date(2020, 1, 1)
OPEN = days(SINCE)

COUNTY, EAST, WEST = "990101", "990101101", "990101102"
GOV, PLAN, STAFFING, JUSTICE = "GOV", "PLAN", "STAFF", "LAW"
EAST_GOV, EAST_HALL, WEST_GOV, WEST_HALL = "E-GOV", "E-HALL", "W-GOV", "W-HALL"
BUILD, HOME = "P-BUILD", "P-HOME"
BUILD_ITEM, HOME_ITEM = "I-BUILD", "I-HOME"
AGREEMENT = "A-2025"

PEOPLE = {
    "li": ("李敏", "institution", EAST_HALL, "service.receive service.correct service.accept matter.note service.hand_over request.ask"),
    "zhao": ("赵刚", "institution", EAST_HALL, "service.review service.pause service.take_over request.ask request.urge request.rate matter.note"),
    "sun": ("孙悦", "civil", EAST_HALL, "service.decide service.accept"),
    "keeper": ("吴平", "institution", EAST_HALL, "service.seal"),
    "qian": ("钱海", "institution", EAST_HALL, "service.deliver rating.followup"),
    "zhou": ("周北", "civil", EAST_GOV, "service.extend rule.except instrument.sign request.urge"),
    "chen": ("陈曦", "civil", PLAN, "request.answer rating.followup instrument.sign instrument.draft instrument.announce"),
    "zheng": ("郑楠", "civil", GOV, "audit.read ledger.checkpoint"),
    "he": ("何冬", "civil", STAFFING, "org.manage staff.appoint credential.issue register.draft register.publish grant.open grant.stop account.manage calendar.manage rule.manage"),
    "lawyer": ("沈清", "civil", JUSTICE, "instrument.file"),
    "feng": ("冯溪", "institution", WEST_HALL, "service.receive service.correct service.accept"),
    "warden": ("江波", "grid", EAST_GOV, "matter.note"),
}  # fmt: skip


def who(name: str) -> Actor:
    """An actor by the short name above."""
    return officer(name) if name in PEOPLE else party(name)


def _organisation() -> list[org.Fact]:
    places = [
        (COUNTY, "山县", "county", "9901"), (EAST, "东镇", "town", COUNTY), (WEST, "西镇", "town", COUNTY),
        (EAST + "201", "杏花村", "village", EAST), (WEST + "201", "柳溪村", "village", WEST),
    ]  # fmt: skip
    bodies = [
        (GOV, "山县人民政府", "government", "county", COUNTY, "", ""),
        (PLAN, "山县自然资源和规划局", "department", "county", COUNTY, GOV, ""),
        (STAFFING, "山县机构编制委员会办公室", "department", "county", COUNTY, GOV, ""),
        (JUSTICE, "山县司法局", "department", "county", COUNTY, GOV, ""),
        (EAST_GOV, "山县东镇人民政府", "government", "town", EAST, "", ""),
        (EAST_HALL, "东镇便民服务中心", "institution", "town", EAST, EAST_GOV, EAST_GOV),
        (WEST_GOV, "山县西镇人民政府", "government", "town", WEST, "", ""),
        (WEST_HALL, "西镇便民服务中心", "institution", "town", WEST, WEST_GOV, WEST_GOV),
    ]
    rows: list[org.Fact] = [
        org.Place(code=code, name=name, level=level, parent=parent, valid=OPEN) for code, name, level, parent in places
    ]
    rows += [
        org.Body(
            code=code, name=name, kind=kind, level=level, place=place, government=government, acts_for=acts_for,
            valid=OPEN,
        )
        for code, name, kind, level, place, government, acts_for in bodies
    ]  # fmt: skip
    for code, (name, staff, body, rights) in PEOPLE.items():
        rows += [
            org.Person(code=code, name=name, staff=staff, valid=OPEN),
            org.Post(code=f"post-{code}", body=body, name=f"{name}的岗位", kind="x", rights=rights.split(), valid=OPEN),
            org.Appointment(code=f"app-{code}", person=code, post=f"post-{code}", valid=OPEN),
        ]
    for code, name, kind in [
        ("wang", "王强", "party"),
        ("liu", "刘芳", "party"),
        ("gao", "高军", "party"),
        ("firm", "山新有限公司", "firm"),
    ]:
        rows.append(org.Person(code=code, name=name, staff=kind, valid=OPEN))
    return rows


MATERIALS = [
    {"seq": 1, "name": "申请表", "need": "必要", "source": "申请人"},
    {"seq": 2, "name": "居民身份证", "need": "必要", "source": "部门共享"},
    {"seq": 3, "name": "建设方案", "need": "必要", "source": "申请人"},
    {"seq": 4, "name": "邻里意见", "need": "非必要", "source": "申请人"},
]

_MODES = [
    ("statutory", "own", "own", "own", "own", "own", "own", "own", "no"),
    ("granted", "own", "own", "own", "own", "own", "own", "own", "no"),
    ("entrusted", "principal", "principal", "principal", "principal", "principal", "principal", "own", "no"),
    ("assistance", "principal", "principal", "principal", "principal", "principal", "principal", "own", "no"),
]
_MODE_COLUMNS = ("mode", "name_on_paper", "series_of", "template_of", "seal_of", "respondent", "liable_within", "liable_beyond", "sub_entrust")  # fmt: skip
_ACT_TYPES = {"accept": "no", "review": "no", "decide": "no", "deliver": "no"}
_ACT_OF = {
    "service.receive": "accept", "service.correct": "accept", "service.accept": "accept", "service.review": "review",
    "service.pause": "review", "service.decide": "decide", "service.seal": "decide", "service.extend": "decide",
    "service.deliver": "deliver",
}  # fmt: skip
_PAPERS = {
    "accepted": ("受理通知书", "accepted"), "correction": ("补正告知书", "correction"),
    "not_accepted": ("不予受理决定书", "not_accepted"), "paused": ("特别程序告知书", "paused"),
    "extended": ("延期通知书", "extended"), "granted": ("准予行政许可决定书", "decision_grant"),
    "refused": ("不予行政许可决定书", "decision_refuse"), "delivered": ("送达回证", "delivered"),
}  # fmt: skip
_NUMBER_WORDS = {
    "accepted": "受", "correction": "补", "not_accepted": "不受", "paused": "除", "extended": "延", "granted": "许",
    "refused": "驳", "delivered": "送",
}  # fmt: skip
_PARAMETERS = {
    "licence.correction_notice": (5, "wd", "行政许可法", "32"), "licence.decide.extension": (10, "wd", "行政许可法", "42"),
    "licence.delivery": (10, "wd", "行政许可法", "44"),
    "publication.licence": (12, "month", "系统设定", ""), "review.apply": (60, "d", "行政复议法", "20"),
    "suit.file": (6, "month", "行政诉讼法", "46"), "request.receipt": (1, "wd", "县规", "1"),
    "request.reply": (3, "wd", "县规", "2"), "rating.contact": (1, "wd", "县规", "3"), "rating.fix": (15, "wd", "县规", "4"),
    "rating.bad": (2, "level", "国办发〔2019〕51号", ""),
}  # fmt: skip


def _rules() -> list[register.Entered]:
    modes = [
        dict(zip(_MODE_COLUMNS, row, strict=True)) | {"reviewer_rule": "x", "law": "行政许可法 24"} for row in _MODES
    ]
    acts = [
        {"code": code, "credential": "", "person_kinds": "", "coercive": coercive, "money": "no", "article": ""}
        for code, coercive in _ACT_TYPES.items()
    ]
    listed: dict[str, list[dict[str, str]]] = {
        "modes": modes,
        "act_types": acts,
        "apart": [{"one": "service.accept", "other": "service.decide", "rule": "T40", "article": "文件002"}],
        "entrustees": [
            {"power_type": "行政许可", "body_kinds": "government|department"},
            {"power_type": "行政强制", "body_kinds": ""},
        ],
        "rights": [{"code": code, "act_type": kind} for code, kind in _ACT_OF.items()],
        "templates": [
            {"paper": kind, "zh": title, "en": kind, "template": f"services/{template}", "series": kind}
            for kind, (title, template) in _PAPERS.items()
        ],
        "time_units": [],
        "pauses": [
            {"law": "行政许可法", "from": "2004-07-01", "to": "", "kind": kind, "kind_en": kind, "article": "45", "notice": "yes"}
            for kind in ("听证", "检验", "鉴定", "专家评审")
        ],
    }  # fmt: skip
    tables: list[register.Entered] = [
        register.DecisionTable(code=code, rows=rows, law="world", valid=OPEN) for code, rows in listed.items()
    ]
    tables += [
        register.Parameter(code=code, value=value, unit=unit, law=law, article=article, valid=OPEN)
        for code, (value, unit, law, article) in _PARAMETERS.items()
    ]
    return tables


def _powers() -> list[register.Entered]:
    kinds = list(_ACT_TYPES)
    return [
        register.Power(
            code=BUILD, name="乡村建设规划许可", type="行政许可", holder=PLAN, list_version="2025-1", entrustable=True,
            bases=[{"law": "城乡规划法", "article": "41", "version": "2019-04-23"}], act_types=kinds, valid=OPEN,
        ),
        register.Power(
            code=HOME, name="农村宅基地审批", type="行政许可", holder="", list_version="2025-1",
            bases=[{"law": "土地管理法", "article": "62", "version": "2019-08-26"}], act_types=kinds, valid=OPEN,
        ),
        register.Instrument(
            code="LAW-PLAN", kind="law", title="城乡规划法", number="城乡规划法", announced=SINCE, stage="announced", valid=OPEN
        ),
        register.Instrument(
            code="LAW-LAND", kind="law", title="土地管理法", number="土地管理法", announced=SINCE, stage="announced", valid=OPEN
        ),
        register.Instrument(
            code=AGREEMENT, kind="agreement", title="委托协议", number="山规委〔2025〕1号", principal=PLAN, agent=EAST_GOV,
            signed_principal=date(2024, 12, 2), signed_agent=date(2024, 12, 3), filed=date(2024, 12, 10),
            announced=date(2024, 12, 20), announced_at="县政府网站", items=[BUILD], stage="announced",
            valid=days(date(2025, 1, 1), date(2028, 1, 1)),
        ),
        register.Instrument(
            code="M-2025", kind="handover_memo", title="交接备忘录", number="山规交〔2025〕1号", principal=PLAN, agent=EAST_GOV,
            signed_principal=date(2024, 12, 25), signed_agent=date(2024, 12, 26), parent=AGREEMENT, items=[BUILD],
            stage="signed", valid=OPEN,
        ),
    ]  # fmt: skip


def grants() -> list[register.Grant]:
    """The grants of the world: the bureau's own, the entrusted one, and the towns' own."""
    return [
        register.Grant(code="G-PLAN", power=BUILD, body=PLAN, mode="statutory", instrument="LAW-PLAN", valid=OPEN),
        register.Grant(
            code="G-EAST", power=BUILD, body=EAST_GOV, principal=PLAN, mode="entrusted", instrument=AGREEMENT,
            under="G-PLAN", places=[EAST], valid=days(date(2025, 1, 1), date(2028, 1, 1)),
        ),
        register.Grant(code="G-HOME-E", power=HOME, body=EAST_GOV, mode="statutory", instrument="LAW-LAND", valid=OPEN),
        register.Grant(code="G-HOME-W", power=HOME, body=WEST_GOV, mode="statutory", instrument="LAW-LAND", valid=OPEN),
    ]  # fmt: skip


def _items() -> list[register.Entered]:
    common = {
        "statutory_limit": 20, "statutory_unit": "wd", "statutory_basis": "行政许可法 42", "promised_limit": 10,
        "promised_unit": "wd", "result_kind": "licence", "materials": MATERIALS, "window": "1", "valid": OPEN,
    }  # fmt: skip
    rows: list[register.Entered] = [
        register.ServiceItem(
            code=BUILD_ITEM, power=BUILD, body=EAST_GOV, name="乡村建设规划许可证核发", result_name="乡村建设规划许可证", validity_months=6, **common
        ),
        register.ServiceItem(
            code=HOME_ITEM, power=HOME, body=EAST_GOV, name="农村宅基地批准", result_name="农村宅基地批准书", **common
        ),
    ]  # fmt: skip
    for body, name, line in [
        (PLAN, "山县自然资源和规划局", "行政审批专用章"),
        (EAST_GOV, "山县东镇人民政府", "行政审批专用章"),
    ]:
        rows.append(
            register.Seal(code=f"SEAL-{body}", body=body, kind="approval", power_types=["行政许可"], text=name, line=line, valid=OPEN)
        )  # fmt: skip
        for kind in _PAPERS:
            word = {PLAN: "山规", EAST_GOV: "山东政"}[body] + _NUMBER_WORDS[kind]
            rows.append(register.Series(code=f"{body}-{kind}", body=body, kind=kind, word=word, valid=OPEN))
    return rows


def load() -> None:
    """Found the county: every row by a founding act, as a profile is loaded."""
    with clock.frozen(NOW), together():
        org_acts.found(rows=_organisation(), by=FOUNDER)
        seeded = [CalendarDay(day=d.date, working=d.is_working, name=d.name, source="seed") for d in seed_days(2019)]
        org_acts.found_calendar(days=seeded, by=FOUNDER)
        rows = grants()
        register_acts.found(rows=[*_rules(), *_powers(), *rows, *_items()], by=FOUNDER)
        register_acts.found(rows=_cells(rows), by=FOUNDER)
        register_acts.close_founding(org.Place.objects.known().get(level="county"), by=FOUNDER)


def _cells(rows: list[register.Grant]) -> list[register.Cell]:
    facts, tables = holdings.load(), holdings.tables()
    bodies = {body.code: body for body in org.Body.objects.known()}
    wanted = [
        (facts.grants[row.code], facts.powers[row.power][-1], competence.area(bodies[row.body], TODAY)) for row in rows
    ]
    return competence.lay_anew(wanted, tables.money_acts)


WANG = Person(
    kind="person", name="王强", id_kind="id_card", id_number="990101199003070015", phone="13900000001", key="wang"
)


def filing(*, materials: tuple[int, ...] = (1, 3), place: str = EAST + "201") -> Filing:
    """What Wang files: the application form and the building plan."""
    return Filing(place=place, applicant=WANG, form={"用途": "自住"}, materials=[Given(seq=seq) for seq in materials])


def item(code: str = BUILD_ITEM) -> register.ServiceItem:
    """A service item of the world as it holds today."""
    return register.ServiceItem.objects.on(TODAY).get(code=code)
