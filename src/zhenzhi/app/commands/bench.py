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
            figures = _measure(args, installation.environment(urls.owner))
    print(json.dumps([f.as_dict() for f in figures], ensure_ascii=False) if args.json else _table(figures))
    return 0


def _table(figures: list[Any]) -> str:
    text: str = import_module("zhenzhi.app.bench.figures").table(figures)
    return text


def _measure(args: argparse.Namespace, environment: dict[str, str]) -> list[Any]:
    # These modules hold models, which exist only now.
    profile = import_module("zhenzhi.app.profile")
    county, api, pure = (import_module(f"zhenzhi.app.bench.{name}") for name in ("county", "api", "pure"))
    say("装载示范县…", "Loading the county…")
    profile.load(args.profile)
    scene = county.scene()
    figures = [pure.decision(scene), pure.big_matrix(scene), pure.import_of_a_list()]
    figures += [*api.statements(scene), api.cpu_of_an_act(scene)]
    with _web(environment) as port:
        say("空库测量…", "Measuring the empty county…")
        figures += api.acts_a_second(port, scene, "empty")
        figures += api.lives(port, scene, "empty")
        figures += api.worklist(port, scene, "empty")
        figures.append(api.sealed_paper(scene, port))
        say(f"写入 {args.matters} 件办件…", f"Writing {args.matters} matters…")
        county.fill(scene, args.matters)
        figures += api.acts_a_second(port, scene, "full")
        figures += api.lives(port, scene, "full")
        figures += api.worklist(port, scene, "full")
    return figures


@contextmanager
def _web(environment: dict[str, str]) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    told = os.environ | environment | {PARENT: str(os.getpid())}
    command = [sys.executable, "-m", "zhenzhi.app.cli", "web", "--port", str(port)]
    process = subprocess.Popen(command, env=told, stdin=subprocess.DEVNULL)
    try:
        wait(lambda: healthy(port), "等待网页服务…", "Waiting for the web server…", limit=60)
        yield port
    finally:
        process.terminate()
        process.wait(30)
