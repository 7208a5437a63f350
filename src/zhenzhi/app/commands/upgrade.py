"""`zhenzhi upgrade`: bring the schema to this program's version (升级数据库结构)."""

import argparse

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from zhenzhi.app.postgres_host import DatabaseProblem


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """It has no options of its own."""
    sub.add_parser("upgrade", description="升级数据库结构。 Bring the schema up to date.")


def run(args: argparse.Namespace) -> int:
    """Refuse a database that a newer or foreign program made; otherwise migrate, as the schema's owner."""
    if strange := unknown():
        names = "、".join(strange[:5])
        raise DatabaseProblem(
            "database_newer",
            f"数据库由更新的或别的程序版本建立（不认识 {names}）。请使用建立它的版本，本程序未作任何改动。",
            f"A newer or other version made this database ({names} unknown here). Use that version;"
            " nothing was changed.",
        )
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)  # lock-outs count across processes
    call_command("collectstatic", interactive=False, verbosity=0)
    return 0


def unknown() -> list[str]:
    """Migrations that the database has and this program has not, as app.name, sorted."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known.update(migration.replaces)  # squashed ones were real once
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in set(applied) - known)
