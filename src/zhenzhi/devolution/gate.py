"""The gate of duties (职责准入, S27, S29): a department proposes, the town is heard, the county decides.

What passes goes into the next version of the town's list; temporary work has an approval number and an end. Everything
else is refused and stands in the burden ledger, where staffing and oversight read it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from zhenzhi.devolution import gate_flow
from zhenzhi.devolution.gate_models import Burden, Work
from zhenzhi.kernel import clock, rows
from zhenzhi.kernel.act import act, opening_act
from zhenzhi.kernel.doing import doing, later
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.problem import Conflict, Invalid, NotFound, Refused
from zhenzhi.matter import numbers
from zhenzhi.matter.models import Request
from zhenzhi.org.acts import named
from zhenzhi.org.models import Body
from zhenzhi.register.lists import acts as list_acts
from zhenzhi.register.lists import assigning, queries
from zhenzhi.register.lists.checking import Known, faults
from zhenzhi.register.lists.kinds import KINDS, TAKEN
from zhenzhi.register.models import ListVersion, Power

LACKS: Mapping[str, tuple[str, str]] = {
    "basis": ("没有依据", "no basis is named"),
    "people": ("没有随事划转人员", "no people come with it"),
    "money": ("没有落实经费及来源", "no money comes with it, or its source is not named"),
    "town_list": ("镇没有公布的履职清单", "the town has no published list"),
    "taken_back": ("该事项已由上级收回", "the item was taken back from the towns"),
    "listed": ("该事项已在镇的清单内", "the item stands in the town's list already"),
    "row": ("职责内容不完整", "the row of the list is incomplete"),
}
"""What the gate may find missing, in both languages."""


def missing(town: str, row: Mapping[str, str], people: int, money: int, funds: str, day: date) -> list[str]:
    """What is missing for work to pass the gate on a day: codes of `LACKS`; empty if nothing is (T108)."""
    version = queries.in_force("town_duties", town, day)
    listed = queries.row_on("town_duties", town, row.get("code", ""), day)
    bodies, powers = (set(book.objects.on(day).values_list("code", flat=True)) for book in (Body, Power))
    found = {
        "basis": not row.get("basis", "").strip(),
        "people": people < 1,
        "money": money < 1 or not funds.strip(),
        "town_list": version is None,
        "taken_back": row.get("list") == TAKEN or (listed is not None and listed["list"] == TAKEN),
        "listed": listed is not None and listed["list"] != TAKEN,
        "row": bool(faults(KINDS["town_duties"], [row], Known(bodies, powers, town))),
    }
    return [code for code, lacking in found.items() if lacking]


def told(lacks: Sequence[str]) -> tuple[str, str]:
    """What is missing, as a sentence in Chinese and one in English."""
    return "；".join(LACKS[code][0] for code in lacks), "; ".join(LACKS[code][1] for code in lacks)


@opening_act(gate_flow.PROPOSE)
def propose_work(
    department: Body,
    *,
    town: Plain,
    row: Mapping[str, str],
    people: int,
    money: int,
    funds: Plain,
    reason: str,
    until: date | None = None,
    by: Actor,
) -> Work:
    """申请职责准入 (Propose work for a town): with its basis, people, money (fen a year) and the line it would be.

    `until` is the first day on which temporary work is over. What lacks something is turned away, on record.
    """
    government = Body.objects.on(clock.today()).filter(code=town, kind="government", level="town").first()
    if government is None:
        raise Invalid(
            "not_a_town", "承担职责的须是乡镇人民政府。", "The work must be meant for a town government.",
            article="T108", detail={"town": "unknown"},
        )  # fmt: skip
    names = KINDS["town_duties"].names()
    line = {name: row.get(name, "").strip() for name in names}
    return Work(
        number=numbers.matter_number(department.code), kind="duty", title=named(line["name"], "name"), power="",
        body=department.code, principal=department.code, place=government.place, opened_at=doing().at, town=town,
        item=named(line["code"], "code"), row=line, people=people, money=money, funds=funds, until=until,
        lacks=missing(town, line, people, money, funds, clock.today()), reason=named(reason, "reason"),
    )  # fmt: skip


def _log(work: Work, why: str) -> None:
    """Put a refusal into the burden ledger: what, who, why."""
    burden = Burden(
        kind="work", town=work.town, by_body=work.body, item=work.item, what=work.title, why=why, lacks=work.lacks,
        on=clock.today(), work_id=work.id, stage="logged",
    )  # fmt: skip
    work.closed_at = doing().at
    later(*rows.inserts([burden]))


@act(gate_flow.TURN_AWAY)
def turn_away(work: Work, *, by: Actor) -> None:
    """自动退回 (Turn the work away): something it needs is missing; refused by rule and put into the burden ledger."""
    if not work.lacks:
        raise Conflict("nothing_missing", "准入条件齐备，须由编办核查。", "Nothing is missing; the office checks it.")
    _log(work, told(work.lacks)[0])


@act(gate_flow.CHECK)
def pass_gate(work: Work, *, by: Actor) -> None:
    """准入核查通过 (Pass the gate): nothing lacks; now the town is heard and the county decides."""
    work.lacks = missing(work.town, work.row, work.people, work.money, work.funds, clock.today())


@act(gate_flow.REFUSE)
def refuse_work(work: Work, *, reason: str, by: Actor) -> None:
    """不予准入 (Refuse the work): it does not go to the town; what, who and why stand in the burden ledger (S29)."""
    _log(work, named(reason, "reason"))


@act(gate_flow.APPROVE)
def approve_work(work: Work, *, decision: Plain, by: Actor) -> None:
    """批准准入 (Approve the work): the county takes it on for the town, under the number of its decision (LAW-56)."""
    work.decision, work.decided_on = decision.strip(), clock.today()
    if work.until is not None:
        work.closed_at = doing().at


@act(gate_flow.ENTER)
def enter_work(work: Work, *, version: Plain, by: Actor) -> None:
    """列入清单草案 (Enter the work in the list): approved work becomes a row of the draft of the town's next list.

    `version` is the draft's key.
    """
    draft = ListVersion.objects.filter(pk=version, kind="town_duties", town=work.town).first()
    if draft is None:
        raise NotFound
    if work.until is not None:
        raise Refused(
            "temporary", "临时交办的工作到期即止，不列入清单。", "Temporary work ends with its day and enters no list.",
            article="LAW-56",
        )  # fmt: skip
    list_acts.put_rows(draft, rows=[work.row], by=by)
    work.version, work.closed_at = draft.id, doing().at


def heard(work: Work) -> bool:
    """Whether the town was asked about the work, and replied or let its limit pass (T108)."""
    asked = Request.objects.filter(matter_id=work.id, to_body=work.town)
    return asked.filter(replied_at__isnull=False).exists() or asked.filter(late=True).exists()


def admitted(town: str, day: date) -> frozenset[str]:
    """Codes of work that the county approved for a town and that is not over on the day (LAW-56)."""
    approved = Work.objects.filter(town=town, stage__in=["approved", "listed"], decided_on__lte=day)
    found = approved.filter(until__isnull=True) | approved.filter(until__gt=day)
    return frozenset(found.values_list("item", flat=True))


def may_assign(town: str, item: str, day: date) -> Refused | None:
    """None if a town may be given work: in its list and not taken back, or admitted; else the refusal (LAW-55, 56)."""
    return assigning.may_assign(town, item, day, admitted(town, day))


@opening_act(gate_flow.CONTEST)
def contest(
    town: Body,
    *,
    kind: Literal["work", "indicator", "veto"],
    by_body: Plain,
    item: Plain = "",
    what: Plain,
    why: str,
    by: Actor,
) -> Burden:
    """提出异议 (Contest a task or indicator): the town says what, by whom, and why it should not be (T109).

    `item` is the code of the duty or whitelisted matter it is said to rest on; empty if none was named.
    """
    if not Body.objects.on(clock.today()).filter(code=by_body).exists():
        raise Invalid("unknown_body", "没有该部门。", "No such department today.", detail={"by_body": "unknown"})
    return Burden(
        kind=kind, town=town.code, by_body=by_body, item=item, what=named(what, "what"), why=named(why, "why"),
        on=clock.today(),
    )  # fmt: skip


@act(gate_flow.UPHOLD)
def uphold(burden: Burden, *, answer: str, by: Actor) -> None:
    """异议成立 (Uphold the objection): the department takes it back; what it does instead stands in the answer."""
    burden.answer = named(answer, "answer")


@act(gate_flow.DISMISS)
def dismiss(burden: Burden, *, answer: str, by: Actor) -> None:
    """异议不成立 (Dismiss the objection): only for what the lists bear out (LAW-55, LAW-56, T109, T110)."""
    unfounded = unsupported(burden)
    if unfounded is not None:
        raise unfounded
    burden.answer = named(answer, "answer")


def unsupported(burden: Burden) -> Refused | None:
    """Why what the town contests rests on no list; None if it does rest on one."""
    match burden.kind:
        case "indicator":
            return assigning.may_score(burden.town, burden.item, burden.on)
        case "veto":
            return assigning.may_veto(burden.item, burden.by_body, burden.on)
        case _:
            return may_assign(burden.town, burden.item, burden.on)
