"""One call an act (行为接口): the routes are made from the registry, so that a new act is at once a new route.

`POST /applications/{key}/accept`: the folder follows the subject, the last part is the act's name. Acts of
the clock and of the founder have no route. The answer is small; who wants more reads the application.
"""

import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema

from zhenzhi.api.bodies import Carried, carried
from zhenzhi.api.identity import SIGNED_IN, Call
from zhenzhi.api.once import Done, carry_out
from zhenzhi.api.reply import reply
from zhenzhi.api.subjects import FOUND_BY, conceal, finder, folder_of
from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.models import Subject
from zhenzhi.kernel.problem import Problem
from zhenzhi.kernel.registry import REGISTRY, Spec
from zhenzhi.matter import deadlines
from zhenzhi.matter.models import Matter, Request

CAPABILITIES = ("devolution", "matter", "org", "register", "services")
_AT_A_PAGE = "zhenzhi.org.account_acts"
"""Passwords and tokens are set where a person sits, never by a call."""

router = Router(auth=SIGNED_IN)


class Result(Schema):
    """What an act left: key and number of what was acted on or opened, its stage, and the next day something is due."""

    id: UUID
    number: str | None
    stage: str
    due: date | None


class Fault(Schema):
    """An error (RFC 9457 problem details): the sentence in both languages, its article, and faults by field."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    zh: str
    en: str
    article: str | None = None
    errors: Any = None


FAULTS = {401: Fault, 403: Fault, 404: Fault, 409: Fault, 422: Fault}


@dataclass(frozen=True, slots=True)
class Route:
    """An act that can be called from outside, and where."""

    spec: Spec
    folder: str
    key: str
    name: str

    @property
    def path(self) -> str:
        """The address below the version."""
        return f"/{self.folder}/{{{self.key}}}/{self.name}"


def routes() -> Iterator[Route]:
    """All acts of the offered capabilities that a person may do."""
    for name, spec in sorted(REGISTRY.items()):
        capability, act = name.split(".")
        folder = folder_of(spec.subject)
        if spec.body.__module__ == _AT_A_PAGE:
            continue
        if capability in CAPABILITIES and folder and spec.kind != "bulk" and Who(spec.move.who) in _PEOPLE:
            yield Route(spec, folder, FOUND_BY[spec.subject][1], act)


_PEOPLE = (Who.OFFICER, Who.PARTY)


def _due(row: Subject) -> date | None:
    if isinstance(row, Matter):
        return deadlines.next_due(row.pk)
    if isinstance(row, Request):
        return row.reply_due if row.stage in ("asked", "received") else None
    return None


def _result(done: Done) -> dict[str, object]:
    return {
        "id": done.row.pk, "number": getattr(done.row, "number", None), "stage": done.stage, "due": _due(done.row),
    }  # fmt: skip


def _run_of(spec: Spec) -> Callable[..., Subject]:
    """The act itself, as its module offers it."""
    return cast(Callable[..., Subject], getattr(sys.modules[spec.body.__module__], spec.body.__name__))


def _view(route: Route, sent: Carried | None) -> Callable[..., HttpResponse]:
    spec, run = route.spec, _run_of(route.spec)
    find = finder(spec)
    status = 201 if spec.kind == "opening" else 200

    def call(request: Call, body: Any = None, **where: str) -> HttpResponse:
        by = request.auth
        params = sent.read(body, by) if sent else {}
        subject = find(by, where[route.key], route.name)
        try:
            done = carry_out(spec, run, subject, params, by)
        except Problem:
            conceal(by, subject, route.name)
            raise
        response = reply(_result(done), status)
        if done.replayed:
            response["Idempotent-Replayed"] = "true"
        return response

    # The parameters are known only now, so the signature that the framework reads is written here.
    plain = [
        inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=kind)
        for name, kind in (("request", Call), (route.key, str))
    ]
    if sent:
        plain.append(inspect.Parameter("body", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=sent.model))
    call.__signature__ = inspect.Signature(plain)  # type: ignore[attr-defined]
    call.__name__ = spec.name.replace(".", "_")
    call.__doc__ = inspect.getdoc(spec.body)
    return call


_ONCE = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 80},
    "description": "同一键重复调用只办理一次。 Carried out once under one key.",
}
_POST = {
    "name": "X-Appointment",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 64},
    "description": "以哪一任职办理。 The appointment to act through.",
}


def _add(route: Route) -> None:
    spec, sent = route.spec, carried(route.spec)
    status = 201 if spec.kind == "opening" else 200
    _, _, rest = spec.title.partition(":")
    router.api_operation(
        ["POST"],
        route.path,
        response={status: Result, **FAULTS},
        operation_id=spec.name.replace(".", "_"),
        summary=f"{spec.zh} {spec.en}",
        description=f"{rest.strip()}\n\n依据 Article: {spec.move.law}",
        tags=[route.folder],
        openapi_extra={
            "parameters": [_ONCE, _POST],
            "x-law": spec.move.law,
            "x-right": spec.move.right,
            "x-who": str(spec.move.who),
            "x-from": sorted(spec.move.start),
            "x-to": spec.move.end,
        },
    )(_view(route, sent))


def install() -> Router:
    """Make the routes of all registered acts; called once, after every capability has registered its own."""
    for route in routes():
        _add(route)
    return router
