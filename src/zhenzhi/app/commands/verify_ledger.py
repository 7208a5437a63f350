"""`zhenzhi verify-ledger`: recompute the whole ledger from its rows (台账核验), against every signed checkpoint."""

import argparse

from zhenzhi.kernel import checkpoint, sealer
from zhenzhi.matter import proofs


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """It has no options of its own."""
    sub.add_parser("verify-ledger", description="台账核验。 Recompute the ledger and its checkpoints.")


def run(args: argparse.Namespace) -> int:
    """Name everything that does not hold; 0 only if the ledger is whole."""
    faults = [*sealer.faults(), *checkpoint.faults(proofs.write_trust().ledger_key)]
    for fault in faults:
        print(f"✗ {fault}")
    size = sealer.size()
    if faults:
        print(f"台账已被改动或损坏：{len(faults)} 处。请停止使用并保全现场。\n  The ledger was altered or is damaged.")
        return 1
    print(f"✓ 台账完整，共 {size} 条已封存记录。\n  The ledger is whole: {size} sealed entries.")
    return 0
