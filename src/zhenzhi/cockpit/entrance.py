"""The door of the cockpit (统筹台入口): officers with a right in lists, devolution or the gate of duties."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.problem import Refused
from zhenzhi.ui import offices
from zhenzhi.ui.kept import at_desk

P = ParamSpec("P")


def at_cockpit(view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of the cockpit. Raises Refused for an officer who has nothing to do there."""

    def guarded(request: HttpRequest, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not offices.takes_part(actor):
            raise Refused(
                "not_at_cockpit",
                "统筹台供编办、司法、部门、乡镇负责人和监督人员使用。如需查看，请联系县委编办。",
                "The cockpit is for the staffing and legal offices, departments, heads of towns and oversight. "
                "Ask the staffing office if you need it.",
                article="文件003",
            )
        return view(request, actor, *args, **kwargs)

    return functools.wraps(view)(at_desk(guarded))
