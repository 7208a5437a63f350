"""`zhenzhi backup FILE`: save database and files (备份), also while the program runs; `--keys` saves the keys apart."""

import argparse
from pathlib import Path

from zhenzhi.app import archive, key_archive
from zhenzhi.app.installation import Installation
from zhenzhi.kernel import clock


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options."""
    parser = sub.add_parser("backup", description="备份数据库和文件，不含密钥。 Save database and files, no keys.")
    parser.add_argument("file", type=Path, nargs="?", help="备份文件 archive to write (zhenzhi-DATE.tar)")
    parser.add_argument("--keys", type=Path, help="另将密钥加密存入此文件 save the keys too, encrypted, to this file")
    parser.add_argument("--passphrase-file", type=Path, help="口令文件 file with the passphrase of the keys")


def run(args: argparse.Namespace) -> int:
    """Write the archive and say where it is; with `--keys`, the keys to a file of their own, first."""
    now = clock.now()
    target: Path = args.file or Path(f"zhenzhi-{now:%Y%m%d-%H%M%S}.tar")
    installation = Installation(args.data, args.database_url)
    if args.keys is not None:
        count = key_archive.export(args.data, args.keys, key_archive.passphrase(args.passphrase_file))
        print(
            f"密钥已加密存到 {args.keys}({count} 个文件)。请与口令、备份分开存放。\n"
            f"The keys are in {args.keys}, encrypted ({count} files). Keep it apart from passphrase and backup."
        )
    with installation.opened(alone=False) as database:
        count = archive.backup(database.owner, installation.files, target, now)
    print(f"已备份到 {target}(数据库和 {count} 个文件)。 Saved: the database and {count} files.")
    if args.keys is None:
        print(
            "备份不含密钥。请用 --keys 另行加密保存；没有密钥，恢复后不能签发检查点和用印。\n"
            "The backup holds no keys. Save them with --keys: without them a restored county can neither sign"
            " checkpoints nor set seals."
        )
    return 0
