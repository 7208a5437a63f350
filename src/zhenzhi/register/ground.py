"""Question and answer of authority: `Ask`, `Ground` (依据链), `Refusal`, and the chain both of them carry.

The answer holds the very records it rests on; the text of the chain is made only when somebody reads it, so
that an answer costs microseconds. `as_json()` is what is stored beside the act for ever: it names persons by
id alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from .facts import Appointment, Basis, Body, Cell, Credential, Grant, Instrument, Person, Post, Power
from .lawbook import article_name
from .modes import Mode, Whose
from .words import BASIS_ZH, MODE_WORDS, PERSON_KINDS, WORDS, Code, Text


class Kind(StrEnum):
    """The five kinds of ground (依据种类)."""

    POWER = "power"  # 权力
    PARTY = "party"  # 当事人权利
    INTERNAL = "internal"  # 内部管理
    CLOCK = "clock"  # 法定期限
    FOUNDING = "founding"  # 初始装载


@dataclass(frozen=True, slots=True)
class Ask:
    """May this person of this body do this, here, on this day?

    right: what the post must carry; act_type and object_class: the part of the power; amount: fen, None if
    the act carries no sum. hands: who already used which right on this subject. party: the actor is the
    matter's party.
    law: article of the move, for grounds that rest on it alone. begun: day the matter was accepted (T30).
    """

    body: str
    power: str
    right: str
    act_type: str
    place: str
    on: date
    person: str | None = None
    appointment: str | None = None
    amount: int | None = None
    object_class: str = "*"
    hands: Mapping[str, frozenset[str]] = field(default_factory=dict)
    kind: Kind = Kind.POWER
    party: bool = False
    law: str = ""
    begun: date | None = None


class Found:
    """The records found on the way, in the order of the checks; filled by them and not touched afterwards."""

    __slots__ = (
        "appointment", "basis", "body", "cell", "credential", "grant", "instrument", "mode", "parent",
        "person", "post", "power", "principal", "seat", "source",
    )  # fmt: skip
    power: Power
    basis: Basis
    seat: str
    cell: Cell
    body: Body
    grant: Grant
    source: Grant
    mode: Mode
    principal: Body
    instrument: Instrument
    parent: Instrument
    appointment: Appointment
    post: Post
    person: Person
    credential: Credential


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain (依据链的一环)."""

    kind: str
    id: str
    zh: str
    en: str


def _basis(b: Basis) -> Link:
    return Link("basis", f"{b.law}:{b.article}", f"{BASIS_ZH}：《{b.law}》{article_name(b.article)}（{b.version}版）",
                f"Legal basis: {b.law}, article {b.article} (version {b.version})")  # fmt: skip


def _power(p: Power) -> Link:
    return Link("power", p.id, f"权力事项：{p.name}（{p.type}，清单 {p.list_version}）",
                f"Power: {p.name_en or p.name} (list {p.list_version})")  # fmt: skip


def _instrument(i: Instrument) -> Link:
    return Link("instrument", i.id, f"依据文书：{i.number}", f"Instrument: {i.number}")


def _grant(g: Grant) -> Link:
    zh, en = MODE_WORDS[g.mode]
    since = g.span.start
    return Link("grant", g.id, f"权力来源：{zh}，{since} 起", f"Source of the power: {en}, from {since}")


def _body(b: Body) -> Link:
    return Link("body", b.id, f"机构：{b.name}", f"Body: {b.name_en or b.name}")


def _post(p: Post) -> Link:
    return Link("post", p.id, f"岗位：{p.name}", f"Post: {p.name}")


def _appointment(a: Appointment) -> Link:
    return Link("appointment", a.id, f"任职：{a.span.start} 起", f"Appointment: from {a.span.start}")


def _person(p: Person) -> Link:
    zh, en = PERSON_KINDS.get(p.kind, (p.kind, p.kind))
    return Link("person", p.id, f"人员：{zh}", f"Person: {en}")


def _credential(c: Credential) -> Link:
    return Link("credential", c.id, f"证件：{c.number}", f"Credential: {c.number}")


# From the statute down to the person (DESIGN 5); "source" and "parent" stand before what rests on them.
_CHAIN = (
    ("basis", _basis), ("power", _power), ("parent", _instrument), ("instrument", _instrument),
    ("source", _grant), ("grant", _grant), ("principal", _body), ("body", _body),
    ("appointment", _appointment), ("post", _post), ("person", _person), ("credential", _credential),
)  # fmt: skip


def chain(found: Found) -> tuple[Link, ...]:
    """The links found, statute first."""
    links: list[Link] = []
    for slot, link in _CHAIN:
        record = getattr(found, slot, None)
        if record is not None:
            links.append(link(record))
    return tuple(links)


def _ask_json(ask: Ask) -> dict[str, Any]:
    return {
        "kind": ask.kind.value, "body": ask.body, "power": ask.power, "right": ask.right,
        "act_type": ask.act_type, "place": ask.place, "on": ask.on.isoformat(), "person": ask.person,
        "amount": ask.amount, "object_class": ask.object_class, "law": ask.law,
        "begun": ask.begun.isoformat() if ask.begun else None,
    }  # fmt: skip


def _chain_json(links: tuple[Link, ...]) -> list[dict[str, str]]:
    return [{"kind": k.kind, "id": k.id, "zh": k.zh, "en": k.en} for k in links]


_WHO = ("name_on_paper", "series", "template", "seal", "respondent", "reviewer", "liable", "liable_beyond")


class Ground(NamedTuple):
    """The positive answer with all that it rests on (依据链); bodies are named as of the day asked about.

    A tuple, because one is made for every act and a frozen dataclass costs four times as much.
    """

    kind: Kind
    ask: Ask
    found: Found
    reviewer: Body | None = None

    @property
    def chain(self) -> tuple[Link, ...]:
        """The links from statute to person."""
        return chain(self.found)

    @property
    def grant(self) -> Grant | None:
        """The grant it rests on; None where the ground is not a power."""
        return getattr(self.found, "grant", None)

    @property
    def mode(self) -> Mode | None:
        """The mode with its consequences; None where the ground is not a power."""
        return getattr(self.found, "mode", None)

    @property
    def instrument(self) -> Instrument | None:
        """The instrument of the grant; None where the ground is not a power."""
        return getattr(self.found, "instrument", None)

    @property
    def body(self) -> Body | None:
        """The acting body; None for a party's right, the clock and the founding."""
        return getattr(self.found, "body", None)

    def _who(self, column: str) -> Body | None:
        """The own body or the principal, as the mode says; without a mode a body acts as itself."""
        mode = self.mode
        whose: Whose = getattr(mode, column) if mode is not None else "own"
        return getattr(self.found, "principal", None) if whose == "principal" else self.body

    @property
    def name_on_paper(self) -> Body | None:
        """In whose name the paper is issued (LAW P-05, P-06, T18)."""
        return self._who("name_on_paper")

    @property
    def series(self) -> Body | None:
        """Whose number series the paper takes."""
        return self._who("series_of")

    @property
    def template(self) -> Body | None:
        """Whose paper template is used."""
        return self._who("template_of")

    @property
    def seal(self) -> Body | None:
        """Whose seal is set."""
        return self._who("seal_of")

    @property
    def respondent(self) -> Body | None:
        """被申请人、被告 (复议法 19, 行诉法 26)."""
        return self._who("respondent")

    @property
    def liable(self) -> Body | None:
        """Who answers to outsiders, inside the scope (T20)."""
        return self._who("liable_within")

    @property
    def liable_beyond(self) -> Body | None:
        """Who answers for what was done outside the scope (T19)."""
        return self._who("liable_beyond")

    def as_json(self) -> dict[str, Any]:
        """What is stored beside the act; plain JSON values, no name of a person."""
        mode, grant, instrument = self.mode, self.grant, self.instrument
        who: dict[str, Body | None] = {name: getattr(self, name) for name in _WHO}
        appointment = getattr(self.found, "appointment", None)
        return {
            **_ask_json(self.ask),
            "allowed": True,
            "appointment": appointment and appointment.id,
            "grant": grant and grant.id,
            "mode": mode and mode.mode,
            "instrument": instrument and instrument.id,
            **{n: body and {"id": body.id, "name": body.name} for n, body in who.items()},
            "chain": _chain_json(self.chain),
        }


@dataclass(frozen=True, slots=True)
class Refusal:
    """The negative answer: the missing link, the article, and what to do next (不予办理的理由)."""

    code: Code
    ask: Ask
    found: Found
    details: tuple[tuple[str, str], ...] = ()

    @property
    def rule(self) -> str:
        """Id of the rule, such as T15 or LAW-4."""
        return dict(self.details).get("rule") or WORDS[self.code].rule

    @property
    def article(self) -> str:
        """The article or document sentence the refusal rests on."""
        return dict(self.details).get("article") or WORDS[self.code].article

    @property
    def missing(self) -> Text:
        """What is missing, in a clerk's words."""
        return WORDS[self.code].missing.filled(self.details)

    @property
    def next_step(self) -> Text:
        """What to do next."""
        return WORDS[self.code].next_step.filled(self.details)

    @property
    def chain(self) -> tuple[Link, ...]:
        """The links that were found before the missing one."""
        return chain(self.found)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values, for logs and the API."""
        return {
            **_ask_json(self.ask), "allowed": False, "code": self.code.value, "rule": self.rule,
            "article": self.article, "missing": {"zh": self.missing.zh, "en": self.missing.en},
            "next": {"zh": self.next_step.zh, "en": self.next_step.en}, "chain": _chain_json(self.chain),
        }  # fmt: skip
