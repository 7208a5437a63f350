"""The one way to act (行为). Read this file first.

    ACCEPT = Move({"submitted"}, "accepted", "service.accept", "officer", "行政许可法 32")

    @act(ACCEPT)
    def accept(application: Application, *, by: Actor) -> None: ...

Calling `accept(application, by=li)` does, in one transaction and in this order: lock and re-read the subject; ask
authority once and keep the ground; check the move; ask the rules; run the body; save what changed; insert one ledger
entry; owe the reactions. There is no second door: pages, API, worker, imports and tests call the same function.

A body assigns to its subject and does not save it; writes other rows only through lower layers' helpers or through
other acts; sends nothing out of the machine (that is a reaction's work); raises `Refused`, `Conflict` or `Invalid`.
"""

import copy
import functools
from collections.abc import Callable
from datetime import date
from typing import Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

from zhenzhi.kernel import clock, ledger, question, rows, rule
from zhenzhi.kernel.doing import Doing, later, opened, tell_database
from zhenzhi.kernel.facts import record, supersede, touch
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.models import Dated, Subject
from zhenzhi.kernel.problem import Conflict, NotFound
from zhenzhi.kernel.registry import Move, Spec, enter

P = ParamSpec("P")
S = TypeVar("S", bound=Subject)
N = TypeVar("N", bound=Subject)


def _lock(subject: S, entry: UUID) -> S:
    """Lock and re-read the subject: the caller's copy is never used (two officers pressing at once)."""
    row = rows.lock(type(subject), subject.pk, entry)
    if row is None:
        if isinstance(subject, Dated):
            raise Conflict(
                "superseded",
                "该记录刚刚被他人更新，请刷新后重试。",
                "Somebody has just changed this record. Reload and try again.",
            )
        raise NotFound
    return row


def asked(spec: Spec, subject: Subject, by: Actor, on: date) -> question.Question:
    """What authority is asked about an act on a subject as it stands."""
    move = spec.move
    return question.Question(
        actor=by,
        act=spec.name,
        right=move.right,
        who=Who(move.who),
        law=move.law,
        on=on,
        power=None if move.internal else subject.power_ask(move.right),
        home=subject.home(spec.name),
        is_party=subject.is_party(by),
        begun=subject.begun(),
        hands=subject.hands,
    )


def _ask(spec: Spec, subject: Subject, current: Doing) -> question.Ground:
    on = current.at.astimezone(clock.BEIJING).date()
    return question.ask(asked(spec, subject, current.by, on))


def _ask_bare(spec: Spec, current: Doing) -> None:
    """Authority for a bulk act that wrote no subject of its own: nothing is done unasked."""
    move, on = spec.move, current.at.astimezone(clock.BEIJING).date()
    question.ask(question.Question(current.by, spec.name, move.right, Who(move.who), move.law, on))


def _check_move(spec: Spec, subject: Subject) -> None:
    if spec.move.start and subject.stage not in spec.move.start:
        zh, en = subject.STAGES.get(subject.stage, (subject.stage, subject.stage))
        raise Conflict(
            "wrong_stage",
            f"当前环节为“{zh}”，不能办理“{spec.zh}”。可能已由他人办理，请刷新查看。",
            f"The stage is “{en}”; “{spec.en}” cannot be done now. Somebody may have been quicker: reload.",
            article=spec.move.law,
            detail={"stage": subject.stage, "needs": sorted(spec.move.start)},
        )


_MACHINE = frozenset({"id", "hands", "since", "until"})


def _state(row: Subject) -> dict[str, object]:
    """The row's own values, by attribute; values that can change in place are copied."""
    state: dict[str, object] = {}
    for column in row._meta.concrete_fields:
        value = getattr(row, column.attname)
        state[column.attname] = copy.deepcopy(value) if isinstance(value, dict | list) else value
    return state


def _lay_hand(row: Subject, current: Doing, right: str) -> None:
    if row.KEEPS_HANDS and current.by.kind is Who.OFFICER:
        people = row.hands.setdefault(right, [])
        if current.by.id not in people:
            people.append(current.by.id)


def _changed(row: Subject, before: dict[str, object]) -> dict[str, object]:
    """The columns whose values the body changed."""
    after = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    return {name: value for name, value in after.items() if before[name] != value}


def _params(spec: Spec, kwargs: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in kwargs.items() if name != "by"}


def act(move: Move) -> Callable[[Callable[Concatenate[S, P], None]], Callable[Concatenate[S, P], S]]:
    """Make a function an act on one subject; the call returns the subject as it stands afterwards."""

    def decorate(body: Callable[Concatenate[S, P], None]) -> Callable[Concatenate[S, P], S]:
        spec = enter(body, move, "act")

        @functools.wraps(body)
        def run(subject: S, *args: P.args, **kwargs: P.kwargs) -> S:
            by, params = cast(Actor, kwargs["by"]), _params(spec, kwargs)
            with opened(spec.name, by) as current:
                row = _lock(subject, current.entry)
                current.entry = uuid7()  # made under the lock, so that a subject's entries sort as they happened
                before = _state(row)
                current.ground = ground = _ask(spec, row, current)
                _check_move(spec, row)
                verdicts = rule.judge(spec.name, rule.Case(row, params, by, current.at))
                stage_from = row.stage
                body(row, *args, **kwargs)
                if move.end is not None:
                    row.stage = move.end
                _lay_hand(row, current, move.right)
                changed = _changed(row, before)
                if not isinstance(row, Dated):
                    later(*rows.updates(row, changed))
                elif changed:
                    supersede(row)
                    touch(row)
                told = {name: value for name, value in changed.items() if name not in _MACHINE}
                ledger.append(spec, current, ground, row, stage_from, params, told, verdicts)
            return row

        return cast(Callable[Concatenate[S, P], S], run)

    return decorate


def opening_act(
    move: Move,
) -> Callable[[Callable[Concatenate[S, P], N]], Callable[Concatenate[S, P], N]]:
    """Make a function an act that opens something new on a parent subject (an application on an item, say).

    Authority judges the new subject, which the body returns unsaved; the parent is only read.
    """

    def decorate(body: Callable[Concatenate[S, P], N]) -> Callable[Concatenate[S, P], N]:
        spec = enter(body, move, "opening")

        @functools.wraps(body)
        def run(parent: S, *args: P.args, **kwargs: P.kwargs) -> N:
            by, params = cast(Actor, kwargs["by"]), _params(spec, kwargs)
            with opened(spec.name, by) as current:
                tell_database(current.entry)
                row = body(parent, *args, **kwargs)
                row.stage = move.end or ""
                current.ground = ground = _ask(spec, row, current)
                verdicts = rule.judge(spec.name, rule.Case(row, params, by, current.at))
                _lay_hand(row, current, move.right)
                if isinstance(row, Dated):
                    record(row)
                else:
                    later(*rows.inserts([row]))
                ledger.append(spec, current, ground, row, "", params, {}, verdicts)
            return row

        return cast(Callable[Concatenate[S, P], N], run)

    return decorate


def bulk_act(
    move: Move,
) -> Callable[[Callable[P, list[N]]], Callable[P, list[N]]]:
    """Make a function an act on many subjects at once: one batch entry, and a row entry under its root for each.

    The body gets the rows as its first argument and returns the subjects it wrote, new or changed and already saved
    through `record`; each is judged by authority on its own.
    """

    def decorate(body: Callable[P, list[N]]) -> Callable[P, list[N]]:
        spec = enter(body, move, "bulk")

        @functools.wraps(body)
        def run(*args: P.args, **kwargs: P.kwargs) -> list[N]:
            by, params = cast(Actor, kwargs["by"]), _params(spec, cast(dict[str, object], kwargs))
            with opened(spec.name, by) as current:
                tell_database(current.entry)
                made = body(*args, **kwargs)
                grounds: dict[tuple[object, ...], question.Ground] = {}
                if not made:
                    _ask_bare(spec, current)
                lines = [_judge_row(spec, row, params, current, grounds) for row in made]
                ledger.append_batch(spec, current, params, lines)
            return made

        return run

    return decorate


def _judge_row(
    spec: Spec,
    row: Subject,
    params: dict[str, object],
    current: Doing,
    grounds: dict[tuple[object, ...], question.Ground],
) -> ledger.Line:
    """Authority for one row of a bulk act. Rows that ask the same question share the answer."""
    power = None if spec.move.internal else row.power_ask(spec.move.right)
    key = (power, row.home(spec.name))
    if key not in grounds:
        grounds[key] = _ask(spec, row, current)
    verdicts = rule.judge(spec.name, rule.Case(row, params, current.by, current.at))
    return ledger.Line(row, "", grounds[key], verdicts)
