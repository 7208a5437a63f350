"""Where a request comes from, and how many of some kinds one address may send in a minute (来源地址与频次限制).

The numbers are parameters of the register (limit.verify, limit.login, limit.token); a kind without a number has no
limit. They stop floods and guessing; who is locked out by name is the work of django-axes.
"""

from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from zhenzhi.api import errors
from zhenzhi.kernel import clock
from zhenzhi.kernel.problem import Refused
from zhenzhi.register import holdings

Next = Callable[[HttpRequest], HttpResponse]

_API = "/api/"
_WINDOW = 60  # seconds
_LIMITED = (
    ("limit.verify", ("GET", "HEAD", "POST"), "/verify"),
    ("limit.verify", ("GET", "HEAD"), "/api/v1/verify/"),
    ("limit.login", ("POST",), "/account/login/"),
)
"""Parameter, methods, beginning of the path."""


class ClientAddress:
    """Puts the visitor's own address into REMOTE_ADDR where the request came through a proxy of the operator.

    ZHENZHI_PROXIES names those proxies (addresses or networks, with commas). Only what they wrote into X-Forwarded-For
    is believed, from the right up to the first address that is none of theirs; a stranger's header counts for nothing.
    """

    def __init__(self, get_response: Next) -> None:
        self._next = get_response
        self._proxies = [ip_network(one, strict=False) for one in settings.PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._proxies and self._trusted(request.META.get("REMOTE_ADDR", "")):
            chain = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
            request.META["REMOTE_ADDR"] = self._client(chain, request.META["REMOTE_ADDR"])
        return self._next(request)

    def _client(self, chain: Iterable[str], nearest: str) -> str:
        for one in reversed([part.strip() for part in chain]):
            if _parsed(one) is None:
                break  # what stands further left was written by nobody we trust
            nearest = one
            if not self._trusted(one):
                break
        return nearest

    def _trusted(self, address: str) -> bool:
        found = _parsed(address)
        return found is not None and any(found in network for network in self._proxies)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address)
    except ValueError:
        return None


def address_of(request: HttpRequest) -> str:
    """The address that attempts are counted under; of IPv6 the network of 64 bits, which is one customer's."""
    found = _parsed(request.META.get("REMOTE_ADDR", ""))
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False).network_address)
    return str(found or "")


class Limits:
    """Answers 429 where one address asks too often, and where it keeps trying tokens that are none.

    It stands before whatever answers without asking the rest, so the language is its own to find.
    A right token is never turned away for the wrong ones of others behind the same address.
    """

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for parameter, methods, path in _LIMITED:
            if request.method in methods and request.path.startswith(path) and _exceeded(parameter, request):
                return _too_many(request)
        response = self._next(request)
        if response.status_code == 401 and "Authorization" in request.headers and _exceeded("limit.token", request):
            return _too_many(request)
        return response


def _exceeded(parameter: str, request: HttpRequest) -> bool:
    """Count this request; whether it is more than this minute allows."""
    try:
        most = int(holdings.number(parameter, clock.today()).value)
    except Refused:
        return False
    key = f"{parameter}:{address_of(request)}:{int(clock.now().timestamp()) // _WINDOW}"
    cache.add(key, 0, 2 * _WINDOW)
    try:
        return cache.incr(key) > most
    except ValueError:  # swept from the cache between the two: it starts anew
        return False


def _too_many(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(_API):
        response = errors.answer(
            request, 429, "too_many",
            "短时间内的请求次数过多，请一分钟后再试；令牌请先核对。",
            "Too many requests in a short time. Wait a minute and try again; check the token first.",
            title="请求过于频繁 Too many requests",
        )  # fmt: skip
    else:
        code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        with translation.override(code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            response = HttpResponse(render_to_string("429.html", {}), status=429)
    response.headers["Retry-After"] = str(_WINDOW)
    return response
