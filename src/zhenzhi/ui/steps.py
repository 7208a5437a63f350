"""The way of a matter through its flow (办理进度): stages behind it, the one it is in, those ahead."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.registry import REGISTRY
from zhenzhi.matter.models import Matter
from zhenzhi.services.models import Application
from zhenzhi.ui import words

GOAL = "delivered"


@dataclass(frozen=True, slots=True)
class Step:
    """One stage on the way: done, now or ahead; and when it was reached."""

    stage: str
    state: str
    entry: Entry | None = None

    @property
    def name(self) -> str:
        """The stage's word."""
        return words.stage(self.stage)


def _edges() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for spec in REGISTRY.values():
        if spec.subject is Application and spec.move.end:
            for start in sorted(spec.move.start):
                found.setdefault(start, []).append(spec.move.end)
    return found


def ahead(stage: str) -> list[str]:
    """The full way from a stage to delivery, by the moves of the flow; empty where none leads there.

    Of several ways the longest is shown: a matter may skip a stage, but nobody should be surprised by one.
    """
    return list(_ahead(stage, len(REGISTRY)))


@lru_cache(maxsize=64)
def _ahead(stage: str, acts: int) -> tuple[str, ...]:
    """Worked out once for a registry of so many acts."""
    return tuple(max(_ways(_edges(), [stage]), key=len, default=[stage])[1:])


def _ways(edges: dict[str, list[str]], way: list[str]) -> Iterator[list[str]]:
    if way[-1] == GOAL:
        yield way
    for after in edges.get(way[-1], []):
        if after not in way:
            yield from _ways(edges, [*way, after])


def steps(matter: Matter, history: Iterable[Entry]) -> list[Step]:
    """All stages of a matter in order."""
    reached: list[tuple[str, Entry]] = []
    for entry in history:
        if entry.subject == matter.pk and entry.stage_to and entry.stage_to != entry.stage_from:
            reached.append((entry.stage_to, entry))
    behind = [Step(stage, "done", entry) for stage, entry in reached[:-1]]
    now = [Step(matter.stage, "now", reached[-1][1] if reached else None)]
    return behind + now + [Step(stage, "ahead") for stage in ahead(matter.stage)]
