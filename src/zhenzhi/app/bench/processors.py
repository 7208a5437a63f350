"""Processor time by process (处理器时间): what an act costs in the web server, the database, the worker and the client.

Clocks on the wall tell little on a shared machine; processor time tells what to mend. Linux alone; elsewhere empty.
"""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from zhenzhi.app.bench.figures import Figure

_PROC = Path("/proc")


class Meter:
    """Reads the processor time of named process trees, milliseconds, ours (the client) included."""

    def __init__(self, trees: Mapping[str, int]) -> None:
        self._trees = dict(trees)
        self.spent: Counter[str] = Counter()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Add what is spent while the block runs to `spent`."""
        before = self._read()
        yield
        after = self._read()
        self.spent.update({name: after[name] - before[name] for name in after})

    def figures(self, label: str, acts: int) -> list[Figure]:
        """One line a process: milliseconds an act of what was spent since the last figures."""
        shares = {name: round(total / acts, 2) for name, total in self.spent.items()}
        self.spent.clear()
        return [Figure(f"  {name}: processor time of an act, {label}", "ms", ms, ms) for name, ms in shares.items()]

    def _read(self) -> dict[str, float]:
        stats = _stats()
        below: dict[int, list[int]] = {}
        for pid, (parent, _) in stats.items():
            below.setdefault(parent, []).append(pid)
        spent = {name: _sum(root, stats, below) for name, root in self._trees.items()}
        return spent | ({"client": stats[os.getpid()][1]} if os.getpid() in stats else {})


def _sum(root: int, stats: Mapping[int, tuple[int, float]], below: Mapping[int, list[int]]) -> float:
    own = stats[root][1] if root in stats else 0.0
    return own + sum(_sum(child, stats, below) for child in below.get(root, ()))


def _stats() -> dict[int, tuple[int, float]]:
    """Parent and milliseconds of processor time of every process."""
    found = {}
    for entry in _PROC.iterdir() if _PROC.is_dir() else ():
        try:
            values = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if entry.name.isdigit():
            ticks = int(values[11]) + int(values[12])
            found[int(entry.name)] = (int(values[1]), ticks * 1000 / os.sysconf("SC_CLK_TCK"))
    return found
