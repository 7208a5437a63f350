"""What may be done with a subject now (可办事项): authority asked beforehand, nothing locked, nothing written.

A page draws its buttons from this. It promises nothing: the act asks again, under lock, when it is done.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zhenzhi.kernel import clock, rule
from zhenzhi.kernel.act import asked
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.kernel.models import Subject
from zhenzhi.kernel.problem import Problem
from zhenzhi.kernel.question import Authority
from zhenzhi.kernel.registry import REGISTRY, Spec


@dataclass(frozen=True, slots=True)
class Possible:
    """An act that fits the stage, and what stands against it (`problem`; None: it may be done)."""

    spec: Spec
    problem: Problem | None = None

    @property
    def open(self) -> bool:
        """Whether nothing stands against it."""
        return self.problem is None


def allowed(
    actor: Actor, subject: Subject, look: Authority, pertinent: Callable[[str], bool] = lambda name: True
) -> list[Possible]:
    """Acts on the subject that fit its stage and the kind of actor, each with authority's answer.

    `look` answers like the authority port, but locks nothing. Rules are asked only for acts that need nothing
    entered; the others can be judged only when the form is sent. Acts that are not `pertinent` are left out unasked.
    """
    fitting = (spec for spec in _fitting(actor, subject) if pertinent(spec.name))
    return [Possible(spec, _against(spec, actor, subject, look)) for spec in fitting]


def inputs(spec: Spec) -> list[str]:
    """Names of what a person enters for the act: all parameters but the subject and the actor."""
    return [name for name in list(spec.signature.parameters)[1:] if name != "by"]


def _fitting(actor: Actor, subject: Subject) -> Iterator[Spec]:
    for spec in REGISTRY.values():
        fits = spec.kind in ("act", "opening") and isinstance(subject, spec.subject)
        if fits and Who(spec.move.who) is actor.kind and (not spec.move.start or subject.stage in spec.move.start):
            yield spec


def _against(spec: Spec, actor: Actor, subject: Subject, look: Authority) -> Problem | None:
    try:
        look(asked(spec, subject, actor, clock.today()))
        if not inputs(spec):
            rule.judge(spec.name, rule.Case(subject, {}, actor, clock.now()))
    except Problem as problem:
        return problem
    return None
