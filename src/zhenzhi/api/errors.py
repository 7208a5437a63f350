"""Every error of the API as problem+json (错误, RFC 9457): one shape, both languages, and what to do next.

`title` and `detail` are in the caller's language (Accept-Language), `zh` and `en` always both; `errors` maps a field to
its message; `article` names the law. An unforeseen failure tells only the number of its incident, which is logged.
"""

import functools
import logging
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import orjson
from django.core.exceptions import RequestDataTooBig
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language_from_request
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from zhenzhi.kernel.problem import Conflict, Invalid, NotFound, Problem
from zhenzhi.kernel.uploads import LARGEST

log = logging.getLogger(__name__)

LARGEST_BODY = 1024 * 1024
"""Largest JSON body, bytes."""

_TITLES = {
    400: ("请求有误", "Bad request"),
    401: ("请先登录", "Sign in first"),
    403: ("不予准许", "Not allowed"),
    404: ("未找到", "Not found"),
    405: ("不支持的方法", "Method not allowed"),
    409: ("状态冲突", "Conflict"),
    413: ("内容过大", "Too large"),
    422: ("输入有误", "Invalid input"),
    500: ("系统出错", "Internal error"),
    503: ("服务暂不可用", "Unavailable"),
}
_UNREADABLE = (
    "unreadable",
    "请求内容无法解析，请发送 UTF-8 编码的 JSON。",
    "The body cannot be read. Send JSON in UTF-8.",
)
_NOT_SIGNED_IN = (
    "not_signed_in",
    "请先登录，或在 Authorization 请求头中提供有效令牌。",
    "Sign in, or give a valid token in the Authorization header.",
)
_CSRF = (
    "csrf",
    "页面校验已失效，请刷新后重试；程序请改用令牌。",
    "The CSRF token is missing or old. Reload; programs use a token instead.",
)
_METHOD = (
    "method",
    "该地址不支持此方法，请查看接口说明。",
    "This address does not take the method. See the OpenAPI document.",
)
_TOO_LARGE = (
    "too_large",
    "内容超过上限，请缩小后重试。",
    "The content is larger than allowed. Make it smaller and try again.",
)
_DATABASE = (
    "database",
    "数据库暂时无法连接，您的操作没有保存。请稍候片刻重试；若仍不行，请联系管理员。",
    "The database cannot be reached just now and nothing was saved. Try again in a moment, or call the administrator.",
)


def answer(
    request: HttpRequest,
    status: int,
    code: str,
    zh: str,
    en: str,
    *,
    article: str = "",
    errors: object = None,
    **more: object,
) -> HttpResponse:
    """One problem+json response."""
    english = get_language_from_request(request).startswith("en")
    title_zh, title_en = _TITLES.get(status, _TITLES[400])
    told: dict[str, object] = {
        "type": f"urn:zhenzhi:problem:{code}",
        "title": title_en if english else title_zh,
        "status": status,
        "detail": en if english else zh,
        "code": code,
        "zh": zh,
        "en": en,
    }
    if article:
        told["article"] = article
    if errors is not None:
        told["errors"] = errors
    response = HttpResponse(
        orjson.dumps(told | more, default=str, option=orjson.OPT_NON_STR_KEYS),
        status=status,
        content_type="application/problem+json",
    )
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = "en" if english else "zh-Hans"
    response["Vary"] = "Accept-Language"
    return response


def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return answer(
        request,
        problem.status, problem.code, problem.zh, problem.en, article=problem.article, errors=problem.detail
    )  # fmt: skip


# What pydantic found, in words. `{}` is filled from the finding's context.
_WORDS = {
    "missing": ("必填", "required"),
    "extra_forbidden": ("没有这个字段，请检查拼写", "no such field; check the spelling"),
    "string_too_long": ("过长，最多 {max_length} 个字符", "too long: at most {max_length} characters"),
    "string_too_short": ("过短，至少 {min_length} 个字符", "too short: at least {min_length} characters"),
    "string_pattern_mismatch": ("含有不允许的字符", "holds characters that are not allowed"),
    "string_type": ("应为文字", "must be a text"),
    "string_unicode": ("含有不允许的字符", "holds characters that are not allowed"),
    "literal_error": ("只能是 {expected}", "must be {expected}"),
    "too_long": ("最多 {max_length} 项", "at most {max_length} items"),
    "less_than_equal": ("不得大于 {le}", "at most {le}"),
    "greater_than_equal": ("不得小于 {ge}", "at least {ge}"),
}
_FAMILIES = {
    "int": ("应为整数", "must be a whole number"),
    "bool": ("应为 true 或 false", "must be true or false"),
    "datetime": ("应为日期时间，如 2026-03-04T09:00:00+08:00", "must be an instant such as 2026-03-04T09:00:00+08:00"),
    "date": ("应为日期，如 2026-03-04", "must be a day such as 2026-03-04"),
    "timezone": ("应带时区，如 +08:00", "must carry its offset, such as +08:00"),
    "uuid": ("不是有效的编号", "is no valid key"),
    "list": ("应为列表", "must be a list"),
    "dict": ("应为键值对象", "must be an object"),
    "model": ("应为键值对象", "must be an object"),
}


def _words(finding: dict[str, Any]) -> str:
    kind = finding["type"]
    pair = _WORDS.get(kind)
    if pair is None:
        family = next((name for name in _FAMILIES if kind.startswith(name)), "")
        pair = _FAMILIES.get(family, ("格式不正确", str(finding.get("msg", "wrong form"))))
    context = {name: str(value) for name, value in finding.get("ctx", {}).items()}
    zh, en = (text.format_map(context) for text in pair)
    return f"{zh}。 {en[:1].upper()}{en[1:]}."


def _field(place: tuple[object, ...]) -> str:
    """Where the fault is: the path without the request's part and, for bodies, the parameter's name."""
    inner = place[2:] if place[:1] in (("body",), ("query",)) and len(place) > 2 else place[1:]
    return ".".join(str(step) for step in inner) or str(place[0])


def _not_valid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    errors = {_field(tuple(finding["loc"])): _words(finding) for finding in fault.errors}
    return answer(
        request,
        422,
        "invalid",
        "有几处填写不正确，请按提示更正。",
        "Some entries are wrong; please correct them as told.",
        errors=errors,
    )


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error, AuthenticationError):
        response = answer(request, 401, *_NOT_SIGNED_IN)
        response["WWW-Authenticate"] = 'Bearer realm="zhenzhi"'
        return response
    if isinstance(error.__cause__, RequestDataTooBig):
        return answer(request, 413, *_TOO_LARGE)
    if error.status_code == 403:
        return answer(request, 403, *_CSRF)
    return answer(request, error.status_code, *_UNREADABLE)


def _lost(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("database: %s", type(error).__name__, exc_info=error)
    response = answer(request, 503, *_DATABASE)
    response["Retry-After"] = "5"
    return response


def _not_found(request: HttpRequest, error: Exception) -> HttpResponse:
    return _problem(request, NotFound())


def _state(error: Exception) -> str:
    """What the log is told of a database's refusal: its code and constraint, never the row it quotes."""
    cause = error.__cause__
    named = getattr(getattr(cause, "diag", None), "constraint_name", None) or ""
    return f"{getattr(cause, 'sqlstate', None) or ''} {named}".strip()


def _too_long(request: HttpRequest, error: Exception) -> HttpResponse:
    """A value that the table cannot hold; the schema should have caught it, the caller can mend it."""
    log.warning("data: %s", _state(error))
    return _problem(
        request, Invalid("too_long", "有内容过长或超出范围。", "Some value is too long or out of range.")
    )  # fmt: skip


def _twice(request: HttpRequest, error: Exception) -> HttpResponse:
    log.warning("integrity: %s", _state(error))
    return _problem(
        request,
        Conflict(
            "exists",
            "同样的记录已经存在，或刚被他人更新。请刷新后查看。",
            "Such a record exists, or has just been changed. Reload and look.",
        ),
    )


def _unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
    incident = uuid4().hex[:12]
    log.error("incident %s on %s %s", incident, request.method, request.path, exc_info=error)
    return answer(
        request,
        500,
        "incident",
        f"系统出错。请先查看操作是否已保存，再重试；若仍不行，请把事件号 {incident} 告诉管理员。",
        f"Something failed. See whether it was saved, then try again, or tell the administrator incident {incident}.",
        incident=incident,
    )


def install(api: NinjaAPI) -> None:
    """Bind the answers to their exceptions."""
    handlers: list[tuple[type[Exception], Callable[..., HttpResponse]]] = [
        (Problem, _problem), (ValidationError, _not_valid), (HttpError, _http), (Http404, _not_found),
        (OperationalError, _lost), (InterfaceError, _lost), (DataError, _too_long), (IntegrityError, _twice),
        (Exception, _unforeseen),
    ]  # fmt: skip
    for kind, handler in handlers:
        api.add_exception_handler(kind, handler)


def guarded(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view whose errors outside the API's own handling (method, size, unknown address) have the same shape."""

    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_form = (request.content_type or "").startswith("multipart/")
        most = LARGEST + LARGEST_BODY if is_form else LARGEST_BODY
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length) > most:
            return answer(request, 413, *_TOO_LARGE)
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            return _problem(request, NotFound())
        if response.status_code == 405:
            told = answer(request, 405, *_METHOD)
            told["Allow"] = response["Allow"]
            return told
        return response

    return run
