"""`zhenzhi backup FILE`: save database and files (备份), also while the program runs."""

import argparse
from pathlib import Path

from zhenzhi.app import archive
from zhenzhi.app.installation import Installation
from zhenzhi.kernel import clock


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options."""
    parser = sub.add_parser("backup", description="备份数据库和文件，不含密钥。 Save database and files, no keys.")
    parser.add_argument("file", type=Path, nargs="?", help="备份文件 archive to write (zhenzhi-DATE.tar)")


def run(args: argparse.Namespace) -> int:
    """Write the archive and say where it is."""
    now = clock.now()
    target: Path = args.file or Path(f"zhenzhi-{now:%Y%m%d-%H%M%S}.tar")
    installation = Installation(args.data, args.database_url)
    with installation.opened(alone=False) as database:
        count = archive.backup(database.owner, installation.files, target, now)
    print(f"已备份到 {target}(数据库和 {count} 个文件)。 Saved: the database and {count} files.")
    return 0
