"""Work for a county that is tried out (示范办件): applications by real acts, at every stage; never in a real county.

The ledger tells only what happened, so all of it happens now, at the founding, and not on made-up days. Which items,
people and materials is fixed; officers are chosen from the register by the right their post carries.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from zhenzhi.app import casting
from zhenzhi.app.progress import say
from zhenzhi.kernel import clock, reactions
from zhenzhi.kernel.identity import Actor, party
from zhenzhi.kernel.models import Delivery, Entry
from zhenzhi.kernel.problem import Problem
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter import press, proofs, sealing
from zhenzhi.matter.models import Paper, Request
from zhenzhi.org import models as org
from zhenzhi.register import authority, holdings
from zhenzhi.register.ground import Ask, Ground
from zhenzhi.register.models import ServiceItem
from zhenzhi.services import acts, filings
from zhenzhi.services.models import Application

SEED = 20260304
_DECIDE = "service.decide"
NAMES = (
    "单玉梅", "曾国强", "欧阳静", "阿依古丽·买买提", "任长河", "区小红", "尉迟建军", "查春生", "解秀英", "仇海涛",
    "盖丽华", "万俟春",
)  # fmt: skip
"""Made-up residents who come to the window, with family names that a dictionary misreads; none has an account."""


def found() -> int:
    """Make the applications and the papers they owe. Returns how many there are; none where no licence can be filed."""
    sealing.install(press.make)
    county = _County.read()
    if not county.items:
        return 0
    before = Application.objects.count()
    for number, way in enumerate(WAYS):
        try:
            way(_One(county, county.items[number % len(county.items)], number))
        except Problem as problem:  # a county without an officer for some step leaves that matter where it stands
            say(f"示范办件 {number + 1}：{problem.zh}", f"Sample {number + 1}: {problem.en}")
    proofs.publish()
    return Application.objects.count() - before


@dataclass(frozen=True, slots=True)
class _County:
    """What the register offers: items that a town exercises, their residents and firms, and a steady chance."""

    items: list[ServiceItem]
    parties: list[org.Person]
    chance: random.Random

    @classmethod
    def read(cls) -> "_County":
        today = clock.today()
        towns = org.Body.objects.on(today).filter(level="town").values("code")
        rows = ServiceItem.objects.on(today).filter(body__in=towns, result_kind="licence", statutory_limit__gt=0)
        chance = random.Random(SEED)
        items = [row for row in rows.order_by("code") if _whole(row)]
        chance.shuffle(items)
        # The first resident is left to the visitor: the tour follows that one's newest application.
        own = org.Person.objects.on(today).filter(staff__in=["party", "firm"]).order_by("code")
        return cls(items[:9], list(own)[1:], chance)


def _whole(item: ServiceItem) -> bool:
    """Whether the item's body may do all of it there today; some towns only take papers in (T19)."""
    facts, place, today = holdings.current().facts, casting.village(item), clock.today()
    asks = (Ask(item.body, item.power, "", act, place, today) for act in ("accept", "review", "decide", "deliver"))
    return all(isinstance(authority.standing(facts, ask), Ground) for ask in asks)


@dataclass(slots=True)
class _One:
    """One application on its way. Every step is an act by an officer who has not yet laid hands on it."""

    county: _County
    item: ServiceItem
    number: int
    matter: Application = field(default_factory=Application)
    busy: set[str] = field(default_factory=set)

    def by(self, right: str, body: str = "") -> Actor:
        """An officer with this right, rather none who will have to decide (T40), rather a fresh one.

        Raises Problem if there is none.
        """
        able = list(casting.holders(right, body or self.item.body))
        if not able:
            raise Problem("nobody", f"{body or self.item.body} 没有人有权 {right}。", f"Nobody holds {right} there.")
        deciders = {one.id for one in casting.holders(_DECIDE, self.item.body)} if right != _DECIDE else set()
        chosen = min(able, key=lambda one: (one.id in deciders, one.id in self.busy))
        self.busy.add(chosen.id)
        return chosen

    def _given(self, left_out: int) -> list[filings.Given]:
        listed = [line for line in self.item.materials if line.get("source") != filings.SHARED]
        needed = [line["seq"] for line in listed if line["need"] == "必要"]
        lacking = set(needed[-left_out:]) if left_out else set()
        return [filings.Given(seq=line["seq"]) for line in listed if line["seq"] not in lacking]

    def file(self, *, left_out: int = 0) -> "_One":
        """Somebody comes to the window, or files from home if they have an account; `left_out` papers are lacking."""
        who = filings.Person(kind="person", name=NAMES[self.number % len(NAMES)], id_kind="none")
        place, given = casting.village(self.item), self._given(left_out)
        filing = filings.Filing(place=place, applicant=who, form={"用途": "自用"}, materials=given)
        self.matter = acts.receive(self.item, filing=filing, by=self.by("service.receive"))
        return self

    def file_online(self, *, left_out: int = 0) -> "_One":
        """The same by one of the county's own residents or firms."""
        own = self.county.parties[self.number % len(self.county.parties)] if self.county.parties else None
        if own is None:
            return self.file(left_out=left_out)
        who = filings.Person(
            kind="firm" if own.staff == "firm" else "person", name=own.name, id_kind=own.id_kind or "none",
            id_number=own.id_number, key=own.code,
        )  # fmt: skip
        place, given = casting.village(self.item), self._given(left_out)
        filing = filings.Filing(place=place, applicant=who, form={"用途": "自用"}, materials=given)
        self.matter = acts.apply(self.item, filing=filing, by=party(own.code))
        return self

    def correcting(self) -> "_One":
        """A correction notice, where a necessary paper is lacking."""
        lines = [line["name"] for line in self.item.materials if line["seq"] in self._lacking()]
        if lines:
            self.matter = acts.ask_correction(self.matter, lines=lines, by=self.by("service.correct"))
        return self

    def _lacking(self) -> set[int]:
        given = set(self.matter.materials.values_list("seq", flat=True))
        return {
            line["seq"]
            for line in self.item.materials
            if line["need"] == "必要" and line.get("source") != filings.SHARED and line["seq"] not in given
        }

    def accepted(self) -> "_One":
        """Accepted by the clerk."""
        self.matter = acts.accept(self.matter, by=self.by("service.accept"))
        return self

    def asked(self, *, answered: bool) -> "_One":
        """The department in whose name it is done, or another, is asked for its opinion; it may have answered."""
        asked = self.matter.principal
        if asked == self.matter.body:
            entrusted = Application.objects.exclude(principal=asked).order_by("number").first()
            asked = entrusted.principal if entrusted else ""
        if not any(casting.holders("request.answer", asked)):
            return self
        request = matter_acts.ask(
            self.matter, to_body=asked, content="是否符合规划和行业要求？", kind="opinion", by=self.by("request.ask")
        )
        if answered:
            who = self.by("request.answer", asked)
            matter_acts.receive_request(request, by=who)
            matter_acts.reply(Request(pk=request.pk), agrees=True, words="符合要求，同意。", by=who)
        return self

    def reviewed(self, *, agrees: bool = True) -> "_One":
        """The reviewer's opinion."""
        opinion = "材料齐全，符合条件。" if agrees else "现场与申请内容不符，不符合条件。"
        self.matter = acts.review(self.matter, agrees=agrees, opinion=opinion, by=self.by("service.review"))
        return self

    def granted(self) -> "_One":
        """The decision to grant; its paper awaits the seal."""
        self.matter = acts.grant(self.matter, by=self.by("service.decide"))
        return self

    def refused(self) -> "_One":
        """The decision to refuse, with reasons."""
        reasons = "经核查，现场与申请内容不符，不符合法定条件。"
        self.matter = acts.deny(self.matter, reasons=reasons, by=self.by("service.decide"))
        return self

    def sealed(self) -> "_One":
        """The seal is approved, and the paper made."""
        paper = Paper.objects.get(matter_id=self.matter.pk, kind__in=("granted", "refused"))
        matter_acts.approve_seal(paper, by=self.by("service.seal"))
        # Only this paper is waited for; vouchers and licences are made by the worker as soon as it runs.
        entry = Entry.objects.get(subject=paper.pk, act="matter.approve_seal")
        for owed in Delivery.objects.filter(entry=entry.pk, done_at__isnull=True):
            reactions.deliver(owed.pk)
        return self

    def delivered(self) -> "_One":
        """Handed over at the window."""
        receiver = self.matter.parties.get(role="applicant").name
        self.matter = acts.deliver(self.matter, way="window", receiver=receiver, by=self.by("service.deliver"))
        return self

    def rated(self, level: int, words: str) -> "_One":
        """The applicant's own rating, where they have an account."""
        if self.matter.applicant:
            matter_acts.rate(self.matter, level=level, words=words, by=party(self.matter.applicant))
        return self


Way = Callable[[_One], object]
WAYS: tuple[Way, ...] = (
    lambda one: one.file_online().accepted().reviewed().granted().sealed().delivered().rated(5, "办得很快，谢谢。"),
    lambda one: one.file().accepted().reviewed().granted().sealed().delivered(),
    lambda one: one.file_online().accepted().reviewed().granted().sealed().delivered().rated(4, "还可以。"),
    lambda one: one.file().accepted().reviewed(agrees=False).refused().sealed().delivered(),
    lambda one: one.file().accepted().reviewed().granted().sealed(),
    lambda one: one.file_online().accepted().reviewed().granted(),
    lambda one: one.file().accepted().reviewed(),
    lambda one: one.file().accepted().asked(answered=True).reviewed(),
    lambda one: one.file_online().accepted().asked(answered=False),
    lambda one: one.file().accepted(),
    lambda one: one.file().accepted(),
    lambda one: one.file(left_out=1).correcting(),
    lambda one: one.file_online(left_out=2).correcting(),
    lambda one: one.file_online(),
    lambda one: one.file(),
    lambda one: one.file(left_out=1),
)
"""The lives of the applications, in the order in which they are made."""
