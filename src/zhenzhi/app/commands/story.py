"""`zhenzhi story`: the main job from end to end, told step by step, without a running program (自动演示)."""

import argparse
import importlib
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

import django
import psycopg
from django.core.management import call_command

from zhenzhi.app.installation import Installation
from zhenzhi.app.progress import say


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options."""
    parser = sub.add_parser("story", description="自动走完一遍主要业务。 The main job from end to end.")
    parser.add_argument("--out", type=Path, default=Path("out"), help="结果文件夹 folder for papers and proofs (out)")
    parser.add_argument("--profile", default="zhenxiang", help="没有县时用的规则包 county to found, if there is none")


def run(args: argparse.Namespace) -> int:
    """Use the county that is installed here; if there is none, found one that goes when the story is told."""
    with ExitStack() as stack:
        if not _installed(args, stack):
            _found(args.profile, stack)
        # Models exist only now, so the module that imports all acts can be loaded only now.
        status: int = importlib.import_module("zhenzhi.app.story").tell(args.out)
        return status


def _installed(args: argparse.Namespace, stack: ExitStack) -> bool:
    """Open the database of this installation, if it has one and a county in it."""
    if not args.database_url and not (args.data / "postgres").is_dir():
        return False
    installation = Installation(args.data, args.database_url)
    database = stack.enter_context(installation.opened(alone=False))
    if not _has_county(database.app):
        return False
    os.environ.update(installation.environment(database.app))
    django.setup()
    return True


def _has_county(url: str) -> bool:
    with psycopg.connect(url) as link:
        if link.execute("SELECT to_regclass('org_body')").fetchone() == (None,):
            return False
        return link.execute("SELECT EXISTS (SELECT FROM org_body)").fetchone() == (True,)


def _found(profile: str, stack: ExitStack) -> None:
    """A county in a folder of its own, which is removed at the end."""
    say(f"正在临时建县 {profile}…", f"Founding a throw-away county, {profile}…")
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="zhenzhi-story-")))
    folder.chmod(0o711)  # as root the server has an account of its own, which must walk through
    installation = Installation(folder / "data")
    database = stack.enter_context(installation.opened(alone=True))
    os.environ.update(installation.environment(database.owner, database.owner))
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    importlib.import_module("zhenzhi.app.profile").load(profile)
