"""Boundary changes (区划调整承继, S13): what a merged town held passes to its successor in one act.

The powers handed down are ended and opened anew for the successor, under instruments of its own (nobody signed for
it); posts and the bodies that act for the town move; every open case gets its decision. What the law gives a town
directly the successor holds already. The place itself is merged afterwards (`org.merge_place`).
"""

from collections.abc import Sequence
from datetime import date

from zhenzhi.devolution import cases, flow, taking, use
from zhenzhi.devolution.models import CaseDecision, Succession
from zhenzhi.kernel import clock
from zhenzhi.kernel.act import opening_act
from zhenzhi.kernel.facts import record
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.problem import Conflict, Invalid
from zhenzhi.matter.models import Matter
from zhenzhi.org.acts import named
from zhenzhi.org.dating import amend
from zhenzhi.org.models import Body, Post
from zhenzhi.register import grants
from zhenzhi.register.models import Grant, Instrument


@opening_act(flow.SUCCEED)
def succeed(
    town: Body, *, successor: Plain, day: date, instruments: Sequence[Plain], document: Plain, consent_by: Plain,
    by: Actor,
) -> Succession:
    """区划承继 (Pass a town on): from `day` the successor holds the town's handed-down powers under `instruments` it
    signed, has its posts, and takes over every open case (S13).
    """  # fmt: skip
    heir = Body.objects.on(day).filter(code=successor, kind="government", level="town").first()
    if heir is None or successor == town.code or day < clock.today():
        raise Invalid(
            "successor",
            "承继方须为另一个当日存在的乡镇人民政府，日期不能早于今天。",
            "The successor must be another town government that exists on the day, and the day not in the past.",
            article=flow.SUCCEED.law,
            detail={"successor": "unfit"},
        )
    moved = _powers(town, heir, day, instruments, document, consent_by, by)
    return Succession(
        town=town.code, successor=heir.code, day=day, document=named(document, "document"), grants=moved,
        posts=_posts(town, heir, day), cases=_cases(town, heir, day, document),
    )  # fmt: skip


def _powers(
    town: Body, heir: Body, day: date, codes: Sequence[str], document: str, consent: str, by: Actor
) -> int:
    """End the old grants and open the same for the heir, save what it holds already. Returns how many passed on."""
    held = use.handed_down(town.code, day)
    own = set(Grant.objects.on(day).filter(body=heir.code).values_list("power", flat=True))
    papers = list(Instrument.objects.known().filter(code__in=list(codes), stage="announced").order_by("code"))
    wanted = [grant for grant in held if grant.power not in own]
    by_paper = {grant.code: next((p for p in papers if grant.power in p.items), None) for grant in wanted}
    lacking = [code for code, paper in by_paper.items() if paper is None]
    if lacking:
        raise Conflict(
            "no_instrument",
            f"有 {len(lacking)} 项权力没有承继方的有效文书（协议或者县级清单），请先签订并公告。",
            f"{len(lacking)} powers have no instrument of the successor's. Sign and announce it first.",
            article="T15;T17",
            detail=lacking,
        )
    if held:
        taking.return_grants(held, day=day, document=document, consent_by=consent, by=by)
    for paper in papers:
        orders = [_order(grant, heir, day) for grant in wanted if by_paper[grant.code] is paper]
        if orders:
            grants.open_grants(paper, orders=orders, by=by)
    return len(held)


def _order(grant: Grant, heir: Body, day: date) -> grants.Order:
    """The same power with the same limits, for the heir at its own place."""
    return grants.Order(
        code=f"{grant.code}>{heir.code}"[:64], power=grant.power, body=heir.code, mode=grant.mode, start=day,
        under=grant.under, places=(heir.place,), fine_ceiling=grant.fine_ceiling,
        act_types=None if grant.act_types is None else tuple(grant.act_types),
        object_classes=None if grant.object_classes is None else tuple(grant.object_classes),
    )  # fmt: skip


def _posts(town: Body, heir: Body, day: date) -> int:
    """Posts of the town stand at the heir from the day, with the people in them; its centre acts for the heir."""
    posts = list(Post.objects.on(day).filter(body=town.code))
    record(*(amend(post, max(day, post.start), body=heir.code) for post in posts))
    for agent in Body.objects.on(day).filter(acts_for=town.code):
        record(amend(agent, max(day, agent.start), acts_for=heir.code, government=heir.code, place=heir.place))
    return len(posts)


def _cases(town: Body, heir: Body, day: date, document: str) -> int:
    """A decision for every open case of the town: its file goes to the heir on the day."""
    open_ones = Matter.objects.filter(body=town.code, closed_at__isnull=True).exclude(kind="devolution")
    made = [
        CaseDecision(matter_id=key, grant="", way="hand_over", to=heir.code, day=day, document=document)
        for key in open_ones.values_list("id", flat=True)
    ]
    cases.keep(made)
    return len(made)
