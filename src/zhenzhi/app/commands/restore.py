"""`zhenzhi restore FILE`: put a backup back (恢复), with `--keys` also the keys; the program must be stopped."""

import argparse
from pathlib import Path

from zhenzhi.app import archive, key_archive
from zhenzhi.app.installation import Installation
from zhenzhi.kernel.problem import Problem


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options."""
    parser = sub.add_parser("restore", description="从备份恢复。 Put a backup back.")
    parser.add_argument("file", type=Path, nargs="?", help="备份文件 archive to read")
    parser.add_argument("--keys", type=Path, help="密钥备份 file of the county's keys, as backup --keys wrote it")
    parser.add_argument("--passphrase-file", type=Path, help="口令文件 file with the passphrase of the keys")
    parser.add_argument("--force", action="store_true", help="覆盖现有数据 replace the data that is there")


def run(args: argparse.Namespace) -> int:
    """Check archive and keys whole, then put them back. The next start brings the schema up to date."""
    if args.file is None and args.keys is None:
        raise Problem(
            "nothing_to_restore",
            "请指明备份文件，或用 --keys 指明密钥备份。",
            "Name the archive, or the file of keys with --keys.",
        )
    keys = key_archive.read(args.keys, key_archive.passphrase(args.passphrase_file)) if args.keys else {}
    if not args.force:
        key_archive.check_place(args.data, keys)
    installation = Installation(args.data, args.database_url)
    if args.file is not None:
        with installation.opened(alone=True) as database:
            count = archive.restore(database.owner, installation.files, args.file, force=args.force)
        print(f"已恢复数据库和 {count} 个文件。 Restored: the database and {count} files.")
    if keys:
        count = key_archive.put_back(args.data, keys)
        print(f"已放回密钥({count} 个文件)。 The keys are back ({count} files).")
    elif not (args.data / "ledger.key").exists():
        print(
            "备份不含密钥。启动之前，请用 restore --keys 放回另行保管的密钥；否则不能签发检查点和用印。\n"
            "Backups hold no keys. Before you start, put them back with restore --keys; without them the county can"
            " neither sign checkpoints nor set seals."
        )
    return 0
