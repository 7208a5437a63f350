"""Which acts a page offers (可办事项): the open ones, and those that something stands against, with the reason."""

from dataclasses import dataclass

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.models import Subject
from zhenzhi.kernel.possible import Possible, allowed
from zhenzhi.matter.models import Matter, Paper, Rating
from zhenzhi.register import holdings
from zhenzhi.register.words import Code
from zhenzhi.services import forms
from zhenzhi.ui import words
from zhenzhi.ui.actors import look
from zhenzhi.ui.steps import ahead

NOT_THEIRS = {
    code.value
    for code in (
        Code.RIGHT_LACKING, Code.NOT_APPOINTED, Code.NOT_PARTY, Code.PERSON_UNKNOWN, Code.OTHER_BODY,
    )
}  # fmt: skip
"""Refusals that only say "this is somebody else's work": such an act is not shown at all."""

DECIDED = ("granted", "denied")


@dataclass(frozen=True, slots=True)
class Standing:
    """What has to be known of a matter to tell which acts have something to be done to; read once a page."""

    matter: Matter
    rating: Rating | None
    paused: bool
    results: tuple[Paper, ...] = ()


def standing(matter: Matter) -> Standing:
    """The same, read for one act alone."""
    return Standing(
        matter,
        Rating.objects.filter(matter_id=matter.pk).first() if matter.closed_at else None,
        matter.deadlines.filter(paused=True).exists(),
        tuple(matter.papers.filter(kind__in=forms.RESULTS)) if matter.stage in DECIDED else (),
    )


def shown(actor: Actor, subject: Subject, found: Standing) -> list[Possible]:
    """The acts to show for a subject, the next step first."""
    offered = [
        one
        for one in allowed(actor, subject, look, lambda name: _pertinent(name, actor, found))
        if one.problem is None or one.problem.code not in NOT_THEIRS
    ]
    following = ahead(found.matter.stage)[:1]
    return sorted(offered, key=lambda one: (one.spec.move.end not in following, one.spec.move.end is None))


def _pertinent(name: str, actor: Actor, found: Standing) -> bool:
    """Whether an act that fits the stage has something to be done to at present."""
    matter, rating = found.matter, found.rating
    if name in _OPEN_ONLY and matter.closed_at is not None:
        return False
    match name:
        case "matter.rate":
            return matter.closed_at is not None and rating is None
        case "matter.contact_rater":
            return _bad(rating) and rating is not None and rating.contacted_at is None
        case "matter.mend":
            return _bad(rating) and rating is not None and rating.mended_at is None
        case "matter.hand_over":
            return matter.owner == actor.id
        case "matter.take_over":
            return matter.offered_to == actor.id
        case "services.resume" | "services.pause":
            return found.paused == (name == "services.resume")
        case "services.reissue":  # only when the paper of the decision was voided
            return all(paper.stage == "void" for paper in found.results)
    return name != "services.issue_voucher"


_OPEN_ONLY = frozenset({"matter.hand_over", "matter.take_over", "matter.ask", "matter.approve_exception"})
"""Acts that fit any stage but not a matter that is closed."""


def main_act(acts: list[Possible]) -> str:
    """Name of the one act to press on: the first open one that leads on and to no bad end; empty where none does."""
    for one in acts:
        leads = words.TONES.get(one.spec.move.end or "", "bad") != "bad"
        if one.open and leads and one.spec.kind == "act":
            return one.spec.name
    return ""


def _bad(rating: Rating | None) -> bool:
    return rating is not None and rating.level <= holdings.number("rating.bad", clock.today()).value
