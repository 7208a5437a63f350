"""`zhenzhi diff KIND A B`: what changed between two versions of a list (清单对比)."""

import argparse

from zhenzhi.app.commands.export_list import named
from zhenzhi.register.lists import queries
from zhenzhi.register.lists.diff import told
from zhenzhi.register.lists.kinds import KINDS


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options."""
    parser = sub.add_parser("diff", description="清单对比。 Compare two versions of a list.")
    parser.add_argument("list", choices=list(KINDS), help="清单种类 kind of list")
    parser.add_argument("a", help="前一版本：版本号或者日期 the earlier version: its number, or a day")
    parser.add_argument("b", help="后一版本：版本号或者日期 the later version: its number, or a day")
    parser.add_argument("--holder", required=True, help="镇，或者公布机构 the town, or the body that publishes")


def run(args: argparse.Namespace) -> int:
    """Print the difference; 0 if there is none, 1 if there is, as `diff` does."""
    old, new = named(args.list, args.holder, args.a), named(args.list, args.holder, args.b)
    found = queries.compare(old, new)
    print("\n".join(told(KINDS[args.list], found)))
    return 1 if found else 0
