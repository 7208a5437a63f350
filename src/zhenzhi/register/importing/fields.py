"""Checking the cells of a row of a power list (逐格检查): name, code, type, department, fines."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date

from zhenzhi.register.importing.basis import Checked
from zhenzhi.register.importing.cleaning import clean, shown
from zhenzhi.register.importing.layout import Layout, RawRow
from zhenzhi.register.importing.report import Kind, Problem, Severity
from zhenzhi.register.importing.vocabulary import Vocabulary
from zhenzhi.register.lawbook import LawBook
from zhenzhi.register.nearest import Nearest
from zhenzhi.register.numerals import amounts, yuan_in_fen

#: Provinces number powers differently (LAW W-03): letters, digits, points, hyphens, also 处罚-00123-000.
_CODE = re.compile(r"(?:[\u4e00-\u9fff]{1,4}-)?[0-9A-Za-z][0-9A-Za-z.\-]{0,49}")
_IN_EXPONENTS = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)


@dataclass(frozen=True)
class Known:
    """What the county already has: bodies (each known name → its current name), powers' codes, names, laws.

    `on` is the day whose law counts; without it the newest text held.
    """

    bodies: Mapping[str, str]
    codes: Set[str]
    names: Set[str]
    laws: LawBook
    on: date | None = None


@dataclass
class Run:
    """One import under way."""

    known: Known
    vocabulary: Vocabulary
    layout: Layout
    bodies: dict[str, str]
    nearest_body: Nearest
    problems: list[Problem] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)


@dataclass
class Row:
    """One row under way: its cleaned cells, and whether a problem keeps it out."""

    run: Run
    number: int
    cells: dict[str, str]
    blocked: bool = False

    def say(self, name: str, kind: Kind, zh: str, en: str, suggest_zh: str = "", suggest_en: str = "") -> None:
        """Report a problem of one field of this row."""
        column = self.run.layout.columns.get(name, "")
        problem = Problem(self.number, column, kind, zh, en, suggest_zh, suggest_en)
        self.blocked = self.blocked or problem.severity is Severity.BLOCKS
        self.run.problems.append(problem)

    def get(self, name: str) -> str:
        """The cleaned cell of a field, "" where the list has none."""
        return self.cells.get(name, "")


def clean_cells(row: Row, raw: RawRow) -> None:
    for name, before in raw.cells.items():
        row.cells[name] = after = clean(name, before)
        if name in raw.filled:
            row.say(
                name,
                Kind.CLEANED,
                f"空格按上一行填为“{shown(after)}”。",
                f"The empty cell was filled from above: “{shown(after)}”.",
                "如果不是合并单元格，请逐行填写。",
                "If these were no merged cells, fill in each row.",
            )
        elif after != before and name not in ("serial", "ignored"):
            row.say(
                name,
                Kind.CLEANED,
                f"已整理：“{shown(before)}” → “{shown(after)}”。",
                f"Tidied: “{shown(before)}” → “{shown(after)}”.",
            )


def check_name(row: Row) -> None:
    name = row.get("name")
    if not name:
        return
    first = row.run.names.setdefault(name, row.number)
    if first != row.number:
        zh, en = (
            f"权力名称与第{first}行重复：{shown(name)}。",
            f"The name repeats that of row {first}: {shown(name)}.",
        )
    elif name in row.run.known.names:
        zh, en = (
            f"登记簿中已有同名权力：{shown(name)}。",
            f"The register already has a power of this name: {shown(name)}.",
        )
    else:
        return
    row.say(
        "name",
        Kind.DUPLICATE_NAME,
        zh,
        en,
        "请合并为一项，或写明两者的区别。",
        "Merge them, or name the difference.",
    )


def check_code(row: Row) -> None:
    code = row.get("code")
    if not code:
        return
    if _IN_EXPONENTS.fullmatch(code):
        row.say(
            "code",
            Kind.BAD_CODE,
            f"编码“{code}”被 Excel 当作数字，末尾的数位已经丢失。",
            f"Excel took the code “{code}” for a number; its last digits are lost.",
            "请把编码列设为“文本”格式，重新填写编码。",
            "Format the column as text and enter the code again.",
        )
        return
    if not _CODE.fullmatch(code):
        row.say(
            "code",
            Kind.BAD_CODE,
            f"编码“{shown(code)}”含有不允许的字符或过长。",
            f"The code “{shown(code)}” has characters that are not allowed, or is too long.",
            "编码只用字母、数字、点和连字符，如 CF-0012 或 处罚-00123-000。",
            "Use letters, digits, points and hyphens only, such as CF-0012 or 处罚-00123-000.",
        )
        return
    first = row.run.codes.setdefault(code, row.number)
    if first != row.number:
        zh, en = f"编码 {code} 与第{first}行重复。", f"The code {code} repeats that of row {first}."
    elif code in row.run.known.codes:
        zh, en = f"登记簿中已有编码 {code}。", f"The register already has the code {code}."
    else:
        return
    row.say(
        "code",
        Kind.DUPLICATE_CODE,
        zh,
        en,
        "请改用未用过的编码，或留空。",
        "Use an unused code, or leave it empty.",
    )


def check_type(row: Row) -> str:
    text = row.get("type")
    known = row.run.vocabulary.types.get(text, "")
    if text and not known:
        near, names = row.run.vocabulary.nearest_type(text), "、".join(row.run.vocabulary.type_names())
        row.say(
            "type",
            Kind.BAD_TYPE,
            f"没有“{shown(text)}”这种权力类型。",
            f"There is no type of power “{shown(text)}”.",
            f"是否为“{near}”？" if near else f"请从这些类型中选：{names}。",
            f"Is “{near}” meant?" if near else f"Choose one of: {names}.",
        )
    elif text != known:
        row.say(
            "type",
            Kind.CLEANED,
            f"类型“{text}”已写全为“{known}”。",
            f"The type “{text}” was written out: “{known}”.",
        )
    return known


def plain_name(name: str) -> str:
    return re.sub(r"\s+", "", name).replace("(", "（").replace(")", "）")


def check_department(row: Row) -> str:
    text = row.get("department")
    if not text:
        return ""
    current = row.run.bodies.get(plain_name(text))
    if current is None:
        near = row.run.nearest_body.to(plain_name(text))
        row.say(
            "department",
            Kind.BODY_UNKNOWN,
            f"机构名录中没有“{shown(text)}”。",
            f"The list of bodies has no “{shown(text)}”.",
            f"是否为“{near}”？" if near else "请核对名称，或先登记该机构。",
            f"Is “{near}” meant?" if near else "Check the name, or enter the body first.",
        )
        return ""
    if plain_name(current) != plain_name(text):
        row.say(
            "department",
            Kind.BODY_RENAMED,
            f"“{shown(text)}”已更名（职责划入）为“{current}”，按现名导入。",
            f"“{shown(text)}” is now “{current}”; the current name is used.",
            f"请把名录中的名称改为“{current}”。",
            f"Change the name in the list to “{current}”.",
        )
    return current


def check_fines(row: Row, checked: Checked) -> tuple[int | None, int | None]:
    """Fines in fen; amounts that stand in no cited article are reported."""
    low, high = _fine(row, "fine_min"), _fine(row, "fine_max")
    if low and high and low > high:
        row.say(
            "fine_min",
            Kind.AMOUNT_MISMATCH,
            f"罚款下限 {_yuan(low)} 高于上限 {_yuan(high)}。",
            f"The lowest fine {_yuan(low)} is above the highest {_yuan(high)}.",
            "请核对是否填反，或单位（元、万元）有误。",
            "Check for a swap or a wrong unit.",
        )
    if checked.texts and checked.complete:
        in_law = frozenset().union(*(amounts(text) for text in checked.texts))
        _say_not_in_law(row, "fine_min", {low} if low else set(), in_law)
        _say_not_in_law(row, "fine_max", {high} if high else set(), in_law)
        _say_not_in_law(row, "fine_text", amounts(row.get("fine_text")), in_law)
    return low, high


def _say_not_in_law(row: Row, name: str, stated: Set[int], in_law: Set[int]) -> None:
    if odd := sorted(stated - in_law):
        law = "、".join(_yuan(amount) for amount in sorted(in_law))
        row.say(
            name,
            Kind.AMOUNT_MISMATCH,
            f"罚款数额 {'、'.join(_yuan(a) for a in odd)} 不在所引条文中。",
            f"The amounts {', '.join(_yuan(a) for a in odd)} are not in the cited article.",
            f"所引条文写的是：{law}。" if law else "所引条文没有写明数额，请核对依据。",
            f"The article says: {law}." if law else "The article states no amount; check the basis.",
        )


def _fine(row: Row, name: str) -> int | None:
    text = row.get(name)
    if not text:
        return None
    amount = yuan_in_fen(text, times=row.run.layout.times.get(name, 1))
    if amount is None:
        row.say(
            name,
            Kind.AMOUNT_MISMATCH,
            f"“{shown(text)}”不是一个金额，没有导入。",
            f"“{shown(text)}” is not one amount; it was not imported.",
            "请只填数字，单位为元；其他写法放在“罚款规定”一列。",
            "Give a number in yuan only; put other wording under 罚款规定.",
        )
    return amount


def _yuan(fen: int) -> str:
    yuan = fen / 100
    return f"{yuan:,.0f}元" if yuan == int(yuan) else f"{yuan:,.2f}元"
