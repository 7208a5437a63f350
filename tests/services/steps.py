"""Cases that a lawyer can write (个案推演): steps in plain words, run through the real acts.

A case is a row of a table: `steps` is a list such as `王强 申请 1,3; +6工作日; 李敏 受理`, and `expected` says
how the last step ends or how things stand afterwards. The words are those of `DEEDS` and `STATES` below;
`+3工作日` and `+3日` let time pass.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db import connection

from tests import world
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.identity import clock as by_clock
from zhenzhi.kernel.models import Subject
from zhenzhi.kernel.problem import Problem
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter import deadlines
from zhenzhi.matter.models import Matter, Paper, Request
from zhenzhi.register import holdings
from zhenzhi.services import acts, licences, publications
from zhenzhi.services.filings import Given
from zhenzhi.services.models import Application, Licence

NAMES = {name: code for code, (name, *_) in world.PEOPLE.items()} | {"王强": "wang", "刘芳": "liu", "高军": "gao"}


@dataclass(slots=True)
class Case:
    """One case while it runs: the day, and what it is about."""

    now: datetime = world.NOW
    item: str = world.HOME_ITEM
    application: Application = field(default_factory=Application)
    request: Request = field(default_factory=Request)
    problem: Problem | None = None

    @property
    def licence(self) -> Licence:
        return Licence.objects.get(granted_in=self.application)

    @property
    def former(self) -> Licence:
        return Licence.objects.get(renewals=self.application)

    @property
    def voucher(self) -> Paper:
        return Paper.objects.get(matter_id=self.application.id, stage="numbered")

    @property
    def paper(self) -> Paper:
        return Paper.objects.get(matter_id=self.application.id, kind__in=["granted", "refused"])


Deed = Callable[[Case, Actor, str], object]


def _given(words: str) -> tuple[int, ...]:
    return tuple(int(seq) for seq in words.split(",") if seq)


def _apply(case: Case, by: Actor, words: str) -> None:
    case.application = acts.apply(world.item(case.item), filing=world.filing(materials=_given(words)), by=by)


def _receive(case: Case, by: Actor, words: str) -> None:
    case.application = acts.receive(world.item(case.item), filing=world.filing(materials=_given(words)), by=by)


def _renew(case: Case, by: Actor, words: str) -> None:
    """Apply for the renewal of the licence just granted, which ends on the day this is filed."""
    licence = Licence.objects.get(granted_in=case.application)
    force(licence, valid_until=clock.today())
    filing = replace(world.filing(materials=_given(words)), renews=licence.number)
    case.application = acts.apply(world.item(case.item), filing=filing, by=by)


def force(row: Subject, **values: object) -> None:
    """Set columns as no act would, where a case needs a past that takes years."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhenzhi.act', 'case', true)")
        type(row)._base_manager.filter(pk=row.pk).update(**values)
        cursor.execute("SELECT set_config('zhenzhi.act', '', true)")


def _ask(case: Case, by: Actor, words: str) -> None:
    case.request = matter_acts.ask(
        case.application, to_body=words or world.PLAN, content="意见?", kind="opinion", by=by
    )


def _pause(case: Case, by: Actor, words: str) -> None:
    ground, _, notice = words.partition("/")
    acts.pause(case.application, ground=ground, notice=notice, by=by)


def _supplement(case: Case, by: Actor, words: str) -> None:
    given = [Given(seq=seq) for seq in _given(words)]
    acts.supplement(case.application, materials=given, form={}, by=by)


def _seal(case: Case, by: Actor, words: str) -> None:
    """用印 as the keeper approves it; the file itself is made elsewhere (tests of sealing)."""
    matter_acts.approve_seal(case.paper, by=by)
    matter_acts.affix(case.paper, sha256="0" * 64, approved="", issued="", by=by_clock("seal"))


DEEDS: dict[str, Deed] = {
    "申请": _apply,
    "收件": _receive,
    "无需许可": lambda c, by, words: acts.tell_not_needed(c.application, reasons=words, by=by),
    "不予受理": lambda c, by, words: acts.not_accept(c.application, organ=words, reasons="不属本机关职权。", by=by),
    "当场更正": lambda c, by, words: acts.fix_on_spot(c.application, what={"用途": words}, by=by),
    "告知补正": lambda c, by, words: acts.ask_correction(c.application, lines=words.split("、"), by=by),
    "补正": _supplement,
    "受理": lambda c, by, words: acts.accept(c.application, by=by),
    "视为受理": lambda c, by, words: acts.deem_accepted(c.application, by=by),
    "暂停": _pause,
    "恢复": lambda c, by, words: acts.resume(c.application, by=by),
    "延长": lambda c, by, words: acts.extend(c.application, reasons=words, by=by),
    "核查": lambda c, by, words: acts.check_site(
        c.application, second=NAMES.get(words, words), findings="属实。", by=by
    ),
    "审查": lambda c, by, words: acts.review(c.application, agrees=words != "不同意", opinion=words, by=by),
    "准予": lambda c, by, words: acts.grant(c.application, by=by),
    "不予": lambda c, by, words: acts.deny(c.application, reasons=words, by=by),
    "用印": _seal,
    "批准用印": lambda c, by, words: matter_acts.approve_seal(c.paper, by=by),
    "作废": lambda c, by, words: matter_acts.void(c.paper, reason=words, by=by),
    "重制": lambda c, by, words: acts.reissue(c.application, by=by),
    "送达": lambda c, by, words: acts.deliver(c.application, way="window", receiver="王强", by=by),
    "撤回": lambda c, by, words: acts.withdraw(c.application, by=by),
    "凭证": lambda c, by, words: acts.issue_voucher(c.application, kind=words, by=by),
    "批准凭证": lambda c, by, words: matter_acts.approve_voucher(c.voucher, by=by),
    "征求意见": _ask,
    "生成证件": lambda c, by, words: licences.open_licence(c.application, by=by),
    "公开": lambda c, by, words: publications.publish_decision(c.application, by=by),
    "申请延续": _renew,
    "默示延续": lambda c, by, words: licences.renew_by_silence(c.application, by=by),
    "记已延续": lambda c, by, words: licences.renewed(c.former, by=by),
    "原证到期": lambda c, by, words: licences.expire(c.former, by=by),
    "记到期": lambda c, by, words: licences.expire(c.licence, by=by),
    "签收": lambda c, by, words: matter_acts.receive_request(c.request, by=by),
    "答复": lambda c, by, words: matter_acts.reply(c.request, agrees=words != "不同意", words=words, by=by),
    "催办": lambda c, by, words: matter_acts.urge(c.request, by=by),
    "上报": lambda c, by, words: matter_acts.escalate(c.request, by=by),
    "记逾期未答": lambda c, by, words: matter_acts.fall_silent(c.request, by=by),
    "评答复": lambda c, by, words: matter_acts.rate_reply(c.request, score=int(words), by=by),
    "评价": lambda c, by, words: matter_acts.rate(c.application, level=int(words), by=by),
    "回访": lambda c, by, words: matter_acts.contact_rater(c.application, by=by),
    "整改": lambda c, by, words: matter_acts.mend(c.application, words=words, by=by),
    "移交": lambda c, by, words: matter_acts.hand_over(c.application, to=NAMES.get(words, words), by=by),
    "接收": lambda c, by, words: matter_acts.take_over(c.application, by=by),
    "备注": lambda c, by, words: matter_acts.add_note(c.application, text=words, by=by),
    "批准例外": lambda c, by, words: matter_acts.approve_exception(
        c.application, rule=words, reason="情况特殊。", by=by
    ),
    "记逾期": lambda c, by, words: matter_acts.miss_deadline(c.application, kind=words, by=by),
}


def actor(name: str) -> Actor:
    """Whoever a case calls by a Chinese name; 时钟 is the clock."""
    return by_clock("sweep") if name == "时钟" else world.who(NAMES[name])


def _later(now: datetime, words: str) -> datetime:
    """The same hour so many working days (+3工作日) or days (+3日) later."""
    if words.endswith("工作日"):
        calendar = holdings.current().calendar
        return clock.at_beijing(calendar.add_working_days(now.date(), int(words[1:-3])), 9)
    return now + timedelta(days=int(words[1:-1]))


def run(steps: str, expected: str = "") -> Case:
    """Run the steps; all but the last must go through, and so must the last unless a problem is expected."""
    case = Case()
    lines = [line.strip() for line in steps.split(";") if line.strip()]
    for number, line in enumerate(lines, 1):
        if line.startswith("+"):
            case.now = _later(case.now, line)
        elif line.startswith("事项 "):
            case.item = line.split()[1]
        else:
            step(case, line, number == len(lines) and expected.partition(" ")[0] in PROBLEMS)
    return case


def step(case: Case, line: str, may_fail: bool = False) -> None:
    """One step of a case; a problem is kept in the case where it is expected, and else raised."""
    name, deed, *rest = line.split(maxsplit=2)
    with clock.frozen(case.now):
        try:
            DEEDS[deed](case, actor(name), rest[0] if rest else "")
        except Problem as problem:
            if not may_fail:
                raise
            case.problem = problem
    if case.application.pk and not case.application._state.adding:
        case.application = Application.objects.get(pk=case.application.pk)
    if case.request.matter_id:
        case.request = Request.objects.get(pk=case.request.pk)


PROBLEMS = {"refused": 403, "conflict": 409, "invalid": 422, "notfound": 404}


def _due(case: Case, words: str) -> bool:
    kind, day = words.split()
    return deadlines.get(case.application, kind).due == (date.fromisoformat(day) if day != "暂停" else None)


def _met(case: Case, words: str) -> bool:
    return deadlines.get(case.application, words).met_at is not None


STATES: dict[str, Callable[[Case, str], bool]] = {
    "stage": lambda case, words: case.application.stage == words,
    "request": lambda case, words: case.request.stage == words,
    "late": lambda case, words: case.request.late is (words == "yes"),
    "owner": lambda case, words: case.application.owner == NAMES[words],
    "closed": lambda case, words: (case.application.closed_at is not None) is (words == "yes"),
    "due": _due,
    "met": _met,
    "missed": lambda case, words: deadlines.get(case.application, words).missed_at is not None,
    "licence": lambda case, words: case.licence.stage == words,
    "former": lambda case, words: case.former.stage == words,
    "deemed": lambda case, words: case.application.deemed is (words == "yes"),
    "number": lambda case, words: case.paper.number == words,
    "organ": lambda case, words: case.paper.facts["organ"] == words,
    "review_organ": lambda case, words: case.paper.facts["remedies"]["review_organ"] == words,
    "exceptions": lambda case, words: set(Matter.objects.get(pk=case.application.pk).exceptions) == {words},
}


def check(case: Case, expected: str) -> None:
    """Compare how a case ended with what its row expects: `refused CODE`, `stage accepted, due decide 2026-04-01` …"""
    kind, _, words = expected.partition(" ")
    if kind in PROBLEMS:
        assert case.problem is not None, f"expected {expected}, but it went through"
        assert (case.problem.status, case.problem.code) == (PROBLEMS[kind], words), str(case.problem)
        assert case.problem.zh
        assert case.problem.en
        return
    for state in expected.split(","):
        what, _, value = state.strip().partition(" ")
        assert STATES[what](case, value), f"expected {state.strip()}"
