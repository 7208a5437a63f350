"""`zhenzhi load-profile NAME`: give an empty database the data of a county (载入地方规则包)."""

import argparse

from zhenzhi.app import demo_matters, profile
from zhenzhi.app.postgres_host import DatabaseProblem
from zhenzhi.app.progress import say
from zhenzhi.org.models import Body


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options."""
    parser = sub.add_parser("load-profile", description="载入地方规则包。 Load the data of a county.")
    parser.add_argument("name", help="规则包名称 name of the profile, such as zhenxiang")
    parser.add_argument("--demo", action="store_true", help="为所有人员开通示范账号 open an account for everybody")


def run(args: argparse.Namespace) -> int:
    """Load it, all or nothing; a database with bodies in it is never touched."""
    if Body.objects.exists():
        raise DatabaseProblem(
            "database_filled",
            "数据库已有数据，未作改动。请用 --data 另选目录。",
            "There is data already; nothing was changed. Name another folder with --data.",
        )
    profile.load(args.name, demo=args.demo)
    if args.demo:
        say("正在办理示范办件，约十秒…", "Making sample applications, some ten seconds…")
        made = demo_matters.found()
        say(f"已办理示范办件 {made} 件。", f"{made} sample applications were made.")
    return 0
