"""Read a profile folder (规则包文件), with what it inherits, and list what is wrong with it. DESIGN 7.

Pure reading: nothing is written and no database is asked, so a county can check its tables
before loading them.
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from zhenzhi.app.profile_checks import content_problems, say
from zhenzhi.app.profile_tables import SHEETS, Profile, Row, Sheet, several
from zhenzhi.kernel.problem import Invalid

PROFILES = Path(__file__).resolve().parents[3] / "profiles"
SETTINGS = "profile.toml"
_DATES = ("from", "to")


def read(name: str, root: Path = PROFILES) -> Profile:
    """Read the profile `name` under `root` with all it inherits through `base` in its profile.toml.

    A row of the profile replaces the inherited row with the same key. Raises Invalid for an unknown folder, a
    circle of bases, a file that is not UTF-8, TOML or CSV, or a row with more cells than its header.
    """
    chain = _chain(name, root)
    settings: dict[str, object] = {}
    merged: dict[str, dict[object, Row]] = {}
    for folder, own in chain:
        settings = {**settings, **own}
        for sheet in SHEETS:
            path = root / folder / f"{sheet}.csv"
            if path.is_file():
                _merge(merged.setdefault(sheet, {}), SHEETS[sheet], _rows(path))
    return Profile(
        name=name,
        chain=tuple(folder for folder, _ in chain),
        settings=MappingProxyType(settings),
        tables=MappingProxyType({sheet: tuple(rows.values()) for sheet, rows in merged.items()}),
    )


def problems(profile: Profile) -> list[str]:
    """What is wrong with a county's profile: one line each, Chinese then English. Empty means fit to load.

    Form first (columns, keys, references, days); where the form is broken, law and figures are not looked at,
    because every one of them would only repeat it.
    """
    found = list(_form_problems(profile))
    return found or list(content_problems(profile))


def _chain(name: str, root: Path) -> list[tuple[str, dict[str, object]]]:
    """Folders with their settings, base first."""
    chain: list[tuple[str, dict[str, object]]] = []
    wanted = name
    while wanted:
        if any(folder == wanted for folder, _ in chain):
            raise Invalid(
                "profile_circle",
                f"规则包 {wanted} 绕了一圈又继承自己，请改 {SETTINGS} 里的 base。",
                f"Profile {wanted} inherits from itself. Change base in {SETTINGS}.",
            )
        folder = root / wanted
        if not folder.is_dir() or folder.parent != root:
            known = "、".join(sorted(path.name for path in root.iterdir() if path.is_dir())) if root.is_dir() else ""
            raise Invalid(
                "profile_unknown",
                f"没有名为 {wanted} 的规则包；现有：{known or '无'}。",
                f"There is no profile named {wanted}; there are: {known or 'none'}.",
            )
        settings = _settings(folder / SETTINGS)
        chain.insert(0, (wanted, settings))
        wanted = str(settings.get("base", ""))
    return chain


def _settings(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _unreadable(path, error) from error


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, cells stripped; wholly empty rows, which Excel likes to leave, are dropped."""
    rows: list[dict[str, str]] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="", strict=True)
            for raw in reader:
                if None in raw:
                    raise Invalid(
                        "profile_cells",
                        f"{path.name} 第{reader.line_num}行的格数多于表头，请检查是否少了引号。",
                        f"{path.name}, line {reader.line_num}: more cells than the header. A quote missing?",
                    )
                row = {column.strip(): cell.strip() for column, cell in raw.items()}
                if any(row.values()):
                    rows.append(row)
    except (UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(path, error) from error
    return rows


def _merge(table: dict[object, Row], sheet: Sheet, rows: list[dict[str, str]]) -> None:
    """Put a file's rows over the inherited ones. A key repeated in one file keeps both, to be reported."""
    mine: set[object] = set()
    for number, row in enumerate(rows):
        key: object = tuple(row.get(column, "") for column in sheet.key)
        if key in mine:
            key = (key, number)
        mine.add(key)
        table[key] = MappingProxyType(row)


def _unreadable(path: Path, error: Exception) -> Invalid:
    return Invalid(
        "profile_unreadable",
        f"{path.name} 读不出来（{error}）。请用 UTF-8 编码重新保存。",
        f"{path.name} cannot be read ({error}). Save it again in UTF-8.",
    )


def _form_problems(profile: Profile) -> Iterator[str]:
    values = {target: _values(profile, target) for sheet in SHEETS.values() for target in sheet.refs.values()}
    for name, sheet in SHEETS.items():
        if name not in profile.tables:
            yield say(name, f"缺少文件 {name}.csv", f"the file {name}.csv is missing")
            continue
        seen: set[tuple[str, ...]] = set()
        for row in profile.rows(name):
            missing = [column for column in sheet.required if column not in row]
            if missing:
                yield say(name, f"缺少列 {'、'.join(missing)}", f"columns are missing: {', '.join(missing)}")
                break
            key = tuple(row[column] for column in sheet.key)
            where = f"{name} {' '.join(key)}"
            if not all(key):
                yield say(where, f"主键 {'、'.join(sheet.key)} 为空", f"the key {', '.join(sheet.key)} is empty")
            if key in seen:
                yield say(where, "编号重复，请改成不同的编号", "the key occurs twice; give each row its own")
            seen.add(key)
            yield from _references(where, row, sheet.refs, values)
            yield from _days(where, row)


def _values(profile: Profile, target: str) -> frozenset[str]:
    """The values that a reference may take; the target is a file, files joined by `+`, or file.column."""
    files, _, column = target.partition(".")
    return frozenset(row.get(column or "code", "") for file in files.split("+") for row in profile.rows(file))


def _references(where: str, row: Row, refs: Mapping[str, str], values: Mapping[str, frozenset[str]]) -> Iterator[str]:
    for column, target in refs.items():
        for value in several(row[column]):
            if value not in values[target]:
                yield say(
                    where,
                    f"{column} 写的 {value} 在 {target} 里没有，请补上或者改正",
                    f"{column} names {value}, which is not in {target}; add it or correct it",
                )


def _days(where: str, row: Row) -> Iterator[str]:
    """Every day is a real day, and a span does not end before it begins."""
    for column, cell in row.items():
        is_day = column.endswith(("_on", "_from", "_to")) or column in _DATES
        if is_day and cell and _day(cell) is None:
            yield say(
                where,
                f"{column} 的日期 {cell} 应写成 2017-03-01 这样",
                f"{column}: {cell} is no day like 2017-03-01",
            )
    start, end = _day(row.get("from", "")), _day(row.get("to", ""))
    if start and end and end <= start:
        yield say(where, "截止日不晚于起始日，请核对", "the span ends before it begins; please check")


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return None
