"""The life of a grant (授权): opened, stopped, resumed, ended. A grant opens only if acts under it would be lawful.

`open_grant` asks authority the very questions that acts will ask on its first day; so what opens can be used, and what
could never be used does not open (T14–T17, T27, LAW-2 to LAW-4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhenzhi.kernel import clock
from zhenzhi.kernel.act import act, bulk_act, opening_act
from zhenzhi.kernel.facts import close, record
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.problem import Invalid
from zhenzhi.org.acts import named
from zhenzhi.org.dating import days, refer, renewed, span, until
from zhenzhi.org.models import Body
from zhenzhi.register import authority, competence, gate, holdings, life_flow
from zhenzhi.register.facts import Facts
from zhenzhi.register.facts import Grant as GrantFact
from zhenzhi.register.ground import Ask, Refusal
from zhenzhi.register.models import Cell, Grant, Instrument, Power, Stop
from zhenzhi.register.modes import ASSISTANCE, MODES


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be granted (授权内容): power × body × mode, its days, what it is taken from, its limits.

    None in a limit means no limit; `fine_ceiling` is in fen. `under` is the code of the giver's grant.
    """

    code: str
    power: str
    body: str
    mode: str
    start: date
    end: date | None = None
    under: str = ""
    act_types: tuple[str, ...] | None = None
    object_classes: tuple[str, ...] | None = None
    places: tuple[str, ...] | None = None
    fine_ceiling: int | None = None


@opening_act(life_flow.OPEN_GRANT)
def open_grant(instrument: Instrument, *, order: Order, by: Actor) -> Grant:
    """启用授权 (Open a grant): a body gets a power under an instrument; the giver's cells are cut in the same act
    (T05).
    """
    grant = _grant(_complete(instrument), order)
    made = _lay(grant, holdings.tables().money_acts)
    facts = holdings.load()
    facts.grants[grant.code] = holdings.grant_fact(grant)  # a copy of our own; the row itself is written after us
    _prove(facts, grant, made)
    return grant


@bulk_act(life_flow.OPEN_GRANT)
def open_grants(instrument: Instrument, *, orders: Sequence[Order], by: Actor) -> list[Grant]:
    """批量启用授权 (Open several grants): many grants under one instrument, all or nothing."""
    paper, money_acts = _complete(instrument), holdings.tables().money_acts
    rows = [_grant(paper, order) for order in orders]
    for row in rows:
        row.stage = "open"
    record(*rows)
    made = [_lay(row, money_acts) for row in rows]
    facts = holdings.load()
    for row, cells in zip(rows, made, strict=True):
        _prove(facts, row, cells)
    return rows


def _complete(instrument: Instrument) -> Instrument:
    """The instrument as it is known now, if it is signed, filed and announced. Raises Invalid."""
    paper = Instrument.objects.known().filter(code=instrument.code, stage__in=["announced", "in_force"]).first()
    if paper is None:
        raise Invalid(
            "instrument_not_complete",
            "依据文书尚未完成签署、备案、公告，或者已经终止，不能启用授权。",
            "The instrument is not yet signed, filed and announced, or it has ended; no grant may open under it.",
            article="T15;T16",
            detail={"instrument": instrument.code},
        )
    return paper


def _grant(paper: Instrument, order: Order) -> Grant:
    if order.mode not in MODES:
        raise Invalid(
            "mode",
            f"没有“{order.mode}”这种权力来源方式。",
            f"There is no mode “{order.mode}”.",
            detail={"mode": "unknown"},
        )
    end = order.end if order.end is not None else paper.end
    valid = span(order.start, end)
    for model, code, field, zh, en in (
        (Instrument, paper.code, "instrument", "依据文书", "instrument"),
        (Power, order.power, "power", "权力事项", "power"),
        (Body, order.body, "body", "机构", "body"),
    ):
        refer(model, code, valid, field, zh, en)
    source = _source(order)
    principal = paper.principal if order.mode == ASSISTANCE else (source.body if source else "")
    return Grant(
        code=named(order.code, "code"), power=order.power, body=order.body, principal=principal, mode=order.mode,
        instrument=paper.code, act_types=_listed(order.act_types), object_classes=_listed(order.object_classes),
        places=_listed(order.places), fine_ceiling=order.fine_ceiling, under=order.under, valid=valid,
    )  # fmt: skip


def _listed(values: tuple[str, ...] | None) -> list[str] | None:
    return None if values is None else sorted(set(values))


def _source(order: Order) -> Grant | None:
    """The grant that is given from, locked, so that it cannot end meanwhile."""
    if not order.under:
        return None
    source = Grant.objects.known().select_for_update().filter(code=order.under, power=order.power).first()
    if source is None:
        raise Invalid(
            "no_source",
            "没有找到所依据的来源授权，或者它不是同一项权力。",
            "The grant it is taken from is not found, or is of another power.",
            article="T14",
            detail={"under": order.under},
        )
    return source


def _lay(grant: Grant, money_acts: frozenset[str]) -> list[Cell]:
    body = Body.objects.on(grant.start).get(code=grant.body)
    power = Power.objects.on(grant.start).get(code=grant.power)
    try:
        return competence.lay(
            holdings.grant_fact(grant), holdings.power_fact(power), competence.area(body, grant.start),
            money_acts,
        )  # fmt: skip
    except ValueError as error:
        raise Invalid(
            "limits",
            "授权限定的行为种类、对象或地点超出该权力或该机构的范围，请核对。",
            f"The limits go beyond the power or the body's area: {error}",
            article="T19",
            detail={"limits": str(error)},
        ) from error


def _prove(facts: Facts, grant: Grant, made: Sequence[Cell]) -> None:
    """Ask authority for each new cell on the grant's first day. Raises Refused with its words."""
    for cell in made:
        amount = cell.amount.lower if cell.amount.upper is not None else None
        ask = Ask(
            grant.body, grant.power, "", cell.act_type, cell.place, grant.start, amount=amount,
            object_class=cell.object_class,
        )  # fmt: skip
        answer = authority.standing(facts, ask)
        if isinstance(answer, Refusal):
            raise gate.refused(answer)


@act(life_flow.STOP)
def stop_grant(
    grant: Grant, *, day: date, document: Plain, consent_by: Plain, finish_running: bool = False, by: Actor
) -> None:
    """停止行使 (Stop the grant): from `day` no new act; with the consent of the county government and its document
    (T30).

    `finish_running` lets matters begun before be finished here. The grant's row is locked, so no act slips past.
    """
    _not_past(day, grant)
    record(
        Stop(
            code=str(uuid7()), grant=grant.code, document=document, consent_by=consent_by,
            finish_running=finish_running, stage="in_force", valid=days(day, grant.end),
        )
    )  # fmt: skip


def _not_past(day: date, grant: Grant) -> None:
    if day < clock.today() or day < grant.start or (grant.end is not None and day >= grant.end):
        raise Invalid(
            "day",
            f"生效日期须在今天之后并在授权有效期({grant.start}至{grant.end or '长期'})之内。",
            f"The day must not lie in the past and must lie within the grant ({grant.start} to {grant.end or 'open'}).",
            article="T30",
            detail={"day": "range"},
        )


@act(life_flow.RESUME)
def resume_grant(grant: Grant, *, day: date, document: Plain, consent_by: Plain, by: Actor) -> None:
    """恢复行使 (Resume the grant): from `day` the body may act again, by a document of the same government (S59)."""
    _not_past(day, grant)
    for stop in Stop.objects.known().filter(grant=grant.code):
        if stop.end is None or stop.end > day:
            close(stop)
            if stop.start < day:
                record(renewed(stop, days(stop.start, day), stage="ended"))


@act(life_flow.END_GRANT)
def end_grant(grant: Grant, *, day: date, document: Plain, consent_by: Plain, by: Actor) -> None:
    """收回授权 (End the grant): from `day` the power returns to the body it came from, in the same act (S58, S59)."""
    _not_past(day, grant)
    before = holdings.grant_fact(grant)
    grant.valid = until(grant, day)
    competence.take_back(before, _giver(grant), day)


def _giver(grant: Grant) -> GrantFact | None:
    row = Grant.objects.known().filter(code=grant.under).first() if grant.under else None
    return holdings.grant_fact(row) if row is not None else None


def end_all(instrument: Instrument, day: date) -> list[Grant]:
    """Inside an act: every grant under the instrument ends on the day, and what it held returns (T21)."""
    held = Grant.objects.known().filter(instrument=instrument.code).select_for_update().order_by("code")
    ending = [row for row in held if row.end is None or row.end > day]
    for row in ending:
        competence.take_back(holdings.grant_fact(row), _giver(row), day)
        close(row)
        if row.start < day:
            record(renewed(row, days(row.start, day), stage="ended"))
    return ending
