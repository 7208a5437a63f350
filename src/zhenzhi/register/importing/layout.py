"""Finding the list in a sheet (识别表格结构): the header under its titles, data rows, totals, blanks."""

import re
from dataclasses import dataclass, field

from zhenzhi.register.importing.reader import Grid, NotATable
from zhenzhi.register.importing.report import Kind, Problem
from zhenzhi.register.importing.vocabulary import Heading, Vocabulary
from zhenzhi.register.numerals import NUMERAL, number_of

_SEARCH_DEPTH = 20  # rows in which a header is looked for
_MERGED_DOWN = ("department", "domain", "type", "holder_level", "limits", "origin", "source")
_NOTHING = {"", "/", "\\", "-", "—", "——", "无", "#N/A", "#REF!", "#NAME?", "#VALUE!"}
_TOTAL = re.compile(rf"^(?:合计|总计|共计|总数|小计|共{NUMERAL}[项条个])")
_REMARK = re.compile(r"^(?:注[:：1-9]|备注[:：]|说明[:：]|填表|制表|填报|审核人|联系电话|联系人)")
_SECTION = re.compile(rf"^(?:{NUMERAL}、|[（(]{NUMERAL}[)）]|第{NUMERAL}部分)")
_COUNT = re.compile(rf"(?:[共计有：:（(\s]|^)({NUMERAL})\s*(?:项|条)")
EXAMPLE_MARK = "（示例"


@dataclass
class RawRow:
    """A data row: cells by field, texts as found; `filled` names fields guessed from the row above."""

    row: int
    cells: dict[str, str]
    filled: set[str] = field(default_factory=set)


@dataclass
class Layout:
    """What a sheet holds: its columns (field → header as written), data rows, and what was noticed."""

    header_row: int
    columns: dict[str, str]
    times: dict[str, int]
    rows: list[RawRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class _Claim:
    """A number of items the sheet states, and the data rows it speaks of: from `start` to before `end`."""

    row: int
    stated: int
    start: int = 0
    end: int | None = None
    section: bool = False  # a section's number counts up to the next title or total


def find_layout(grids: list[Grid], vocabulary: Vocabulary) -> Layout:
    """Read the first sheet that has a known header. Raises NotATable if none has."""
    for number, grid in enumerate(grids):
        header = _find_header(grid, vocabulary)
        if header is not None:
            layout = _read(grid, header, vocabulary)
            layout.problems += [
                _skipped(0, f"工作表“{other.name}”也有名录，没有读取。", f"“{other.name}” was not read.")
                for other in grids[number + 1 :]
                if _find_header(other, vocabulary) is not None
            ]
            return layout
    raise NotATable(
        "找不到表头：没有一行同时写有“权力名称”“权力类型”“设定依据”等列名。",
        "No header was found: no row names columns such as 权力名称, 权力类型, 设定依据.",
        "请把列名改为导入模板中的名称，或下载模板填写。",
        "Name the columns as in the import template, or fill in the template.",
    )


def _headings(cells: list[str], vocabulary: Vocabulary) -> dict[int, Heading]:
    return {i: h for i, cell in enumerate(cells) if cell and (h := vocabulary.heading(cell))}


def _find_header(grid: Grid, vocabulary: Vocabulary) -> int | None:
    best, best_score = None, 1
    for index, cells in enumerate(grid.rows[:_SEARCH_DEPTH]):
        found = {h.field for h in _headings(cells, vocabulary).values()}
        if "name" in found and len(found) > best_score:
            best, best_score = index, len(found)
    return best


def _read(grid: Grid, header: int, vocabulary: Vocabulary) -> Layout:
    headings, labels, first = _header(grid, header, vocabulary)
    by_field: dict[str, int] = {}
    for index, heading in headings.items():
        by_field.setdefault(heading.field, index)
    layout = Layout(
        header_row=header + 1,
        columns={name: labels[index].replace("\n", "") for name, index in by_field.items()},
        times={heading.field: heading.times for heading in headings.values()},
    )
    unread = [t.replace("\n", "") for i, t in enumerate(labels) if t.strip() and i not in headings]
    if unread:
        names = "、".join(unread)
        layout.problems.append(
            _skipped(header + 1, f"这些列不认识，没有导入：{names}。", f"Unknown columns, not read: {names}.")
        )
    claims = _titles(grid.rows[:header])
    _body(grid, first, by_field, layout, claims)
    _check_claims(claims, layout)
    _fill_empty(layout)
    return layout


def _header(grid: Grid, header: int, vocabulary: Vocabulary) -> tuple[dict[int, Heading], list[str], int]:
    """Headings by column; a second header row under a merged one (依据 over 法律名称, 条款) refines it."""
    headings, labels = _headings(grid.rows[header], vocabulary), list(grid.rows[header])
    below = grid.rows[header + 1] if header + 1 < len(grid.rows) else []
    second = _headings(below, vocabulary)
    filled = sum(1 for cell in below if cell.strip())
    if len(second) < 2 or len(second) < filled:
        return headings, labels, header + 1
    for index, heading in second.items():
        headings[index] = heading
        labels += [""] * (index + 1 - len(labels))
        labels[index] = below[index]
    return headings, labels, header + 2


def _titles(rows: list[list[str]]) -> list[_Claim]:
    claims = []
    for index, cells in enumerate(rows):
        stated = _stated("".join(cells))
        if stated is not None:
            claims.append(_Claim(index + 1, stated))
    return claims


def _stated(text: str) -> int | None:
    match = _COUNT.search(text)
    return number_of(match[1]) if match else None


def _body(grid: Grid, first: int, columns: dict[str, int], layout: Layout, claims: list[_Claim]) -> None:
    above = _merged_values(grid, columns)
    blanks: list[int] = []
    section_start = 0
    for index in range(first, len(grid.rows)):
        cells = grid.rows[index]
        if not any(cell.strip() for cell in cells):
            blanks.append(index + 1)
            continue
        layout.problems += [_skipped(row, "空行，已跳过。", "An empty row was skipped.") for row in blanks]
        blanks = []
        raw = {name: _value(cells, column) for name, column in columns.items()}
        what = _kind_of(cells, raw, columns, layout.columns)
        if what == "data":
            filled = {name: above[index, name] for name in raw if not raw[name] and (index, name) in above}
            layout.rows.append(RawRow(index + 1, raw | filled))
            continue
        text = "".join(cell for cell in cells if cell).strip()
        layout.problems.append(_row_skipped(index + 1, what, text))
        if what in ("total", "title"):
            _close_section(claims, len(layout.rows))
            stated = _stated(text) if what == "title" else _total(text, cells)
            start = section_start if text.startswith("小计") else 0
            if stated is not None and what == "title":
                claims.append(_Claim(index + 1, stated, len(layout.rows), section=True))
            elif stated is not None:
                claims.append(_Claim(index + 1, stated, start, len(layout.rows)))
            section_start = len(layout.rows)


def _total(text: str, cells: list[str]) -> int | None:
    """The number in a row of totals: written with 项, or alone in a cell."""
    numbers = [int(cell) for cell in cells if re.fullmatch(r"\s*\d{1,9}\s*", cell)]
    return _stated(text) or (numbers[0] if numbers else None)


def _close_section(claims: list[_Claim], end: int) -> None:
    for claim in claims:
        if claim.section and claim.end is None:
            claim.end = end


def _check_claims(claims: list[_Claim], layout: Layout) -> None:
    for claim in claims:
        actual = (len(layout.rows) if claim.end is None else claim.end) - claim.start
        if actual != claim.stated:
            layout.problems.append(
                Problem(
                    claim.row,
                    "",
                    Kind.COUNT_MISMATCH,
                    f"表上写有 {claim.stated} 项，实际读到 {actual} 项。",
                    f"The sheet states {claim.stated} items; {actual} were read.",
                    "请核对是否漏行，或更正所写的总数。",
                    "Look for rows left out, or correct the stated total.",
                )
            )


def _value(cells: list[str], column: int) -> str:
    value = cells[column] if column < len(cells) else ""
    return "" if value.strip() in _NOTHING else value


def _merged_values(grid: Grid, columns: dict[str, int]) -> dict[tuple[int, str], str]:
    """The value a cell takes from the merged cell that covers it, by (row index, field)."""
    fields = {column: name for name, column in columns.items() if name in _MERGED_DOWN}
    return {
        (row, fields[left]): grid.rows[top][left]
        for top, left, bottom, right in grid.merges
        if left == right and left in fields and top < len(grid.rows)
        for row in range(top + 1, min(bottom, len(grid.rows) - 1) + 1)
    }


def _kind_of(cells: list[str], raw: dict[str, str], columns: dict[str, int], labels: dict[str, str]) -> str:
    filled = [i for i, cell in enumerate(cells) if cell.strip()]
    text = cells[filled[0]].strip()
    told = [name for name in ("name", "type", "basis", "law", "code") if raw.get(name)]
    if sum(raw.get(name) == label for name, label in labels.items()) * 2 > len(labels):
        return "header"
    if raw.get("name", "").startswith(EXAMPLE_MARK):
        return "example"
    if "basis" in told and "name" in told:
        return "data"
    if _TOTAL.match(text):
        return "total"
    if _REMARK.match(text):
        return "remark"
    if len(filled) == 1 and (_SECTION.match(text) or filled[0] != columns["name"]):
        return "serial" if filled[0] == columns.get("serial") and number_of(text) is not None else "title"
    return "data"


def _row_skipped(row: int, what: str, text: str) -> Problem:
    labels = {
        "header": ("重复的表头", "a repeated header"),
        "example": ("模板的示例行", "the template's example"),
        "total": ("合计行", "a row of totals"),
        "remark": ("说明文字", "a remark"),
        "serial": ("只有序号的行", "a row with a serial number only"),
        "title": ("标题行", "a title"),
    }
    zh, en = labels[what]
    short = text if len(text) <= 40 else text[:40] + "…"
    return _skipped(row, f"{zh}，已跳过：{short}", f"Skipped as {en}: {short}")


def _skipped(row: int, zh: str, en: str) -> Problem:
    return Problem(row, "", Kind.NOT_DATA, zh, en, "如果这里应有权力事项，请补全名称、类型和依据。",
                   "If a power belongs here, complete its name, type and basis.")  # fmt: skip


def _fill_empty(layout: Layout) -> None:
    """Where at least half of a column is empty the file lost its merged cells (csv): take it from above."""
    for name in ("department", "domain"):
        empty = sum(1 for row in layout.rows if not row.cells.get(name, ""))
        if name not in layout.columns or not layout.rows or empty * 2 < len(layout.rows):
            continue
        last = ""
        for row in layout.rows:
            last = row.cells.get(name, "") or last
            if last and not row.cells.get(name, ""):
                row.cells[name] = last
                row.filled.add(name)
