"""Opening a spreadsheet file safely (读取表格): xlsx, xls or csv in, rows of text out, or the reason why not.

The content decides, not the name. Refused: files with macros, HTML, PDF or programs under a table's name,
archives that unpack to far more than they are, sheets with cells so far out that they would eat the memory.
Workbooks are read in a process of their own, which such a file may end.
"""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from zhenzhi.register.importing import workbook

Merge = tuple[int, int, int, int]

MAX_BYTES = 10 * 1024 * 1024
_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_RATIO = 200  # real sheets compress 5–30 times
_PATIENCE = 60  # seconds for one workbook; 5,000 rows take less than one
_SIGNATURES = (
    (b"%PDF", "PDF 文件", "a PDF file"),
    (b"MZ", "可执行程序", "a program"),
    (b"\x7fELF", "可执行程序", "a program"),
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"{\\rtf", "RTF 文档", "an RTF document"),
)
_MARKUP = re.compile(rb"^\s*<(?:!doctype|html|\?xml|table|meta|head)", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0"


class NotATable(Exception):
    """The file can't be read as a table; `zh` and `en` say why, `suggest_zh` and `suggest_en` what to do."""

    def __init__(self, zh: str, en: str, suggest_zh: str = "", suggest_en: str = "") -> None:
        super().__init__(zh)
        self.zh, self.en = zh, en
        self.suggest_zh = suggest_zh or "请在 Excel 或 WPS 中打开原文件，另存为 .xlsx 后再导入。"
        self.suggest_en = suggest_en or "Open the original in Excel or WPS, save it as .xlsx, import that."


@dataclass(frozen=True)
class Grid:
    """One sheet as text. `rows[i]` is row i+1 of the spreadsheet; merges are (top, left, bottom, right)."""

    name: str
    rows: list[list[str]]
    merges: tuple[Merge, ...] = ()


def read_grids(path: Path, max_bytes: int = MAX_BYTES) -> list[Grid]:
    """The visible sheets of a workbook, or the one table of a csv file. Raises NotATable, OSError."""
    size = path.stat().st_size
    if size > max_bytes:
        limit = f"{max_bytes / 1048576:.3g} MB"
        raise NotATable(
            f"文件有 {size / 1048576:.1f} MB，超过 {limit} 的上限。",
            f"The file has {size / 1048576:.1f} MB; the limit is {limit}.",
            "请删去图片和多余的工作表，或分成几个文件导入。",
            "Remove pictures and spare sheets, or split the file.",
        )
    data, suffix = path.read_bytes(), path.suffix.lower()
    _refuse_other_types(data)
    if data.startswith(b"PK\x03\x04"):
        _check_archive(data, suffix)
        return _workbook(data)
    if data.startswith(_OLE):
        if "_VBA_PROJECT".encode("utf-16-le") in data:
            raise _macros()
        return _workbook(data)
    if suffix != ".csv":
        raise NotATable(
            f"文件名是 {suffix or '无扩展名'}，内容却不是 Excel 表格。",
            f"The file is named {suffix or 'without extension'}, but its content is no Excel table.",
        )
    return [Grid(path.stem, _csv_rows(_decode(data)))]


def _refuse_other_types(data: bytes) -> None:
    if not data.strip():
        raise NotATable("文件是空的。", "The file is empty.", "请另选文件。", "Choose another file.")
    for signature, zh, en in _SIGNATURES:
        if data.startswith(signature):
            raise NotATable(f"这是{zh}，不是表格。", f"This is {en}, not a table.")
    if _MARKUP.match(data[:512].removeprefix(b"\xef\xbb\xbf")):
        raise NotATable("这是网页或 XML 文件，不是 Excel 表格。", "This is a web page or XML file, no table.")


def _macros() -> NotATable:
    return NotATable(
        "文件带有宏（VBA 程序），为安全起见不接收。",
        "The file carries macros (VBA); it is refused for safety.",
        "请另存为不带宏的 .xlsx 后再导入。",
        "Save it as .xlsx, without macros, and import that.",
    )


def _check_archive(data: bytes, suffix: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if suffix == ".xlsm" or any(name.lower().endswith("vbaproject.bin") for name in names):
                raise _macros()
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > _MAX_UNPACKED or unpacked > _MAX_RATIO * max(len(data), 50_000):
                raise NotATable(
                    "文件解压后异常庞大，疑似压缩炸弹，不接收。",
                    "The file unpacks to an abnormal size (a zip bomb?) and is refused.",
                )
            if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
                raise NotATable(
                    "这是压缩包或其他文档，不是 .xlsx 表格。",
                    "This is an archive or another document, not an .xlsx table.",
                )
            if archive.testzip() is not None:  # also catches parts that unpack to more than they declare
                raise zipfile.BadZipFile
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError) as error:
        raise NotATable("文件已损坏，无法打开。", "The file is damaged and can't be opened.") from error


def _workbook(data: bytes) -> list[Grid]:
    try:
        child = subprocess.run(
            [sys.executable, "-I", workbook.__file__],
            input=data,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _unreadable("读取时间过长", "reading it takes too long") from error
    if child.returncode == workbook.UNREADABLE:
        raise NotATable(
            "文件无法作为 Excel 表格打开（可能已加密或损坏）。",
            "The file can't be opened as an Excel table (encrypted or damaged?).",
            "请去掉打开密码，另存为 .xlsx 后再导入。",
            "Remove the password, save it as .xlsx and import that.",
        )
    if child.returncode != 0:
        raise _unreadable("范围过大或内容异常", "it is far too large, or abnormal")
    return [Grid(name, rows, tuple(map(tuple, merges))) for name, rows, merges in json.loads(child.stdout)]


def _unreadable(zh: str, en: str) -> NotATable:
    return NotATable(
        f"工作表无法读取：{zh}。",
        f"The sheet can't be read: {en}.",
        "请把名录复制到新的工作表，保存后再导入。",
        "Copy the list to a new sheet, save it and import that.",
    )


def _decode(data: bytes) -> str:
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotATable("这是二进制文件，不是 CSV 表格。", "This is a binary file, not a CSV table.")
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotATable("CSV 文件的文字编码无法识别。", "The text encoding of the CSV file is unknown.")


def _csv_rows(text: str) -> list[list[str]]:
    head = text[:4000]
    delimiter = max(",\t;", key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise NotATable("CSV 文件的格式有误，无法读取。", "The CSV file is malformed.") from error
