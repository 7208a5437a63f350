"""Acts called twice with one key (幂等): carried out once, and the repetition gets the same answer.

The ledger itself refuses a second entry of one actor under one key, so the good case costs no extra question. Only when
an act fails is the key looked up: the same call is answered as done, another call under the same key is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.apps import apps
from django.db import IntegrityError

from zhenzhi.kernel import canonical, ledger
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.models import Dated, Entry, Subject, Veil
from zhenzhi.kernel.problem import Invalid, Problem
from zhenzhi.kernel.registry import Spec


@dataclass(frozen=True, slots=True)
class Done:
    """What an act left: its subject, the stage it reached, and whether this call only repeated an earlier one."""

    row: Subject
    stage: str
    replayed: bool


def carry_out(
    spec: Spec, run: Callable[..., Subject], subject: Subject, params: Mapping[str, Any], by: Actor
) -> Done:  # fmt: skip
    """Do the act, or find it done under the same key. Raises what the act raises, and Invalid on a mismatch."""
    try:
        row = run(subject, **params, by=by)
        return Done(row, row.stage, False)
    except (IntegrityError, Problem):
        own = Entry.objects.filter(actor_kind=by.kind, actor=by.id)
        entry = own.filter(key=by.key).first() if by.key is not None else None
        if entry is None:
            raise
    row = _row(entry)
    if entry.act != spec.name or not _same_subject(spec, row, subject) or not _same_params(entry, params):
        raise Invalid(
            "idempotency_mismatch",
            "该 Idempotency-Key 已用于另一次不同的操作，请换一个新的。",
            "This Idempotency-Key was used for a different call. Use a new one.",
        )
    return Done(row, entry.stage_to, True)


def _row(entry: Entry) -> Subject:
    model = cast(type[Subject], apps.get_model(entry.subject_kind))
    return model._base_manager.get(pk=entry.subject)


def _same_subject(spec: Spec, row: Subject, asked: Subject) -> bool:
    """An act is on the same row; an opening act made a row that hangs on the same parent, in whichever version."""
    if spec.kind != "opening":
        return row.pk == asked.pk
    for field in row._meta.concrete_fields:
        parent = getattr(row, field.name) if field.is_relation else None
        if isinstance(parent, Dated) and isinstance(asked, Dated) and parent.code == asked.code:
            return True
        if isinstance(parent, Subject) and parent.pk == asked.pk:
            return True
    return False


def _same_params(entry: Entry, params: Mapping[str, Any]) -> bool:
    """Compare with the ledger; veiled texts under their own salts. What was erased can no longer be compared."""
    salts = dict(Veil.objects.filter(entry=entry.pk, field__startswith="params.").values_list("field", "salt"))
    told: dict[str, object] = entry.params
    given = {name: value for name, value in params.items() if name in told}
    if len(given) != len(params):
        return False
    return all(_same(told[name], value, salts.get(f"params.{name}")) for name, value in given.items())


def _same(told: object, value: object, salt: bytes | memoryview | None) -> bool:
    if isinstance(told, str) and told.startswith("veil:"):
        return salt is None or told == ledger.veil(bytes(salt), value)
    return told == canonical.plain(value)
