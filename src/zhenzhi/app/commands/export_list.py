"""`zhenzhi export KIND FILE`: a version of a list as a sheet that can be imported again (导出清单)."""

import argparse
from datetime import date
from pathlib import Path

from zhenzhi.app.commands.import_list import names_today
from zhenzhi.kernel import clock
from zhenzhi.kernel.problem import Invalid
from zhenzhi.register.importing.sheets import write_sheet
from zhenzhi.register.lists import queries
from zhenzhi.register.lists.kinds import KINDS
from zhenzhi.register.models import ListVersion


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options."""
    parser = sub.add_parser("export", description="导出清单。 Export a list.")
    parser.add_argument("list", choices=list(KINDS), help="清单种类 kind of list")
    parser.add_argument("file", type=Path, help="xlsx 或 csv 文件 file")
    parser.add_argument("--holder", required=True, help="镇，或者公布机构 the town, or the body that publishes")
    parser.add_argument("--version", default="", help="版本号，或者日期 number of a version, or a day (today)")


def run(args: argparse.Namespace) -> int:
    """Write the version; returns 0."""
    version = named(args.list, args.holder, args.version or clock.today().isoformat())
    rows = queries.rows_of(version).values()
    write_sheet(args.file, KINDS[args.list], rows, names_today(version.town))
    print(f"{version.title} {version.number}: {len(rows)} 项 rows → {args.file}")
    return 0


def named(kind: str, holder: str, which: str) -> ListVersion:
    """A published version by its number, or the one that holds on a day. Raises Invalid."""
    by_number = {version.number: version for version in queries.versions(kind, holder)}
    found = by_number.get(which)
    if found is None:
        try:
            found = queries.in_force(kind, holder, date.fromisoformat(which))
        except ValueError:
            found = None
    if found is None:
        listed = "、".join(by_number) or "无"
        raise Invalid(
            "no_version",
            f"没有版本“{which}”。已公布的版本：{listed}。",
            f"There is no version “{which}”. Published: {', '.join(by_number) or 'none'}.",
        )
    return found
