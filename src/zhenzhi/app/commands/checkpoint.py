"""`zhenzhi checkpoint`: publish a signed checkpoint of the ledger now (签发检查点)."""

import argparse

from zhenzhi.matter import proofs


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """It has no options of its own."""
    sub.add_parser("checkpoint", description="签发检查点。 Publish a signed checkpoint of the ledger.")


def run(args: argparse.Namespace) -> int:
    """Seal what is committed, sign the head and write it to `checkpoints/`; the trust file is written beside it."""
    made = proofs.publish()
    print(made.note, end="")
    return 0
