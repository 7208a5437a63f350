"""`zhenzhi verify-ledger`: recompute the whole ledger from its rows (台账核验), against every signed checkpoint."""

import argparse

from zhenzhi.kernel import checkpoint, note, sealer
from zhenzhi.kernel.problem import Conflict
from zhenzhi.matter import keys


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """It has no options of its own."""
    sub.add_parser("verify-ledger", description="台账核验。 Recompute the ledger and its checkpoints.")


def run(args: argparse.Namespace) -> int:
    """Name everything that does not hold; 0 only if the ledger is whole and every checkpoint was checked.

    Nothing is written and no key is made: without the county's key the checkpoints are not checked, and that is said.
    """
    faults = sealer.faults()
    try:
        faults += checkpoint.faults(note.public_text(keys.ledger_key()))
        lacking = None
    except Conflict as problem:
        lacking = problem
    for fault in faults:
        print(f"✗ {fault}")
    size, waiting = sealer.size(), sealer.waiting()
    if faults:
        print(f"台账已被改动或损坏：{len(faults)} 处。请停止使用并保全现场。\n  The ledger was altered or is damaged.")
    else:
        print(f"✓ 台账完整，共 {size} 条已封存记录。\n  The ledger is whole: {size} sealed entries.")
    if waiting:
        print(
            f"  另有 {waiting} 条记录已提交、尚未封存，本次没有核验；后台任务运行时数秒内即封存。\n"
            f"  {waiting} entries more are committed and not sealed yet; they were not checked. The worker seals them"
            " within seconds."
        )
    if lacking is not None:
        print(f"✗ 检查点未能核验。{lacking.zh}\n  The checkpoints were not checked. {lacking.en}")
    return 1 if faults or lacking else 0
