"""Error pages (出错页面) in plain words: what happened, what to do. They need neither session nor database."""

import sys
from dataclasses import dataclass

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from zhenzhi.kernel.problem import Problem
from zhenzhi.ui import context, words
from zhenzhi.ui.words import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of page: its status, its title, what happened, what to do.

    `unsent`: what was typed did not arrive, and the page says how to get it back. `again`: seconds after which it is
    worth trying again.
    """

    status: int
    title: Text
    text: Text
    then: Text
    unsent: bool = False
    again: int = 0


BAD = Fault(400, _("请求有误"), _("浏览器发来的内容不完整或者不正确。"), _("请返回上一页，刷新后再试一次。"))
FORBIDDEN = Fault(403, _("无权查看"), _("您当前的身份不能查看这个页面。"), _("请用有相应职责的账号登录。"))
STALE = Fault(
    403, _("页面已过期"), _("这个页面打开得太久，或者浏览器没有保存本站的Cookie，因此没有提交。"),
    _("请返回上一页，刷新后重新提交；并确认浏览器允许本站使用Cookie。"),
)  # fmt: skip
MISSING = Fault(404, _("没有找到"), _("没有这个页面，或者您无权查看。"), _("请核对网址，或从首页重新进入。"))
TOO_BIG = Fault(
    413, _("文件太大"), _("一次提交的内容超过了上限。"), _("请压缩文件，或者分几次提交，每个文件不超过10MB。"),
    unsent=True,
)  # fmt: skip
LOCKED = Fault(
    429, _("登录已暂时锁定"), _("密码连续输错次数过多，为保护账号，登录已暂时锁定。"),
    _("请15分钟后再试。忘记密码的，请带有效证件联系本机构的账号管理员重设。"), again=900,
)  # fmt: skip
BROKEN = Fault(
    500, _("系统出错了"), _("这是系统的问题，不是您的操作有误。错误已经记录，没有办成的事项不会留下半截。"),
    _("请稍后再试；仍不行的，请把时间和您正在做的事告诉系统管理员。"), unsent=True,
)  # fmt: skip
AWAY = Fault(
    503, _("系统暂时无法使用"), _("系统正在重新启动或者维护，数据库暂时连不上。已经提交成功的内容不会丢失。"),
    _("一般一两分钟就好，请稍后再试；仍不行的，请联系系统管理员。"), unsent=True, again=30,
)  # fmt: skip

_TITLES: dict[int, Text] = {
    403: _("不予办理"), 404: _("没有找到"), 409: _("情况已有变化"), 422: _("需要更正"), 429: _("操作太频繁"),
}  # fmt: skip
_THEN: dict[int, Text] = {
    403: _("请换有相应职责的账号办理，或者请有权的人员办理。"),
    409: _("请返回上一页并刷新，看看现在办到了哪一步。"),
    422: _("请按浏览器的“后退”回到填写页，改正后再提交。"),
    429: _("请过几分钟再试。"),
}


def _page(request: HttpRequest, fault: Fault, article: str = "") -> HttpResponse:
    """The page in the visitor's language and colours, which their cookies tell."""
    with translation.override(context.language(request)):
        told = {"fault": fault, "article": article, "posted": request.method == "POST", "here": request.path}
        answer = HttpResponse(render_to_string("ui/error.html", told | context.display(request)), status=fault.status)
        answer.headers["Content-Language"] = translation.get_language() or ""
    if fault.again:
        answer.headers["Retry-After"] = str(fault.again)
    return answer


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A problem that reached the page as a whole."""
    with translation.override(context.language(request)):
        text = words.pick(problem.zh, problem.en)
    title = _TITLES.get(problem.status, _("无法办理"))
    then = _THEN.get(problem.status, _("请返回上一页，或从首页重新进入。"))
    return _page(request, Fault(problem.status, title, text, then), problem.article)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, and 413 where more was sent than is taken."""
    return _page(request, TOO_BIG if isinstance(exception, RequestDataTooBig) else BAD)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(request, FORBIDDEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 where the form's one-time mark is missing or old."""
    return _page(request, STALE)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _page(request, MISSING)


def too_many(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """429: signing in failed too often."""
    return _page(request, LOCKED)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, and 503 where the database can't be reached."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    return _page(request, AWAY if away else BROKEN)
