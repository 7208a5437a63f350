"""By what right (凭什么): the ground of a decision, or of the next act, as a chain from statute to person.

What the ledger keeps is asked again: with the register as it was known at the act, and as it is known today. So a
reader sees whether it held then, and whether the power is still there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.models import Entry, Sealed
from zhenzhi.kernel.registry import REGISTRY, Spec
from zhenzhi.register import authority, holdings
from zhenzhi.register.facts import Facts, Grant, Instrument, Span, on_day
from zhenzhi.register.ground import Ask, Found, Ground, Kind, Refusal
from zhenzhi.register.lawbook import article_name
from zhenzhi.register.modes import STATUTORY
from zhenzhi.register.words import MODE_WORDS, PERSON_KINDS
from zhenzhi.services.models import Application
from zhenzhi.ui import words
from zhenzhi.ui.deeds import Deed
from zhenzhi.ui.steps import ahead

DECISIONS = ("services.grant", "services.deny")


@dataclass(frozen=True, slots=True)
class Ring:
    """One link as people read it: what it answers, what stands there, and its dates and numbers."""

    question: str
    title: str
    notes: tuple[str, ...] = ()
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One thing asked again: its name, whether it holds, and in words what was found."""

    name: str
    good: bool
    found: str


@dataclass(frozen=True, slots=True)
class Right:
    """The whole answer for one act of a matter."""

    act: str
    law: str
    deed: Deed | None
    rings: list[Ring]
    checks: list[Check]
    ground: Ground | None
    refusal: Refusal | None
    who: list[str]


def today(matter: Application, right: str = "service.decide") -> Ground | Refusal:
    """The ground of the matter's power as it stands today, before any person."""
    asked = matter.power_ask(right)
    power, body, place, kind = (asked.power, asked.body, asked.place, asked.act_type) if asked else ("", "", "", "*")
    ask = Ask(body, power, right, kind, place, clock.today(), begun=matter.begun())
    return authority.standing(holdings.recent().facts, ask)


def right_of(matter: Application, history: list[Deed]) -> Right:
    """Of the decision if there is one, else of the next act of the office."""
    decided = next((deed for deed in reversed(history) if deed.entry.act in DECISIONS), None)
    return _of_deed(decided) if decided is not None else _of_next(matter)


def _of_deed(deed: Deed) -> Right:
    entry, told = deed.entry, deed.ground
    ask = _ask(told)
    then = authority.decide(known_at(entry), ask)
    since = authority.decide(holdings.recent().facts, ask)
    now = authority.standing(holdings.recent().facts, replace(ask, on=clock.today(), person=None))
    checks = [_then(then, told), _since(since), _now(now)]
    ground = then if isinstance(then, Ground) else None
    rings = list(_rings(then.found, known_at(entry), ask.on))
    return Right(entry.act, entry.move[2], deed, rings, checks, ground, _refused(then), [])


def _of_next(matter: Application) -> Right:
    spec = _next(matter)
    found = today(matter, spec.move.right)
    facts = holdings.recent().facts
    rings = list(_rings(found.found, facts, clock.today()))
    ground = found if isinstance(found, Ground) else None
    people = _who_may(facts, matter.body, spec.move.right)
    return Right(spec.name, spec.move.law, None, rings, [_now(found)], ground, _refused(found), people)


def _refused(found: Ground | Refusal) -> Refusal | None:
    return found if isinstance(found, Refusal) else None


def _next(matter: Application) -> Spec:
    """The next act of an officer on the main way; of a matter at its end, the decision."""
    way = [matter.stage, *ahead(matter.stage)]
    for before, after in pairwise(way):
        for spec in REGISTRY.values():
            fits = spec.subject is Application and before in spec.move.start and spec.move.end == after
            if fits and spec.move.who == Who.OFFICER:
                return spec
    return REGISTRY[DECISIONS[0]]


def _who_may(facts: Facts, body: str, right: str) -> list[str]:
    """Posts that carry the right today, with those who hold them; of the body and those through which it acts."""
    day, found = clock.today(), []
    for person, appointments in facts.appointments.items():
        for appointment in appointments:
            post = on_day(facts.posts.get(appointment.post, ()), day) if appointment.span.covers(day) else None
            name = on_day(facts.persons.get(person, ()), day)
            if post and name and right in post.rights and facts.acts_for(post.body, body, day):
                found.append(f"{post.name} · {name.name}")
    return sorted(found)


def _ask(told: dict[str, Any]) -> Ask:
    """The question that the ledger kept, to be asked again."""
    begun = told.get("begun")
    return Ask(
        body=told["body"], power=told["power"], right=told["right"], act_type=told["act_type"], place=told["place"],
        on=date.fromisoformat(told["on"]), person=told["person"], appointment=told.get("appointment"),
        amount=told.get("amount"), object_class=told.get("object_class", "*"), kind=Kind(told["kind"]),
        law=told.get("law", ""), begun=date.fromisoformat(begun) if begun else None,
    )  # fmt: skip


def known_at(entry: Entry) -> Facts:
    """The register as it was known when this entry was made."""
    holding = holdings.recent()
    if all(stamp is None or stamp < entry.pk for stamp in holding.stamps):
        return holding.facts  # no book was written since: what is known now was known then
    seq = Sealed.objects.filter(entry=entry.pk).values_list("seq", flat=True).first()
    return holding.facts if seq is None else _loaded(seq)


@lru_cache(maxsize=2)
def _loaded(seq: int) -> Facts:
    """What was known at a point of the ledger never changes again."""
    return holdings.load(seq)


# ── the three questions ─────────────────────────────────────────────────────────────────────────────────────────────


def _then(found: Ground | Refusal, told: dict[str, Any]) -> Check:
    name = _("当时成立")
    if isinstance(found, Refusal):
        return Check(name, False, words.pick(found.missing.zh, found.missing.en))
    kept = [(link["kind"], link["id"]) for link in told.get("chain", [])]
    same = kept == [(link.kind, link.id) for link in found.chain]
    if not same:
        return Check(name, False, _("按当时的登记簿重新推出的依据，与台账记载的不一致。"))
    return Check(name, True, _("按当时的登记簿重新核对，与台账记载的逐环一致。"))


def _since(found: Ground | Refusal) -> Check:
    name = _("以今天掌握的情况看当天")
    if isinstance(found, Refusal):
        return Check(name, False, words.pick(found.missing.zh, found.missing.en))
    return Check(name, True, _("此后的更正没有动摇当天的依据。"))


def _now(found: Ground | Refusal) -> Check:
    name = _("今天仍然成立")
    if isinstance(found, Refusal):
        told = words.pick(f"{found.missing.zh}{found.next_step.zh}", f"{found.missing.en} {found.next_step.en}")
        return Check(name, False, told)
    return Check(name, True, _("今天这项权力仍由同一机构依法行使。"))


# ── the links ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _rings(found: Found, facts: Facts, day: date) -> Iterator[Ring]:
    """The records that were found, statute first, each with what it answers."""
    yield from _from_law(found)
    yield from _handed_down(found, facts)
    yield from _by_whom(found)


def _from_law(found: Found) -> Iterator[Ring]:
    basis, power = getattr(found, "basis", None), getattr(found, "power", None)
    if basis is not None:
        article = words.pick(article_name(basis.article), f"art. {basis.article}")
        version = (_("%(version)s版") % {"version": basis.version},) if basis.version else ()
        yield Ring(_("哪部法律"), f"《{basis.law}》{article}", version)
    if power is not None:
        listed = _("列入权责清单 %(version)s") % {"version": power.list_version}
        notes = (power.type, listed, _span(power.span))
        yield Ring(_("哪项权力"), words.pick(power.name, power.name_en), notes)


def _handed_down(found: Found, facts: Facts) -> Iterator[Ring]:
    parent, paper = getattr(found, "parent", None), getattr(found, "instrument", None)
    source, grant = getattr(found, "source", None), getattr(found, "grant", None)
    if parent is not None:
        yield Ring(_("上一级的文件"), parent.number, _dates(parent))
    if source is not None:
        yield Ring(_("原来由谁行使"), _body(facts, source.body), (_mode(source), _span(source.span)))
    if grant is not None:
        yield Ring(_("怎么交下来"), _mode(grant), (*_limits(grant, facts), _span(grant.span)))
    if paper is not None:
        question = _("哪部法律直接规定") if grant is not None and grant.mode == STATUTORY else _("哪份文件")
        yield Ring(question, paper.number, _dates(paper))


def _by_whom(found: Found) -> Iterator[Ring]:
    principal, body = getattr(found, "principal", None), getattr(found, "body", None)
    post, appointment = getattr(found, "post", None), getattr(found, "appointment", None)
    person, credential = getattr(found, "person", None), getattr(found, "credential", None)
    if principal is not None and (body is None or principal.id != body.id):
        yield Ring(_("以谁的名义"), words.pick(principal.name, principal.name_en))
    if body is not None:
        yield Ring(_("由谁办理"), words.pick(body.name, body.name_en))
    if post is not None:
        yield Ring(_("哪个岗位"), post.name, (_span(post.span),))
    if person is not None:
        since = (_("任职 %(span)s") % {"span": _span(appointment.span)},) if appointment is not None else ()
        kind = words.pick(*PERSON_KINDS.get(person.kind, (person.kind, person.kind)))
        yield Ring(_("什么人"), person.name, (kind, *since))
    if credential is not None:
        yield Ring(_("什么证件"), f"{credential.kind} {credential.number}", (_span(credential.span),))


def _mode(grant: Grant) -> str:
    return words.pick(*MODE_WORDS[grant.mode])


def _body(facts: Facts, code: str) -> str:
    rows = facts.bodies.get(code, ())
    return words.pick(rows[-1].name, rows[-1].name_en) if rows else code


def _limits(grant: Grant, facts: Facts) -> Iterator[str]:
    if grant.places:
        named = [rows[-1].name if (rows := facts.places.get(place, ())) else place for place in sorted(grant.places)]
        yield _("只在%(places)s") % {"places": words.pick("、", ", ").join(named)}
    if grant.fine_ceiling is not None:
        yield _("金额不超过%(yuan)s元") % {"yuan": f"{grant.fine_ceiling / 100:,.0f}"}


def _dates(paper: Instrument) -> tuple[str, ...]:
    made = (
        (_("委托方签署"), paper.signed_principal), (_("受托方签署"), paper.signed_agent), (_("备案"), paper.filed),
        (_("公告"), paper.announced),
    )  # fmt: skip
    return (*(f"{name} {day}" for name, day in made if day is not None), _span(paper.span))


def _span(span: Span) -> str:
    start = span.start.isoformat()
    if span.end is None:
        return _("%(start)s 起有效") % {"start": start}
    last = span.end - timedelta(days=1)
    return _("%(start)s 至 %(end)s 有效") % {"start": start, "end": last.isoformat()}
