"""The life of an instrument (依据文书): drafted, signed by each side at its own body, filed, announced, ended.

Nobody signs for another body, and no program signs at all (T17). Nothing here grants a power; see `register.grants`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from zhenzhi.kernel import clock
from zhenzhi.kernel.act import act, opening_act
from zhenzhi.kernel.doing import doing
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.problem import Invalid, Refused
from zhenzhi.org.acts import named
from zhenzhi.org.dating import refer, span, until
from zhenzhi.org.models import Appointment, Body, Post
from zhenzhi.register import grants, life_flow
from zhenzhi.register.models import Instrument, Power

TWO_SIDED = ("agreement", "handover_memo")


@opening_act(life_flow.DRAFT)
def draft_instrument(
    principal: Body,
    *,
    code: Plain,
    kind: Literal["agreement", "handover_memo", "county_list", "decision"],
    title: Plain,
    number: Plain,
    start: date,
    end: date | None = None,
    agent: Plain = "",
    under: Plain = "",
    items: Sequence[Plain] = (),
    by: Actor,
) -> Instrument:
    """起草依据文书 (Draft an instrument): agreement, memo, county list or decision, with its items and days; it has no
    effect yet.
    """
    valid = span(start, end)
    refer(Body, principal.code, valid, "principal", "机构", "body")
    for power in items:
        refer(Power, power, valid, "items", "权力事项", "power")
    if kind in TWO_SIDED:
        refer(Body, agent, valid, "agent", "受托机构", "receiving body")
        if agent == principal.code:
            raise Invalid(
                "with_itself",
                "委托须有双方，受托方不能是委托方自身。",
                "An agreement has two sides; a body cannot entrust itself.",
                article="T15",
                detail={"agent": "same"},
            )
    if kind == "handover_memo" or under:
        refer(Instrument, under, valid, "under", "上位文书", "instrument above")
    return Instrument(
        code=named(code, "code"), kind=kind, title=named(title, "title"), number=named(number, "number"),
        principal=principal.code, agent=agent, parent=under, items=sorted(set(items)), valid=valid,
    )  # fmt: skip


@opening_act(life_flow.ENTER_HIGHER)
def enter_higher(
    issuer: Body,
    *,
    code: Plain,
    kind: Literal["law", "provincial_decision"],
    title: Plain,
    number: Plain,
    announced: date,
    start: date,
    end: date | None = None,
    items: Sequence[Plain] = (),
    by: Actor,
) -> Instrument:
    """录入上位依据 (Enter a higher instrument): a statute or a provincial decision, as published; the county records it
    and signs nothing.
    """
    not_later(announced)
    return Instrument(
        code=named(code, "code"), kind=kind, title=named(title, "title"), number=named(number, "number"),
        principal=issuer.code, announced=announced, items=sorted(set(items)), valid=span(start, end),
    )  # fmt: skip


def not_later(day: date, earliest: date | None = None) -> None:
    """Raises Invalid if a day on which something happened lies in the future, or before what it follows."""
    if day > clock.today() or (earliest is not None and day < earliest):
        raise Invalid(
            "day",
            f"日期{day}不对：不能晚于今天，也不能早于前一步骤({earliest or '-'})。",
            f"The day {day} is wrong: not after today, and not before the step before it ({earliest or '-'}).",
            detail={"on": "range"},
        )


def _at_very_body(body: str) -> None:
    """The signature is given at a post of the very body, not of one it acts through. Raises Refused."""
    ground = doing().ground
    appointment = ground.appointment if ground is not None else None
    posts = Appointment.objects.on(clock.today()).filter(code=appointment or "").values("post")
    if not body or not Post.objects.on(clock.today()).filter(code__in=posts, body=body).exists():
        raise Refused(
            "not_at_that_body",
            "只能由该机关本身的有权签署人签署；如您兼任多个岗位，请选用该机关的岗位后重试。",
            "Only a signatory at that very body may sign. If you hold several posts, choose the one at that body.",
            article="T17",
        )


@act(life_flow.SIGN_PRINCIPAL)
def sign_for_principal(instrument: Instrument, *, by: Actor) -> None:
    """委托方签署 (Sign for the principal): the principal, or the one body that issues a list or decision, signs."""
    _at_very_body(instrument.principal)
    instrument.signed_principal = clock.today()


@act(life_flow.SIGN_AGENT)
def sign_for_agent(instrument: Instrument, *, by: Actor) -> None:
    """受托方签署 (Sign for the receiving body): the town signs today, of its own will; without it there is no agreement
    (T17).
    """
    _at_very_body(instrument.agent)
    instrument.signed_agent = clock.today()


@act(life_flow.DECLINE)
def decline(instrument: Instrument, *, reason: str, by: Actor) -> None:
    """受托方不同意 (Decline to sign): the town does not sign; the draft ends and has no effect (T17)."""
    _at_very_body(instrument.agent)
    instrument.ending = {"cause": "declined", "reason": named(reason, "reason")}


@act(life_flow.FILE)
def file(instrument: Instrument, *, on: date, by: Actor) -> None:
    """法制备案 (Take on file): the legal office has taken it on file, after every signature (T16)."""
    not_later(on, max(filter(None, (instrument.signed_principal, instrument.signed_agent)), default=None))
    instrument.filed = on


@act(life_flow.ANNOUNCE)
def announce(instrument: Instrument, *, on: date, where: Plain, by: Actor) -> None:
    """公告 (Announce the instrument): the public can read it since that day at that place; from its start grants may
    open (T16).
    """
    not_later(on, instrument.filed)
    instrument.announced, instrument.announced_at = on, named(where, "where")


@act(life_flow.END_INSTRUMENT)
def end_instrument(
    instrument: Instrument,
    *,
    day: date,
    cause: Literal["fault", "agreed", "law_changed"],
    document: Plain,
    fault: str = "",
    agent_consent: Plain = "",
    cases: Mapping[str, Literal["finish_here", "hand_over"]] | None = None,
    by: Actor,
) -> None:
    """终止协议 (End the agreement): from `day` no new act opens; its grants end and the powers return; each open case
    is decided on (T21).

    `cases` maps the number of every open case to where it goes. `fault` tells the serious fault, `agent_consent` the
    document by which the town agreed.
    """
    _at_very_body(instrument.principal)
    if day < clock.today():
        raise Invalid(
            "past_end",
            "终止日期不能早于今天：此前的行为已依协议作出。",
            "It cannot end before today: acts have been done under it.",
            article="T21",
            detail={"day": "past"},
        )
    grants.end_all(instrument, day)
    instrument.valid = until(instrument, day)
    instrument.ending = {
        "cause": cause, "document": named(document, "document"), "fault": fault, "agent_consent": agent_consent,
        "cases": dict(cases or {}),
    }  # fmt: skip


def seal_recognised(power: str, principal: str, agent: str, on: date) -> bool:
    """Whether the seal for an entrusted power is recognised: in a memo of the two, signed by the day (T34)."""
    memos = Instrument.objects.on(on).filter(kind="handover_memo", principal=principal, agent=agent)
    return memos.filter(items__contains=[power], signed_principal__lte=on, signed_agent__lte=on).exists()
