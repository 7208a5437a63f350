"""Moves and the registry of acts (流转与行为登记): what may be done at all, by which right and article."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass

from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.models import Subject


@dataclass(frozen=True, slots=True)
class Move:
    """A row of a flow (流转): from which stages to which, by which right, who may, by which article.

    `end` None leaves the stage as it is. `internal` marks acts of internal administration, which rest on a right alone
    and on no power of outward effect.
    """

    start: frozenset[str] | set[str]
    end: str | None
    right: str
    who: Who | str
    law: str
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Spec:
    """An act as the registry knows it."""

    name: str
    move: Move
    body: Callable[..., object]
    signature: inspect.Signature
    kind: str  # act | opening | bulk
    subject: type[Subject]

    @property
    def title(self) -> str:
        """First sentence of the docstring, 用印 (Affix the seal): what it means."""
        return " ".join((self.body.__doc__ or "").strip().partition("\n\n")[0].split())

    @property
    def label(self) -> str:
        """What people call the act, in both languages: 用印 (Affix the seal)."""
        return self.title.partition(":")[0]

    @property
    def zh(self) -> str:
        """What people call the act in Chinese: 用印."""
        return self.label.partition(" (")[0]

    @property
    def en(self) -> str:
        """What people call the act in English: what its docstring says, else the name of its function."""
        said = self.label.partition(" (")[2].removesuffix(")")
        return said or self.body.__name__.replace("_", " ").capitalize()


REGISTRY: dict[str, Spec] = {}


def enter(body: Callable[..., object], move: Move, kind: str) -> Spec:
    capability = body.__module__.split(".")[1]
    name = f"{capability}.{body.__name__}"
    signature = inspect.signature(body, eval_str=True)
    subject = next(iter(signature.parameters.values())).annotation
    if not body.__doc__ or not move.law:
        raise ValueError(f"{name} needs a docstring, and its move an article")
    if "by" not in signature.parameters:
        raise ValueError(f"{name} needs an actor `by`")
    if name in REGISTRY:
        raise ValueError(f"{name} is registered twice")
    REGISTRY[name] = spec = Spec(name, move, body, signature, kind, subject)
    return spec
