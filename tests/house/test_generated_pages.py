"""The generated pages say what the code says now; `zhenzhi docs` writes them."""

from pathlib import Path

import pytest

from tests.house.paths import ROOT
from zhenzhi.app import cli
from zhenzhi.app.docs import pages
from zhenzhi.kernel.registry import REGISTRY


def test_no_generated_page_is_stale() -> None:
    assert pages.stale(ROOT) == [], "run: python -m zhenzhi.app.cli docs"


def test_every_act_and_rule_stands_in_the_pages() -> None:
    found = pages.all_pages(ROOT)
    assert [name for name in REGISTRY if f"`{name}`" not in found["ledger-words.md"]] == []
    assert [name for name in REGISTRY if f"`{name}` " not in found["flows.md"]] == []
    assert "| LAW-67 |" in found["rules.md"]
    assert "| T117 |" in found["rules.md"]
    assert "🔒" in next(line for line in found["ledger-words.md"].splitlines() if "services.deny" in line)


def test_check_tells_a_stale_a_missing_and_a_left_over_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pages, "all_pages", lambda root: {"a.md": "new", "b.md": "same"})
    folder = tmp_path / pages.FOLDER
    folder.mkdir(parents=True)
    for name, text in (("a.md", "old"), ("b.md", "same"), ("c.md", "left over")):
        (folder / name).write_text(text)
    assert cli.main(["docs", "--check", "--root", str(tmp_path)]) == 1
    assert cli.main(["docs", "--root", str(tmp_path)]) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["a.md", "b.md"]
    assert cli.main(["docs", "--check", "--root", str(tmp_path)]) == 0
    assert "docs/generated/c.md" in capsys.readouterr().out
