"""Reading the organisation book (机构查询)."""

from datetime import date

from zhenzhi.org.models import Appointment, Body, Place, Post


def bodies_of(person: str, day: date) -> list[str]:
    """Codes of the bodies at which a person holds a post on a day."""
    posts = Appointment.objects.on(day).filter(person=person).values("post")
    return sorted(set(Post.objects.on(day).filter(code__in=posts).values_list("body", flat=True)))


def bodies_from(person: str, day: date) -> list[str]:
    """Codes of the bodies at which a person holds a post on a day or will hold one later."""
    held = Appointment.objects.known().filter(person=person).exclude(valid__fully_lt=(day, None))
    posts = Post.objects.known().filter(code__in=held.values("post"))
    return sorted(set(posts.values_list("body", flat=True)))


def office(appointment: str | None, day: date) -> str:
    """The body of the post that an appointment fills on a day; empty if there is none."""
    posts = Appointment.objects.on(day).filter(code=appointment or "").values("post")
    return Post.objects.on(day).filter(code__in=posts).values_list("body", flat=True).first() or ""


def holders(post: str, day: date, after: int | None = None) -> list[str]:
    """Who holds a post on a day, as known now or when the ledger had `after` entries."""
    rows = Appointment.objects.known(after).filter(post=post, valid__contains=day)
    return sorted(rows.values_list("person", flat=True))


def reaches(person: str, right: str, body: str, day: date) -> bool:
    """Whether a person's post with this right reaches the body: a county office reaches all, a town its own place.

    Only a county office reaches an empty `body`.
    """
    posts = Appointment.objects.on(day).filter(person=person).values("post")
    own = Post.objects.on(day).filter(code__in=posts, rights__contains=[right]).values("body")
    target = Body.objects.known().filter(code=body).order_by("-valid").values_list("place", flat=True).first()
    for office in Body.objects.on(day).filter(code__in=own):
        place = Place.objects.on(day).filter(code=office.place).first()
        if office.place == target or (place is not None and place.level not in ("town", "village", "hamlet", "cell")):
            return True
    return False
