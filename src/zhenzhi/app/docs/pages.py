"""All generated pages, and whether those in `docs/generated` are as the code would write them (文档核对)."""

from pathlib import Path

from zhenzhi.app.docs import flows, rules, words

FOLDER = Path("docs") / "generated"


def all_pages(root: Path) -> dict[str, str]:
    """File name → text of every generated page. `root` is the repository."""
    return {
        "flows.md": flows.page(),
        "rules.md": rules.page(root),
        "ledger-words.md": words.page(),
        "listeners.md": words.listeners(),
    }


def stale(root: Path) -> list[str]:
    """Names of pages that differ from what the code says now, and of files that no page stands behind."""
    folder = root / FOLDER
    wanted = all_pages(root)
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in {*wanted, *there} if wanted.get(name) != there.get(name))


def write(root: Path) -> list[str]:
    """Write the pages that are stale; returns their names. A page nobody generates any more is removed."""
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    wanted, changed = all_pages(root), stale(root)
    for name in changed:
        if name in wanted:
            (folder / name).write_text(wanted[name], encoding="utf-8")
        else:
            (folder / name).unlink()
    return changed
