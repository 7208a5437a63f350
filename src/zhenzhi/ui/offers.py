"""Which acts a page offers (可办事项): the open ones, and those that something stands against, with the reason."""

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.models import Subject
from zhenzhi.kernel.possible import Possible, allowed
from zhenzhi.matter.models import Matter, Rating
from zhenzhi.register import holdings
from zhenzhi.register.words import Code
from zhenzhi.ui.actors import look
from zhenzhi.ui.steps import ahead

NOT_THEIRS = {
    code.value
    for code in (
        Code.RIGHT_LACKING, Code.NOT_APPOINTED, Code.NOT_PARTY, Code.PERSON_UNKNOWN, Code.OTHER_BODY,
    )
}  # fmt: skip
"""Refusals that only say "this is somebody else's work": such an act is not shown at all."""


def shown(actor: Actor, subject: Subject, matter: Matter) -> list[Possible]:
    """The acts to show for a subject, the next step first."""
    found = [
        one
        for one in allowed(actor, subject, look)
        if _pertinent(one.spec.name, actor, matter) and (one.problem is None or one.problem.code not in NOT_THEIRS)
    ]
    following = ahead(matter.stage)[:1]
    return sorted(found, key=lambda one: (one.spec.move.end not in following, one.spec.move.end is None))


def _pertinent(name: str, actor: Actor, matter: Matter) -> bool:
    """Whether an act that fits any stage has something to be done to at present."""
    rating = Rating.objects.filter(matter_id=matter.pk).first() if "rate" in name or name == "matter.mend" else None
    match name:
        case "matter.rate":
            return matter.closed_at is not None and rating is None
        case "matter.contact_rater" | "matter.mend":
            return rating is not None and rating.level <= holdings.number("rating.bad", clock.today()).value
        case "matter.hand_over":
            return matter.owner == actor.id and matter.closed_at is None
        case "matter.take_over":
            return matter.offered_to == actor.id and matter.closed_at is None
        case "matter.ask" | "matter.approve_exception":
            return matter.closed_at is None
        case "services.resume":
            return matter.deadlines.filter(paused=True).exists()
        case "services.pause":
            return not matter.deadlines.filter(paused=True).exists()
        case "services.issue_voucher":
            return False
    return True
