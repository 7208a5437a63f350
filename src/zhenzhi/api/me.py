"""Who am I (本人): what the system takes the caller for, and through which posts they may act today."""

from typing import Any

from ninja import Router, Schema

from zhenzhi.api.acts import FAULTS
from zhenzhi.api.identity import SIGNED_IN, Call
from zhenzhi.kernel import clock
from zhenzhi.register import holdings
from zhenzhi.register.facts import on_day

router = Router(auth=SIGNED_IN, tags=["me"])


class Me(Schema):
    """The caller: kind of actor, own key (an applicant's `key`), and appointments with the rights of their posts."""

    person: str
    kind: str
    appointments: list[dict[str, Any]]


@router.get("/me", response={200: Me, **FAULTS}, summary="本人身份", description="Who the caller is, and their posts.")
def me(request: Call) -> dict[str, object]:
    """本人身份: one row an appointment; `X-Appointment` picks one of them."""
    facts, today = holdings.current(holdings.remembered()).facts, clock.today()
    posts = [
        (held, post)
        for held in facts.appointments.get(request.auth.id, ())
        if held.span.covers(today) and (post := on_day(facts.posts.get(held.post, ()), today)) is not None
    ]
    return {
        "person": request.auth.id,
        "kind": str(request.auth.kind),
        "appointments": [
            {"appointment": held.id, "post": post.name, "body": post.body, "rights": sorted(post.rights)}
            for held, post in posts
        ],
    }
