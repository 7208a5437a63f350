"""Language, length of sessions, first passwords (语言、会话时限、初始密码)."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib import auth, messages
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from zhenzhi.kernel import clock
from zhenzhi.kernel.problem import Problem
from zhenzhi.register import holdings
from zhenzhi.ui.context import language
from zhenzhi.ui.views import errors

Next = Callable[[HttpRequest], HttpResponse]

_STAMP_EVERY = 60
"""Seconds between two writings of the last use; more often would write a row for every page."""


LARGEST_SENT = 64 * 1024 * 1024
_LARGEST_UNKNOWN = 12 * 1024 * 1024
"""Bytes that one sending may have, of somebody with a session and of a stranger; before anything of it is read."""


class Bounds:
    """Turns away what no page of ours sends: too much at once, and the zero byte, which no database keeps."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > (LARGEST_SENT if known else _LARGEST_UNKNOWN):
            return errors.bad_request(request, RequestDataTooBig())
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return errors.bad_request(request)
        return self._next(request)


class Language:
    """Chinese unless the visitor chose English with the switch; the browser's own wishes are not asked."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = language(request)
        translation.activate(code)
        request.LANGUAGE_CODE = code
        response = self._next(request)
        response.headers.setdefault("Content-Language", code)
        return response


class Sessions:
    """Ends a session that was idle too long or began too long ago (register: session.idle, session.longest)."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = clock.now()
            begun = _instant(request.session.get("begun")) or now
            seen = _instant(request.session.get("seen")) or now
            if _minutes("session.idle", (now - seen).total_seconds()) or _minutes(
                "session.longest", (now - begun).total_seconds()
            ):
                person = getattr(request.user, "person", "")
                auth.logout(request)
                request.session["expired"] = person
                messages.info(request, _("您已较长时间未操作，为安全起见请重新登录。"))
            elif (now - seen).total_seconds() >= _STAMP_EVERY or "begun" not in request.session:
                request.session["begun"], request.session["seen"] = begun.isoformat(), now.isoformat()
        personal = request.user.is_authenticated
        response = self._next(request)
        if personal:  # after signing out, the browser's way back shows nothing
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _instant(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None


_UNIT_SECONDS = {"minute": 60, "hour": 3600}


def _minutes(parameter: str, passed: float) -> bool:
    """Whether more time passed than the register's parameter lets; without one the cookie's age alone decides."""
    try:
        number = holdings.number(parameter, clock.today())
    except Problem:
        return False
    return passed > number.value * _UNIT_SECONDS[number.unit]


class FirstPassword:
    """Who was given a password must choose an own one before anything else."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and getattr(request.user, "must_change", False):
            change = reverse("account_change_password")
            let = (change, reverse("account_logout"), reverse("display"), settings.STATIC_URL, "/healthz")
            if not request.path.startswith(let):
                messages.info(request, _("这是管理员给您的初始密码。请先设置只有您自己知道的新密码。"))
                return redirect(change)
        return self._next(request)


class Problems:
    """Turns a problem of an act or a reading into its page, in words, with its status."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._next(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this for whatever a view raises."""
        if isinstance(exception, Problem) and not request.path.startswith("/api/"):
            return errors.problem_page(request, exception)
        return None
