"""Lists as sheets: export and import are each other's inverse; faults are told all at once; the commands."""

import argparse
import re
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import world
from tests.register.lists import listing
from tests.register.lists.listing import duty
from zhenzhi.app.commands import diff_lists, export_list, import_list
from zhenzhi.kernel.problem import Invalid, Refused
from zhenzhi.register.importing.reader import read_grids
from zhenzhi.register.importing.sheets import Names, read_sheet, write_sheet
from zhenzhi.register.lists import acts, queries
from zhenzhi.register.lists.kinds import KINDS, SEVERAL, Column, Kind
from zhenzhi.register.models import ListVersion

BODIES = {world.GOV: "山县人民政府", world.PLAN: "山县自然资源和规划局", world.EAST_GOV: "山县东镇人民政府"}
NAMES = Names(BODIES, frozenset({"P-1", "P-2"}), world.EAST_GOV)
_WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=12)


def _cell(column: Column) -> st.SearchStrategy[str]:
    if column.name == "code":
        return st.just("")
    if column.choices:
        return st.sampled_from([code for code, _ in column.choices])
    pool: dict[str, list[str]] = {
        "body": [world.GOV, world.PLAN], "power": ["P-1", "P-2"], "number": ["0", "5000"], "day": ["2026-03-04"]
    }  # fmt: skip
    if column.ref:
        one = st.sampled_from(pool[column.ref])
        return st.lists(one, min_size=1, max_size=2, unique=True).map(SEVERAL.join) if column.many else one
    return _WORDS


def _rows(kind: Kind) -> st.SearchStrategy[list[dict[str, str]]]:
    row = st.fixed_dictionaries({column.name: _cell(column) for column in kind.columns})
    return st.lists(row, min_size=1, max_size=4).map(lambda rows: [_fit(row, at) for at, row in enumerate(rows)])


def _fit(row: dict[str, str], at: int) -> dict[str, str]:
    """Give a row its code, and only the sides its section allows."""
    if row.get("list") == "basic":
        row = row | {"main": "", "taking": ""}
    if "lead" in row:
        row = row | {"lead": world.GOV, "helpers": world.PLAN}
    return row | {"code": f"{at}"}


@pytest.mark.parametrize("code", sorted(KINDS))
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_is_exported_is_imported_equal(code: str, suffix: str, tmp_path: Path) -> None:
    kind, path = KINDS[code], tmp_path / f"list{suffix}"

    @settings(max_examples=15 if suffix == ".csv" else 2, suppress_health_check=list(HealthCheck))
    @given(_rows(kind))
    def round_trip(rows: list[dict[str, str]]) -> None:
        write_sheet(path, kind, rows, NAMES)
        found = read_sheet(path, kind, NAMES)
        assert list(found.ready) == rows, found.problems
        assert found.rows == len(rows)

    round_trip()


def test_the_form_has_headers_and_drop_downs(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    write_sheet(path, KINDS["town_duties"], [], NAMES)
    grid = read_grids(path)[0]
    assert grid.rows[0] == [column.zh for column in KINDS["town_duties"].columns]
    with zipfile.ZipFile(path) as archive:
        sheet, book = (archive.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "workbook"))
        words = archive.read("xl/sharedStrings.xml").decode()
    choices = dict(re.findall(r'<dataValidation type="list"[^>]*sqref="([A-Z])2:.*?<formula1>(.*?)</formula1>', sheet))
    assert choices == {"B": "选项!$B$1:$B$3", "E": "选项!$E$1:$E$3", "H": "选项!$H$1:$H$3"}
    assert all(word in words for word in ("基本履职", "配合履职", "上级收回", *BODIES.values()))
    assert 'name="选项" sheetId="2" state="hidden"' in book


def test_5000_rows_with_300_faults_tell_all_of_them_at_once(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    rows = [duty(f"D{at}", "assist", main="无此局" if at % 50 < 3 else world.PLAN) for at in range(5000)]
    write_sheet(path, KINDS["town_duties"], rows, NAMES)
    found = read_sheet(path, KINDS["town_duties"], NAMES)
    assert (found.rows, len(found.ready), len(found.problems)) == (5000, 4700, 300)
    assert found.counts() == {"body_unknown": 300}


@pytest.mark.parametrize(
    ("change", "kind", "column"),
    [
        ({"name": ""}, "missing", "事项名称"),
        ({"code": ""}, "missing", "编码"),
        ({"code": "B1"}, "duplicate_code", "编码"),
        ({"list": "其他"}, "bad_type", "清单类别"),
        ({"main": "山县自然资源规划局"}, "body_unknown", "对应上级部门"),
        ({"main": ""}, "missing", "对应上级部门"),
        ({"powers": "P-9"}, "bad_type", "对应权力编码"),
    ],
)
def test_a_faulty_row_is_told_by_row_and_column(change: dict[str, str], kind: str, column: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write_sheet(path, KINDS["town_duties"], [duty("B1"), duty("A1", "assist") | change], NAMES)
    found = read_sheet(path, KINDS["town_duties"], NAMES)
    assert [(one.row, one.column, one.kind.value) for one in found.problems] == [(3, column, kind)]
    assert [row["code"] for row in found.ready] == ["B1"]
    assert all(one.zh and one.en for one in found.problems)


def test_what_is_no_list_is_told_as_such(tmp_path: Path) -> None:
    for name, text in (("a.csv", "甲,乙\n1,2\n"), ("b.xlsx", "x"), ("c.csv", "")):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        found = read_sheet(path, KINDS["fees"], NAMES)
        assert (found.rows, [one.kind.value for one in found.problems]) == (0, ["not_a_table"])


def _run(module: ModuleType, *argv: str) -> int:
    parser = argparse.ArgumentParser()
    module.add(parser.add_subparsers(required=True))
    status: int = module.run(parser.parse_args(list(argv)))
    return status


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
def test_import_export_and_diff_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listing.rights()
    first = listing.published()
    sheet = tmp_path / "list.xlsx"
    assert _run(export_list, "export", "town_duties", str(sheet), "--holder", world.EAST_GOV) == 0
    enter = ["import", "town_duties", str(sheet), "--town", world.EAST_GOV, "--body", world.GOV, "--number", "2"]
    assert _run(import_list, *enter, "--dry-run") == 0
    assert ListVersion.objects.count() == 1
    with pytest.raises(Refused):
        _run(import_list, *enter, "--by", "li")
    assert _run(import_list, *enter, "--by", "he") == 0
    second = ListVersion.objects.get(number="2")
    assert (queries.rows_of(second), second.stage) == (queries.rows_of(first), "draft")
    acts.put_rows(second, rows=[duty("B1", "taken")], by=listing.HE)
    acts.publish_list(listing.reviewed(second), start=world.TODAY, document="x", where="x", by=listing.HE)
    capsys.readouterr()
    assert _run(diff_lists, "diff", "town_duties", "2026-1", "2", "--holder", world.EAST_GOV) == 1
    assert "基本履职 → 上级收回" in capsys.readouterr().out
    assert _run(diff_lists, "diff", "town_duties", "2", "2026-03-04", "--holder", world.EAST_GOV) == 0
    with pytest.raises(Invalid):
        _run(diff_lists, "diff", "town_duties", "2", "9", "--holder", world.EAST_GOV)


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
def test_the_rest_is_entered_only_if_told_so(tmp_path: Path) -> None:
    sheet = tmp_path / "list.csv"
    write_sheet(sheet, KINDS["town_duties"], [duty("B1"), duty("B2", category="")], NAMES)
    enter = ["import", "town_duties", str(sheet), "--town", world.EAST_GOV, "--body", world.GOV, "--number", "2"]
    assert _run(import_list, *enter, "--by", "he") == 1
    assert not ListVersion.objects.exists()
    assert _run(import_list, *enter, "--by", "he", "--rest") == 1
    assert set(queries.rows_of(ListVersion.objects.get())) == {"B1"}
    assert _run(import_list, "import", "powers", str(tmp_path / "form.xlsx"), "--template") == 0
    assert _run(import_list, "import", "fees", str(tmp_path / "form.xlsx"), "--template") == 0
