"""Writing and reading the ledger (台账). One entry an act, in the act's own transaction, in one statement."""

import hashlib
import inspect
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Literal, get_args, get_origin
from uuid import UUID

from django.db import models

from zhenzhi.kernel import canonical, merkle, rows
from zhenzhi.kernel.doing import Doing, send
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.models import Entry, EntryRow, Subject
from zhenzhi.kernel.question import Ground
from zhenzhi.kernel.registry import Spec


class _Open:
    """Marks a text parameter that is no personal text and may stand in the ledger as it is."""


Plain = Annotated[str, _Open]
"""A text that may be told: a code, a document number, a term of a list (明文). All other text is veiled."""

REACTIONS: dict[str, list[str]] = {}
"""Act name → names of the reactions that every entry of it owes; filled by `reactions.reaction`."""


@dataclass(frozen=True, slots=True)
class Line:
    """One subject of a bulk act, judged."""

    row: Subject
    stage_from: str
    ground: Ground
    verdicts: list[list[str]]


class _Veils:
    """Collects the salts of one entry while its texts are replaced by their digests."""

    def __init__(self) -> None:
        self.fields: list[str] = []
        self.salts: list[bytes] = []

    def hide(self, field: str, value: object) -> str:
        salt = os.urandom(16)
        self.fields.append(field)
        self.salts.append(salt)
        return veil(salt, value)


def veil(salt: bytes, value: object) -> str:
    """The digest that stands in the ledger for a personal text: SHA-256 over salt and canonical bytes."""
    return "veil:" + hashlib.sha256(salt + canonical.encode(value)).hexdigest()


def _is_open(annotation: object) -> bool:
    """Whether values of this annotation say nothing personal: numbers, days, keys, closed choices, `Plain`."""
    origin = get_origin(annotation)
    if origin is Literal:
        return True
    if origin is Annotated:
        return _Open in get_args(annotation)[1:]
    if origin is not None:
        return all(_is_open(part) for part in get_args(annotation) if part not in (type(None), Ellipsis))
    if not inspect.isclass(annotation):
        return False
    return issubclass(annotation, int | bool | date | datetime | UUID | Enum | models.Model)


def _shown(value: object) -> object:
    """Rows stand in the ledger by their key; a list of rows by their number, for each has a row entry of its own."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, list | tuple) and value and isinstance(value[0], models.Model):
        return len(value)
    return value


def _told_params(spec: Spec, params: dict[str, object], veils: _Veils) -> dict[str, object]:
    told: dict[str, object] = {}
    for name, value in params.items():
        if value is None or value == "" or _is_open(spec.signature.parameters[name].annotation):
            told[name] = canonical.plain(_shown(value))
        else:
            told[name] = veils.hide(f"params.{name}", value)
    return told


_OPEN_COLUMNS = frozenset({"UUIDField", "DateField", "DateTimeField", "BooleanField", "ForeignKey", "OneToOneField"})


def _told_changes(row: Subject, changes: dict[str, object], veils: _Veils) -> dict[str, object]:
    told: dict[str, object] = {}
    for field in row._meta.concrete_fields:
        if field.attname not in changes:
            continue
        value = changes[field.attname]
        if "Range" in type(field).__name__:
            value = [value.lower, value.upper] if value is not None else None  # type: ignore[attr-defined]
        kind = field.get_internal_type()
        is_open = kind in _OPEN_COLUMNS or "Integer" in kind or "Range" in type(field).__name__
        if value is None or is_open or field.choices or field.name in ("stage", "code"):
            told[field.attname] = canonical.plain(value)
        else:
            told[field.attname] = veils.hide(f"changes.{field.attname}", value)
    return told


_COLUMNS = (
    "id", "at", "act", "move", "subject_kind", "subject", "code", "actor_kind", "actor", "appointment", "key",
    "ground", "stage_from", "stage_to", "params", "changes", "verdicts", "rows", "rows_root",
)  # fmt: skip


def _insert(
    spec: Spec, current: Doing, values: dict[str, Any], veils: _Veils, grounds: dict[bytes, dict[str, object]]
) -> None:
    """Send the entry with all that belongs to it, and what the act kept back for it, as one statement."""
    by, move, entry = current.by, spec.move, current.entry
    line = values | {
        "id": entry,
        "at": current.at,
        "act": spec.name,
        "move": [move.right, str(move.who), move.law],
        "actor_kind": str(by.kind),
        "actor": by.id,
        "key": by.key,
    }
    texts = [{"digest": digest, "content": reasons} for digest, reasons in grounds.items()]
    salts = [
        {"id": uuid7(), "entry": entry, "field": field, "salt": salt}
        for field, salt in zip(veils.fields, veils.salts, strict=True)
    ]
    owed = [
        {"id": uuid7(), "entry_id": entry, "reaction": name, "attempts": 0, "error": ""}
        for name in REACTIONS.get(spec.name, [])
    ]
    current.writes += [
        *rows.insert("kernel_groundtext", texts, " ON CONFLICT DO NOTHING"),
        *rows.insert("kernel_veil", salts),
        *rows.insert("kernel_delivery", owed),
        *rows.insert("kernel_unsealed", [{"entry": entry}]),
        *rows.insert("kernel_entry", [line]),
    ]
    send(current.writes)


def append(
    spec: Spec,
    current: Doing,
    ground: Ground,
    row: Subject,
    stage_from: str,
    params: dict[str, object],
    changes: dict[str, object],
    verdicts: list[list[str]],
) -> None:
    """Insert the entry of one act, its ground, its salts, what it owes and what it kept back, in one statement."""
    veils = _Veils()
    reasons = ground.as_json()
    digest = canonical.digest(reasons)
    values: dict[str, Any] = {
        "subject_kind": row._meta.label_lower,
        "subject": row.pk,
        "code": getattr(row, "code", ""),
        "appointment": ground.appointment,
        "ground": digest,
        "stage_from": stage_from,
        "stage_to": row.stage,
        "params": _told_params(spec, params, veils),
        "changes": _told_changes(row, changes, veils),
        "verdicts": verdicts,
        "rows": None,
        "rows_root": None,
    }
    _insert(spec, current, values, veils, {digest: reasons})


def row_content(line: Line | EntryRow) -> bytes:
    """Canonical bytes of a written subject, every column: the leaf of a row under its batch's root."""
    if isinstance(line, EntryRow):
        return bytes(line.content)
    return canonical.digest({f.attname: _column(line.row, f) for f in line.row._meta.concrete_fields})


def _column(row: Subject, field: Any) -> object:
    value = getattr(row, field.attname)
    return [value.lower, value.upper] if "Range" in type(field).__name__ and value is not None else value


def append_batch(spec: Spec, current: Doing, params: dict[str, object], lines: list[Line]) -> None:
    """Insert the entry of a bulk act and one row entry for each subject under its subtree root."""
    grounds: dict[bytes, dict[str, object]] = {}
    digests: dict[int, bytes] = {}
    for line in lines:
        if id(line.ground) not in digests:
            reasons = line.ground.as_json()
            digests[id(line.ground)] = canonical.digest(reasons)
            grounds[digests[id(line.ground)]] = reasons
    written = [
        EntryRow(
            id=uuid7(),
            entry_id=current.entry,
            index=index,
            subject_kind=line.row._meta.label_lower,
            subject=line.row.pk,
            code=getattr(line.row, "code", ""),
            stage_from=line.stage_from,
            stage_to=line.row.stage,
            content=row_content(line),
            ground=digests[id(line.ground)],
            verdicts=line.verdicts,
        )
        for index, line in enumerate(lines)
    ]
    leaves = [row_leaf(row) for row in written]
    veils = _Veils()
    first = lines[0].ground if lines else None
    values: dict[str, Any] = {
        "subject_kind": lines[0].row._meta.label_lower if lines else "",
        "subject": current.entry,
        "code": "",
        "appointment": first.appointment if first else None,
        "ground": digests[id(first)] if first else b"",
        "stage_from": "",
        "stage_to": "",
        "params": _told_params(spec, params, veils),
        "changes": {},
        "verdicts": [],
        "rows": len(written),
        "rows_root": merkle.root_of(leaves),
    }
    _insert(spec, current, values, veils, grounds)
    rows.write(written)


def row_leaf(row: EntryRow) -> bytes:
    """Canonical bytes of one row entry."""
    return canonical.encode(
        [
            row.index, row.subject_kind, row.subject, row.code, row.stage_from, row.stage_to, bytes(row.content),
            bytes(row.ground), row.verdicts,
        ]
    )  # fmt: skip


def content(entry: Entry) -> dict[str, canonical.Json]:
    """The entry as plain JSON, every column: what its leaf hash covers and a proof bundle carries."""
    return {name: canonical.plain(getattr(entry, name)) for name in _COLUMNS}


def leaf(entry: Entry) -> bytes:
    """Canonical bytes of an entry."""
    return canonical.encode(content(entry))


def history(subject: Subject) -> Iterable[Entry]:
    """All entries of a subject, oldest first (办理经过)."""
    return Entry.objects.filter(subject=subject.pk).order_by("id")


def rows_of(entry: Entry) -> Iterator[EntryRow]:
    """Row entries of a bulk act in their order."""
    return EntryRow.objects.filter(entry=entry).order_by("index").iterator()
