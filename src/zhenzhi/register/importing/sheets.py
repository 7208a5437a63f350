"""A list as a sheet (清单表格): the form with its drop-downs, the export of a version, and reading it back.

What is exported is read back equal: bodies and choices stand in the sheet by their names, in the register by code.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

from zhenzhi.register.importing.reader import NotATable, read_grids
from zhenzhi.register.importing.report import ImportResult, Problem, in_order
from zhenzhi.register.importing.report import Kind as Sort
from zhenzhi.register.importing.vocabulary import header_key
from zhenzhi.register.lists.checking import Known, faults
from zhenzhi.register.lists.kinds import SEVERAL, Column, Kind
from zhenzhi.register.nearest import Nearest

Row = dict[str, str]

_FORM_ROWS = 2000
_JOINS = re.compile("[、，,；;\n]")
_WIDE = frozenset(
    {"name", "main_duty", "town_duty", "lead_tasks", "help_tasks", "basis", "steps", "text", "ban", "help"}
)


@dataclass(frozen=True, slots=True)
class Names:
    """Names of bodies by code, as they are today, and the codes that a list may name."""

    bodies: Mapping[str, str]
    powers: frozenset[str] = frozenset()
    town: str = ""


def _shown(column: Column, value: str, names: Names) -> str:
    """A stored cell as people read it."""
    if column.choices:
        return dict(column.choices).get(value, value)
    if column.ref == "body":
        return SEVERAL.join(names.bodies.get(one, one) for one in value.split(SEVERAL))
    return value


def write_sheet(path: Path, kind: Kind, rows: Iterable[Mapping[str, str]], names: Names) -> None:
    """Write rows of a list as XLSX with drop-downs, or as CSV by the name of the file; no rows give the blank form."""
    lines = [[_shown(column, row.get(column.name, ""), names) for column in kind.columns] for row in rows]
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([[column.zh for column in kind.columns], *lines])
        return
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        sheet, hidden = book.add_worksheet(kind.zh[:31]), book.add_worksheet("选项")
        hidden.hide()
        head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for at, column in enumerate(kind.columns):
            sheet.set_column(at, at, 44 if column.name in _WIDE else 18, text)
            sheet.write_string(0, at, column.zh, head)
            options = [zh for _, zh in column.choices] or (
                sorted(names.bodies.values()) if column.ref == "body" else []
            )
            if options and not column.many:
                hidden.write_column(0, at, options)
                source = f"=选项!${_letter(at)}$1:${_letter(at)}${len(options)}"
                sheet.data_validation(1, at, max(_FORM_ROWS, len(lines)), at, {"validate": "list", "source": source})
        for number, line in enumerate(lines, 1):
            for at, value in enumerate(line):
                sheet.write_string(number, at, value, text)
        sheet.freeze_panes(1, 0)


def _letter(at: int) -> str:
    return chr(ord("A") + at)


@dataclass(slots=True)
class _Reading:
    """One list being read: what is known, and what was found wrong so far."""

    kind: Kind
    names: Names
    codes: Mapping[str, str]
    nearest: Nearest
    problems: list[Problem] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)

    def say(
        self, row: int, column: str, sort: Sort, zh: str, en: str, suggest_zh: str = "", suggest_en: str = ""
    ) -> None:
        """Keep a finding."""
        found = Problem(row, column, sort, zh, en, suggest_zh, suggest_en)
        self.problems.append(found)
        if found.severity == "blocks":
            self.blocked.add(row)


def read_sheet(path: Path, kind: Kind, names: Names) -> ImportResult[Row]:
    """Read and check a list of this kind. Nothing is stored, and every fault of every row is told at once.

    Never raises for what is in the file; OSError if there is none. `ready` are the rows that nothing blocks.
    """
    codes = {name: code for code, name in names.bodies.items()}
    run = _Reading(kind, names, codes, Nearest(codes))
    try:
        grid = next((grid for grid in read_grids(path) if _header(grid.rows, kind) is not None), None)
        if grid is None:
            raise NotATable(
                "找不到表头。", "No header row was found.", "请使用该清单的导入模板。", "Use the form of this list."
            )
    except NotATable as reason:
        problem = Problem(0, "", Sort.NOT_A_TABLE, reason.zh, reason.en, reason.suggest_zh, reason.suggest_en)
        return ImportResult(path, 0, (), (problem,))
    header = _header(grid.rows, kind)
    assert header is not None
    columns = _columns(run, grid.rows[header], header + 1)
    lines = [
        (at + 1, cells) for at, cells in enumerate(grid.rows) if at > header and any(cell.strip() for cell in cells)
    ]
    rows = {number: _row(run, number, cells, columns) for number, cells in lines}
    _check(run, rows)
    ready = tuple(row for number, row in rows.items() if number not in run.blocked)
    return ImportResult(path, len(rows), ready, tuple(in_order(run.problems)))


def _header(rows: Sequence[Sequence[str]], kind: Kind) -> int | None:
    """The row that names at least half of the kind's columns, the code among them."""
    wanted = {header_key(column.zh) for column in kind.columns}
    for at, cells in enumerate(rows[:20]):
        found = {header_key(cell) for cell in cells} & wanted
        if header_key(kind.columns[0].zh) in found and len(found) * 2 >= len(wanted):
            return at
    return None


def _columns(run: _Reading, cells: Sequence[str], number: int) -> dict[str, int]:
    by_header = {header_key(column.zh): column.name for column in run.kind.columns}
    found = {by_header[key]: at for at, cell in enumerate(cells) if (key := header_key(cell)) in by_header}
    unread = [cell.strip() for cell in cells if cell.strip() and header_key(cell) not in by_header]
    if unread:
        listed = "、".join(unread)
        run.say(
            number, "", Sort.NOT_DATA, f"这些列不认识，没有导入：{listed}。", f"Unknown columns, not read: {listed}."
        )
    for column in run.kind.columns:
        if column.name not in found and "*" in column.need:
            run.say(
                number, column.zh, Sort.MISSING, f"缺少“{column.zh}”一列，所有行都不能导入。",
                f"The column “{column.zh}” ({column.en}) is missing; no row can be imported.",
            )  # fmt: skip
    return found


def _row(run: _Reading, number: int, cells: Sequence[str], columns: Mapping[str, int]) -> Row:
    row: Row = {}
    for column in run.kind.columns:
        at = columns.get(column.name)
        value = cells[at].strip() if at is not None and at < len(cells) else ""
        row[column.name] = _stored(run, number, column, value)
    return row


def _stored(run: _Reading, number: int, column: Column, value: str) -> str:
    """A cell as the register keeps it: choices and bodies by code. What is unknown stays and is told."""
    if column.choices:
        return {zh: code for code, zh in column.choices}.get(value, value)
    parts = [one.strip() for one in _JOINS.split(value) if one.strip()] if column.many else [value]
    if column.ref == "body" and value:
        parts = [_body(run, number, column, one) for one in parts]
    return SEVERAL.join(parts)


def _body(run: _Reading, number: int, column: Column, name: str) -> str:
    if name in run.codes or name in run.names.bodies:
        return run.codes.get(name, name)
    near = run.nearest.to(name)
    run.say(
        number, column.zh, Sort.BODY_UNKNOWN, f"没有名为“{name}”的机构。", f"There is no body named “{name}”.",
        f"是否为“{near}”？" if near else "请使用机构规范全称。",
        f"Did you mean “{near}”?" if near else "Use the full name.",
    )  # fmt: skip
    return name


def _check(run: _Reading, rows: Mapping[int, Row]) -> None:
    """The faults that the list itself would refuse, told by row; a body told as unknown already is not told twice."""
    known = Known(run.names.bodies.keys(), run.names.powers, run.names.town)
    told = {(problem.row, problem.column) for problem in run.problems}
    seen: set[str] = set()
    for number, row in rows.items():
        found = faults(run.kind, [row], known)
        for fault in found:
            column = run.kind.column(fault.column)
            if (number, column.zh) not in told:
                sort = Sort.BAD_TYPE if row[fault.column] else Sort.MISSING
                run.say(number, column.zh, sort, fault.zh, fault.en)
        if row["code"] and row["code"] in seen:
            run.say(
                number, run.kind.columns[0].zh, Sort.DUPLICATE_CODE, f"编码“{row['code']}”与前面的行重复。",
                f"The code “{row['code']}” stands in an earlier row.",
            )  # fmt: skip
        seen.add(row["code"])
