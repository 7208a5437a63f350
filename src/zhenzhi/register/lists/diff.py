"""What changed between two versions of a list (清单对比): added, removed, changed by field, moved. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from zhenzhi.register.lists.kinds import Kind

Row = Mapping[str, str]
Rows = Mapping[str, Row]
"""The rows of a version by their code."""


@dataclass(frozen=True, slots=True)
class Field:
    """A changed cell (变动字段)."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """A row that stands in both versions and is not the same. `moved`: (from, to) section, where it changed lists."""

    code: str
    name: str
    fields: tuple[Field, ...]
    moved: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that parts two versions of one list, each in order of code; `same` counts what did not change."""

    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[Change, ...]
    same: int

    @property
    def moved(self) -> tuple[Change, ...]:
        """The changes that moved a row to another list (such as 基本 → 收回)."""
        return tuple(change for change in self.changed if change.moved)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def difference(kind: Kind, old: Rows, new: Rows) -> Difference:
    """Compare two versions of one kind. A row is the same row while it keeps its code."""
    columns = [name for name in kind.names() if name != "code"]
    changed = [
        _change(kind, columns, old[code], new[code])
        for code in sorted(old.keys() & new.keys())
        if old[code] != new[code]
    ]
    real = tuple(change for change in changed if change.fields)
    return Difference(
        tuple(new[code] for code in sorted(new.keys() - old.keys())),
        tuple(old[code] for code in sorted(old.keys() - new.keys())),
        real,
        len(old.keys() & new.keys()) - len(real),
    )


def _change(kind: Kind, columns: list[str], old: Row, new: Row) -> Change:
    fields = tuple(
        Field(name, old.get(name, ""), new.get(name, "")) for name in columns if old.get(name, "") != new.get(name, "")
    )
    moved = next(((field.before, field.after) for field in fields if field.column == kind.section), None)
    return Change(new["code"], new.get("name", ""), fields, moved)


def told(kind: Kind, found: Difference) -> list[str]:
    """The difference as lines for people, Chinese then English."""
    lines = [f"+ {row['code']} {row.get('name', '')}（新增 added）" for row in found.added]
    lines += [f"- {row['code']} {row.get('name', '')}（移出 removed）" for row in found.removed]
    for change in found.changed:
        lines.append(f"~ {change.code} {change.name}")
        for field in change.fields:
            column = kind.column(field.column)
            before, after = (_word(kind, field.column, value) for value in (field.before, field.after))
            lines.append(f"    {column.zh} {column.en}：{before or '（空）'} → {after or '（空）'}")
    lines.append(
        f"新增{len(found.added)}项，移出{len(found.removed)}项，变动{len(found.changed)}项"
        f"（其中转列{len(found.moved)}项），未变{found.same}项。"
    )
    lines.append(
        f"{len(found.added)} added, {len(found.removed)} removed, {len(found.changed)} changed "
        f"({len(found.moved)} moved between lists), {found.same} the same."
    )
    return lines


def _word(kind: Kind, column: str, value: str) -> str:
    return dict(kind.column(column).choices).get(value, value)
