"""Writing rows beside an act's subject, one or many at once (批量写入). Called inside acts only."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models

from zhenzhi.devolution.models import Proposal
from zhenzhi.kernel import rows
from zhenzhi.kernel.doing import Statement, doing
from zhenzhi.kernel.problem import Conflict, NotFound
from zhenzhi.kernel.registry import Move

_AT_ONCE = 200
"""Rows in one statement; a statement takes at most 65,535 values."""


def send(statements: Sequence[Statement]) -> None:
    """Send statements now; those that differ in their values alone travel together."""
    by_sql: dict[str, list[list[Any]]] = {}
    for sql, values in statements:
        by_sql.setdefault(sql, []).append(values)
    with connection.cursor() as cursor:
        for sql, several in by_sql.items():
            cursor.executemany(sql, several)


def insert(made: Sequence[models.Model]) -> None:
    """Insert new rows of one model, those of its parents included."""
    for begin in range(0, len(made), _AT_ONCE):
        send(rows.inserts(made[begin : begin + _AT_ONCE]))


def close(proposals: Sequence[Proposal]) -> None:
    """The talks are over: the batch opened, and the power may be talked about anew."""
    keys = [row.pk for row in proposals]
    send([
        ("UPDATE matter_matter SET closed_at = %s WHERE id = ANY(%s)", [doing().at, keys]),
        ("UPDATE devolution_proposal SET open_for = NULL WHERE matter_ptr_id = ANY(%s)", [keys]),
    ])  # fmt: skip


def change(proposals: Sequence[Proposal], move: Move, body: Callable[[Proposal], None]) -> list[Proposal]:
    """Inside a bulk act: lock the proposals, check the move for each, change them, and write them.

    What the machinery does for the subject of a single act. Raises NotFound for an unknown one, Conflict naming those
    that stand at another stage.
    """
    keys = [row.pk for row in proposals]
    found = list(Proposal.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    if len(found) != len(set(keys)):
        raise NotFound
    wrong = [row.number for row in found if row.stage not in move.start]
    if wrong:
        raise Conflict(
            "wrong_stage",
            f"有 {len(wrong)} 项不在可办理的环节，例如：{wrong[0]}。请刷新后重试。",
            f"{len(wrong)} of these stand at another stage, such as {wrong[0]}. Reload and try again.",
            article=move.law,
            detail=wrong,
        )
    by, writes = doing().by.id, list[Statement]()
    for row in found:
        before = {name: getattr(row, name) for name in _COLUMNS}
        body(row)
        row.stage = move.end or row.stage
        row.hands = row.hands | {move.right: sorted({*row.hands.get(move.right, []), by})}
        writes += rows.updates(
            row, {name: getattr(row, name) for name in _COLUMNS if getattr(row, name) != before[name]}
        )
    send(writes)
    return found


_COLUMNS = (
    "stage", "hands", "closed_at", "act_types", "fine_ceiling", "form", "tests", "ladder", "review", "open_for",
)  # fmt: skip
"""What a bulk act may change of a proposal; lists and maps are set anew, never changed in place."""
