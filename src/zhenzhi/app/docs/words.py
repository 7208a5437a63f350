"""The page of the ledger's words (台账用语) and that of listeners (谁听谁)."""

from zhenzhi.app.docs.flows import WHO
from zhenzhi.kernel import ledger
from zhenzhi.kernel.reactions import HANDLERS
from zhenzhi.kernel.registry import REGISTRY, Spec
from zhenzhi.kernel.rule import GUARDS


def page() -> str:
    """Every act: its title, right, actor, article and parameters, as Markdown."""
    lines = [
        "# 台账用语 Words of the ledger",
        "",
        "One entry an act. Parameters marked 🔒 are veiled: the ledger holds a salted SHA-256 of the text, and the"
        " salt can be erased one by one (个人信息保护法 47).",
        "",
        "| 行为 act | 种类 kind | 谁 who | 权利 right | 依据 article | 参数 parameters | 规则 rules |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [_line(spec) for _, spec in sorted(REGISTRY.items())]
    return "\n".join(lines) + "\n"


def _line(spec: Spec) -> str:
    parameters = list(spec.signature.parameters.values())
    first = 0 if spec.kind == "bulk" else 1
    told = [
        f"{each.name}{'' if ledger._is_open(each.annotation) else ' 🔒'}"
        for each in parameters[first:]
        if each.name != "by"
    ]
    guards = ", ".join(rule.id for rule in GUARDS.get(spec.name, []))
    move = spec.move
    cells = [
        f"`{spec.name}`<br>{spec.title}", spec.kind, WHO[str(move.who)], f"`{move.right}`", move.law,
        ", ".join(told) or "—", guards or "—",
    ]  # fmt: skip
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def listeners() -> str:
    """Which reactions follow which acts, as Markdown."""
    lines = [
        "# 谁听谁 Who listens to what",
        "",
        "A reaction is owed in the act's own transaction and done by the worker, once (see `kernel/reactions.py`).",
        "",
        "| 行为 act | 反应 reaction | 做什么 what it does |",
        "| --- | --- | --- |",
    ]
    for act, names in sorted(ledger.REACTIONS.items()):
        for name in names:
            what = (HANDLERS[name].__doc__ or "").strip().splitlines()[0]
            lines.append(f"| `{act}` | `{name}` | {what} |")
    return "\n".join(lines) + "\n"
