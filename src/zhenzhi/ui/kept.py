"""Nothing typed is lost (保留已填内容): what was sent when the session had ended comes back after signing in.

It is kept in the visitor's own session and given back once, on the same page, to the same person.
"""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.kernel.problem import Refused
from zhenzhi.ui.actors import actor_of

P = ParamSpec("P")
_LONGEST = 64 * 1024
_NEVER = ("csrfmiddlewaretoken", "once")


def signed_in(view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for people who are signed in; it gets the actor as its second argument."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            _keep(request)
            return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
        actor = actor_of(request)
        if actor is None:
            raise Refused(
                "no_person",
                "您的账号没有对应到今天在册的人员。请联系账号管理员。",
                "Your account belongs to nobody on today's book. Please call the keeper of accounts.",
            )
        return view(request, actor, *args, **kwargs)

    return guarded


def at_desk(view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of the desk: for officers. A resident who comes here is led to their own pages."""

    def guarded(request: HttpRequest, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if actor.kind is Who.PARTY:
            return HttpResponseRedirect(reverse("mine"))
        return view(request, actor, *args, **kwargs)

    return functools.wraps(view)(signed_in(guarded))


def _keep(request: HttpRequest) -> None:
    if request.method != "POST":
        return
    data = request.POST.copy()
    for name in _NEVER:
        data.pop(name, None)
    body = data.urlencode()
    person = request.session.pop("expired", "")
    # A session we did not end ourselves tells not whose words these are; at a shared desk the next one would read them.
    if person and len(body) <= _LONGEST:
        request.session["kept"] = {"path": request.path, "body": body, "person": person}


def give_back(request: HttpRequest, actor: Actor) -> QueryDict | None:
    """What this person had typed on this page before the session ended; once."""
    kept = request.session.get("kept")
    if not isinstance(kept, dict) or kept.get("path") != request.path:
        return None
    del request.session["kept"]
    return QueryDict(kept["body"]) if kept["person"] == actor.id else None
