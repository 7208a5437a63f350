"""The guide of one item (办事指南、一次性告知单, T53), drawn from the register and the flow as they are today."""

import re
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhenzhi.kernel import clock
from zhenzhi.kernel.problem import Problem
from zhenzhi.kernel.question import PowerAsk
from zhenzhi.register import gate, holdings
from zhenzhi.register.facts import on_day
from zhenzhi.register.ground import Ground, Link
from zhenzhi.register.models import ServiceItem
from zhenzhi.services.filings import SHARED
from zhenzhi.ui import flowchart, words
from zhenzhi.ui.casefile import body_name


@dataclass(frozen=True, slots=True)
class Right:
    """By what right a body decides: the chain from statute to body, or why nobody may at present."""

    chain: tuple[Link, ...] = ()
    ground: Ground | None = None
    problem: Problem | None = None

    @property
    def short(self) -> list[Link]:
        """The chain in three lines: the law, what hands the power down (or that the law itself does), the body."""
        last = {link.kind: link for link in self.chain}
        own = self.ground is not None and self.ground.mode is not None and self.ground.mode.mode == "statutory"
        return [last[kind] for kind in ("basis", "grant" if own else "instrument", "body") if kind in last]


def right_of(item: ServiceItem) -> Right:
    """The ground of the item's power today, drawn from the register itself."""
    body = on_day(holdings.recent().facts.bodies.get(item.body, ()), clock.today())
    if body is None:
        return Right()
    asked = PowerAsk(item.power, item.body, body.place, holdings.act_type("service.decide"))
    try:
        ground = gate.names(asked, clock.today())
    except Problem as problem:
        return Right(problem=problem)
    return Right(ground.chain, ground)


def item_of(code: str) -> ServiceItem:
    """The item of today under this code. Raises Http404."""
    found = ServiceItem.objects.on(clock.today()).filter(code=code).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Sheet:
    """A line of the list of materials as an applicant reads it (材料): needed, how many, what a sample shows."""

    seq: int
    name: str
    kind: str
    needed: bool
    shared: bool
    copies: str
    basis: str
    source: str
    sample: str


def sheets(item: ServiceItem) -> list[Sheet]:
    """The item's list of materials."""
    return [
        Sheet(
            line["seq"], words.pick(line["name"], line.get("name_en", "")), str(line.get("kind", "")),
            line.get("need") == "必要", line.get("source") == SHARED, str(line.get("copies") or 1),
            str(line.get("basis", "")), str(line.get("source", "")),
            words.pick(str(line.get("sample", "")), str(line.get("sample_en", ""))),
        )
        for line in item.materials
    ]  # fmt: skip


def applicants(item: ServiceItem) -> str:
    """Who may apply, as one line in plain words."""
    plain = {"自然人": _("个人"), "法人和其他组织": _("单位")}
    listed = re.split(r"[|\s]+", str(item.guide.get("applicant", "")).strip())
    return words.pick("、", ", ").join(plain.get(one, one) for one in listed)


@require_GET
def item(request: HttpRequest, code: str) -> HttpResponse:
    """Who, where, how long, which papers, cost, the way it goes, by which law and right; prints as one sheet."""
    found = item_of(code)
    papers = sheets(found)
    told = {
        "item": found,
        "guide": found.guide,
        "applicants": applicants(found),
        "right": right_of(found),
        "body": body_name(found.body),
        "papers": papers,
        "asked": [one for one in papers if not one.shared],
        "fee": f"{found.fee / 100:.2f}",
        "flow": flowchart.of_item(found),
        "today": clock.today(),
    }
    return render(request, "portal/item.html", told)

