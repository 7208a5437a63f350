"""Entries of the lists and the rules' own book (T01–T07, T49; LAW-47 to LAW-49, LAW-66): effect, refusal, conflict."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from tests import world
from tests.register.test_life import HE, body
from zhenzhi.kernel import clock, reactions
from zhenzhi.kernel.models import CalendarDay, EntryRow
from zhenzhi.kernel.problem import Conflict, Invalid, Problem, Refused
from zhenzhi.matter import reactions as matter_reactions
from zhenzhi.matter.models import Deadline
from zhenzhi.org.models import Place
from zhenzhi.register import authority, entries, holdings, rulebook
from zhenzhi.register.ground import Ask, Refusal
from zhenzhi.register.importing.report import Basis, PowerRow
from zhenzhi.register.models import DecisionTable, Duty, Parameter, Power, RuleState, ServiceItem
from zhenzhi.services import acts
from zhenzhi.services.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

T = world.TODAY
SOON = T + timedelta(days=10)
LAW = {"law": "城乡规划法", "article": "44", "version": "2019-04-23"}
PAPER = {"law": "关于规范占道审批的通知", "article": "1", "version": ""}
assert matter_reactions  # its import registers the reaction to a calendar year


def draft(**more: Any) -> Power:
    told: dict[str, Any] = {
        "code": "P-NEW",
        "name": "临时建设许可",
        "type": "行政许可",
        "bases": [LAW],
        "start": T,
        "by": HE,
    }
    return entries.enter_power(body(world.PLAN), **(told | more))


def published(**more: Any) -> Power:
    (row,) = entries.publish_powers([draft(**more)], list_version="2026-1", start=T, by=HE)
    return row


def power(code: str = world.BUILD) -> Power:
    return Power.objects.on(T).get(code=code)


def item(**more: Any) -> ServiceItem:
    told: dict[str, Any] = {
        "code": "I-NEW", "body": world.EAST_GOV, "name": "临时建设", "promised_limit": 5, "promised_unit": "wd",
        "result_kind": "licence", "statutory_limit": 20, "statutory_unit": "wd", "window": "1", "start": T,
        "by": HE,
    }  # fmt: skip
    return entries.enter_item(power(), **(told | more))


def parameter() -> Parameter:
    return Parameter.objects.on(T).get(code="request.reply")


def table(code: str = "modes") -> DecisionTable:
    return DecisionTable.objects.on(T).get(code=code)


def listed(code: str, day: date) -> bool:
    answer = authority.exercising(holdings.load(), Ask("", code, "", "accept", world.EAST, day))
    return not (isinstance(answer, Refusal) and answer.code == "power_unlisted")


def test_T01_T06_a_draft_has_a_duty_and_no_effect_until_published() -> None:
    row = draft()
    assert (row.stage, listed(row.code, T)) == ("draft", False)
    duty = Duty.objects.known().get(power=row.code)
    assert (duty.owner, duty.kind) == (world.PLAN, "own")
    (out,) = entries.publish_powers([row], list_version="2026-1", start=SOON, by=HE)
    assert (out.stage, out.list_version) == ("in_force", "2026-1")
    assert [listed(row.code, day) for day in (T, SOON)] == [False, True]


@pytest.mark.parametrize(
    ("bases", "rule"),
    [
        ([], "T02"),
        ([{**LAW, "article": ""}], "T02"),
        ([PAPER], "T03"),
        ([{**PAPER, "law": "县政发〔2015〕3号"}], "T03"),
    ],
)
def test_T02_T03_without_an_article_of_law_nothing_is_published(bases: list[dict[str, str]], rule: str) -> None:
    with pytest.raises(Refused) as refused:
        published(bases=bases)
    assert refused.value.code == rule


def test_T03_a_paper_beside_a_law_is_no_harm() -> None:
    assert published(bases=[PAPER, LAW]).stage == "in_force"


def test_T07_a_change_is_a_new_version_and_the_old_one_stays() -> None:
    entries.change_power(power(), list_version="2026-2", name="乡村建设规划许可(新)", start=SOON, by=HE)
    told = {day: Power.objects.on(day).get(code=world.BUILD) for day in (T, SOON)}
    assert [(row.list_version, row.name) for row in told.values()] == [
        ("2025-1", "乡村建设规划许可"), ("2026-2", "乡村建设规划许可(新)"),
    ]  # fmt: skip
    with pytest.raises(Invalid):
        entries.change_power(told[SOON], list_version="2026-2", start=SOON, by=HE)


def test_T02_a_change_cannot_take_the_basis_away() -> None:
    with pytest.raises(Refused) as refused:
        entries.change_power(power(), list_version="2026-2", bases=[], start=SOON, by=HE)
    assert refused.value.code == "T02"


def test_LAW_48_a_power_leaves_the_list_only_when_nobody_holds_it_by_grant() -> None:
    with pytest.raises(Conflict) as conflict:
        entries.withdraw_power(power(), day=SOON, document="x", cause="law_repealed", by=HE)
    assert conflict.value.detail == ["G-EAST"]
    row = entries.withdraw_power(power(world.HOME), day=SOON, document="山政发〔2026〕1号", cause="law_repealed", by=HE)
    assert (row.stage, [listed(world.HOME, day) for day in (T, SOON)]) == ("withdrawn", [True, False])


def rows(**more: Any) -> list[PowerRow]:
    told: dict[str, Any] = dict.fromkeys(PowerRow.__dataclass_fields__, "")
    told |= {
        "basis": (Basis("城乡规划法", date(2019, 4, 23), 44, None, None, "", "", "第四十四条"),), "type": "行政许可",
        "department": "山县自然资源和规划局", "measures": (), "fine_min": None, "fine_max": None,
    }  # fmt: skip
    return [PowerRow(**(told | {"row": n, "code": f"X{n}", "name": f"事项{n}"} | more)) for n in (2, 3)]


def test_T02_an_imported_list_becomes_drafts_with_duties_and_can_be_published() -> None:
    made = entries.enter_powers(rows(), start=T, by=HE)
    assert [(p.code, p.holder, p.stage, p.bases) for p in made] == [
        (f"X{n}", world.PLAN, "draft", [LAW]) for n in (2, 3)
    ]
    assert Duty.objects.known().filter(power__in=["X2", "X3"], owner=world.PLAN).count() == 2
    assert EntryRow.objects.filter(code__in=["X2", "X3"]).count() == 2
    assert [p.stage for p in entries.publish_powers(made, list_version="2026-1", start=T, by=HE)] == ["in_force"] * 2


@pytest.mark.parametrize("more", [{"department": "无此局"}, {"code": "X9"}])
def test_an_import_is_all_or_nothing(more: dict[str, str]) -> None:
    good, bad = rows()[0], rows(**more)
    with pytest.raises(Invalid):
        entries.enter_powers([good, *bad], start=T, by=HE)
    with pytest.raises(Conflict):
        entries.enter_powers([good, rows(code=world.BUILD)[0]], start=T, by=HE)
    assert not Power.objects.filter(code__startswith="X").exists()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"promised_limit": 21}, "promise"),
        ({"promised_limit": 29, "promised_unit": "d"}, "promise"),
        ({"fee": 1000}, "fee_needs_basis"),
        ({"body": "NONE"}, "dangling"),
        ({"code": world.BUILD_ITEM}, "service_item_once"),
    ],
)
def test_T49_LAW_47_an_item_that_breaks_the_law_is_not_entered(more: dict[str, Any], code: str) -> None:
    with pytest.raises(Problem) as problem:
        item(**more)
    assert problem.value.code == code


def test_T43_an_item_handed_down_needs_a_window_of_the_centre_or_a_dated_exception() -> None:
    for lacking in ({"window": ""}, {"window": "", "outside_until": T - timedelta(days=1)}):
        with pytest.raises(Invalid) as problem:
            item(**lacking)
        assert problem.value.code == "no_window"
    assert item(window="3").window == "3"
    assert item(code="I-NEW-2", window="", outside_until=T).stage == "in_force"


def test_LAW_49_an_application_keeps_the_version_it_began_with() -> None:
    begun = acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))
    entries.change_item(world.item(), promised_limit=3, start=T, by=HE)
    assert world.item().promised_limit == 3
    assert Application.objects.get(pk=begun.pk).item.promised_limit == 10
    with pytest.raises(Invalid):
        entries.change_item(world.item(), promised_limit=30, start=T, by=HE)


def test_LAW_49_an_ended_item_takes_no_new_application() -> None:
    row = entries.end_item(item(), day=SOON, by=HE)
    assert (row.stage, row.end) == ("ended", SOON)


def test_a_parameter_keeps_its_value_of_earlier_days() -> None:
    rulebook.set_parameter(parameter(), value=2, start=SOON, law="县规", article="2", by=HE)
    holdings.current()
    assert [holdings.number("request.reply", day).value for day in (T, SOON)] == [3, 2]


def test_a_table_that_cannot_be_read_is_not_saved() -> None:
    good = list(table().rows)
    for bad in ([{**good[0], "mode": "lent"}], [{"mode": "granted"}], [*good, good[0]]):
        with pytest.raises(Invalid):
            rulebook.set_table(table(), rows=bad, start=T, law="县规", by=HE)
    with pytest.raises(Invalid):
        rulebook.set_table(table(), rows=[], start=T, law="县规", by=HE)
    rulebook.set_table(table(), rows=good[:3], start=T, law="县规", by=HE)
    assert set(holdings.load().tables.modes) == {"statutory", "granted", "entrusted"}


def rule_state(code: str) -> RuleState:
    """A rule's state, put in as a founding would."""
    row = RuleState(
        code=code, sentence="x", sentence_en="x", law="行政许可法 44", state="enforced", verdict="warn", reads="act",
        valid=world.OPEN,
    )  # fmt: skip
    return rulebook.set_rule_state(_entered(row), state="enforced", verdict="warn", start=T, law="县规", by=HE)


def _entered(row: RuleState) -> RuleState:
    row.since, row.stage = uuid4(), "in_force"
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhenzhi.act', 'test', true)")
        row.save(force_insert=True)
        cursor.execute("SELECT set_config('zhenzhi.act', '', true)")
    return row


@pytest.mark.parametrize(
    ("code", "state", "verdict", "goes"),
    [
        ("LAW-43", "enforced", "block", True),
        ("LAW-43", "enforced", "allow", False),
        ("LAW-43", "off", "warn", False),
        ("T44", "enforced", "allow", True),
        ("T44", "off", "warn", True),
    ],
)
def test_LAW_rules_are_tightened_never_lowered(code: str, state: str, verdict: Any, goes: bool) -> None:
    row = rule_state(code)
    if goes:
        assert rulebook.set_rule_state(row, state=state, verdict=verdict, start=T, law="县规", by=HE).verdict == verdict
    else:
        with pytest.raises(Refused) as refused:
            rulebook.set_rule_state(row, state=state, verdict=verdict, start=T, law="县规", by=HE)
        assert refused.value.code == "law_not_lowered"


def county() -> Place:
    return Place.objects.on(T).get(code=world.COUNTY)


def year_of(year: int) -> dict[date, bool]:
    first = date(year, 1, 1)
    return {day: day.weekday() < 5 for n in range(366) if (day := first + timedelta(days=n)).year == year}


def load_year(year: int, working: dict[date, bool], by: Any = HE) -> Parameter:
    return rulebook.load_calendar_year(
        county(), year=year, working=working, source="国办发明电〔2026〕9号", published=date(2026, 11, 4), by=by
    )


def test_LAW_66_a_published_year_makes_provisional_deadlines_certain() -> None:
    with clock.frozen(clock.at_beijing(date(2026, 12, 28), 9)):
        application = acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))
        acts.accept(application, by=world.who("li"))
        held = Deadline.objects.get(matter_id=application.id, kind="decide")
        assert held.provisional
        holidays = {date(2027, 1, n): False for n in range(1, 31)}
        told = load_year(2027, year_of(2027) | holidays)
        reactions.drain()
        now = Deadline.objects.get(pk=held.pk)
        assert not now.provisional
        assert now.due is not None
        assert held.due is not None
        assert now.due > held.due
    assert told.code == "calendar.2027"
    assert CalendarDay.objects.get(day=date(2027, 1, 4)).source == "国办发明电〔2026〕9号"


def test_LAW_66_a_year_replaces_itself_and_must_be_whole() -> None:
    load_year(2027, year_of(2027))
    again = load_year(2027, year_of(2027) | {date(2027, 1, 1): False})
    assert Parameter.objects.known().get(code="calendar.2027").value == again.value == 260
    for working in ({}, year_of(2026), dict(list(year_of(2027).items())[1:])):
        with pytest.raises(Invalid):
            load_year(2027, working)


def test_T44_LAW_67_seals_and_series_stand_once() -> None:
    seal = rulebook.register_seal(
        body(world.WEST_GOV), code="S-W", kind="approval", text="山县西镇人民政府", start=T, by=HE
    )
    series = rulebook.register_series(body(world.WEST_GOV), kind="granted", word="山西政许", start=T, by=HE)
    assert (seal.body, series.word) == (world.WEST_GOV, "山西政许")
    for call, code in (
        (
            lambda: rulebook.register_seal(body(world.WEST_GOV), code="S-2", kind="approval", text="x", start=T, by=HE),
            "seal_kind_once",
        ),
        (
            lambda: rulebook.register_series(body(world.WEST_GOV), kind="granted", word="y", start=T, by=HE),
            "series_once",
        ),
    ):
        with pytest.raises(Conflict) as conflict:
            call()
        assert conflict.value.code == code


BY: dict[str, Callable[[Any], Any]] = {
    "enter_power": lambda by: draft(by=by),
    "enter_powers": lambda by: entries.enter_powers(rows(), start=T, by=by),
    "publish_powers": lambda by: entries.publish_powers([draft(code=str(uuid4()))], list_version="x", start=T, by=by),
    "change_power": lambda by: entries.change_power(power(), list_version="x", start=SOON, by=by),
    "withdraw_power": lambda by: entries.withdraw_power(
        power(world.HOME), day=SOON, document="x", cause="merged", by=by
    ),
    "enter_item": lambda by: item(by=by),
    "change_item": lambda by: entries.change_item(world.item(), promised_limit=3, start=T, by=by),
    "end_item": lambda by: entries.end_item(world.item(), day=SOON, by=by),
    "set_parameter": lambda by: rulebook.set_parameter(parameter(), value=1, start=T, law="x", article="1", by=by),
    "set_table": lambda by: rulebook.set_table(table(), rows=table().rows, start=T, law="x", by=by),
    "load_calendar_year": lambda by: load_year(2027, year_of(2027), by=by),
    "register_seal": lambda by: rulebook.register_seal(
        body(world.WEST_GOV), code="S", kind="official", text="x", start=T, by=by
    ),
    "register_series": lambda by: rulebook.register_series(body(world.WEST_GOV), kind="k", word="w", start=T, by=by),
}  # fmt: skip


@pytest.mark.parametrize("name", BY)
def test_LAW_1_who_lacks_the_right_changes_no_list(name: str) -> None:
    for actor in ("li", "zhou", "warden", "wang"):
        with pytest.raises(Refused):
            BY[name](world.who(actor))
    assert not CalendarDay.objects.filter(day__year=2027).exists()
