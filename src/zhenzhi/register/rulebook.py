"""The rules' own book (参数、规则、日历、印章、字号): dated numbers and tables, states of rules, years of the calendar.

Every entry is changed by an act from a day on. What binds by statute (LAW-…) may be tightened here, never lowered.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from zhenzhi.kernel import clock
from zhenzhi.kernel.act import opening_act
from zhenzhi.kernel.calendar_tables import pause_ground_rows, time_unit_rows
from zhenzhi.kernel.facts import close, stamp
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.models import CalendarDay
from zhenzhi.kernel.problem import Invalid, Refused
from zhenzhi.org.acts import named
from zhenzhi.org.dating import amend, days, refer, span
from zhenzhi.org.models import Body, Place, Post
from zhenzhi.register import flow, liability
from zhenzhi.register.models import DecisionTable, Parameter, RuleState, Seal, Series
from zhenzhi.register.modes import parse_modes

_KEPT_BY_ACTS = ("founding.", "calendar.")
"""Parameters that other acts keep: nobody sets them by hand."""


def _since(start: date, reason: str) -> date:
    """The first day of a change; a past one corrects, and needs a reason (LAW-63). Raises Invalid."""
    if start < clock.today() and not reason.strip():
        raise Invalid(
            "past_needs_reason",
            f"{start}在今天之前：从过去的日期起变更属于更正，请写明理由。",
            f"{start} lies in the past: such a change is a correction. Give the reason.",
            article="LAW-63",
            detail={"reason": "required"},
        )
    return start


def _settable(code: str) -> str:
    if code.startswith(_KEPT_BY_ACTS):
        raise Invalid(
            "kept_by_acts",
            f"“{code}”由系统随有关行为登记，不能直接设定。",
            f"“{code}” is kept by other acts and cannot be set by hand.",
            detail={"code": "reserved"},
        )
    return named(code, "code")


@opening_act(flow.RULE)
def enter_parameter(
    county: Place,
    *,
    code: Plain,
    value: int,
    unit: Plain,
    start: date,
    end: date | None = None,
    law: Plain,
    article: Plain,
    note: Plain = "",
    reason: str = "",
    by: Actor,
) -> Parameter:
    """登记参数 (Enter a parameter): a number of law or of a document that the register did not have yet."""
    return Parameter(
        code=_settable(code), value=value, unit=named(unit, "unit"), valid=span(_since(start, reason), end),
        law=named(law, "law"), article=article, note=note,
    )  # fmt: skip


@opening_act(flow.RULE)
def set_parameter(
    parameter: Parameter,
    *,
    value: int,
    start: date,
    law: Plain,
    article: Plain,
    note: Plain = "",
    reason: str = "",
    by: Actor,
) -> Parameter:
    """设定参数 (Set a parameter): another value from a day on, with its law and article; earlier days keep theirs."""
    _settable(parameter.code)
    return amend(
        parameter, _since(start, reason), value=value, law=named(law, "law"), article=article,
        note=note or parameter.note,
    )  # fmt: skip


_PARSERS = {
    "modes": parse_modes, "time_units": time_unit_rows, "pauses": pause_ground_rows, "liability": liability.parse,
}  # fmt: skip

Line = Mapping[str, str]
"""A row of a decision table: column → cell."""


def _lines(code: str, rows: Sequence[Line], columns: set[str]) -> list[dict[str, str]]:
    """Rows that hold every column and can be read. Raises Invalid: a broken table would stop the county."""
    faults = [
        f"{line}: {'、'.join(sorted(columns - row.keys()))}" for line, row in enumerate(rows, 1) if columns - row.keys()
    ]
    made = [dict(row) for row in rows]
    if columns and not made:
        faults.append("空表 no rows")
    try:
        _PARSERS.get(code, list)(made)
    except (ValueError, KeyError) as error:
        faults.append(str(error))
    if faults:
        listed = ";".join(faults[:10])
        raise Invalid(
            "table",
            f"决定表有误，没有保存：{listed}",
            f"The table has faults and was not saved: {listed}",
            detail={"rows": faults},
        )
    return made


@opening_act(flow.RULE)
def enter_table(
    county: Place,
    *,
    code: Plain,
    rows: Sequence[Line],
    start: date,
    end: date | None = None,
    law: Plain,
    reason: str = "",
    by: Actor,
) -> DecisionTable:
    """登记决定表 (Enter a table): one that the register did not have yet; all its rows have the same columns."""
    made = _lines(named(code, "code"), rows, {column for row in rows for column in row})
    return DecisionTable(code=code.strip(), rows=made, law=named(law, "law"), valid=span(_since(start, reason), end))


@opening_act(flow.RULE)
def set_table(
    table: DecisionTable, *, rows: Sequence[Line], start: date, law: Plain, reason: str = "", by: Actor
) -> DecisionTable:
    """设定决定表 (Set a table): other rows from a day on; until then, and on earlier days, the former ones apply."""
    made = _lines(table.code, rows, {column for row in table.rows for column in row})
    return amend(table, _since(start, reason), rows=made, law=named(law, "law"))


_STRICT = {"auto": 0, "warn": 1, "model": 2, "block": 2}
_STATES = re.compile(r"enforced|by_schema|off|awaiting:[a-z]+")
_RULE_ID = re.compile(r"(LAW-|T)\d+")

Grade = Literal["allow", "warn", "block"]


def _state(state: str) -> str:
    if not _STATES.fullmatch(state):
        raise Invalid(
            "rule_state",
            "规则状态只能是enforced、by_schema、off或awaiting:模块。",
            "The state is enforced, by_schema, off, or awaiting: and a module.",
            detail={"state": "unknown"},
        )
    return state


def _not_lowered(code: str, law: str, lowered: bool) -> None:
    """What binds by statute may be tightened, never lowered. Raises Refused."""
    if code.startswith("LAW-") and lowered:
        raise Refused(
            "law_not_lowered",
            "法定规则只能从严，不能放宽或停用。",
            "A rule that rests on statute can be tightened, never lowered or switched off.",
            article=law,
        )


@opening_act(flow.RULE)
def enter_rule_state(
    county: Place,
    *,
    code: Plain,
    sentence: Plain,
    sentence_en: Plain,
    state: Plain,
    verdict: Grade,
    reads: Literal["start", "act"],
    start: date,
    law: Plain,
    reason: str = "",
    by: Actor,
) -> RuleState:
    """登记规则 (Enter a rule): its sentence, article and state, where the register did not have it yet."""
    if not _RULE_ID.fullmatch(code):
        raise Invalid(
            "rule_id",
            "规则编号为LAW-加数字或T加数字。",
            "A rule's id is LAW- or T with a number.",
            detail={"code": "unknown"},
        )
    _not_lowered(code, law, state == "off" or verdict == "allow")
    return RuleState(
        code=code, sentence=named(sentence, "sentence"), sentence_en=named(sentence_en, "sentence_en"),
        state=_state(state), verdict=verdict, reads=reads, law=named(law, "law"), valid=days(_since(start, reason)),
    )  # fmt: skip


@opening_act(flow.RULE)
def set_rule_state(
    rule: RuleState, *, state: Plain, verdict: Grade, start: date, law: Plain, reason: str = "", by: Actor
) -> RuleState:
    """设定规则状态 (Set a rule): whether it is enforced and how strictly, from a day on; LAW rules never lower."""
    weaker = _STRICT.get(verdict, 0) < _STRICT.get(rule.verdict, 0)
    _not_lowered(rule.code, rule.law, weaker or state not in (rule.state, "enforced"))
    return amend(rule, _since(start, reason), state=_state(state), verdict=verdict, law=named(law, "law"))


@opening_act(flow.CALENDAR)
def load_calendar_year(
    county: Place,
    *,
    year: int,
    working: Mapping[date, bool],
    names: Mapping[date, str] | None = None,
    source: Plain,
    published: date,
    by: Actor,
) -> Parameter:
    """公布年度日历 (Publish a year's calendar): all days of a year, working or not, with the notice; provisional
    deadlines are then derived anew.

    `working` holds every day of the year (LAW-66). Returns the fact that the year is published; its value is the
    number of working days. Loading a year again replaces it, and what was known stays in that fact.
    """
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    lacking = (after - first).days - sum(1 for day in working if first <= day < after)
    if lacking or len(working) != (after - first).days:
        raise Invalid(
            "year_incomplete",
            f"{year}年日历不完整或含有其他年份的日期，须逐日列出全年。",
            f"The calendar of {year} is incomplete or has days of other years. List every day of the year.",
            article="LAW-66",
            detail={"working": lacking},
        )
    told = names or {}
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(
                day=day, working=works, name=told.get(day, ""), source=named(source, "source"), published=published
            )
            for day, works in working.items()
        ],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["working", "name", "source", "published"],
        batch_size=400,
    )
    stamp("calendar")
    code = f"calendar.{year}"
    close(*Parameter.objects.known().filter(code=code))
    return Parameter(
        code=code, value=sum(working.values()), unit="wd", law=source, article="-", note=published.isoformat(),
        valid=days(first, after),
    )  # fmt: skip


@opening_act(flow.SEAL)
def register_seal(
    body: Body,
    *,
    code: Plain,
    kind: Literal["official", "approval"],
    text: Plain,
    start: date,
    end: date | None = None,
    line: Plain = "",
    power_types: Sequence[Plain] = (),
    keeper: Plain = "",
    diameter_mm: int = 42,
    by: Actor,
) -> Seal:
    """登记印章 (Register a seal): a seal of a body, its words, what types of power it serves (T44), and the post that
    keeps it.
    """
    valid = span(start, end)
    refer(Body, body.code, valid, "body", "机构", "body")
    if keeper:
        refer(Post, keeper, valid, "keeper", "保管岗位", "keeper's post")
    return Seal(
        code=named(code, "code"), body=body.code, kind=kind, power_types=sorted(set(power_types)),
        text=named(text, "text"), line=line, keeper=keeper, diameter_mm=diameter_mm, valid=valid,
    )  # fmt: skip


@opening_act(flow.SERIES)
def register_series(body: Body, *, kind: Plain, word: Plain, start: date, end: date | None = None, by: Actor) -> Series:
    """登记字号 (Register a number series): the 代字 of one body for one kind of paper; one series, no gaps, no reuse
    (LAW-67).
    """
    valid = span(start, end)
    refer(Body, body.code, valid, "body", "机构", "body")
    return Series(code=str(uuid7()), body=body.code, kind=named(kind, "kind"), word=named(word, "word"), valid=valid)
