"""The rules' own book (参数、规则、日历、印章、字号): dated numbers and tables, states of rules, years of the calendar.

Every entry is changed by an act from a day on. What binds by statute (LAW-…) may be tightened here, never lowered.
"""

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
from zhenzhi.register import flow
from zhenzhi.register.models import DecisionTable, Parameter, RuleState, Seal, Series
from zhenzhi.register.modes import parse_modes


@opening_act(flow.RULE)
def set_parameter(
    parameter: Parameter, *, value: int, start: date, law: Plain, article: Plain, note: Plain = "", by: Actor
) -> Parameter:
    """设定参数: another value from a day on, with its law and article; earlier days keep theirs."""
    return amend(parameter, start, value=value, law=named(law, "law"), article=article, note=note or parameter.note)


_PARSERS = {"modes": parse_modes, "time_units": time_unit_rows, "pauses": pause_ground_rows}


@opening_act(flow.RULE)
def set_table(
    table: DecisionTable, *, rows: Sequence[Mapping[str, str]], start: date, law: Plain, by: Actor
) -> DecisionTable:
    """设定决定表: other rows from a day on, not later than today, for authority reads the latest.

    Raises Invalid where a row lacks a column the table has, or cannot be read: a broken table would stop the county.
    """
    if start > clock.today():
        raise Invalid(
            "future",
            "决定表自登记之日起适用，请在生效当日登记。",
            "A table applies once entered. Enter it on the day it takes effect.",
            detail={"start": "future"},
        )
    columns = {column for row in table.rows for column in row}
    faults = [
        f"{line}: {'、'.join(sorted(columns - row.keys()))}" for line, row in enumerate(rows, 1) if columns - row.keys()
    ]
    made = [dict(row) for row in rows]
    try:
        _PARSERS.get(table.code, list)(made)
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
    return amend(table, start, rows=made, law=named(law, "law"))


_STRICT = {"auto": 0, "warn": 1, "model": 2, "block": 2}


@opening_act(flow.RULE)
def set_rule_state(
    rule: RuleState,
    *,
    state: Plain,
    verdict: Literal["allow", "warn", "block"],
    start: date,
    law: Plain,
    by: Actor,
) -> RuleState:
    """设定规则状态: whether a rule is enforced and how strictly, from a day on; LAW rules never lower."""
    lowered = _STRICT.get(verdict, 0) < _STRICT.get(rule.verdict, 0) or (rule.state == "enforced" != state)
    if rule.code.startswith("LAW-") and lowered:
        raise Refused(
            "law_not_lowered",
            "法定规则只能从严，不能放宽或停用。",
            "A rule that rests on statute can be tightened, never lowered or switched off.",
            article=rule.law,
        )
    return amend(rule, start, state=named(state, "state"), verdict=verdict, law=named(law, "law"))


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
    """公布年度日历: all days of a year, working or not, with the notice; provisional deadlines are then derived anew.

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
    """登记印章: a seal of a body, its words, what types of power it serves (T44), and the post that keeps it."""
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
    """登记字号: the 代字 of one body for one kind of paper; one series, no gaps, no reuse (LAW-67)."""
    valid = span(start, end)
    refer(Body, body.code, valid, "body", "机构", "body")
    return Series(code=str(uuid7()), body=body.code, kind=named(kind, "kind"), word=named(word, "word"), valid=valid)
