"""Sheets as counties send them: built row by row, clean or dirty, as xlsx or csv."""

import csv
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from zhenzhi.register.importing.powers import Known, import_powers
from zhenzhi.register.importing.report import ImportResult, PowerRow
from zhenzhi.register.importing.vocabulary import Vocabulary
from zhenzhi.register.lawbook import LawBook

Cell = str | float
HEADER: list[Cell] = [
    "序号",
    "权力编码",
    "权力名称",
    "权力类型",
    "设定依据",
    "实施主体",
    "罚款下限（元）",
    "罚款上限（元）",
    "罚款规定",
]
SOUND_BASIS = "《示例县市容管理条例》第三条第一款第（一）项"
DEPARTMENT = "示例县市容局"

LAWS = LawBook.read(Path(__file__).parent / "laws")
VOCABULARY = Vocabulary.read(Path(__file__).parents[2] / "profiles" / "common")
KNOWN = Known(
    bodies={DEPARTMENT: DEPARTMENT, "示例县城管局": DEPARTMENT, "示例县水利局": "示例县水利局"},
    codes={"CF-9999"},
    names={"对已登记行为的处罚"},
    laws=LAWS,
)
Result = ImportResult[PowerRow]


def run(path: Path, known: Known = KNOWN) -> Result:
    return import_powers(path, known, VOCABULARY)


def power(number: int, **changed: Cell) -> list[Cell]:
    """A sound row of a power list; `changed` replaces cells by the names below."""
    cells: dict[str, Cell] = {
        "serial": number,
        "code": f"CF-{number:04d}",
        "name": f"对第{number}类擅自占用街道行为的处罚",
        "type": "行政处罚",
        "basis": SOUND_BASIS,
        "department": DEPARTMENT,
        "low": 200,
        "high": 2000,
        "fine": "处二百元以上二千元以下罚款",
    }
    return list((cells | changed).values())


def write_xlsx(path: Path, rows: Sequence[Sequence[Cell]], merges: Sequence[tuple[int, int, int, int]] = ()) -> Path:
    """Write rows from A1; merges are (top, left, bottom, right), 0-based, and keep the first cell's value."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("清单")
        for top, left, bottom, right in merges:
            sheet.merge_range(top, left, bottom, right, "")
        for index, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell != "":
                    sheet.write(index, column, cell)
    return path


def write_csv(path: Path, rows: Sequence[Sequence[Cell]], encoding: str = "utf-8-sig") -> Path:
    """Write rows as Excel saves csv."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path
