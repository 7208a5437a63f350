"""Draws for everybody (抽取公示): what is published of each, and the file that anybody can check."""

from django.db.models import QuerySet

from zhenzhi.kernel import ledger, merkle, sealer
from zhenzhi.kernel.canonical import Json, plain
from zhenzhi.kernel.draw import Result
from zhenzhi.kernel.draw_file import announce, publish, read_commitment
from zhenzhi.kernel.models import Entry, Sealed
from zhenzhi.kernel.problem import NotFound
from zhenzhi.matter.models import Draw


def shown() -> QuerySet[Draw]:
    """All draws, newest first. They are public from the moment their list is fixed; void ones stay."""
    return Draw.objects.order_by("-id")


def of(number: str) -> Draw:
    """The draw with this number. Raises NotFound."""
    found = Draw.objects.filter(number=number).first()
    if found is None:
        raise NotFound
    return found


def document(row: Draw) -> dict[str, Json]:
    """The published file of a draw as it stands, with those it replaces; `zhenzhi verify` checks it off the machine."""
    commitment = read_commitment(row.commitment)
    previous = document(row.previous) if row.previous is not None else None
    if row.drawn_at is None:
        told = announce(commitment, row.committed_at, previous)
    else:
        told = publish(
            Result(commitment, bytes.fromhex(row.entropy), tuple(row.chosen)),
            committed_at=row.committed_at, drawn_at=row.drawn_at, witness=row.witness, previous=previous,
            source="公布名单时约定的签名检查点", beacon={"note": row.note, "public": row.public},
        )  # fmt: skip
    void = {"at": plain(row.voided_at), "reason": row.void_reason} if row.voided_at else None
    return told | {
        "number": row.number, "body": row.body, "purpose": row.purpose, "stage": row.stage, "void": plain(void),
        "ledger": _ledger(row),
    }  # fmt: skip


def _ledger(row: Draw) -> dict[str, Json] | None:
    """The entry that fixed the list, and its way up to the root of the checkpoint; None until the draw is made."""
    if row.drawn_at is None:
        return None
    seq, size = Sealed.objects.get(entry=row.committed_in).seq, int(row.note.splitlines()[1])
    path = merkle.inclusion_proof(sealer.DatabaseNodes(), seq, size)
    entry = ledger.content(Entry.objects.get(pk=row.committed_in))
    return {"seq": seq, "entry": entry, "path": [part.hex() for part in path]}
