"""The page of flows (流转图): every flow table as a drawing in plain text and as a table."""

from collections.abc import Iterable
from typing import get_args

from zhenzhi.kernel.registry import REGISTRY, Spec

WHO = {"officer": "工作人员", "party": "当事人", "clock": "系统时钟", "founder": "建县装载"}
_ANY = "(任何环节 any)"


def capabilities() -> list[str]:
    """The modules that have acts, in order of name."""
    return sorted({name.split(".")[0] for name in REGISTRY})


def page() -> str:
    """The page, as Markdown."""
    lines = ["# 流转图 Flows", "", "`──act──▶` leads on; an act in square brackets leaves the stage as it is.", ""]
    for capability in capabilities():
        specs = [spec for name, spec in sorted(REGISTRY.items()) if name.split(".")[0] == capability]
        for subject in sorted({_kept_in(spec) for spec in specs}):
            lines += _section(capability, subject, [spec for spec in specs if _kept_in(spec) == subject])
    return "\n".join(lines).rstrip() + "\n"


def _kept_in(spec: Spec) -> str:
    """The kind of row whose stage the act moves: what it opens, the rows of a list, or its subject."""
    if spec.kind == "act":
        return spec.subject.__name__
    made = spec.signature.return_annotation
    return str(getattr(next(iter(get_args(made)), made), "__name__", made))


def _section(capability: str, subject: str, specs: list[Spec]) -> list[str]:
    return [
        f"## {capability}: {subject}",
        "",
        "```text",
        *_drawing(specs),
        "```",
        "",
        "| 从 from | 行为 act | 到 to | 谁 who | 权利 right | 依据 article |",
        "| --- | --- | --- | --- | --- | --- |",
        *(_line(spec) for spec in specs),
        "",
    ]


def _drawing(specs: Iterable[Spec]) -> list[str]:
    """One block a stage: what leads out of it, and what may be done while it stays."""
    leads: dict[str, list[str]] = {}
    stays: dict[str, list[str]] = {}
    for spec in specs:
        act = spec.name.split(".")[1]
        opens = spec.kind != "act"
        for stage in ["●"] if opens else sorted(spec.move.start) or [_ANY]:
            if spec.move.end and spec.move.end != stage:
                leads.setdefault(stage, []).append(f"──{act}──▶ {spec.move.end}")
            else:
                stays.setdefault(stage, []).append(act)
    lines: list[str] = []
    for stage in sorted({*leads, *stays}, key=lambda name: (name != "●", name.startswith("("), name)):
        arrows = leads.get(stage, [])
        width = len(stage) + 4 if stage.startswith("(") else len(stage)
        lines += [f"{stage if number == 0 else ' ' * width} {arrow}" for number, arrow in enumerate(arrows)]
        if stage in stays:
            lines.append(f"{stage if not arrows else ' ' * width} [{', '.join(stays[stage])}]")
    return lines


def _line(spec: Spec) -> str:
    move = spec.move
    start = "●" if spec.kind != "act" else ", ".join(sorted(move.start)) or _ANY
    cells = [
        start, f"`{spec.name}` {spec.title}", move.end or "—", WHO[str(move.who)], f"`{move.right}`", move.law,
    ]  # fmt: skip
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
