"""The written documents keep up: every dependency has its line, every file and link they name exists."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.house.paths import ROOT

PAGES = sorted((ROOT / "docs").rglob("*.md"))


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=]", requirement)[0] for requirement in requirements}


def test_every_direct_dependency_has_a_line_with_reason_licence_and_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = _names(project["dependencies"]) | _names(project["optional-dependencies"]["dev"])
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")
    ]
    listed = {cells[0]: cells for cells in lines if cells[0] not in ("package", "---")}
    assert set(listed) == wanted
    assert [name for name, cells in listed.items() if not all(cells) or cells[3] not in ("py", "bin")] == []


@pytest.mark.parametrize("page", [page for page in PAGES if "generated" not in page.parts], ids=lambda page: page.name)
def test_every_file_and_link_a_document_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    files = re.findall(r"`((?:src|tests|profiles|docs)/[\w./-]+)`", text)
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    made_up = {"src/zhenzhi/halls/"}
    assert [name for name in files if name not in made_up and not (ROOT / name).exists()] == []
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_licence_is_the_one_the_project_states() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
