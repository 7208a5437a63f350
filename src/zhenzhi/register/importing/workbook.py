"""Reading a workbook in a process of its own (子进程读取): bytes on stdin, sheets as JSON on stdout.

A file with one cell at the far end of a sheet makes the reader ask for terabytes, which ends its process at
once. Here it ends this one only; the memory limit makes it quick. The script imports nothing of the program.
"""

import importlib
import io
import json
import sys
from datetime import date, datetime

from python_calamine import CalamineError, CalamineSheet, SheetVisibleEnum, load_workbook

UNREADABLE = 3  # the exit code for a file that is no workbook
_MAX_MEMORY = 2 * 1024**3  # bytes of address space
_EXACT = 10**15  # Excel keeps 15 digits of a number


def main() -> int:
    """Write [name, rows, merges] of every visible sheet. Returns the exit code."""
    if sys.platform != "win32":  # Windows has no such limit; its process ends all the same, only later
        resource = importlib.import_module("resource")
        resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, _MAX_MEMORY))
    try:
        book = load_workbook(io.BytesIO(sys.stdin.buffer.read()))
        visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        sheets = [_sheet(book.get_sheet_by_name(name)) for name in visible]
    except (CalamineError, ValueError, OSError):
        return UNREADABLE
    json.dump(sheets, sys.stdout)
    return 0


def _sheet(sheet: CalamineSheet) -> tuple[str, list[list[str]], list[tuple[int, ...]]]:
    rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    return sheet.name, rows, [(*start, *end) for start, end in sheet.merged_cell_ranges or ()]


def _text(cell: object) -> str:
    """A cell as the person saw it: whole numbers without .0; numbers too long for Excel visibly broken."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        if not cell.is_integer():
            return repr(cell)
        return str(int(cell)) if abs(cell) < _EXACT else f"{cell:.14E}"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


if __name__ == "__main__":
    sys.exit(main())
