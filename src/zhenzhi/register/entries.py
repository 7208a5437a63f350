"""Entries of the lists (清单条目): powers drafted, published, changed, withdrawn; service items. All dated.

A draft has no list version, so nobody can act on it (T01). A published change is a new row under a new version (T07);
the old row stays readable, and work begun under it keeps it (LAW-49).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from zhenzhi.kernel.act import act, bulk_act, opening_act
from zhenzhi.kernel.facts import record
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.problem import Invalid
from zhenzhi.org.acts import named
from zhenzhi.org.dating import amend, days, refer, span, until, unused
from zhenzhi.org.models import Body
from zhenzhi.register import flow
from zhenzhi.register.importing.report import PowerRow
from zhenzhi.register.limits import longer
from zhenzhi.register.models import Duty, Grant, Power, ServiceItem
from zhenzhi.register.modes import MODES, STATUTORY

OUTSIDE = "outside_centre_until"
"""Key in an item's guide: the last day on which it may be done outside the service centre (T43)."""

Basis = Mapping[str, str]
"""A legal basis as it stands in the register: law, article, version."""


def _duty(power: Power, owner: str) -> Duty:
    """Every power carries the duty to use it, with an owner (T06)."""
    return Duty(
        code=f"{power.code}-D", power=power.code, owner=owner, kind="own", stage="in_force", valid=power.valid,
        name=f"依法履行“{power.name}”的受理、审查、决定和监管责任",
    )  # fmt: skip


@opening_act(flow.DRAFT_POWER)
def enter_power(
    owner: Body,
    *,
    code: Plain,
    name: Plain,
    type: Plain,
    bases: Sequence[Basis],
    start: date,
    end: date | None = None,
    shared: bool = False,
    name_en: Plain = "",
    field: Plain = "",
    act_types: Sequence[Plain] = (),
    entrustable: bool = False,
    measures_allowed: bool = False,
    needs_qualification: Plain = "",
    source: Plain = "",
    by: Actor,
) -> Power:
    """起草权力事项 (Draft a power): a power with its basis and its duty; without effect until published (T01, T02).

    `owner` is the competent body and owes the duty; `shared` says that the law gives it to every such body.
    """
    valid = span(start, end)
    refer(Body, owner.code, valid, "owner", "机构", "body")
    power = Power(
        code=named(code, "code"), name=named(name), name_en=name_en, type=named(type, "type"),
        bases=[dict(basis) for basis in bases], holder="" if shared else owner.code, field=field, list_version="",
        act_types=sorted(set(act_types)), entrustable=entrustable, measures_allowed=measures_allowed,
        needs_qualification=needs_qualification, source=source, valid=valid,
    )  # fmt: skip
    record(_duty(power, owner.code))
    return power


@bulk_act(flow.DRAFT_POWER)
def enter_powers(rows: Sequence[PowerRow], *, start: date, by: Actor) -> list[Power]:
    """导入权力清单 (Import a list of powers): cleaned rows of a list become drafts, all or nothing. Raises Invalid
    naming every faulty row.
    """
    known = {body.name: body.code for body in Body.objects.on(start)}
    faults = [f"{row.row}:{row.department}" for row in rows if row.department not in known]
    codes = Counter(row.code for row in rows if row.code)
    faults += sorted(f"{code}×{times}" for code, times in codes.items() if times > 1)
    if faults or not rows:
        listed = "、".join(faults[:20]) or "空表"
        raise Invalid(
            "rows",
            f"名录没有导入任何一行。机构不存在或编码重复：{listed}。请更正后重新导入。",
            f"Nothing was imported. Unknown body or repeated code: {listed}. Correct the list and import again.",
            detail=faults,
        )
    powers = [_imported(row, known[row.department], start) for row in rows]
    record(*powers)
    record(*(_duty(power, power.holder) for power in powers))
    return powers


def _imported(row: PowerRow, holder: str, start: date) -> Power:
    bases = [
        {
            "law": basis.law or basis.number,
            "article": "" if basis.article is None else str(basis.article),
            "version": basis.version.isoformat() if basis.version else "",
        }
        for basis in row.basis
    ]
    return Power(
        code=row.code or str(uuid7()), name=row.name, type=row.type, bases=bases, holder=holder, list_version="",
        field=row.domain, origin=row.origin, source=row.source, stage="draft", valid=days(start),
    )  # fmt: skip


@bulk_act(flow.PUBLISH)
def publish_powers(powers: Sequence[Power], *, list_version: Plain, start: date, by: Actor) -> list[Power]:
    """公布清单 (Publish the list): drafts become a published version of the list, in force from `start` (T01, T02,
    T06).
    """
    named(list_version, "list_version")
    published = [amend(power, max(start, power.start), list_version=list_version, stage="in_force") for power in powers]
    owned = set(
        Duty.objects.known()
        .filter(power__in=[p.code for p in powers])
        .exclude(owner="")
        .values_list("power", flat=True)
    )
    lacking = [power.code for power in published if power.code not in owned]
    if lacking or not published:
        raise Invalid(
            "no_duty",
            f"以下权力没有责任事项或责任人，不能公布：{'、'.join(lacking)}。",
            f"These powers have no duty with an owner and cannot be published: {', '.join(lacking)}.",
            article="T06",
            detail=lacking,
        )
    record(*published)
    return published


@opening_act(flow.PUBLISH)
def change_power(
    power: Power,
    *,
    list_version: Plain,
    start: date,
    name: Plain = "",
    bases: Sequence[Basis] | None = None,
    entrustable: bool | None = None,
    measures_allowed: bool | None = None,
    act_types: Sequence[Plain] | None = None,
    by: Actor,
) -> Power:
    """变更权力事项 (Change the power): from `start` it stands in a new version of the list; the old version stays
    readable (T07).
    """
    if list_version.strip() in ("", power.list_version):
        raise Invalid(
            "same_version",
            "清单变更须形成新版本，请填写新的版本号。",
            "A change makes a new version of the list. Give its number.",
            article="T07",
            detail={"list_version": "same"},
        )
    told = {
        "name": name or None, "bases": None if bases is None else [dict(basis) for basis in bases],
        "entrustable": entrustable, "measures_allowed": measures_allowed,
        "act_types": None if act_types is None else sorted(set(act_types)),
    }  # fmt: skip
    return amend(
        power, start, list_version=list_version, **{key: value for key, value in told.items() if value is not None}
    )


@act(flow.WITHDRAW_POWER)
def withdraw_power(
    power: Power,
    *,
    day: date,
    document: Plain,
    cause: Literal["law_repealed", "law_changed", "merged", "entered_wrongly"],
    by: Actor,
) -> None:
    """取消权力事项 (Take the power off the list): from `day` it is off the list; grants handed down must have ended by
    then (LAW-48).
    """
    named(document, "document")
    unused(day, Grant, "授权", power=power.code, mode__in=sorted(MODES - {STATUTORY}))
    power.valid = until(power, day)


def _checked(item: ServiceItem) -> ServiceItem:
    """T49 and LAW-47: the promise is not longer than the law, a fee has its basis. Raises Invalid."""
    law = item.statutory_limit
    if longer(item.promised_limit, item.promised_unit, law, item.statutory_unit):
        raise Invalid(
            "promise",
            f"承诺时限（{item.promised_limit}）不得长于法定时限（{law}）。",
            f"The promise ({item.promised_limit}) may not be longer than the law allows ({law}).",
            article="T49",
            detail={"promised_limit": "too long"},
        )
    if item.fee and not item.fee_basis.strip():
        raise Invalid(
            "fee_needs_basis",
            "收费必须填写收费依据；没有依据的不得收费。",
            "A fee needs its basis; without one no fee may be taken.",
            article="行政许可法 58",
            detail={"fee_basis": "required"},
        )
    if not item.window and not _exempt(item) and _handed_down(item):
        raise Invalid(
            "no_window",
            "下放的事项须进便民服务中心：请填写窗口；确不能进中心的，填写例外的截止日期。",
            "An item handed down belongs in the service centre: name its window, or the last day of an exception.",
            article="T43",
            detail={"window": "required"},
        )
    return item


def _exempt(item: ServiceItem) -> bool:
    """Whether a dated exception keeps the item out of the centre on its first day (T43)."""
    return str(item.guide.get(OUTSIDE, "")) >= item.start.isoformat()


def _handed_down(item: ServiceItem) -> bool:
    """Whether the body has this power from somebody else, and not from statute alone."""
    held = Grant.objects.on(item.start).filter(power=item.power, body=item.body)
    return held.exclude(mode=STATUTORY).exists()


@opening_act(flow.ITEM)
def enter_item(
    power: Power,
    *,
    code: Plain,
    body: Plain,
    name: Plain,
    promised_limit: int,
    promised_unit: Literal["wd", "d", "h"],
    result_kind: Plain,
    start: date,
    end: date | None = None,
    statutory_limit: int | None = None,
    statutory_unit: Plain = "",
    statutory_basis: Plain = "",
    result_name: Plain = "",
    conditions: Plain = "",
    materials: Sequence[Mapping[str, object]] = (),
    fee: int = 0,
    fee_basis: Plain = "",
    window: Plain = "",
    outside_until: date | None = None,
    by: Actor,
) -> ServiceItem:
    """登记办事事项 (Enter a service item): what residents apply for, with its complete list of papers; `fee` in fen
    (T49, LAW-47).

    `window` is the centre's; an item handed down may do without until `outside_until` at most (T43).
    """
    valid = span(start, end)
    refer(Power, power.code, valid, "power", "权力事项", "power")
    refer(Body, body, valid, "body", "机构", "body")
    return _checked(
        ServiceItem(
            code=named(code, "code"), power=power.code, body=body, name=named(name), promised_limit=promised_limit,
            promised_unit=promised_unit, statutory_limit=statutory_limit, statutory_unit=statutory_unit,
            statutory_basis=statutory_basis, result_kind=result_kind, result_name=result_name, conditions=conditions,
            materials=[dict(line) for line in materials], fee=fee, fee_basis=fee_basis, valid=valid,
            window=window, guide={OUTSIDE: outside_until.isoformat()} if outside_until else {},
        )
    )  # fmt: skip


@opening_act(flow.ITEM)
def change_item(
    item: ServiceItem,
    *,
    start: date,
    name: Plain = "",
    promised_limit: int | None = None,
    statutory_limit: int | None = None,
    statutory_basis: Plain = "",
    conditions: Plain = "",
    materials: Sequence[Mapping[str, object]] | None = None,
    fee: int | None = None,
    fee_basis: Plain | None = None,
    by: Actor,
) -> ServiceItem:
    """变更办事事项 (Change the service item): another version from a day on; applications already made keep theirs
    (LAW-49).
    """
    told = {
        "name": name or None, "promised_limit": promised_limit, "statutory_limit": statutory_limit,
        "statutory_basis": statutory_basis or None, "conditions": conditions or None,
        "materials": None if materials is None else [dict(line) for line in materials],
        "fee": fee, "fee_basis": fee_basis,
    }  # fmt: skip
    return _checked(amend(item, start, **{key: value for key, value in told.items() if value is not None}))


@act(flow.END_ITEM)
def end_item(item: ServiceItem, *, day: date, by: Actor) -> None:
    """停办事项 (End the service item): from `day` nobody can apply for it; what was applied for goes on (LAW-49)."""
    item.valid = until(item, day)
