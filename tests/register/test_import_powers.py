"""Importing power lists: every kind of problem, at its row; no row is lost."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.register.power_sheets import (
    DEPARTMENT,
    HEADER,
    KNOWN,
    LAWS,
    VOCABULARY,
    Cell,
    Result,
    power,
    run,
    write_csv,
    write_xlsx,
)
from zhenzhi.register.importing.powers import Known
from zhenzhi.register.importing.report import Kind, Severity
from zhenzhi.register.importing.template import template


def of_rows(tmp_path: Path, *rows: list[Cell]) -> Result:
    return run(write_xlsx(tmp_path / "清单.xlsx", [HEADER, *rows]))


def kinds(result: Result) -> list[tuple[int, str]]:
    return [(problem["row"], problem["kind"]) for problem in result.as_dict()["problems"]]


def test_T01_a_sound_row_is_read_whole(tmp_path: Path) -> None:
    result = of_rows(tmp_path, power(1))
    assert result.as_dict() == {"rows": 1, "ready": 1, "problems": []}
    (row,) = result.ready
    assert (row.row, row.code, row.type, row.department) == (2, "CF-0001", "行政处罚", DEPARTMENT)
    assert (row.fine_min, row.fine_max) == (20_000, 200_000)  # fen
    (basis,) = row.basis
    assert (basis.law, basis.article, basis.paragraph, basis.item) == ("示例县市容管理条例", 3, 1, 1)
    assert (basis.version.isoformat() if basis.version else "", len(basis.sha256)) == ("2023-03-01", 64)


ROW_CASES: list[tuple[dict[str, Cell], str, str, str]] = [
    # what is wrong in row 3, kind, column, words of the message or suggestion
    ({"name": ""}, "missing", "权力名称", "权力名称"),
    ({"type": ""}, "missing", "权力类型", "权力类型"),
    ({"basis": ""}, "missing", "设定依据", "设定依据"),
    ({"basis": "《示例法》"}, "missing", "设定依据", "本法共4条"),
    ({"department": "/"}, "missing", "实施主体", "实施主体"),
    ({"name": "对第1类擅自占用街道行为的处罚"}, "duplicate_name", "权力名称", "第2行"),
    ({"name": "对已登记行为的处罚"}, "duplicate_name", "权力名称", "登记簿"),
    ({"code": "CF-0001"}, "duplicate_code", "权力编码", "第2行"),
    ({"code": "CF-9999"}, "duplicate_code", "权力编码", "登记簿"),
    ({"code": "CF#1"}, "bad_code", "权力编码", "连字符"),
    ({"code": 4419980600312345}, "bad_code", "权力编码", "数位已经丢失"),
    ({"type": "行政处法"}, "bad_type", "权力类型", "行政处罚"),
    ({"basis": "《示例县市容管里条例》第三条"}, "law_unknown", "设定依据", "示例县市容管理条例"),
    ({"basis": "《示例县道路管理办法》第三条"}, "law_repealed", "设定依据", "示例县市容管理条例"),
    ({"basis": "《示例县市容管理条例》第七十六条"}, "article_missing", "设定依据", "本法共5条"),
    ({"basis": "《示例法》第三条之二"}, "article_missing", "设定依据", "第三条之二"),
    ({"basis": "《关于市容收费的通知》（示政发〔2015〕3号）"}, "internal_paper_only", "设定依据", "内部文件"),
    ({"department": "示例县水力局"}, "body_unknown", "实施主体", "示例县水利局"),
]
MILD_CASES: list[tuple[dict[str, Cell], str, str, str]] = [
    ({"basis": "《示例县市容管理条例》（2018年修订）第三条"}, "law_old_version", "设定依据", "2023-03-01"),
    ({"basis": "《示例县市容管理条例》第三条：禁止饲养家禽家畜"}, "article_mismatch", "设定依据", "家禽"),
    ({"basis": "《示例县市容管理条例》第三条第五款"}, "article_mismatch", "设定依据", "该条共2款"),
    ({"basis": "《示例县市容管理条例》第三条第（九）项"}, "article_mismatch", "设定依据", "第（九）项"),
    ({"basis": "《示例县市容管理条例》第三条，详见附表"}, "citation_unreadable", "设定依据", "详见附表"),
    ({"basis": "《示例县市容管理条例》第三条；《示例法》第三条"}, "several_laws", "设定依据", "《示例法》"),
    ({"department": "示例县城管局"}, "body_renamed", "实施主体", DEPARTMENT),
    ({"high": 20000}, "amount_mismatch", "罚款上限（元）", "2,000元"),
    ({"fine": "处五百元罚款"}, "amount_mismatch", "罚款规定", "500元"),
    ({"low": 2000, "high": 200}, "amount_mismatch", "罚款下限（元）", "高于上限"),
    ({"high": "若干"}, "amount_mismatch", "罚款上限（元）", "不是一个金额"),
    ({"code": "ＣＦ－０００２"}, "cleaned", "权力编码", "CF-0002"),
    ({"name": "对擅自占用\n街道行为 的处罚"}, "cleaned", "权力名称", "对擅自占用街道行为的处罚"),
    ({"type": "处罚"}, "cleaned", "权力类型", "行政处罚"),
]


@pytest.mark.parametrize(("changed", "kind", "column", "words"), ROW_CASES + MILD_CASES)
def test_T02_each_problem_is_found_in_its_row_and_cell(
    tmp_path: Path, changed: dict[str, Cell], kind: str, column: str, words: str
) -> None:
    result = of_rows(tmp_path, power(1), power(2, **changed), power(3))
    (problem,) = [p for p in result.as_dict()["problems"] if p["kind"] == kind]
    assert (problem["row"], problem["column"]) == (3, column)
    assert words in problem["message"] + problem["suggestion"]
    assert problem["message_en"]
    blocked = kind in {case[1] for case in ROW_CASES}
    assert problem["severity"] == "blocks" if blocked else problem["severity"] in ("warns", "informs")
    assert [row.row for row in result.ready] == ([2, 4] if blocked else [2, 3, 4])
    assert {p["row"] for p in result.as_dict()["problems"]} == {3}


def test_T03_a_law_beside_a_red_header_paper_is_enough(tmp_path: Path) -> None:
    basis = "《示例县市容管理条例》第三条；《关于市容收费的通知》（示政发〔2015〕3号）"
    (row,) = of_rows(tmp_path, power(1, basis=basis)).ready
    assert [(b.law, b.number, b.version is None) for b in row.basis] == [
        ("示例县市容管理条例", "", False),
        ("关于市容收费的通知", "示政发〔2015〕3号", True),
    ]


def test_a_renamed_body_gets_its_present_name(tmp_path: Path) -> None:
    (row,) = of_rows(tmp_path, power(1, department="示例县城管局")).ready
    assert row.department == DEPARTMENT


def test_titles_totals_sections_and_blanks_are_told_apart_from_data(tmp_path: Path) -> None:
    blank: list[Cell] = [""] * len(HEADER)
    rows: list[list[Cell]] = [
        ["示例县行政权力清单"],
        ["（共4项）"],
        blank,
        [*HEADER],
        ["一、市容管理（2项）"],
        power(1),
        power(2),
        ["小计", "", "2项"],
        ["二、户外广告（2项）"],
        blank,
        power(3),
        [*HEADER],
        power(4, department="示例县水利局"),
        ["合计", "", 5],
        ["填表人：张三"],
        blank,
        [" "],
    ]
    result = run(write_xlsx(tmp_path / "清单.xlsx", rows, merges=[(0, 0, 0, 8)]))
    assert [row.row for row in result.ready] == [6, 7, 11, 13]
    found = kinds(result)
    assert [row for row, kind in found if kind == "not_data"] == [5, 8, 9, 10, 12, 14, 15]
    assert [row for row, kind in found if kind == "count_mismatch"] == [14]  # 合计 5, read 4
    mismatch = next(p for p in result.as_dict()["problems"] if p["kind"] == "count_mismatch")
    assert "5 项，实际读到 4 项" in mismatch["message"]


def test_a_wrong_count_in_the_title_or_a_section_is_found(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["权力清单（共一百二十四项）"],
        [*HEADER],
        ["一、市容（3项）"],
        power(1),
        ["二、广告（1项）"],
        power(2),
    ]
    result = run(write_xlsx(tmp_path / "清单.xlsx", rows))
    assert [row for row, kind in kinds(result) if kind == "count_mismatch"] == [1, 3]
    assert len(result.ready) == 2


def test_departments_merged_downward(tmp_path: Path) -> None:
    rows = [HEADER, power(1), power(2, department=""), power(3, department=""), power(4, department="")]
    result = run(write_xlsx(tmp_path / "清单.xlsx", rows, merges=[(1, 5, 3, 5)]))
    assert [(row.row, row.department) for row in result.ready] == [(n, DEPARTMENT) for n in (2, 3, 4)]
    assert kinds(result) == [(5, "missing")]  # below the merged cell


def test_a_csv_that_lost_its_merged_cells_is_filled_and_says_so(tmp_path: Path) -> None:
    rows = [HEADER, power(1), power(2, department=""), power(3, department="")]
    result = run(write_csv(tmp_path / "清单.csv", rows))
    assert [row.department for row in result.ready] == [DEPARTMENT] * 3
    assert kinds(result) == [(3, "cleaned"), (4, "cleaned")]
    one_gap = [HEADER, power(1), power(2, department=""), power(3)]
    assert kinds(run(write_csv(tmp_path / "一处.csv", one_gap))) == [(3, "missing")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_encodings(tmp_path: Path, encoding: str) -> None:
    rows = [HEADER, power(1, name="对占用“街道”\n行为的处罚"), power(2)]
    result = run(write_csv(tmp_path / "清单.csv", rows, encoding))
    assert [row.row for row in result.ready] == [2, 3]  # a line break in a cell makes no new row


def test_two_header_rows_and_law_beside_article(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["事项名称", "职权类别", "法律依据", "", "责任单位", "最高罚款（万元）", "经办人"],
        ["", "", "法律名称", "条款", "", "", ""],
        ["对伪造结果的处罚", "处罚", "示例法", "第三条", DEPARTMENT, 5, "张三"],
    ]
    merges = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 1, 4)]
    result = run(write_xlsx(tmp_path / "清单.xlsx", rows, merges))
    (row,) = result.ready
    assert (row.row, row.fine_max, row.basis[0].law) == (3, 5_000_000, "中华人民共和国示例法")
    unread = [p for p in result.as_dict()["problems"] if p["kind"] == "not_data"]
    assert [(p["row"], "经办人" in p["message"]) for p in unread] == [(1, True)]


def test_a_needed_column_that_is_absent_blocks_all_rows_with_one_problem(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["权力名称", "设定依据", "实施主体"], *[[p[2], p[4], p[5]] for p in (power(1), power(2))]]
    result = run(write_xlsx(tmp_path / "清单.xlsx", rows))
    assert (result.rows, result.ready, kinds(result)) == (2, (), [(1, "missing")])
    assert result.problems[0].column == "权力类型"


def test_the_law_of_the_day_counts(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "清单.xlsx", [HEADER, power(1, basis="《示例县未来条例》第一条")])
    assert {kind for _, kind in kinds(run(path))} == {"amount_mismatch"}
    early = Known(KNOWN.bodies, set(), set(), LAWS, on=LAWS.versions("示例县未来条例")[0])
    assert [kind for _, kind in kinds(run(path, early))] == ["law_unknown"]


def test_the_template_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    template(path, VOCABULARY)
    result = run(path)
    assert (result.rows, kinds(result)) == (0, [(2, "not_data")])
    assert VOCABULARY.type_names()[:2] == ["行政许可", "行政处罚"]
    assert len(VOCABULARY.type_names()) == 10  # LAW W-01


def test_every_kind_of_the_closed_list_is_produced_somewhere() -> None:
    tested = {case[1] for case in ROW_CASES + MILD_CASES} | {"not_a_table", "not_data", "count_mismatch"}
    assert tested == {kind.value for kind in Kind}


DIRT = {
    "name": st.sampled_from(["", "（示例", "合计", "对第1类擅自占用街道行为的处罚", "共3项", "一、城管"]),
    "type": st.sampled_from(["", "处罚", "其它", "审批事项"]),
    "basis": st.sampled_from(["", "见附件", "《示例法》第三条", "《示例法》第99999条第99999款", "示政发〔2015〕3号"]),
    "department": st.sampled_from(["", "示例县城管局", "示例县不存在局"]),
    "code": st.sampled_from(["", "CF-0001", "４４", "1.2E+15", "－", "1" * 5000]),
    "low": st.sampled_from(["", "一百元", "甲", "-5", "9" * 400]),
    "serial": st.sampled_from(["", "小计", "注：", "9" * 5000]),
}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fixed_dictionaries({}, optional=DIRT), max_size=8))
def test_no_row_is_lost(tmp_path_factory: pytest.TempPathFactory, dirt: list[dict[str, str]]) -> None:
    rows = [power(number + 10, **changed) for number, changed in enumerate(dirt)]
    path = write_csv(tmp_path_factory.mktemp("dirty") / "清单.csv", [HEADER, *rows])
    result = run(path)
    blocked = {p.row for p in result.problems if p.severity is Severity.BLOCKS}
    skipped = {p.row for p in result.problems if p.kind is Kind.NOT_DATA}
    ready = {row.row for row in result.ready}
    assert result.rows == len(ready) + len(blocked)
    assert ready | blocked | skipped == set(range(2, len(rows) + 2))
    assert not ready & blocked
    assert not skipped & (ready | blocked)
    assert all(any(b.version and b.article and b.sha256 for b in row.basis) for row in result.ready)


def test_five_thousand_rows_are_read_in_seconds(tmp_path: Path) -> None:
    rows = [power(n, basis=f"《示例法》第{n % 7 + 1}条；《某某{n}条例》第{n}条") for n in range(1, 5001)]
    path = write_xlsx(tmp_path / "大.xlsx", [HEADER, *rows])
    start = time.process_time()
    result = run(path)
    assert time.process_time() - start < 5
    assert (result.rows, result.ready) == (5000, ())  # 5,000 different unknown titles: the slowest case
