"""The checks of authority on the power and the grant, one link of the chain each (权限判断：权力与授权).

Every check reads the facts and what earlier checks found, adds what it found itself, and returns None, or the
refusal that names the missing link. They know nothing of each other but that order; `authority` lists it.
"""

from collections.abc import Callable

from .facts import Cell, Facts, Grant, Instrument, on_day
from .ground import Ask, Found, Refusal
from .modes import ASSISTANCE, CONCENTRATED, ENTRUSTED, GRANTED
from .words import Code

Check = Callable[[Facts, Ask, Found], Refusal | None]


def refuse(code: Code, facts: Facts, ask: Ask, found: Found, *, holder: str | None = None, **details: str) -> Refusal:
    """A refusal with the names a clerk knows; slow on purpose, only refusals pay for it.

    holder: the body to turn to, where it is not the one that exercises, else not the power's own holder.
    """
    power, cell = getattr(found, "power", None), getattr(found, "cell", None)
    place = on_day(facts.places.get(ask.place, ()), ask.on)
    own, own_en = names(facts, ask.body or (cell.body if cell else ""), ask)
    turn_to = holder or (cell.body if cell else None) or (power.holder if power else None)
    other, other_en = names(facts, turn_to, ask) if turn_to else ("县级主管部门", "the competent county department")
    common = {
        "power": power.name if power else ask.power,
        "power_en": (power.name_en or power.name) if power else ask.power,
        "body": own,
        "body_en": own_en,
        "holder": other,
        "holder_en": other_en,
        "day": ask.on.isoformat(),
        "place": place.name if place else ask.place,
        "right": ask.right,
        "act_type": ask.act_type,
        "object_class": ask.object_class,
    }
    return Refusal(code, ask, found, tuple({**common, **details}.items()))


def names(facts: Facts, body: str | None, ask: Ask) -> tuple[str, str]:
    """A body's Chinese and English name on the day; its code where it is unknown."""
    row = on_day(facts.bodies.get(body or "", ()), ask.on)
    return (row.name, row.name_en or row.name) if row else (body or "", body or "")


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def power_listed(facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    """T01, LAW-1: on a published list version in force."""
    power = on_day(facts.powers.get(ask.power, ()), ask.on)
    if power is None or not power.list_version:
        return refuse(Code.POWER_UNLISTED, facts, ask, found)
    found.power = power
    return None


def power_based(facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    """T02: at least one article in force."""
    basis = on_day(found.power.bases, ask.on)
    if basis is None:
        return refuse(Code.POWER_WITHOUT_BASIS, facts, ask, found)
    found.basis = basis
    return None


def cell_known(facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    """T05: exactly one exercising body for this object, act, sum, place and day."""
    seat = facts.seat(ask.place, ask.on)
    if seat is None:
        return refuse(Code.PLACE_UNKNOWN, facts, ask, found)
    found.seat = seat
    power = found.power
    # A power that nobody divides by object or by kind of act has the one class "*", which holds everything.
    object_class = ask.object_class if ask.object_class in power.object_classes else "*"
    act_type = ask.act_type if ask.act_type in power.act_types else "*"
    day, amount = ask.on, ask.amount
    cell: Cell | None = None
    divided = False
    for row in facts.cells.get((power.id, object_class, act_type, seat), ()):
        span = row.span
        if day < span.start or (span.end is not None and day >= span.end):
            continue
        if amount is None:
            if row.low != 0 or row.high is not None:
                divided = True
                continue
        elif amount < row.low or (row.high is not None and amount >= row.high):
            continue
        if cell is not None and (cell.body != row.body or cell.grant != row.grant):
            both = [names(facts, body, ask) for body in sorted({cell.body, row.body})]
            zh, en = "、".join(zh for zh, _ in both), ", ".join(en for _, en in both)
            return refuse(Code.CELLS_CONFLICT, facts, ask, found, bodies=zh, bodies_en=en)
        cell = row
    if cell is None or divided:
        code = Code.AMOUNT_NEEDED if divided else Code.NOBODY_COMPETENT
        return (not divided and _outside_own_grant(facts, ask, found)) or refuse(code, facts, ask, found)
    found.cell = cell
    return None


def same_body(facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    """T05: the body that asks is the one that exercises; otherwise the right one is named."""
    if found.cell.body == ask.body:
        return None
    return _outside_own_grant(facts, ask, found) or refuse(Code.OTHER_BODY, facts, ask, found)


def _outside_own_grant(facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    """Why a body with a grant of this power still may not: it only assists, or the ask is outside it."""
    for grant in facts.grants_of.get((ask.power, ask.body), ()):
        if grant.span.covers(ask.on):
            if grant.mode == ASSISTANCE:
                return refuse(Code.ASSISTANCE_ONLY, facts, ask, found)
            refusal = _outside(grant, facts, ask, found)
            if refusal is not None:
                return refusal
    return None


def body_in_force(facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    """LAW-1: the exercising body exists on the day."""
    body = on_day(facts.bodies.get(found.cell.body, ()), ask.on)
    if body is None:
        return refuse(Code.BODY_NOT_IN_FORCE, facts, ask, found)
    found.body = body
    return None


def grant_in_force(facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    """LAW-1: the grant behind the cell, and the grant it was taken from, are in force."""
    grant = facts.grants.get(found.cell.grant)
    if grant is None or grant.power != ask.power or grant.body != found.cell.body or not grant.span.covers(ask.on):
        return refuse(Code.GRANT_NOT_IN_FORCE, facts, ask, found)
    found.grant = grant
    if grant.under is not None:
        source = facts.grants.get(grant.under)
        if source is None or not source.span.covers(ask.on) or on_day(facts.stops.get(source.id, ()), ask.on):
            return refuse(Code.SOURCE_NOT_IN_FORCE, facts, ask, found)
        found.source = source
    return None


def mode_lawful(facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    """T14, T27, LAW-3, LAW-4: this power may be held in this mode by this body."""
    grant, power, tables = found.grant, found.power, facts.tables
    mode = tables.modes.get(grant.mode)
    if mode is None:
        return refuse(Code.MODE_UNKNOWN, facts, ask, found, mode=grant.mode)
    found.mode = mode
    if grant.mode == ASSISTANCE:
        return refuse(Code.ASSISTANCE_ONLY, facts, ask, found, holder=grant.principal)
    if power.type in tables.coercive_types or ask.act_type in tables.coercive_acts:
        if grant.mode == ENTRUSTED:
            return refuse(Code.COERCION_ENTRUSTED, facts, ask, found, holder=grant.principal)
        if not power.measures_allowed:
            return refuse(Code.MEASURES_OFF, facts, ask, found)
    if mode.name_on_paper == "own":
        return None
    return _borrowed(facts, ask, found)


def _borrowed(facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    """A power exercised in a principal's name: its own to give, the principal there, the receiver fit."""
    grant, power, tables = found.grant, found.power, facts.tables
    source = getattr(found, "source", None)
    giver = source.body if source else power.holder
    if source is not None:
        above = tables.modes.get(source.mode)
        if above is None or (above.name_on_paper == "principal" and not above.sub_entrust):
            return refuse(Code.SUB_ENTRUSTED, facts, ask, found)
    if giver != grant.principal or (source is not None and source.power != power.id):
        return refuse(Code.NOT_THE_HOLDER, facts, ask, found, holder=giver)
    principal = on_day(facts.bodies.get(grant.principal or "", ()), ask.on)
    if principal is None:
        zh, en = names(facts, grant.principal, ask)
        return refuse(Code.PRINCIPAL_NOT_IN_FORCE, facts, ask, found, principal=zh, principal_en=en)
    found.principal = principal
    if grant.mode == ENTRUSTED:
        if not power.entrustable:
            return refuse(Code.NOT_ENTRUSTABLE, facts, ask, found)
        # A type with no kind of body at all (coercion) is closed; only a type not listed falls to "*".
        kinds = tables.entrustees.get(power.type, tables.entrustees.get("*", frozenset()))
        if found.body.kind not in kinds:
            return refuse(Code.NOT_AN_ORGAN, facts, ask, found)
    return None


def instrument_sound(facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    """T15–T17, LAW-2, LAW-3: the instrument is in force and came about as its mode demands."""
    grant = found.grant
    paper = facts.instruments.get(grant.instrument)
    if paper is None or not paper.span.covers(ask.on):
        number = paper.number if paper else grant.instrument
        return refuse(Code.INSTRUMENT_NOT_IN_FORCE, facts, ask, found, instrument=number)
    found.instrument = paper
    if grant.mode == ENTRUSTED:
        return _agreement(paper, grant, facts, ask, found)
    if grant.mode in (GRANTED, CONCENTRATED):
        return _published(paper, facts, ask, found)
    return None


def _agreement(paper: Instrument, grant: Grant, facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    start, number = paper.span.start, paper.number
    if paper.principal != grant.principal or paper.agent != grant.body:
        return refuse(Code.INSTRUMENT_PARTIES, facts, ask, found, instrument=number)
    sides = (
        ("委托机关", "the principal", paper.signed_principal),
        ("受托方", "the receiving body", paper.signed_agent),
    )
    for zh, en, signed in sides:
        if signed is None or signed > start:
            return refuse(Code.NOT_SIGNED, facts, ask, found, instrument=number, side=zh, side_en=en)
    if paper.filed is None or paper.filed > start:
        return refuse(Code.NOT_FILED, facts, ask, found, instrument=number)
    if paper.announced is None or paper.announced > start:
        return refuse(Code.NOT_ANNOUNCED, facts, ask, found, instrument=number)
    return None


def _published(paper: Instrument, facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    parent = facts.instruments.get(paper.parent or "")
    if (
        parent is None
        or parent.kind != "provincial_decision"
        or not parent.span.covers(ask.on)
        or parent.announced is None
        or parent.announced > paper.span.start
    ):
        return refuse(Code.NO_PROVINCIAL_DECISION, facts, ask, found, instrument=paper.number)
    found.parent = parent
    if paper.announced is None or paper.announced > paper.span.start:
        return refuse(Code.LIST_NOT_PUBLISHED, facts, ask, found, instrument=paper.number)
    return None


def within_limits(facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    """T19, T23: kinds of act, sum, objects and places that the grant names."""
    return _outside(found.grant, facts, ask, found)


def _outside(grant: Grant, facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    if grant.act_types is not None and ask.act_type not in grant.act_types:
        return refuse(Code.ACT_TYPE_OUTSIDE, facts, ask, found)
    if grant.object_classes is not None and ask.object_class not in grant.object_classes:
        return refuse(Code.OBJECT_OUTSIDE, facts, ask, found)
    if grant.places is not None and found.seat not in grant.places:
        return refuse(Code.PLACE_OUTSIDE, facts, ask, found)
    ceiling = grant.fine_ceiling
    if ceiling is not None and ask.amount is not None and ask.amount > ceiling:
        return refuse(Code.AMOUNT_OUTSIDE, facts, ask, found, amount=_yuan(ask.amount), ceiling=_yuan(ceiling))
    return None


def not_stopped(facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    """T30: any stop on record stops, whether or not its own papers are in order: the safe side."""
    for stop in facts.stops.get(found.grant.id, ()):
        if stop.span.covers(ask.on):
            began_before = ask.begun is not None and ask.begun < stop.span.start
            if not (stop.finish_running and began_before):
                return refuse(Code.STOPPED, facts, ask, found, document=stop.document)
    return None


def qualification_there(facts: Facts, ask: Ask, found: Found) -> Refusal | None:
    """T10: somebody at the body, or at one through which it acts, holds the qualification on the day."""
    kind = found.power.needs_qualification
    if kind is None:
        return None
    day, body = ask.on, found.body.id
    for own in (body, *(link.body for link in facts.agents_of.get(body, ()))):
        if facts.acts_for(own, body, day):
            for holding in facts.holders.get((own, kind), ()):
                if all(record.span.covers(day) for record in holding):
                    return None
    return refuse(Code.QUALIFICATION_LACKING, facts, ask, found, qualification=kind)
