"""The page of rules (规则总表): each with its article, sentence, place in code, tests and state."""

import ast
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zhenzhi.kernel.rule import RULES

_ID = re.compile(r"\b(?:LAW-\d+|T\d{2,3})(?!\d)")
_IN_NAME = re.compile(r"(?:LAW_\d+|T\d{2,3})(?=_|$)")
SOURCES = Path("src") / "zhenzhi"
_HERE = SOURCES / "app" / "docs"


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: its row in the profile, the functions or files that hold it, and the tests that carry its id."""

    id: str
    zh: str
    en: str
    law: str
    state: str
    verdict: str
    places: tuple[str, ...]
    tests: tuple[str, ...]


def catalogue(root: Path) -> list[dict[str, str]]:
    """The rows of the rule catalogue that every profile starts from."""
    with (root / "profiles" / "common" / "rules.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def rows(root: Path) -> list[Row]:
    """All rules of the catalogue, in its order."""
    registered, mentioned, tested = _registered(), _mentions(root), tests(root)
    found = []
    for row in catalogue(root):
        id_ = row["id"]
        places = tuple(registered.get(id_, ())) or tuple(mentioned.get(id_, ()))
        found.append(
            Row(
                id_,
                row["zh"],
                row["en"],
                row["basis"],
                row["state"],
                row["verdict"],
                places,
                tuple(tested.get(id_, ())),
            )
        )
    return found


def base_id(rule: str) -> str:
    """The catalogue's id of a registered rule: a small letter marks a further part of the same rule (LAW-39a)."""
    return rule.rstrip("abcdefgh")


def _registered() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for rule in RULES.values():
        module = rule.check.__module__.removeprefix("zhenzhi.").replace(".", "/")
        place = f"{module}.py {getattr(rule.check, '__name__', '')} ({', '.join(rule.acts)})"
        found.setdefault(base_id(rule.id), []).append(place)
    return found


def _mentions(root: Path) -> dict[str, list[str]]:
    """Files of the source that name the rule beside the code that holds it."""
    found: dict[str, list[str]] = {}
    for path in sorted((root / SOURCES).rglob("*.py")):
        relative = path.relative_to(root)
        if "migrations" in path.parts or relative.is_relative_to(_HERE):
            continue
        for id_ in sorted(set(_ID.findall(path.read_text(encoding="utf-8")))):
            found.setdefault(id_, []).append(str(path.relative_to(root / SOURCES)))
    return found


def tests(root: Path) -> dict[str, list[str]]:
    """Rule id → the tests whose name carries it, and the tables of cases with a row for it."""
    found: dict[str, list[str]] = {}
    for path in sorted((root / "tests").rglob("test_*.py")):
        for name in _test_names(path):
            for part in _IN_NAME.findall(name):
                found.setdefault(part.replace("_", "-"), []).append(f"{_short(root, path)}::{name}")
    for path in sorted((root / "tests").rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.DictReader(file)
            cases = [line["rule"] for line in lines] if "rule" in (lines.fieldnames or ()) else []
        for id_ in dict.fromkeys(cases):
            found.setdefault(id_, []).append(f"{_short(root, path)} ({cases.count(id_)})")
    return found


def _short(root: Path, path: Path) -> str:
    return path.relative_to(root / "tests").as_posix()


def _test_names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name


def page(root: Path) -> str:
    """The page, as Markdown."""
    found = rows(root)
    states = sorted({row.state for row in found}, key=lambda state: (state.startswith("awaiting"), state))
    lines = [
        "# 规则总表 Rules",
        "",
        "`enforced`: a rule, a check of authority or an act refuses or does it by itself. `by_schema`: the shape of the"
        " data allows nothing else. `awaiting:…`: waits for that module; nothing claims to hold it.",
        "",
        "| 状态 state | 条数 rules |",
        "| --- | ---: |",
        *(f"| {state} | {sum(row.state == state for row in found)} |" for state in states),
        "",
        "| 编号 id | 依据 article | 规则 rule | 状态 state | 代码 place in code | 测试 tests |",
        "| --- | --- | --- | --- | --- | --- |",
        *(_line(row) for row in found),
    ]
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    held = not row.state.startswith("awaiting")
    places = "<br>".join(f"`{place}`" for place in row.places) if held else ""
    proofs = "<br>".join(f"`{test}`" for test in row.tests) if held else ""
    cells = [row.id, row.law, f"{row.zh}<br>{row.en}", row.state, places, proofs]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
