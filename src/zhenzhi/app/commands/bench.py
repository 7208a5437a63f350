"""`zhenzhi bench`: measure the speed of this machine in a county of its own (性能测量)."""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

from zhenzhi.app.installation import Installation
from zhenzhi.app.processes import PARENT
from zhenzhi.app.progress import say, wait
from zhenzhi.app.serve import healthy


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options."""
    parser = sub.add_parser("bench", description="性能测量。 Measure speed, in a county of its own.")
    parser.add_argument("--json", action="store_true", help="输出 JSON print JSON")
    parser.add_argument(
        "--matters", type=int, default=100_000, help="满库办件数 matters of the full county (%(default)s)"
    )
    parser.add_argument("--profile", default="zhenxiang")
    parser.add_argument("--only", choices=["acts", "register"], help="只测办件或登记簿 matters or the register alone")
    parser.add_argument(
        "--exercises", type=int, default=1_000_000, help="台账中的权力行使次数 exercises in the ledger (%(default)s)"
    )


def run(args: argparse.Namespace) -> int:
    """Found a county in a temporary folder, measure it empty and full, print the figures."""
    with tempfile.TemporaryDirectory(prefix="zhenzhi-bench-") as folder:
        Path(folder).chmod(0o711)  # root's database account must walk through
        installation = Installation(Path(folder) / "data")
        with installation.opened(alone=True) as urls:
            os.environ.update(installation.environment(urls.owner, urls.owner))
            django.setup()
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
            database = urls.server.pid if urls.server else None
            figures = _measure(args, installation.environment(urls.owner), database or 0)
    print(json.dumps([f.as_dict() for f in figures], ensure_ascii=False) if args.json else _table(figures))
    return 0


def _table(figures: list[Any]) -> str:
    text: str = import_module("zhenzhi.app.bench.figures").table(figures)
    return text


def _measure(args: argparse.Namespace, environment: dict[str, str], database: int) -> list[Any]:
    # These modules hold models, which exist only now.
    profile = import_module("zhenzhi.app.profile")
    county, api, pure, processors, pages = (
        import_module(f"zhenzhi.app.bench.{name}") for name in ("county", "api", "pure", "processors", "pages")
    )
    import_module("zhenzhi.matter.sealing").install(import_module("zhenzhi.matter.press").make)
    say("装载示范县…", "Loading the county…")
    profile.load(args.profile)
    scene = county.scene()
    register = import_module("zhenzhi.app.bench.register")
    if args.only == "register":
        return _register(args, environment, register, scene)
    figures = [pure.decision(scene), pure.big_matrix(scene), pure.import_of_a_list()]
    figures += [*api.statements(scene), api.cpu_of_an_act(scene)]

    def acts(label: str) -> list[Any]:
        with _program(environment, "worker") as worker:
            meter = processors.Meter({"web server": web, "database": database, "worker": worker})
            found: list[Any] = api.acts_a_second(port, scene, label, meter)
        return found

    port = _free_port()
    with _program(environment, "web", "--port", str(port)) as web:
        wait(lambda: healthy(port), "等待网页服务…", "Waiting for the web server…", limit=60)
        say("空库测量…", "Measuring the empty county…")
        figures += acts("empty")
        figures += api.lives(port, scene, "empty")
        figures += api.worklist(port, scene, "empty")
        figures += pages.pages(scene, "empty")
        figures.append(api.sealed_paper(scene, port))
        say(f"写入 {args.matters} 件办件…", f"Writing {args.matters} matters…")
        county.fill(scene, args.matters)
        figures += acts("full")
        figures += api.lives(port, scene, "full")
        figures += api.worklist(port, scene, "full")
        figures += pages.pages(scene, "full")
    return figures if args.only else [*figures, *_register(args, environment, register, scene)]


def _register(args: argparse.Namespace, environment: dict[str, str], register: Any, scene: Any) -> list[Any]:
    """The great register, and the use of its powers."""
    figures = [register.two_versions(), register.import_and_enter()]
    say("写入大登记簿…", "Writing the great register…")
    register.fill(scene)
    figures += [register.loading(), register.whole_county()]
    port = _free_port()
    with _program(environment, "web", "--port", str(port)):
        wait(lambda: healthy(port), "等待网页服务…", "Waiting for the web server…", limit=60)
        figures += register.asking(port, scene)
    say(f"写入 {args.exercises} 次行使…", f"Writing {args.exercises} exercises…")
    return [*figures, *register.use(args.exercises)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _program(environment: dict[str, str], *arguments: str) -> Iterator[int]:
    """A program of ours, running for the block. Yields its process number."""
    told = os.environ | environment | {PARENT: str(os.getpid())}
    command = [sys.executable, "-m", "zhenzhi.app.cli", *arguments]
    process = subprocess.Popen(command, env=told, stdin=subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)
