"""Stopping and returning many grants in one act (批量停止与收回, S58, S59); the single acts: `register.grants`."""

from collections.abc import Sequence
from datetime import date

from zhenzhi.devolution import flow
from zhenzhi.kernel import clock
from zhenzhi.kernel.act import bulk_act
from zhenzhi.kernel.facts import close, record
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.problem import Conflict, Invalid
from zhenzhi.kernel.registry import Move
from zhenzhi.org.dating import days, renewed
from zhenzhi.register import competence, holdings
from zhenzhi.register.models import Grant, Stop


def _locked(grants: Sequence[Grant], move: Move, day: date) -> list[Grant]:
    """The grants as they stand, locked. Raises Conflict at another stage, Invalid for a day outside one of them."""
    codes = {grant.code for grant in grants}
    found = list(Grant.objects.known().select_for_update().filter(code__in=codes).order_by("code"))
    wrong = sorted(codes - {row.code for row in found}) + [row.code for row in found if row.stage not in move.start]
    if wrong:
        raise Conflict(
            "wrong_stage",
            f"有 {len(wrong)} 项授权已经停止或者终止，请刷新后重试。",
            f"{len(wrong)} of these grants are stopped or ended already. Reload and try again.",
            article=move.law,
            detail=wrong,
        )
    outside = [row.code for row in found if day < row.start or (row.end is not None and day >= row.end)]
    if day < clock.today() or outside:
        raise Invalid(
            "day",
            "生效日期不能早于今天，并须在每项授权的有效期之内。",
            "The day must not lie in the past, and must lie within every grant.",
            article="T30",
            detail={"day": outside or "past"},
        )
    return found


@bulk_act(flow.STOP_GRANTS)
def stop_grants(
    grants: Sequence[Grant], *, day: date, document: Plain, consent_by: Plain, finish_running: bool, by: Actor
) -> list[Grant]:
    """批量停止行使 (Stop many grants): from `day` no new act under any of them, with the county's consent (T30)."""
    found = _locked(grants, flow.STOP_GRANTS, day)
    close(*found)
    stopped = [renewed(row, row.valid, stage="stopped") for row in found]
    stops = [
        Stop(
            code=str(uuid7()), grant=row.code, document=document, consent_by=consent_by, stage="in_force",
            finish_running=finish_running, valid=days(day, row.end),
        )
        for row in found
    ]  # fmt: skip
    record(*stopped, *stops)
    return stopped


@bulk_act(flow.RETURN_GRANTS)
def return_grants(
    grants: Sequence[Grant], *, day: date, document: Plain, consent_by: Plain, by: Actor
) -> list[Grant]:
    """批量收回 (Return many grants): from `day` the powers are again with the bodies they came from (S59, T30)."""
    found = _locked(grants, flow.RETURN_GRANTS, day)
    givers = {row.code: row for row in Grant.objects.known().filter(code__in=[row.under for row in found])}
    for row in found:
        giver = givers.get(row.under)
        before = None if giver is None else holdings.grant_fact(giver)
        competence.take_back(holdings.grant_fact(row), before, day)
    close(*found)
    ended = [renewed(row, days(row.start, day), stage="ended") for row in found if row.start < day]
    record(*ended)
    return ended
