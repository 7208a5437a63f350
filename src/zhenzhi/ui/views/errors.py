"""Error pages (出错页面) in plain words: what happened, what to do. They need neither session nor database."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from zhenzhi.kernel.problem import Problem
from zhenzhi.ui import words


def _page(status: int, title: str, text: str, then: str, article: str = "") -> HttpResponse:
    told = {"status": status, "title": title, "text": text, "then": then, "article": article}
    return HttpResponse(render_to_string("ui/error.html", told), status=status)


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A problem that reached the page as a whole."""
    titles = {403: _("不予办理"), 404: _("没有找到"), 409: _("情况已有变化"), 422: _("需要更正")}
    return _page(
        problem.status,
        titles.get(problem.status, _("无法办理")),
        words.pick(problem.zh, problem.en),
        _("请返回上一页，或从首页重新进入。"),
        problem.article,
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, and 413 where more was sent than is taken."""
    if isinstance(exception, RequestDataTooBig):
        return _page(
            413, _("文件太大"), _("一次提交的内容超过了上限。"), _("请压缩文件，或者分几次提交，每个文件不超过10MB。")
        )
    return _page(400, _("请求有误"), _("浏览器发来的内容不完整或者不正确。"), _("请返回上一页，刷新后再试一次。"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(403, _("无权查看"), _("您当前的身份不能查看这个页面。"), _("请用有相应职责的账号登录。"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 where the form's one-time mark is missing or old."""
    return _page(
        403,
        _("页面已过期"),
        _("这个页面打开得太久，或者浏览器没有保存本站的Cookie，因此没有提交。"),
        _("请返回上一页，刷新后重新提交；并确认浏览器允许本站使用Cookie。"),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _page(404, _("没有找到"), _("没有这个页面，或者您无权查看。"), _("请核对网址，或从首页重新进入。"))


def too_many(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """429: signing in failed too often."""
    return _page(
        429,
        _("登录已暂时锁定"),
        _("密码连续输错次数过多，为保护账号，登录已暂时锁定。"),
        _("请15分钟后再试。忘记密码的，请带有效证件联系本机构的账号管理员重设。"),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500, and 503 where the database can't be reached."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _page(
            503,
            _("系统暂时无法使用"),
            _("数据库暂时无法连接。已经提交成功的内容不会丢失。"),
            _("请几分钟后再试；仍不行的，请联系系统管理员。"),
        )
    return _page(
        500,
        _("系统出错了"),
        _("这是系统的问题，不是您的操作有误。错误已经记录，没有办成的事项不会留下半截。"),
        _("请稍后再试；仍不行的，请把时间和您正在做的事告诉系统管理员。"),
    )
