"""`zhenzhi restore FILE`: put a backup back (恢复); the program must be stopped."""

import argparse
from pathlib import Path

from zhenzhi.app import archive
from zhenzhi.app.installation import Installation


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options."""
    parser = sub.add_parser("restore", description="从备份恢复。 Put a backup back.")
    parser.add_argument("file", type=Path, help="备份文件 archive to read")
    parser.add_argument("--force", action="store_true", help="覆盖现有数据 replace the data that is there")


def run(args: argparse.Namespace) -> int:
    """Check the archive whole, then put it back. The next start brings its schema up to date."""
    installation = Installation(args.data, args.database_url)
    with installation.opened(alone=True) as database:
        count = archive.restore(database.owner, installation.files, args.file, force=args.force)
    print(f"已恢复数据库和 {count} 个文件。 Restored: the database and {count} files.")
    if not (args.data / "ledger.key").exists():
        print(
            f"备份不含密钥。启动之前，请把另行保管的 ledger.key 和 ca 放回 {args.data}；否则旧检查点将无法核验。\n"
            f"Backups hold no keys. Before you start, put ledger.key and ca, kept elsewhere, back into {args.data};"
            " without them the old checkpoints cannot be checked."
        )
    return 0
