"""The API as one whole (接口汇总): routers, errors, and its addresses under /api/v1.

Routes of acts are made from the registry, so this module is imported when the addresses are, after all capabilities.
"""

from typing import Any

import orjson
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, re_path
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from zhenzhi.api import (
    acts,
    applications,
    catalogue,
    draws,
    errors,
    files,
    ledger,
    liability,
    me,
    publications,
    usage,
    verify,
    webhooks,
)
from zhenzhi.kernel.problem import NotFound


class _Renderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data)


class _Parser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)


class _Api(NinjaAPI):
    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The document, with errors under their own media type (RFC 9457)."""
        document = super().get_openapi_schema(**options)
        for methods in document["paths"].values():
            for call in methods.values():
                for status, told in call["responses"].items():
                    if int(status) >= 400 and "content" in told:
                        told["content"] = {"application/problem+json": told["content"]["application/json"]}
        return document


api = _Api(
    title="镇治 Zhenzhi",
    version="1",
    description=(
        "县放权、镇用权的办事接口。每个行为一个接口；错误为 problem+json,中英文并列；列表按键翻页;"
        "带 Idempotency-Key 的调用只办理一次。\n\n"
        "A county hands powers to its towns. One call an act; errors are problem+json in both languages; lists page by "
        "key; a call with an Idempotency-Key is carried out once."
    ),
    urls_namespace="api_v1",
    docs_url=None,
    renderer=_Renderer(),
    parser=_Parser(),
)
errors.install(api)
for router in (
    me.router, applications.router, acts.install(), files.router, catalogue.router, catalogue.public, liability.router,
    usage.router, webhooks.router, ledger.router, ledger.public, publications.public, draws.public, verify.public,
):  # fmt: skip
    api.add_router("", router)


def _unknown(request: HttpRequest) -> Any:
    return api.on_exception(request, NotFound())


def _addresses() -> tuple[list[URLPattern | URLResolver], str, str]:
    """All addresses, each guarded; whatever is left is answered as unknown."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern) and pattern.callback is not None:
            pattern.callback = errors.guarded(pattern.callback)
    return [*patterns, re_path(r"", errors.guarded(_unknown))], app_name, namespace


urls = _addresses()


def document() -> OpenAPISchema:
    """The OpenAPI 3.1 document."""
    return api.get_openapi_schema(path_prefix="/api/v1/")


def document_text() -> str:
    """The document as it is kept in docs/generated/openapi.json."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS
    return orjson.dumps(dict(document()), option=options, default=str).decode()
