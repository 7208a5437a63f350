"""Document 003 through acts: 879 powers to Zhangpu in two batches, 191 stopped from 2014-10-01, 688 left.

The county, its officers and the departments' own powers are put in the books as a profile would; everything after that
is an act. `leave_out` names one act that is not done.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from tests import world
from tests.devolution import county
from tests.house.paths import ROOT
from zhenzhi.devolution import batch_acts, counts, menu_acts, plan_acts, tables, use_acts
from zhenzhi.devolution.counts import Counts
from zhenzhi.devolution.menu_acts import Wish
from zhenzhi.devolution.models import Batch, Proposal
from zhenzhi.devolution.plan_acts import Answer, Rung
from zhenzhi.devolution.use_acts import Decision
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor, officer
from zhenzhi.kernel.models import Dated
from zhenzhi.org.acts import days
from zhenzhi.org.models import Appointment, Body, Person, Place, Post
from zhenzhi.register import competence, holdings, life
from zhenzhi.register.models import DecisionTable, Grant, Instrument, Parameter, Power

COUNTY, TOWN, GOV, TOWN_GOV = "320583", "320583102", "KS-GOV", "ZP-GOV"
SINCE, UNTIL_WORLD = date(2005, 1, 1), world.SINCE
OPEN = days(SINCE)
FIRST, SECOND, STOPPED = date(2011, 3, 1), date(2012, 5, 1), date(2014, 10, 1)
Item = Mapping[str, str]
OFFICERS = {
    "zp-mayor": (TOWN_GOV, "devolution.ask devolution.attest instrument.sign"),
    "zp-staff": (GOV, "devolution.plan devolution.evaluate instrument.draft register.publish"),
    "zp-law": (GOV, "devolution.review instrument.file"),
    "zp-open": (GOV, "devolution.open grant.open grant.stop"),
    "zp-head": (GOV, "devolution.decide devolution.waive grant.stop instrument.sign"),
    "zp-clerk": (GOV, "devolution.publish instrument.announce"),
}
MAYOR, STAFF, LAW, OPENER, HEAD, CLERK = (officer(name) for name in OFFICERS)


def items() -> list[Item]:
    """The items of the profile, with their batch and whether they were stopped."""
    with (ROOT / "profiles" / "zhangpu" / "items.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def sample(every: int) -> list[Item]:
    """Some of the items: stopped and other ones of both batches."""
    return items()[::every]


def _department(item: Item) -> str:
    return f"KS-{item['department']}"


def _officer_of(department: str) -> Actor:
    return officer(f"zp-{department}")


def found(chosen: Sequence[Item]) -> None:
    """The county of 2010, and the powers its departments hold by law."""
    departments = sorted({_department(item) for item in chosen})
    rows: list[Dated] = [
        Place(code=COUNTY, name="昆山市", level="county", parent="", valid=OPEN),
        Place(code=TOWN, name="张浦镇", level="town", parent=COUNTY, valid=OPEN),
        Body(code=GOV, name="昆山市人民政府", kind="government", level="county", place=COUNTY, valid=OPEN),
        Body(code=TOWN_GOV, name="昆山市张浦镇人民政府", kind="government", level="town", place=TOWN, valid=OPEN),
    ]
    staff = OFFICERS | {f"zp-{code}": (code, "devolution.answer instrument.sign") for code in departments}
    rows += [
        Body(code=code, name=code, kind="department", level="county", place=COUNTY, government=GOV, valid=OPEN)
        for code in departments
    ]
    for code, (where, rights) in staff.items():
        rows += [
            Person(code=code, name=code, staff="civil", valid=OPEN),
            Post(code=f"post-{code}", body=where, name=code, kind="x", rights=rights.split(), valid=OPEN),
            Appointment(code=f"app-{code}", person=code, post=f"post-{code}", valid=OPEN),
        ]
    county.put([*rows, *_rules(), *_powers(chosen)])
    own = [_own(item) for item in chosen]
    county.put(own)
    county.put(_cells(own))


def _rules() -> list[Dated]:
    """The world's tables and numbers, and those of the life of a power, as they hold before the world begins."""
    before = days(SINCE, UNTIL_WORLD)
    rows: list[Dated] = []
    for table in DecisionTable.objects.known().filter(valid__contains=UNTIL_WORLD):
        lines = table.rows
        if table.code == "modes":
            lines = [*lines, next(line for line in lines if line["mode"] == "granted") | {"mode": "concentrated"}]
        rows.append(DecisionTable(code=table.code, rows=lines, law="文件003", valid=before))
    for code in ("devolution_tests", "devolution_limits", "readiness"):
        rows.append(DecisionTable(code=code, rows=county.profile_rows(code), law="文件003", valid=before))
    numbers = {row["key"]: row for row in county.profile_rows("parameters")}
    for code in (*county.NUMBERS, "rating.bad"):
        row = numbers[code]
        rows.append(
            Parameter(code=code, value=int(row["value"]), unit=row["unit"], law="文件003", article="", valid=before)
        )
    return rows


def _powers(chosen: Sequence[Item]) -> list[Dated]:
    laws = sorted({item["law"] for item in chosen})
    return [
        *(
            Instrument(
                code=f"LAW-{law}", kind="law", title=law, number=law, announced=SINCE, stage="announced", valid=OPEN
            )
            for law in laws
        ),
        *(
            Power(
                code=item["code"], name=item["name"][:300], type=item["type"], field=item["field"][:40],
                bases=[{"law": item["law"], "article": item["article"], "version": item["version"]}],
                holder=_department(item), list_version="2010", measures_allowed=item["type"] == "行政强制",
                origin=item["origin"][:60], valid=OPEN,
            )
            for item in chosen
        ),
    ]  # fmt: skip


def _own(item: Item) -> Grant:
    return Grant(
        code=f"OWN-{item['code']}", power=item["code"], body=_department(item), mode="statutory",
        instrument=f"LAW-{item['law']}", stage="open", valid=OPEN,
    )  # fmt: skip


def _cells(own: Sequence[Grant]) -> list[Dated]:
    facts, told = holdings.load(), holdings.tables()
    wanted = [(facts.grants[row.code], facts.powers[row.power][-1], [COUNTY, TOWN]) for row in own]
    made = competence.lay_anew(wanted, told.money_acts)
    return list(made)


def _body(code: str) -> Body:
    return Body.objects.on(clock.today()).get(code=code)


def _answers() -> list[Answer]:
    return [Answer(q.code, q.bars != "yes", "适合镇里行使") for q in tables.questions()]


def _batch(chosen: Sequence[Item], name: str, leave_out: str) -> None:
    """One batch: menu, answers, tests, form, review, list, readiness, opening."""
    wishes = [Wish(item["code"], _department(item), "强镇扩权试点") for item in chosen]
    rows = menu_acts.ask_for_all(_body(TOWN_GOV), wishes=wishes, by=MAYOR)
    by_department: dict[str, list[Proposal]] = defaultdict(list)
    for row in rows:
        by_department[row.principal].append(row)
    for department, own in by_department.items():
        menu_acts.agree_all(own, by=_officer_of(department))
    if leave_out != "tests":
        told = _answers()
        plan_acts.screen_all(rows, answers={row.number: told for row in rows}, by=STAFF)
    ladder = [Rung("concentrated", True, "省政府批准")]
    plan_acts.choose_form_all(rows, form="concentrated", ladder=ladder, by=STAFF)
    if leave_out != "review":
        plan_acts.pass_review_all(rows, opinion="合法", by=LAW)
    batch = batch_acts.gather(
        _body(TOWN_GOV), name=name, form="concentrated", principal=GOV, start=clock.today(),
        items=[row.number for row in rows], by=STAFF,
    )  # fmt: skip
    batch_acts.open_batch(_ready(_papers(batch, name, leave_out), leave_out), by=OPENER)


def _papers(batch: Batch, name: str, leave_out: str) -> Batch:
    """The county's catalogue under the provincial decision, signed, filed and announced."""
    batch = batch_acts.draft_papers(
        batch, code=f"LIST-{name}", title=f"关于赋予昆山市张浦镇人民政府县级管理权限（{name}）的目录",
        number=f"昆政发〔{clock.today().year}〕示例1号", under="" if leave_out == "catalogue" else "PROV", by=STAFF,
    )  # fmt: skip
    paper = Instrument.objects.known().get(code=batch.instrument)
    if leave_out != "signature":
        paper = life.sign_for_principal(paper, by=HEAD)
    paper = life.file(paper, on=clock.today(), by=LAW)
    life.announce(paper, on=clock.today(), where="市政府网站", by=CLERK)
    return batch


def _ready(batch: Batch, leave_out: str) -> Batch:
    for one in tables.requirements(batch.form):
        if one.how == "attested" and leave_out != "readiness":
            batch = batch_acts.attest(batch, requirement=one.code, evidence="市编办现场核实", by=MAYOR)
    for code in ("seal", "template"):
        batch = batch_acts.waive(batch, requirement=code, reason="示例", document="昆政办〔2011〕示例2号", by=HEAD)
    return batch


def _province(chosen: Sequence[Item]) -> None:
    life.enter_higher(
        _body(GOV), code="PROV", kind="provincial_decision", title="省政府关于试点镇的批复",
        number="苏政复〔2010〕示例1号",
        announced=clock.today(), start=clock.today(), items=[item["code"] for item in chosen], by=STAFF,
    )  # fmt: skip


def _stop(chosen: Sequence[Item], leave_out: str) -> None:
    """The evaluation of 2014, the county's consent, the stop, and its publication."""
    start, end = date(2013, 1, 1), date(2014, 9, 1)
    made = use_acts.evaluate(_body(TOWN_GOV), start=start, end=end, by=STAFF)
    stopped = {item["code"] for item in chosen if item["stopped"] == "yes"}
    if leave_out == "proposal":
        stopped = set()
    told = [
        Decision(code, "stop", "接不住、用不好或者很少使用")
        for code, fact in made.facts.items()
        if fact["power"] in stopped
    ]
    made = use_acts.propose(made, decisions=told, by=STAFF)
    if leave_out == "stop":
        return
    document = "" if leave_out == "consent" else "昆政复〔2014〕示例3号"
    made = use_acts.decide(made, day=STOPPED, document=document, consent_by=GOV, cases={}, by=HEAD)
    use_acts.publish(made, on=clock.today(), where="市政府网站", by=CLERK)


def story(chosen: Sequence[Item], leave_out: str = "") -> list[Counts]:
    """Counts on the eve of the first batch, after it, after the second, on the eve of the stop and on its day."""
    found(chosen)
    with clock.frozen(clock.at_beijing(date(2010, 12, 1), 9)):
        _province(chosen)
    for number, day in (("1", FIRST), ("2", SECOND)):
        if leave_out != f"batch {number}":
            with clock.frozen(clock.at_beijing(day, 9)):
                _batch([item for item in chosen if item["batch"] == number], f"第{number}批", leave_out)
    with clock.frozen(clock.at_beijing(date(2014, 9, 10), 9)):
        _stop(chosen, leave_out)
    eves = (date(2011, 2, 28), FIRST, SECOND, date(2014, 9, 30), STOPPED)
    return [counts.of_town(TOWN_GOV, day) for day in eves]
