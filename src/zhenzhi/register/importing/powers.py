"""Importing a power list (导入权力清单): a spreadsheet in, cleaned rows and a report out."""

import re
from pathlib import Path

from zhenzhi.register.importing.basis import BasisCell, Checked, check_basis
from zhenzhi.register.importing.fields import (
    Known,
    Row,
    Run,
    check_code,
    check_department,
    check_fines,
    check_name,
    check_type,
    clean_cells,
    plain_name,
)
from zhenzhi.register.importing.layout import RawRow, find_layout
from zhenzhi.register.importing.reader import MAX_BYTES, NotATable, read_grids
from zhenzhi.register.importing.report import ImportResult, Kind, PowerRow, Problem, in_order
from zhenzhi.register.importing.vocabulary import Vocabulary
from zhenzhi.register.nearest import Nearest

__all__ = ["Known", "import_powers"]

_NEEDED = (("name", "权力名称"), ("type", "权力类型"), ("basis", "设定依据"), ("department", "实施主体"))


def import_powers(
    path: Path, known: Known, vocabulary: Vocabulary, max_bytes: int = MAX_BYTES
) -> ImportResult[PowerRow]:
    """Read and check a power list (权力清单), T01–T03. Nothing is stored.

    Never raises for what is in the file; OSError if there is none.
    Every data row is either in `ready` or has at least one problem that blocks it.
    """
    try:
        layout = find_layout(read_grids(path, max_bytes), vocabulary)
    except NotATable as reason:
        problem = Problem(0, "", Kind.NOT_A_TABLE, reason.zh, reason.en, reason.suggest_zh, reason.suggest_en)
        return ImportResult(path, 0, (), (problem,))
    bodies = {plain_name(name): current for name, current in known.bodies.items()}
    run = Run(known, vocabulary, layout, bodies, Nearest(bodies), [*layout.problems])
    absent = _absent_columns(run)
    ready = [checked for row in layout.rows if (checked := _check_row(run, row, absent)) is not None]
    return ImportResult(path, len(layout.rows), tuple(ready), tuple(in_order(run.problems)))


def _absent_columns(run: Run) -> frozenset[str]:
    """Needed columns the list lacks: reported once, at the header; no row can be ready then."""
    columns = set(run.layout.columns)
    if columns & {"law", "article"}:
        columns.add("basis")
    absent = [(name, label) for name, label in _NEEDED if name not in columns]
    for _, label in absent:
        run.problems.append(
            Problem(
                run.layout.header_row,
                label,
                Kind.MISSING,
                f"名录没有“{label}”一列，所有行都不能导入。",
                f"The list has no column “{label}”; no row can be imported.",
                f"请加上“{label}”一列，列名写法见导入模板。",
                f"Add a column “{label}”, named as in the template.",
            )
        )
    return frozenset(name for name, _ in absent)


def _check_row(run: Run, raw: RawRow, absent: frozenset[str]) -> PowerRow | None:
    row = Row(run, raw.row, {}, blocked=bool(absent))
    clean_cells(row, raw)
    for name, label in _NEEDED:
        told = row.get(name) or (name == "basis" and (row.get("law") or row.get("article")))
        if name not in absent and not told:
            row.say(
                name,
                Kind.MISSING,
                f"缺少{label}。",
                f"{label} is missing.",
                f"请填写{label}。",
                f"Fill in {label}.",
            )
    check_name(row)
    check_code(row)
    type_name, department = check_type(row), check_department(row)
    checked = Checked()
    cell = BasisCell(*(row.get(name) for name in ("law", "basis", "article", "law_version", "quote")))
    if cell.text():
        checked = check_basis(cell, run.known.laws, run.known.on, lambda *said: row.say("basis", *said))
    low, high = check_fines(row, checked)
    return None if row.blocked else _power_row(row, type_name, department, checked, low, high)


def _power_row(
    row: Row, type_name: str, department: str, checked: Checked, low: int | None, high: int | None
) -> PowerRow:
    measures = tuple(part for part in re.split(r"[；;、，,]", row.get("measures")) if part)
    return PowerRow(
        row=row.number,
        type=type_name,
        basis=tuple(checked.basis),
        department=department,
        measures=measures,
        fine_min=low,
        fine_max=high,
        **{
            name: row.get(name)
            for name in (
                "code", "name", "domain", "holder_level", "authority_text", "limits",
                "fine_unit", "fine_text", "origin", "source", "note",
            )
        },
    )  # fmt: skip
