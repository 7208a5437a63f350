"""What the house tests sweep over: every registered act, a subject for each, and who may not do it."""

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.db import connection
from django.db.models import Q

from tests import world
from tests.devolution import devolved, gated
from tests.services import steps
from zhenzhi.kernel import question
from zhenzhi.kernel.identity import FOUNDER, Actor, Who, clock, officer, party
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.models import Dated, Entry, Subject
from zhenzhi.kernel.registry import REGISTRY, Spec
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter import draw_acts
from zhenzhi.matter.models import Draw, Matter, Paper, Request
from zhenzhi.org import acts as org_acts
from zhenzhi.org.models import Body, Credential, Post
from zhenzhi.register.models import Procedure
from zhenzhi.services import acts
from zhenzhi.services.models import Application, Licence

GRANTED = "王强 申请 1,3; 李敏 受理; 赵刚 审查 符合; 孙悦 准予; 时钟 生成证件"
SINGLE = sorted(name for name, spec in REGISTRY.items() if spec.kind == "act")
STRANGERS = [officer("nobody"), party("liu"), party("nobody"), FOUNDER, clock("nothing")]


@dataclass(frozen=True, slots=True)
class AnyGround:
    """A ground that allows everything: with it installed only the move and the rules can stop an act."""

    appointment: str | None = None

    def as_json(self) -> dict[str, object]:
        return {"kind": "test"}


@contextmanager
def all_allowed() -> Iterator[None]:
    """Authority answers yes to everything."""
    before = question._Port.answer
    question.install(lambda asked: AnyGround())
    try:
        yield
    finally:
        question.install(before)


def call(name: str) -> Callable[..., Any]:
    """The act as everybody calls it."""
    body = REGISTRY[name].body
    return cast(Callable[..., Any], getattr(importlib.import_module(body.__module__), body.__name__))


def subject_of(model: type[Subject]) -> Subject:
    """A row of this model in the world: a fresh application, its paper and request, or a fact of the books."""
    if issubclass(model, Dated):
        if issubclass(Credential, model):
            _put_in(Credential(code="C-1", person="li", kind="provincial", number="1"))
        if issubclass(Procedure, model):
            _put_in(Procedure(code="R-1", power=world.BUILD))
        found = next(
            (row for kind in _family(model) for row in kind._base_manager.filter(Q(until__isnull=True))[:1]), None
        )
        assert found is not None, f"the world holds no {model.__name__}"
        return found
    if model is Draw:
        return draw_committed()
    for makers in (devolved.MAKERS, gated.MAKERS):
        if model in makers:
            return makers[model]()
    application = acts.apply(world.item(world.HOME_ITEM), filing=world.filing(), by=world.who("wang"))
    if model is Request:
        return matter_acts.ask(application, to_body=world.PLAN, content="?", kind="opinion", by=world.who("zhao"))
    if model is Paper:
        acts.issue_voucher(application, kind="not_accepted", by=clock("voucher"))
        return Paper.objects.get(matter_id=application.id)
    if model is Licence:
        return Licence.objects.get(granted_in=steps.run(GRANTED).application)
    assert model in (Application, Matter), f"tell the sweep how to make a {model.__name__}"
    return application


def draw_committed(*more: str) -> Draw:
    """A draw whose list is published, by Officer Chen, who was given the right to that, and `more` rights."""
    post = Post.objects.on(world.TODAY).get(code="post-chen")
    org_acts.change_post_rights(
        post, rights=[*post.rights, "draw.commit", *more], start=world.TODAY, by=world.who("he")
    )
    body = Body.objects.on(world.TODAY).get(code=world.PLAN)
    return draw_acts.commit_draw(
        body, purpose="sweep", title="抽查", items=["1", "2"], pick=1, after=world.NOW + timedelta(hours=1),
        by=world.who("chen"),
    )  # fmt: skip


def _put_in(row: Dated) -> None:
    """The world has no credential and no procedure; a sweep over acts on these needs one."""
    row.stage, row.valid, row.since = "in_force", world.OPEN, uuid7()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhenzhi.act', 'sweep', true)")
        row.save(force_insert=True)
        cursor.execute("SELECT set_config('zhenzhi.act', '', true)")


def _family(model: type[Subject]) -> list[type[Subject]]:
    return (
        [model] if not model._meta.abstract else [kind for child in model.__subclasses__() for kind in _family(child)]
    )


def put_in_stage(subject: Subject, stage: str) -> None:
    """Force a stage, as no act would; for sweeps only."""
    base = Matter._base_manager.get(pk=subject.pk) if isinstance(subject, Matter) else subject
    steps.force(base, stage=stage)


def unfit(spec: Spec) -> list[Actor]:
    """Everybody who may not do this act: wrong kinds, strangers, and officers whose post lacks the right."""
    kind = Who(spec.move.who)
    posts = [officer(code) for code, (_, _, _, rights) in world.PEOPLE.items() if spec.move.right not in rights.split()]
    others = [actor for actor in STRANGERS if actor.kind is not kind or kind in (Who.OFFICER, Who.PARTY)]
    right_kind_wrong_person = [*others, *posts]
    return [*right_kind_wrong_person, FOUNDER]


def entries() -> int:
    """How many entries the ledger has."""
    return Entry.objects.count()
