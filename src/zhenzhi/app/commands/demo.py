"""`zhenzhi demo`: a county to try everything (启动一个示范县)."""

import argparse

from zhenzhi.app.installation import Installation
from zhenzhi.app.serve import serve


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options."""
    parser = sub.add_parser("demo", description="启动一个示范县。 Run a county to try everything.")
    parser.add_argument("--profile", default="zhenxiang", help="地方规则包 which county (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="端口 port on this machine (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """Run until Ctrl-C."""
    return serve(Installation(args.data, args.database_url), profile=args.profile, port=args.port)
