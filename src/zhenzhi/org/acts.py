"""Acts on the organisation book (机构与区划管理): the founding load, places, bodies and posts. People: `org.people`."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from zhenzhi.kernel.act import act, bulk_act, opening_act
from zhenzhi.kernel.facts import record, stamp
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.models import CalendarDay
from zhenzhi.kernel.problem import Invalid
from zhenzhi.org import flow
from zhenzhi.org.dating import amend, days, refer, span, until, unused
from zhenzhi.org.models import Appointment, Body, Fact, Place, Post

__all__ = ["days"]


@bulk_act(flow.FOUND)
def found(rows: Sequence[Fact], *, by: Actor) -> list[Fact]:
    """建县装载 (Load the county): the first load of bodies, places, posts and people; possible only until the founding
    is closed.
    """
    for row in rows:
        row.stage = "in_force"
    record(*rows)
    return list(rows)


@bulk_act(flow.FOUND)
def found_calendar(days: Sequence[CalendarDay], *, by: Actor) -> list[Fact]:
    """装载日历 (Load the calendar): the published working days of past and present years (LAW 0.3)."""
    CalendarDay.objects.bulk_create(days, batch_size=2000)
    stamp("calendar")
    return []


def named(text: str, field: str = "name") -> str:
    """A text that may not be empty. Raises Invalid."""
    if not text.strip():
        raise Invalid("empty", "请填写名称。", "Fill in the name.", detail={field: "required"})
    return text.strip()


_BELOW = ["province", "city", "county", "town", "village", "hamlet", "cell"]


@opening_act(flow.PLACE)
def enter_place(
    parent: Place,
    *,
    code: Plain,
    name: Plain,
    level: Literal["county", "town", "village", "hamlet", "cell"],
    start: date,
    end: date | None = None,
    population: int | None = None,
    by: Actor,
) -> Place:
    """登记区划 (Enter a place): a new place below an existing one, from a day on."""
    valid = span(start, end)
    refer(Place, parent.code, valid, "parent", "上级区划", "place above")
    if _BELOW.index(level) <= _BELOW.index(parent.level):
        raise Invalid(
            "level",
            "下级区划的层级应当低于上级区划。",
            "A place must be of a lower level than the one above it.",
            detail={"level": "too high"},
        )
    return Place(
        code=named(code, "code"), name=named(name), level=level, parent=parent.code, population=population, valid=valid
    )


@opening_act(flow.PLACE)
def change_place(place: Place, *, start: date, name: Plain = "", population: int | None = None, by: Actor) -> Place:
    """变更区划 (Change the place): another name or number of people from a day on; from its first day it is a
    correction.
    """
    changes: dict[str, object] = {"name": name.strip() or place.name}
    if population is not None:
        changes["population"] = population
    return amend(place, start, **changes)


@act(flow.MERGE)
def merge_place(place: Place, *, into: Plain, day: date, by: Actor) -> None:
    """并入区划 (Merge the place): from `day` the place is part of its successor `into`; the places below it move there.

    Bodies of the place must be ended or moved first: whose powers they hold is decided, never assumed.
    """
    place.valid = until(place, day)
    refer(Place, into, days(day), "into", "承继区划", "successor")
    if into == place.code:
        raise Invalid("into_itself", "不能并入自身。", "It cannot merge into itself.", detail={"into": "itself"})
    unused(day, Body, "机构", place=place.code)
    for below in Place.objects.known().filter(parent=place.code):
        if below.end is None or below.end > day:
            record(amend(below, max(day, below.start), parent=into))


@opening_act(flow.BODY)
def found_body(
    place: Place,
    *,
    code: Plain,
    name: Plain,
    kind: Literal["government", "department", "institution", "office", "committee"],
    start: date,
    end: date | None = None,
    name_en: Plain = "",
    above: Plain = "",
    government: Plain = "",
    acts_for: Plain = "",
    uscc: Plain = "",
    by: Actor,
) -> Body:
    """设立机构 (Set up a body): a body at a place, from a day on; the bodies it names must exist on all its days."""
    valid = span(start, end)
    refer(Place, place.code, valid, "place", "区划", "place")
    for field, other in (("above", above), ("government", government), ("acts_for", acts_for)):
        if other:
            refer(Body, other, valid, field, "机构", "body")
    if kind != "government" and not government:
        raise Invalid(
            "no_government",
            "请填写所属人民政府。",
            "Name the government whose organ this is.",
            article="编制条例 9",
            detail={"government": "required"},
        )
    return Body(
        code=named(code, "code"), name=named(name), name_en=name_en, kind=kind, level=place.level, place=place.code,
        parent=above, government=government, acts_for=acts_for, uscc=uscc, valid=valid,
    )  # fmt: skip


@opening_act(flow.BODY)
def rename_body(body: Body, *, name: Plain, start: date, name_en: Plain = "", by: Actor) -> Body:
    """机构更名 (Rename the body): another name from a day on; papers of earlier days keep the earlier name."""
    return amend(body, start, name=named(name), name_en=name_en or body.name_en)


@act(flow.END_BODY)
def end_body(body: Body, *, day: date, by: Actor) -> None:
    """撤销机构 (Abolish the body): from `day` the body no longer exists; its posts must have ended by then."""
    body.valid = until(body, day)
    unused(day, Post, "岗位", body=body.code)
    unused(day, Body, "下属机构", acts_for=body.code)
    unused(day, Body, "下属机构", parent=body.code)


@opening_act(flow.POST)
def create_post(
    body: Body,
    *,
    code: Plain,
    name: Plain,
    kind: Plain,
    rights: Sequence[Plain],
    start: date,
    end: date | None = None,
    by: Actor,
) -> Post:
    """设置岗位 (Create a post): a post at a body with its rights; the body must exist on all days of the post."""
    valid = span(start, end)
    refer(Body, body.code, valid, "body", "机构", "body")
    return Post(
        code=named(code, "code"), body=body.code, name=named(name), kind=kind, rights=sorted(set(rights)), valid=valid
    )


@opening_act(flow.POST)
def change_post_rights(post: Post, *, rights: Sequence[Plain], start: date, by: Actor) -> Post:
    """调整岗位权限 (Change the rights of the post): other rights from a day on; what the post could do before stays on
    record.
    """
    return amend(post, start, rights=sorted(set(rights)))


@act(flow.END_POST)
def end_post(post: Post, *, day: date, by: Actor) -> None:
    """撤销岗位 (Abolish the post): from `day` the post no longer exists; whoever holds it must have left by then."""
    post.valid = until(post, day)
    unused(day, Appointment, "任职", post=post.code)
