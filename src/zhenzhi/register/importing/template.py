"""The blank form of a power list (导入模板)."""

from pathlib import Path

import xlsxwriter

from zhenzhi.register.importing.layout import EXAMPLE_MARK
from zhenzhi.register.importing.vocabulary import Vocabulary

_FORM_ROWS = 2000
_TEXT_FIELDS = frozenset({"code"})
_WIDTHS = {"name": 44, "basis": 44, "quote": 40, "fine_text": 30, "department": 24}
_EXAMPLE = {
    "code": "CF-0001",
    "name": f"{EXAMPLE_MARK}，请删除此行）对擅自占用、挖掘公路的处罚",
    "type": "行政处罚",
    "basis": "《中华人民共和国公路法》第七十六条第（一）项",
    "department": "示例县交通运输局",
    "domain": "交通运输",
    "holder_level": "县级以上",
    "measures": "罚款",
    "fine_max": "30000",
    "fine_text": "可以处三万元以下的罚款",
}


def template(path: Path, vocabulary: Vocabulary) -> None:
    """Write an XLSX form: header, an example row (skipped by the import), choices of type, codes as text."""
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        sheet, choices = book.add_worksheet("权力清单"), book.add_worksheet("选项")
        choices.hide()
        types = vocabulary.type_names()
        choices.write_column(0, 0, types)
        head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True})
        text = book.add_format({"num_format": "@"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        for column, (name, header) in enumerate(vocabulary.template):
            look = text if name in _TEXT_FIELDS else plain
            sheet.set_column(column, column, _WIDTHS.get(name, 16), look)
            sheet.write_string(0, column, header, head)
            sheet.write_string(1, column, _EXAMPLE.get(name, ""), look)
            if name == "type":
                # a list written into the cell is limited to 255 characters; a hidden sheet is not
                sheet.data_validation(
                    1,
                    column,
                    _FORM_ROWS,
                    column,
                    {"validate": "list", "source": f"=选项!$A$1:$A${len(types)}"},
                )
        sheet.freeze_panes(1, 0)
