"""Entries of the register made by mistake (登记有误, LAW-63): as `org.annulling`, for powers, grants and the like."""

from collections.abc import Sequence

from zhenzhi.kernel.act import bulk_act
from zhenzhi.kernel.identity import Actor
from zhenzhi.org.acts import named
from zhenzhi.org.annulling import References, annulled
from zhenzhi.register import competence, flow, holdings
from zhenzhi.register.models import (
    Cell,
    Duty,
    Entered,
    Grant,
    Instrument,
    LegalText,
    Power,
    Procedure,
    ServiceItem,
    Stop,
)

_REFERENCES: References = {
    LegalText: [],
    Power: [(Duty, "power"), (Procedure, "power"), (ServiceItem, "power"), (Grant, "power")],
    Duty: [],
    Procedure: [],
    ServiceItem: [],
    Instrument: [(Instrument, "parent"), (Grant, "instrument")],
    Grant: [(Grant, "under"), (Stop, "grant"), (Cell, "grant")],
    Stop: [],
}


@bulk_act(flow.ANNUL)
def annul(entries: Sequence[Entered], *, reason: str, by: Actor) -> list[Entered]:
    """撤销错误登记 (Annul a mistaken entry): a power, duty, procedure, item, instrument, grant or stop typed wrong.

    A grant's cells return to the giver, as if it had never been. Raises Conflict where an act rests on an entry, or
    something else refers to it.
    """
    named(reason, "reason")
    _return_cells([entry.code for entry in entries if isinstance(entry, Grant)])
    return annulled(entries, _REFERENCES)


def _return_cells(codes: Sequence[str]) -> None:
    """What these grants held goes back to their givers; a grant under another of them first."""
    rows = Grant.objects.known().filter(code__in=codes).select_for_update()
    for grant in sorted(rows, key=lambda row: row.under not in codes):
        giver = Grant.objects.known().filter(code=grant.under).first() if grant.under else None
        before = None if giver is None else holdings.grant_fact(giver)
        competence.take_back(holdings.grant_fact(grant), before, grant.start)
