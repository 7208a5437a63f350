"""The people of a demo county (示范人员): who may be tried, read from the file that founding it wrote."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhenzhi.kernel import clock
from zhenzhi.register import holdings
from zhenzhi.register.facts import on_day

FILE = "demo_people.json"
PASSWORD = "shifan-2026"
"""The one password of all demo people; it stands on the first page."""

People = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Group:
    """People of one body, or the residents and firms."""

    name: str
    name_en: str
    people: People


@dataclass(frozen=True, slots=True)
class Role:
    """A part in the work (角色): what it does, and one or two people who have it."""

    name: str | Promise
    does: str | Promise
    people: People = field(default_factory=list)


def file() -> Path:
    """Where the list lies; a county in real use has none."""
    return Path(settings.DATA) / FILE


def people() -> People:
    """The demo people, in the order of the file; none in a county in real use."""
    try:
        return list(json.loads(file().read_text(encoding="utf-8")))
    except FileNotFoundError:
        return []


def is_demo(username: str) -> bool:
    """Whether this is one of the demo people."""
    return any(person["username"] == username for person in people())


def groups() -> list[Group]:
    """Demo people by body, in the order of the file; empty in a county in real use."""
    found: dict[str, Group] = {}
    for person in people():
        group = found.setdefault(person["body"], Group(person["body"], person["body_en"], []))
        group.people.append(person)
    return list(found.values())


_RESIDENTS = "Residents and firms"
_ROLES = (
    ("群众", 2, _("群众"), _("提申请、看进度、作评价")),
    ("企业", 1, _("企业"), _("以单位名义申请")),
    ("service.receive", 2, _("窗口收件"), _("收件、受理、告知补正")),
    ("service.review", 1, _("审核"), _("审查材料、征求意见")),
    ("service.decide", 1, _("决定"), _("作出准予或者不予的决定")),
    ("service.seal", 1, _("用印"), _("批准在文书上盖章")),
    ("service.deliver", 1, _("出件"), _("把结果交给申请人")),
    ("request.answer", 1, _("县里部门"), _("答复乡镇的征求意见")),
    ("audit.read", 1, _("审计督查"), _("查看全部办件和台账")),
)
"""Right or kind of resident, how many people are shown, the role and what it does."""
_OF_COUNTY = ("request.answer", "audit.read")
"""Rights that others have as well; as parts in the work they are the county's."""


def roles(listed: Iterable[Group]) -> list[Role]:
    """One or two people for each part in the work, chosen by the rights of their posts today."""
    known = [person for group in listed for person in group.people]
    found = []
    for key, many, name, does in _ROLES:
        fit = [person for person in known if _has(person, key)][:many]
        if fit:
            found.append(Role(name, does, fit))
    return found


def _has(person: dict[str, str], key: str) -> bool:
    if person["body_en"] == _RESIDENTS:
        return person["post"] == key
    facts, today = holdings.recent().facts, clock.today()
    level = "county" if key in _OF_COUNTY else ""
    for appointment in facts.appointments.get(person.get("person", ""), ()):
        post = on_day(facts.posts.get(appointment.post, ()), today) if appointment.span.covers(today) else None
        body = on_day(facts.bodies.get(post.body, ()), today) if post is not None else None
        if post is not None and body is not None and key in post.rights and level in ("", body.level):
            return True
    return False
