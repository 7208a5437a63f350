"""Who looked at which file, and who may (查阅留痕), for those who may read the ledger (LAW-64)."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhenzhi.desk.views import lists
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.problem import NotFound, Refused
from zhenzhi.matter import access, seers
from zhenzhi.matter.models import Look, Matter
from zhenzhi.org.models import Person
from zhenzhi.services.models import Application
from zhenzhi.ui import charts, words
from zhenzhi.ui.kept import at_desk

PAGE = 50
DAYS = 14


@require_GET
@at_desk
def looks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The looks, newest first, narrowed by person, number and day; with a number also who may see it now."""
    if not access.holds(actor, access.AUDIT):
        raise Refused(
            "auditors_only",
            "查阅留痕只供有查阅留痕职责的人员查看。",
            "The record of looks is shown only to those who may read the record of acts.",
            article="个人信息保护法 54",
        )
    sent = request.GET
    person, number, day = (
        sent.get("person", "").strip()[:60],
        sent.get("number", "").strip()[:64],
        _day(sent.get("day")),
    )
    refused = sent.get("found") == "no"
    matter = _matter(actor, number)
    rows = _rows(person, number, matter, day, refused)
    shown = list(_before(rows, sent.get("before", "")).order_by("-id")[: PAGE + 1])
    told = {
        "rows": _told(shown[:PAGE]),
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else None,
        "person": person, "number": number, "day": day.isoformat() if day else "", "refused": refused,
        "matter": matter, "seers": _seers(matter) if matter else [],
        "chart": None if sent.get("before") else _chart(_rows(person, number, matter, None, refused), day),
    }  # fmt: skip
    return render(request, "desk/looks.html", told)


def _day(sent: str | None) -> date | None:
    try:
        return date.fromisoformat(sent or "")
    except ValueError:
        return None


def _matter(actor: Actor, number: str) -> Application | None:
    """The matter of the number; the auditor's own look at it is written down like any other."""
    if not number:
        return None
    try:
        return access.see(actor, Application, number, what="who may see")
    except NotFound:
        return None


def _rows(person: str, number: str, matter: Application | None, day: date | None, refused: bool) -> QuerySet[Look]:
    rows = Look.objects.all()
    if person:
        named = Person.objects.known().filter(Q(name=person) | Q(code=person)).values_list("code", flat=True)
        rows = rows.filter(person__in=[*named])
    if number:
        rows = rows.filter(matter=matter.pk) if matter else rows.none()
    if day:
        rows = rows.filter(at__gte=clock.at_beijing(day), at__lt=clock.at_beijing(day + timedelta(days=1)))
    return rows.filter(found=False) if refused else rows


def _before(rows: QuerySet[Look], sent: str) -> QuerySet[Look]:
    try:
        return rows.filter(pk__lt=UUID(sent)) if sent else rows
    except ValueError:
        return rows


def _told(rows: list[Look]) -> list[dict[str, object]]:
    people = lists.names(row.person for row in rows)
    matters = dict(Matter.objects.filter(pk__in={row.matter for row in rows}).values_list("pk", "number"))
    return [
        {
            "row": row,
            "name": people.get(row.person, row.person),
            "number": matters.get(row.matter, ""),
            "what": _what(row.what),
        }
        for row in rows
    ]


def _what(code: str) -> str:
    """What was opened, in words; an act by its own name."""
    if code.startswith("act "):
        return _("打开环节“%(act)s”") % {"act": words.act_label(code.removeprefix("act "))}
    told = {
        "page": _("打开办件"), "paper": _("打开文书"), "material": _("打开材料"), "bulk": _("批量办理"),
        "who may see": _("查看谁能看"), "right": _("查看依据"),
    }  # fmt: skip
    return told.get(code, code)


def _seers(matter: Application) -> list[dict[str, object]]:
    why = {
        "body": _("办理机构的岗位"), "principal": _("委托机关的岗位"), "asked": _("被征求意见机构的岗位"),
        "audit": _("有查阅留痕职责"), "applicant": _("申请人本人"), "agent": _("代理人，在委托期限内"),
    }  # fmt: skip
    found = seers.of(matter)
    people = lists.names(one.person for one in found)
    return [
        {
            "name": people.get(one.person, one.person),
            "body": lists.body_name(one.body) if one.body else "",
            "post": one.post,
            "why": why[one.why],
        }
        for one in found
    ]


def _chart(rows: QuerySet[Look], day: date | None) -> object:
    """Looks a day, over two weeks that end with the day chosen or today."""
    last = day or clock.today()
    first = last - timedelta(days=DAYS - 1)
    window = rows.filter(at__gte=clock.at_beijing(first), at__lt=clock.at_beijing(last + timedelta(days=1)))
    found = window.annotate(on=TruncDate("at", tzinfo=clock.BEIJING)).values("on").annotate(n=Count("pk"))
    counts = Counter({row["on"]: row["n"] for row in found})
    days = [first + timedelta(days=step) for step in range(DAYS)]
    named = [f"{one.month}-{one.day}" if one in (first, last) else str(one.day) for one in days]
    return charts.line([counts[one] for one in days], named, _("每日查阅次数"))
