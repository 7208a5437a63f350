"""Facts recorded by mistake (登记有误): taken out of today's knowledge, and for ever shown in that of before (LAW-63).

A fact on which an act rests was true enough to act on: it is ended or corrected, never annulled.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from zhenzhi.kernel.act import bulk_act
from zhenzhi.kernel.doing import doing
from zhenzhi.kernel.facts import close
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.models import Dated, GroundText
from zhenzhi.kernel.problem import Conflict, Invalid
from zhenzhi.org import flow
from zhenzhi.org.acts import named
from zhenzhi.org.models import Account, Appointment, Body, Credential, Fact, Person, Place, Post

D = TypeVar("D", bound=Dated)

References = Mapping[type[Dated], Sequence[tuple[type[Dated], str]]]
"""Kind of fact → what refers to it, by which column."""

_REFERENCES: References = {
    Place: [(Place, "parent"), (Body, "place")],
    Body: [(Body, "parent"), (Body, "government"), (Body, "acts_for"), (Post, "body")],
    Post: [(Appointment, "post")],
    Person: [(Appointment, "person"), (Credential, "person")],
    Appointment: [],
    Credential: [],
}


@bulk_act(flow.ANNUL)
def annul(facts: Sequence[Fact], *, reason: str, by: Actor) -> list[Fact]:
    """撤销错误登记 (Annul a mistaken record): places, bodies, posts, people, appointments or credentials typed wrong.

    Each fact goes with all its days; name together what refers to each other. Raises Conflict where an act rests on
    one, or something else refers to it.
    """
    named(reason, "reason")
    _without_account([fact.code for fact in facts if isinstance(fact, Person)])
    return annulled(facts, _REFERENCES)


def _without_account(people: Sequence[str]) -> None:
    if Account.objects.filter(person__in=people).exists():
        raise _referred(["账号 account"])


def annulled(facts: Sequence[D], references: References) -> list[D]:
    """Inside an act: close every known row of these facts, after making sure that nothing rests on them."""
    if not facts:
        raise Invalid("none", "请选择要撤销的登记。", "Choose what is to be annulled.", detail={"facts": "required"})
    rows = [row for fact in facts for row in _known(fact)]
    going = {(type(row), row.code) for row in rows}
    for row in rows:
        if type(row) not in references:
            raise Invalid(
                "not_annulled",
                "这类登记不能撤销，请重新设定或者终止。",
                "A record of this kind is not annulled: set it anew, or end it.",
                detail={"facts": type(row).__name__},
            )
        _unrested(row)
    left = [
        other.code
        for kind, code in sorted(going, key=lambda one: (one[0].__name__, one[1]))
        for model, column in references[kind]
        for other in model._base_manager.filter(until__isnull=True, **{column: code})
        if (model, other.code) not in going
    ]
    if left:
        raise _referred(left)
    close(*rows)
    for row in rows:
        row.stage, row.until = "annulled", doing().entry
    return rows


def _known(fact: D) -> list[D]:
    rows = list(type(fact)._base_manager.filter(code=fact.code, until__isnull=True).select_for_update())
    if not rows:
        raise Conflict(
            "superseded",
            "该登记已被撤销或更新，请刷新后重试。",
            "This record was annulled or changed meanwhile. Reload and try again.",
        )
    return rows


def _unrested(row: Dated) -> None:
    """No stored ground may cite the fact since its first day, and no matter hang on it. Raises Conflict."""
    cited = (
        {"place": row.code} if isinstance(row, Place) else {"chain": [{"kind": row._meta.model_name, "id": row.code}]}
    )
    days = GroundText.objects.filter(content__contains=cited).values_list("content__on", flat=True)
    hanging = any(
        link.related_model._base_manager.filter(**{f"{link.field.name}__code": row.code}).exists()
        for link in row._meta.related_objects
    )
    if hanging or any(str(day) >= row.start.isoformat() for day in days):
        raise Conflict(
            "acts_rest_on_it",
            f"已有行为以“{row.code}”为依据，不能撤销登记；请终止或者更正。",
            f"Acts rest on “{row.code}”, so it is not annulled. End or correct it instead.",
            article="LAW-63",
            detail=row.code,
        )


def _referred(left: Sequence[str]) -> Conflict:
    listed = "、".join(left[:10])
    return Conflict(
        "still_used",
        f"仍有登记与其相连：{listed}。请一并撤销，或先变更。",
        f"These still refer to it: {listed}. Annul them together, or change them first.",
        article="LAW-63",
        detail=list(left),
    )
