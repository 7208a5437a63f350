"""What is no table is refused with its reason, whatever the file is called."""

import zipfile
from pathlib import Path

import pytest

from tests.register.power_sheets import HEADER, KNOWN, VOCABULARY, power, run, write_csv, write_xlsx
from zhenzhi.register.importing.powers import import_powers

HTML = "<html><body><table><tr><td>权力名称</td></tr></table></body></html>".encode()
FILES: list[tuple[str, bytes, str]] = [
    ("清单.xlsx", b"MZ\x90\x00" + b"\x00" * 200, "可执行程序"),
    ("清单.xlsx", b"%PDF-1.7\n%...", "PDF"),
    ("清单.xls", HTML, "网页"),
    ("清单.csv", b"\xef\xbb\xbf\n" + HTML, "网页"),
    ("清单.xlsx", b"\x89PNG\r\n\x1a\n", "图片"),
    ("清单.xlsx", "权力名称,权力类型\n甲,乙\n".encode(), "内容却不是 Excel"),
    ("清单.csv", b"\x00\x01\x02\x03" * 10, "二进制"),
    ("清单.csv", b"\x80\xff\xff\xff", "编码"),
    ("清单.csv", "今天,天气\n很,好\n".encode(), "找不到表头"),
    ("清单.xlsx", b"", "空的"),
    ("清单.xlsx", b"PK\x03\x04garbage", "损坏"),
    ("清单.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "无法作为 Excel"),
    ("清单.xls", b"\xd0\xcf\x11\xe0" + "_VBA_PROJECT".encode("utf-16-le"), "宏"),
]


def reason(path: Path) -> str:
    report = run(path).as_dict()
    (problem,) = report["problems"]
    assert (report["rows"], report["ready"]) == (0, 0)
    assert (problem["row"], problem["kind"], problem["severity"]) == (0, "not_a_table", "blocks")
    assert problem["message_en"]
    assert problem["suggestion"]
    return problem["message"]


@pytest.mark.parametrize(("name", "content", "words"), FILES)
def test_no_table(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert words in reason(path)


def sound(tmp_path: Path, name: str = "清单.xlsx") -> Path:
    return write_xlsx(tmp_path / name, [HEADER, power(1)])


def add(path: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return path


def test_macros_are_refused_by_content_and_by_name(tmp_path: Path) -> None:
    assert "宏" in reason(add(sound(tmp_path), "xl/vbaProject.bin", b"x"))
    assert "宏" in reason(sound(tmp_path, "清单.xlsm"))


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    assert "压缩炸弹" in reason(add(sound(tmp_path), "xl/media/big.bin", b"\x00" * 30_000_000))


def test_another_archive_is_refused(tmp_path: Path) -> None:
    assert "压缩包" in reason(add(tmp_path / "清单.xlsx", "word/document.xml", b"<w/>"))


def test_a_lone_cell_at_the_end_of_the_sheet_is_refused(tmp_path: Path) -> None:
    rows: list[list[str | float]] = [[*HEADER]]
    path = write_xlsx(tmp_path / "清单.xlsx", rows)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    parts[sheet] = parts[sheet].replace(b"</sheetData>", far)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert "范围过大" in reason(path)


def test_the_limit_of_size_is_an_argument_and_ten_megabytes_by_default(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "清单.csv", [HEADER, power(1)])
    (problem,) = import_powers(path, KNOWN, VOCABULARY, max_bytes=100).problems
    assert "超过" in problem.zh
    with path.open("ab") as file:
        file.write(b"\n" * (10 * 1024 * 1024))
    assert "10 MB" in reason(path)


def test_content_decides_a_workbook_under_another_name_is_read(tmp_path: Path) -> None:
    assert len(run(sound(tmp_path, "清单.xls")).ready) == 1


def test_an_absent_file_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run(tmp_path / "没有.xlsx")
