"""Whether a town is ready (承接条件, S56, T28): computed where the register knows, else attested by somebody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from zhenzhi.devolution import lawful, tables
from zhenzhi.devolution.models import Batch, Proposal
from zhenzhi.devolution.tables import Requirement
from zhenzhi.kernel import clock
from zhenzhi.register import holdings
from zhenzhi.register.facts import Facts, on_day
from zhenzhi.register.models import Instrument, Seal, Series


@dataclass(frozen=True, slots=True)
class Gap:
    """A requirement that is not met, for one proposal (缺项)."""

    requirement: Requirement
    title: str


def proposals_given(numbers: Sequence[str]) -> list[Proposal]:
    """The proposals with these numbers, in the order of the numbers; unknown ones are left out."""
    return list(Proposal.objects.filter(number__in=list(numbers)).order_by("number"))


def requirement(form: str, code: str) -> Requirement | None:
    """A requirement of this form by its code; None if the profile has none."""
    return next((one for one in tables.requirements(form) if one.code == code), None)


def missing(batch: Batch) -> list[Gap]:
    """Every requirement of every proposal of the batch that is neither met nor excepted; empty when all is ready."""
    proposals, day = lawful.items(batch), max(batch.start, clock.today())
    facts = holdings.current(holdings.remembered()).facts
    gaps: list[Gap] = []
    for one in tables.requirements(batch.form):
        if one.code in batch.waived:
            continue
        if one.how == "attested":
            told = batch.attested.get(one.code, {})
            covered = set(told.get("items") or [p.number for p in proposals]) if told else set()
            gaps += [Gap(one, p.title) for p in proposals if p.number not in covered]
        else:
            computed = COMPUTED[one.code](facts, batch, day)
            gaps += [Gap(one, p.title) for p in proposals if not computed(p)]
    return gaps


Met = Callable[[Proposal], bool]


def _people(facts: Facts, batch: Batch, day: date) -> Met:
    """Enough people with the credential that the kinds of act need, in post at the town on the day (T10; 处罚法 42)."""
    counted: dict[str, int] = {}

    def holders(kind: str) -> int:
        if kind not in counted:
            counted[kind] = len(credentialed(facts, batch.body, kind, day))
        return counted[kind]

    def met(proposal: Proposal) -> bool:
        power = on_day(facts.powers.get(proposal.power, ()), day)
        if power is None:
            return False
        kinds = power.act_types if proposal.act_types is None else frozenset(proposal.act_types)
        needed = {need.credential for kind in kinds if (need := facts.tables.credentials.get(kind)) is not None}
        least = holdings.number("penalty.officers", day).value if needed else 0
        if any(holders(kind) < least for kind in needed):
            return False
        return power.needs_qualification is None or holders(power.needs_qualification) > 0

    return met


def credentialed(facts: Facts, town: str, kind: str, day: date) -> set[str]:
    """Persons with a valid credential of this kind in a post of the town, or of a body it acts through, on the day."""
    bodies = [town, *(link.body for link in facts.agents_of.get(town, ()) if link.span.covers(day))]
    return {
        credential.person
        for body in bodies
        for credential, appointment, post in facts.holders.get((body, kind), ())
        if credential.span.covers(day) and appointment.span.covers(day) and post.span.covers(day)
    }


def _named_body(batch: Batch, proposal: Proposal) -> str:
    """In whose name papers go out: the department's where it entrusts, else the town's own (LAW P-06)."""
    return proposal.principal if batch.form == "entrusted" else batch.body


def _seals(facts: Facts, batch: Batch, day: date) -> Met:
    """The body in whose name papers go out has a seal on the day (T34)."""
    sealed = set(Seal.objects.on(day).values_list("body", flat=True))
    return lambda proposal: _named_body(batch, proposal) in sealed


def _templates(facts: Facts, batch: Batch, day: date) -> Met:
    """The body in whose name papers go out has a number series, so that its templates can be numbered (LAW-67)."""
    series = set(Series.objects.on(day).values_list("body", flat=True))
    return lambda proposal: _named_body(batch, proposal) in series


def _papers(facts: Facts, batch: Batch, day: date) -> Met:
    """The instrument is signed, filed and announced, and lists the power (T15, T16)."""
    paper = Instrument.objects.known().filter(code=batch.instrument, stage="announced").first()
    listed = set(paper.items) if paper is not None else set()
    return lambda proposal: proposal.power in listed


COMPUTED: dict[str, Callable[[Facts, Batch, date], Met]] = {
    "people": _people, "seal": _seals, "template": _templates, "papers": _papers,
}  # fmt: skip
"""Requirements that the register answers; every other one is attested with evidence by a named person."""
