"""Figures of the bench (测量结果): name, unit, median, 95th percentile, and the aim beside them."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report. `better` tells which way is good; `met` whether the aim was reached."""

    name: str
    unit: str
    median: float
    p95: float
    aim: float | None = None
    better: str = "less"
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the median reaches the aim; None without an aim."""
        if self.aim is None:
            return None
        return self.median <= self.aim if self.better == "less" else self.median >= self.aim

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return asdict(self) | {"met": self.met}


def percentile(samples: Sequence[float], share: float) -> float:
    """The sample below which this share of them lies."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(
    name: str,
    unit: str,
    samples: Sequence[float],
    *,
    aim: float | None = None,
    better: str = "less",
    note: str = "",
) -> Figure:
    """A figure from samples; for rates the 95th percentile is that of the slow side."""
    tail = percentile(samples, 0.95 if better == "less" else 0.05)
    return Figure(name, unit, round(statistics.median(samples), 3), round(tail, 3), aim, better, note)


def timed(work: Callable[[], object], rounds: int, scale: float = 1.0) -> list[float]:
    """Seconds × `scale` of each of so many calls."""
    samples = []
    for _ in range(rounds):
        began = perf_counter()
        work()
        samples.append((perf_counter() - began) * scale)
    return samples


def table(figures: Sequence[Figure]) -> str:
    """The report for people."""
    lines = [f"{'':58}{'median':>12}{'p95':>12}{'aim':>10}  "]
    for figure in figures:
        aim = "" if figure.aim is None else f"{'<' if figure.better == 'less' else '≥'} {figure.aim:g}"
        mark = {True: "✓", False: "✗", None: " "}[figure.met]
        title, numbers = f"{figure.name} ({figure.unit})", f"{figure.median:>12.3f}{figure.p95:>12.3f}"
        lines.append(f"{title:58}{numbers}{aim:>10} {mark} {figure.note}")
    return "\n".join(lines)
