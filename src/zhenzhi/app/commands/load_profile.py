"""`zhenzhi load-profile NAME`: give an empty database the data of a county (载入地方规则包)."""

import argparse

from django.apps import apps
from django.db import transaction
from django.utils.module_loading import import_string

from zhenzhi.app.postgres_host import DatabaseProblem


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options."""
    parser = sub.add_parser("load-profile", description="载入地方规则包。 Load the data of a county.")
    parser.add_argument("name", help="规则包名称 name of the profile, such as zhenxiang")


def run(args: argparse.Namespace) -> int:
    """Load it in one transaction, all or nothing; a database with bodies in it is never touched."""
    if apps.get_model("org", "Body")._default_manager.exists():
        raise DatabaseProblem(
            "database_filled",
            "数据库已有数据,未作改动。请用 --data 另选目录。",
            "There is data already; nothing was changed. Name another folder with --data.",
        )
    with transaction.atomic():
        import_string("zhenzhi.app.profile.load")(args.name)
    return 0
