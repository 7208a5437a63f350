"""The house's own lint: what ruff and mypy cannot know. Small on purpose; each rule says why."""

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house.paths import ROOT

SOURCE = ROOT / "src" / "zhenzhi"
FILES = [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]
LAYERS = ("kernel", "org", "register", "matter", "services", "devolution")
ACT_MODULES = [
    path for path in FILES if path.parent.name in LAYERS and (path.stem == "acts" or path.stem.endswith("_acts"))
]
WRITES = {"save", "delete", "bulk_update", "get_or_create", "update_or_create"}
QUERY_WRITES = {"create", "update", "bulk_create"}
# Rows that hang on a subject, which a body may write; anything else belongs to a lower layer's helper.
OWN_ROWS = {
    "Webhook",
    "Sending",
    "Rating",
    "Note",
    "Deadline",
    "Party",
    "Material",
    "CalendarDay",
    "Paper",
    "Token",
    "Account",
    "Authenticator",
}


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def _clocks(path: Path) -> Iterator[ast.AST]:
    """Only kernel.clock reads the time, so that a test can stop it and a day means one thing."""
    if path == SOURCE / "kernel" / "clock.py":
        return
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow"):
            owner = node.value.id if isinstance(node.value, ast.Name) else getattr(node.value, "attr", "")
            if owner in ("datetime", "date", "timezone"):
                yield node


def _signals(path: Path) -> Iterator[ast.AST]:
    """No Django signals: what follows an act is a reaction, owed in the ledger."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module in ("django.dispatch", "django.db.models.signals"):
            yield node


def _local_imports(path: Path) -> Iterator[ast.AST]:
    """No import inside a function: it hides a cycle between layers."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (inner for inner in ast.walk(node) if isinstance(inner, ast.Import | ast.ImportFrom))


def _string_keys(path: Path) -> Iterator[ast.AST]:
    """No foreign key by string to another module: import-linter cannot see it."""
    keys = ("ForeignKey", "OneToOneField", "ManyToManyField")
    for node in ast.walk(_tree(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in keys):
            continue
        target = node.args[0] if node.args else None
        if isinstance(target, ast.Constant) and isinstance(target.value, str) and "." in target.value:
            yield node


def _model_by_name(path: Path) -> Iterator[ast.AST]:
    """No model fetched by name in the layers: it goes round the imports. The program's own wiring may."""
    if path.relative_to(SOURCE).parts[0] not in LAYERS:
        return
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Attribute) and node.attr == "get_model":
            yield node


def _profile_questions(path: Path) -> Iterator[ast.AST]:
    """No question which profile this is: what differs between counties is data."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name) and node.left.id == "profile":
            yield from (side for side in node.comparators if isinstance(side, ast.Constant) and side.value)


CHECKS: tuple[Callable[[Path], Iterator[ast.AST]], ...] = (
    _clocks, _signals, _local_imports, _string_keys, _model_by_name, _profile_questions,
)  # fmt: skip


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.strip("_"))
def test_house_rule(check: Callable[[Path], Iterator[ast.AST]]) -> None:
    faults = [_where(path, node) for path in FILES for node in check(path)]
    assert faults == [], check.__doc__


def _writes(path: Path) -> Iterator[ast.AST]:
    for node in ast.walk(_tree(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name, owner = node.func.attr, node.func.value
        if name in QUERY_WRITES and _root(owner) not in (*OWN_ROWS, ""):
            yield node
        if name in WRITES and _root(owner).lower() not in {own.lower() for own in OWN_ROWS} | {"row"}:
            yield node


def _root(node: ast.AST) -> str:
    """The name a chain of attributes and calls begins with; `x.objects.filter().update` begins with x."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def test_LAW_63_a_body_never_saves_its_subject() -> None:
    """An act's machinery saves what it changed; a body that saves by itself would change what no entry tells."""
    assert {path.parent.name for path in ACT_MODULES} >= {"org", "register", "matter", "services"}
    assert [_where(path, node) for path in ACT_MODULES for node in _writes(path)] == []


def test_layers_go_downwards_only() -> None:
    # In a process of its own: the linter sets up logging for itself.
    call = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", call], cwd=ROOT, env=os.environ | {"PYTHONPATH": "src"}, capture_output=True
    )
    assert done.returncode == 0, done.stdout.decode()


def test_the_lint_sees_what_it_forbids(tmp_path: Path) -> None:
    """Each check finds its own fault in a bad file; a lint that finds nothing anywhere proves nothing."""
    bad = tmp_path / "acts.py"
    bad.write_text(
        "from datetime import datetime\nfrom django.dispatch import receiver\n"
        "def f(profile, application):\n    import os\n    datetime.now()\n    application.save()\n"
        "    Thing.objects.create()\n    models.ForeignKey('matter.Matter')\n    if profile == 'x': pass\n"
    )
    for check in (_clocks, _signals, _local_imports, _string_keys, _profile_questions):
        assert list(check(bad)), check.__name__
    assert len(list(_writes(bad))) == 2
