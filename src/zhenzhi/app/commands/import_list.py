"""`zhenzhi import KIND FILE`: read a list, say everything that is wrong, and enter it (导入清单).

A list of powers becomes drafts of the register; any other becomes a draft of the list's next version. Nothing is in
force before somebody with the right publishes it. Where rows are faulty nothing is entered, but with `--rest`.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from zhenzhi.app.commands import import_powers
from zhenzhi.kernel import clock
from zhenzhi.kernel.doing import together
from zhenzhi.kernel.identity import officer
from zhenzhi.kernel.problem import Invalid
from zhenzhi.org.models import Body
from zhenzhi.register.importing.report import ImportResult
from zhenzhi.register.importing.sheets import Names, read_sheet, write_sheet
from zhenzhi.register.lists import acts
from zhenzhi.register.lists.kinds import KINDS
from zhenzhi.register.models import ListVersion, Power


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options."""
    parser = sub.add_parser("import", description="导入清单。 Import a list.")
    parser.add_argument("list", choices=list(KINDS), help="清单种类 kind of list")
    parser.add_argument("file", type=Path, help="xlsx、xls 或 csv 文件 file")
    parser.add_argument(
        "--laws", type=Path, help="法律文本文件夹 folder of legal texts (default: ZHENZHI_LAWS)"
    )
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--dry-run", action="store_true", help="只检查，不入库 check only")
    how.add_argument("--template", action="store_true", help="写出空白模板 write the blank form to the file")
    how.add_argument("--by", help="经办人代码（须有起草清单权限） code of the officer who enters the rows")
    parser.add_argument("--rest", action="store_true", help="有问题的行不入库，其余入库 enter the rows that are sound")
    parser.add_argument("--from", dest="start", type=date.fromisoformat, help="权力起始日 first day of powers (today)")
    parser.add_argument("--body", default="", help="公布清单的机构 body that publishes the list")
    parser.add_argument("--town", default="", help="镇人民政府 town government whose list it is")
    parser.add_argument("--number", default="", help="版本号 number of the version")
    parser.add_argument("--title", default="", help="清单名称 title of the list")
    parser.add_argument("--json", action="store_true", help="输出 JSON print JSON")


def run(args: argparse.Namespace) -> int:
    """Check the list and, with --by, enter it; 0 if every row is sound, 1 if some is not."""
    if args.template:
        if args.list == "powers":
            import_powers.write_form(args.file)
        else:
            write_sheet(args.file, KINDS[args.list], [], names_today(args.town))
        return 0
    if not args.file.is_file():
        raise Invalid("no_file", f"没有文件 {args.file}。", f"There is no file {args.file}.")
    result: ImportResult[Any]
    if args.list == "powers":
        result = import_powers.check(args.file, args.laws)
    else:
        result = read_sheet(args.file, KINDS[args.list], names_today(args.town))
    sound = len(result.ready) == result.rows
    entered = 0
    if args.by and result.ready and (sound or args.rest):
        entered = _enter(args, result.ready)
    if args.json:
        print(json.dumps(result.as_dict() | {"entered": entered}, ensure_ascii=False, indent=2))
    else:
        tell(result, entered)
    return 0 if result.rows and sound else 1


def names_today(town: str) -> Names:
    """What the rows of a list may name today."""
    day = clock.today()
    powers = frozenset(Power.objects.on(day).values_list("code", flat=True))
    return Names(dict(Body.objects.on(day).values_list("code", "name")), powers, town)


def _enter(args: argparse.Namespace, ready: Sequence[Any]) -> int:
    """Enter the sound rows by acts of the officer named."""
    by = officer(args.by)
    if args.list == "powers":
        return import_powers.enter(ready, args.start or clock.today(), by)
    publisher = Body.objects.on(clock.today()).filter(code=args.body).first()
    if publisher is None:
        raise Invalid(
            "no_publisher", "请用 --body 写明公布清单的机构。", "Name the body that publishes the list with --body."
        )
    rows: Sequence[Mapping[str, str]] = ready
    with together():
        version: ListVersion = acts.draft_list(
            publisher, kind=args.list, town=args.town, number=args.number, title=args.title or KINDS[args.list].zh,
            source="empty", by=by,
        )  # fmt: skip
        acts.put_rows(version, rows=rows, by=by)
    return len(rows)


def tell(result: ImportResult[Any], entered: int) -> None:
    """Print the report for people."""
    for one in result.as_dict()["problems"]:
        mark = {"blocks": "✗", "warns": "!", "informs": "·"}[one["severity"]]
        print(f"{mark} 第 {one['row']} 行 row {one['row']} {one['column']}: {one['message']}{one['suggestion']}")
        print(f"    {one['message_en']} {one['suggestion_en']}")
    ready = len(result.ready)
    print(f"共 {result.rows} 行，可入库 {ready} 行，已入库 {entered} 行。")
    print(f"{result.rows} rows, {ready} ready, {entered} entered.")
    if not entered and 0 < ready < result.rows:
        print("有问题的行未更正，整表没有入库；如只导入其余各行，请加 --rest。")
        print("Rows have faults, so nothing was entered. To enter the sound rows alone, add --rest.")
