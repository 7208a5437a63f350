"""Calling the API in tests as one of the world's people, by token or by session."""

from datetime import datetime, timedelta
from typing import Any

import orjson
from django.http import HttpResponse
from django.test import Client

from tests import world
from zhenzhi.api.identity import digest
from zhenzhi.org.models import Account, Token

ROOT = "/api/v1"


def account(person: str) -> Account:
    """The person's account, opened when first asked for."""
    found, _ = Account.objects.get_or_create(username=person, person=person)
    return found


class Caller:
    """One person who calls, by a bearer token."""

    def __init__(self, person: str) -> None:
        self.client = self.fresh()
        self.headers = {"Authorization": f"Bearer {self.token(person)}"}

    def token(self, person: str) -> str:
        """A token of the person that lasts a day."""
        text = f"token-of-{person}"
        Token.objects.get_or_create(
            digest=digest(text), account=account(person), label="test",
            made_at=world.NOW, ends_at=world.NOW + timedelta(days=1),
        )  # fmt: skip
        return text

    @staticmethod
    def fresh() -> Client:
        """A client that answers failures as a server does."""
        return Client(raise_request_exception=False)

    @staticmethod
    def lengthen(person: str, until: datetime) -> None:
        """Let the person's token end later."""
        Token.objects.filter(account=account(person)).update(ends_at=until)

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> HttpResponse:
        """GET with a query."""
        return self.client.get(ROOT + path, query, headers=self.headers | (headers or {}))  # type: ignore[return-value]

    def post(self, path: str, body: object = None, key: str | None = None, **headers: str) -> HttpResponse:
        """POST JSON, under an idempotency key if one is given."""
        sent = self.headers | headers | ({"Idempotency-Key": key} if key else {})
        data = b"" if body is None else orjson.dumps(body)
        return self.client.post(ROOT + path, data, content_type="application/json", headers=sent)  # type: ignore[return-value]


class SessionCaller(Caller):
    """One person who calls from a signed-in browser, with its CSRF token."""

    def __init__(self, person: str) -> None:
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        self.client.force_login(account(person), backend="allauth.account.auth_backends.AuthenticationBackend")
        self.client.cookies["csrftoken"] = "a" * 32
        self.headers = {"X-CSRFToken": "a" * 32}


def told(response: HttpResponse, status: int = 200) -> Any:
    """The answer's JSON, after its status was checked."""
    assert response.status_code == status, response.content.decode()
    return orjson.loads(response.content)


def filing(**changed: Any) -> dict[str, Any]:
    """What Wang files, as JSON; `applicant` entries may be changed."""
    applicant = {
        "kind": "person", "name": "王强", "id_kind": "id_card", "id_number": "990101199003070015",
        "phone": "13900000001", "key": "wang",
    }  # fmt: skip
    applicant |= changed.pop("applicant", {})
    body = {"place": world.EAST + "201", "applicant": applicant, "form": {"用途": "自住"}}
    return body | {"materials": [{"seq": 1}, {"seq": 3}]} | changed


def apply(code: str = world.BUILD_ITEM, person: str = "wang") -> str:
    """Wang's application, filed; returns its key."""
    return str(told(Caller(person).post(f"/items/{code}/apply", filing()), 201)["id"])
