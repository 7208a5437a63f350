"""What is wrong with the rows of a list (清单行检查): every fault at once, by row and column. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhenzhi.register.lists.kinds import ASSIST, BASIC, SEVERAL, TAKEN, Column, Kind

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """What rows may name on the list's first day: codes of bodies and of powers, and the town whose list it is."""

    bodies: Collection[str]
    powers: Collection[str]
    town: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault (问题): the row's code, the column's name, and in words what is wrong and what to do."""

    code: str
    column: str
    zh: str
    en: str


def faults(kind: Kind, rows: Sequence[Row], known: Known) -> list[Fault]:
    """Every fault of the rows of one version, in their order."""
    found: list[Fault] = []
    seen: set[str] = set()
    for row in rows:
        code = row.get("code", "")
        if code in seen:
            found.append(Fault(code, "code", f"编码“{code}”重复。", f"The code “{code}” occurs twice."))
        seen.add(code)
        section = row.get(kind.section, "") if kind.section else ""
        for column in kind.columns:
            found += _cell(code, column, row.get(column.name, ""), section, known)
        if kind.code == "town_duties":
            found += _sides(row, known.town)
        if kind.code == "territorial" and row.get("lead") in row.get("helpers", "").split(SEVERAL):
            found.append(
                Fault(code, "helpers", "主体责任单位不能同时是配合单位。", "The leading body cannot help itself.")
            )
    return found


def _cell(code: str, column: Column, value: str, section: str, known: Known) -> list[Fault]:
    if not value:
        if not column.needed(section):
            return []
        return [Fault(code, column.name, f"缺少“{column.zh}”，请填写。", f"“{column.en}” is missing. Fill it in.")]
    values = value.split(SEVERAL) if column.many else [value]
    return [
        Fault(
            code, column.name, f"“{column.zh}”的值“{one}”无效，请从名录中选择。",
            f"“{one}” is no valid {column.en}. Choose one that exists.",
        )
        for one in values
        if not _valid(column, one, known)
    ]  # fmt: skip


def _valid(column: Column, value: str, known: Known) -> bool:
    if column.choices:
        return value in dict(column.choices)
    match column.ref:
        case "body":
            return value in known.bodies
        case "power":
            return value in known.powers
        case "number":
            return value.isascii() and value.isdigit()
        case "day":
            return _is_day(value)
        case _:
            return True


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _sides(row: Row, town: str) -> list[Fault]:
    """A basic duty is the town's alone; in the two other lists a department above the town is named (LAW 6.3)."""
    code, section = row.get("code", ""), row.get("list", "")
    found: list[Fault] = []
    if section == BASIC and (row.get("main") or row.get("taking")):
        found.append(
            Fault(
                code, "main", "基本履职事项由镇负全责，不能写上级部门；有上级部门的列入配合履职。",
                "A basic duty is wholly the town's; with a main department it belongs in the cooperating list.",
            )
        )  # fmt: skip
    for column, wanted in (("main", ASSIST), ("taking", TAKEN)):
        if section == wanted and town and row.get(column) == town:
            found.append(
                Fault(
                    code, column, "牵头、承接部门须是上级部门，不能是镇自身。",
                    "The main or taking department is one above, not the town itself.",
                )
            )  # fmt: skip
    return found
