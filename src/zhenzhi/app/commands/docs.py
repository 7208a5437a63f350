"""`zhenzhi docs`: write the pages of docs/generated (生成文档), or say which are stale. Needs no database."""

import argparse
import importlib
from pathlib import Path

import django


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options."""
    parser = sub.add_parser("docs", description="生成文档。 Write the pages of docs/generated.")
    parser.add_argument("--root", type=Path, default=Path(), help="代码库目录 folder of the repository (%(default)s)")
    parser.add_argument("--check", action="store_true", help="只核对 only say which pages are stale")


def run(args: argparse.Namespace) -> int:
    """Write what is stale, or name it; 1 when --check finds a page that is."""
    django.setup()
    pages = importlib.import_module("zhenzhi.app.docs.pages")  # it reads models, which exist only after the set-up
    names: list[str] = pages.stale(args.root) if args.check else pages.write(args.root)
    for name in names:
        print(f"{'过期 stale' if args.check else '已写 written'}: docs/generated/{name}")
    return 1 if args.check and names else 0
