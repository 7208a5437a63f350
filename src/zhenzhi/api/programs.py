"""The short way of programs (程序直达): a call with a bearer token needs no session, cookie, message or page policy.

Such a call is answered on its token alone, never on a cookie beside it (see `identity`), so what serves browsers is
passed by. Anything unusual takes the long way, where it is refused as ever.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import resolve

from zhenzhi.ui.middleware import LARGEST_SENT

Next = Callable[[HttpRequest], HttpResponseBase]


class Programs:
    """Middleware that hands a program's call straight to the API."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _is_program(request):
            return self._next(request)
        request.get_host()  # raises DisallowedHost
        found = request.resolver_match = resolve(request.path_info)
        response: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        if isinstance(response, HttpResponse) and not response.has_header("Content-Length"):
            response["Content-Length"] = str(len(response.content))
        return response


def _is_program(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    scheme = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")[0]
    return (
        request.path_info.startswith("/api/v1/")
        and scheme.lower() == "bearer"
        and "\0" not in request.path_info
        and "%00" not in request.META.get("QUERY_STRING", "")
        and length.isdecimal()
        and int(length) <= LARGEST_SENT
    )
