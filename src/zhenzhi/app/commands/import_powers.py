"""`zhenzhi import powers FILE`: read a power list, say what is wrong, and enter what is ready (导入权力清单).

Entered rows are drafts of the register; they become a list in force when somebody with the right publishes them.
"""

import argparse
import json
from datetime import date
from pathlib import Path

from django.conf import settings

from zhenzhi.app.profile_files import PROFILES
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import officer
from zhenzhi.kernel.problem import Invalid
from zhenzhi.org.models import Body
from zhenzhi.register import entries
from zhenzhi.register.importing.powers import Known, import_powers
from zhenzhi.register.importing.report import ImportResult, PowerRow
from zhenzhi.register.importing.vocabulary import Vocabulary
from zhenzhi.register.lawbook import LawBook
from zhenzhi.register.models import Power


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options."""
    parser = sub.add_parser("import", description="导入清单。 Import a list.")
    parser.add_argument("list", choices=["powers"], help="清单种类 kind of list")
    parser.add_argument("file", type=Path, help="xlsx、xls 或 csv 文件 file")
    parser.add_argument("--laws", type=Path, help="法律文本文件夹 folder of legal texts (default: ZHENZHI_LAWS)")
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--dry-run", action="store_true", help="只检查，不入库 check only")
    how.add_argument("--by", help="经办人代码（须有起草清单权限） code of the officer who enters the ready rows")
    parser.add_argument("--from", dest="start", type=date.fromisoformat, help="起始日 first day (today)")
    parser.add_argument("--json", action="store_true", help="输出 JSON print JSON")


def run(args: argparse.Namespace) -> int:
    """Check the list and, with --by, enter what is ready by one act; 0 if every row is ready, 1 if some is not."""
    if not args.file.is_file():
        raise Invalid("no_file", f"没有文件 {args.file}。", f"There is no file {args.file}.")
    result = import_powers(args.file, known(args.laws), Vocabulary.read(PROFILES / "common"))
    entered = 0
    if args.by and result.ready:
        start = args.start or clock.today()
        entered = len(entries.enter_powers(list(result.ready), start=start, by=officer(args.by)))
    if args.json:
        print(json.dumps(result.as_dict() | {"entered": entered}, ensure_ascii=False, indent=2))
    else:
        _tell(result, entered)
    return 0 if result.rows and len(result.ready) == result.rows else 1


def known(laws: Path | None) -> Known:
    """What the register has today, and the legal texts to check citations against. Raises Invalid without texts."""
    folder = laws or (Path(settings.LAWS) if settings.LAWS else None)
    if folder is None or not folder.is_dir():
        raise Invalid(
            "no_laws",
            "没有法律文本，无法核对设定依据。请用 --laws 指明文件夹，或设置 ZHENZHI_LAWS。",
            "There are no legal texts to check citations against. Name their folder with --laws or ZHENZHI_LAWS.",
        )
    day = clock.today()
    current = dict(Body.objects.on(day).values_list("code", "name"))
    names = Body.objects.known().values_list("code", "name")
    powers = Power.objects.on(day)
    return Known(
        bodies={name: current[code] for code, name in names if code in current},
        codes=set(powers.values_list("code", flat=True)),
        names=set(powers.values_list("name", flat=True)),
        laws=LawBook.read(folder),
        on=day,
    )


def _tell(result: ImportResult[PowerRow], entered: int) -> None:
    for one in result.as_dict()["problems"]:
        mark = {"blocks": "✗", "warns": "!", "informs": "·"}[one["severity"]]
        print(f"{mark} 第 {one['row']} 行 row {one['row']} {one['column']}: {one['message']}{one['suggestion']}")
        print(f"    {one['message_en']} {one['suggestion_en']}")
    ready = len(result.ready)
    print(f"共 {result.rows} 行，可入库 {ready} 行，已入库 {entered} 行。")
    print(f"{result.rows} rows, {ready} ready, {entered} entered.")
