"""The first-run tour of a demo county (示范导览): eight steps of the main job, by different people.

Nothing is kept of the tour itself: where it stands is read from the newest application of its resident, so it is always
what has really happened, whoever did it and by which page.
"""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhenzhi.kernel import clock
from zhenzhi.matter.models import Paper, Rating
from zhenzhi.register import holdings, seats
from zhenzhi.register.models import ServiceItem
from zhenzhi.services import forms
from zhenzhi.services.models import Application
from zhenzhi.ui import demo
from zhenzhi.ui.words import Text


@dataclass(frozen=True, slots=True)
class Someone:
    """One of the demo people: how they sign in, and who they are."""

    username: str
    person: str
    name: str
    post: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is done, by whom, and the page where it is done. `state` is done, now or ahead."""

    title: Text
    text: Text
    who: Someone | None
    page: str
    state: str


@dataclass(frozen=True, slots=True)
class _Plan:
    title: Text
    text: Text
    right: str
    page: str = ""


_PLANS = (
    _Plan(_("居民提出申请"), _("选一个事项，填表，交材料。交完会得到一个办件编号。"), "", "apply"),
    _Plan(_("窗口受理"), _("打开这一件，核对材料，点“受理”。期限从这一刻开始计算。"), "service.accept"),
    _Plan(_("审查"), _("换一个人审查：打开这一件，点“审查”，写下意见。"), "service.review"),
    _Plan(_("作出决定"), _("再换一个人决定：点“准予”。受理的人自己决定，系统会拒绝，可以试试。"), "service.decide"),
    _Plan(_("批准用印"), _("印章管理员核对决定书，点“批准用印”。文书随后自动盖章。"), "service.seal"),
    _Plan(_("送达"), _("出证窗口把决定书交给居民：点“送达”，写上领取人。"), "service.deliver"),
    _Plan(_("居民评价"), _("居民看到结果，下载决定书，打一个分。"), ""),
    _Plan(_("外人核验"), _("不用登录，谁都可以核验决定书：印章、岗位、权力、条款、台账，一项项看。"), "", "verify"),
)  # fmt: skip
_AT = {"submitted": 1, "correcting": 1, "accepted": 2, "reviewed": 3, "granted": 4, "delivered": 6}


def people() -> list[Someone]:
    """The demo people, in the order of their list; none in a county in real use."""
    return [Someone(row["username"], row["person"], row["name"], row["post"]) for row in demo.people()]


def resident(known: list[Someone]) -> Someone | None:
    """Whose application the tour follows: the first of the residents."""
    return next((one for one in known if one.post == "群众"), None)


@dataclass(frozen=True, slots=True)
class Tour:
    """The steps, the application they are about, and whether it came to its end."""

    steps: list[Step]
    application: Application | None
    over: bool


def tour() -> Tour | None:
    """Where the tour stands; None where nobody can be tried."""
    known = people()
    first = resident(known)
    if first is None:
        return None
    newest = Application.objects.filter(applicant=first.person).order_by("-opened_at").first()
    application = newest if newest is not None and newest.stage in _AT else None
    now = _now(application)
    item = application.item if application else _item()
    body = application.body if application else item.body if item else ""
    paper = _result(application.pk) if application else None
    steps = []
    for number, plan in enumerate(_PLANS):
        state = "done" if number < now else "now" if number == now else "ahead"
        who = _who(plan, known, first, body, application)
        steps.append(Step(plan.title, plan.text, who, _page(plan, item, application, paper), state))
    return Tour(steps, application, now == len(_PLANS) - 1)


def _now(application: Application | None) -> int:
    """Number of the step that comes next, from 0."""
    if application is None:
        return 0
    at = _AT[application.stage]
    if at == 4:
        paper = _result(application.pk)
        return 4 if paper is None or paper.stage == "numbered" else 5
    if at == 6 and Rating.objects.filter(matter=application.pk).exists():
        return 7
    return at


def _result(matter: UUID) -> Paper | None:
    return Paper.objects.filter(matter=matter, kind__in=forms.RESULTS).exclude(stage="void").first()


def _item() -> ServiceItem | None:
    """A licence that needs few papers, so that the tour is short."""
    licences = ServiceItem.objects.on(clock.today()).filter(result_kind="licence").order_by("code")
    return min(licences, key=lambda row: len(row.materials), default=None)


def _who(
    plan: _Plan, known: list[Someone], first: Someone, body: str, application: Application | None
) -> Someone | None:
    if plan.page == "verify":
        return None
    if not plan.right:
        return first
    named = {one.person: one for one in known}
    hands = application.hands if application else {}
    busy = {person for right, used in hands.items() if right != plan.right for person in used}
    facts = holdings.recent().facts
    able = [seat.person for seat in seats.holders(facts, plan.right, body, clock.today()) if seat.person in named]
    free = [person for person in able if person not in busy] or able
    return named[free[0]] if free else None


def _page(plan: _Plan, item: ServiceItem | None, application: Application | None, paper: Paper | None) -> str:
    if plan.page == "apply":
        return reverse("apply", args=[item.code]) if item else reverse("items")
    if application is None:
        return ""
    if plan.page == "verify":
        made = paper is not None and paper.stage == "sealed"
        return reverse("verify_paper", args=[paper.verify_code]) if paper and made else reverse("verify")
    return reverse("desk_matter" if plan.right else "mine_matter", args=[application.number])
