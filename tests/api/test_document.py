"""The OpenAPI document: whole, in both languages, and as it is kept in docs/generated."""

import os
from pathlib import Path

import pytest

from zhenzhi.api import acts, v1
from zhenzhi.api.subjects import folder_of
from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.registry import REGISTRY

KEPT = Path(__file__).resolve().parents[2] / "docs" / "generated" / "openapi.json"


def test_the_kept_document_is_the_present_one() -> None:
    text = v1.document_text()
    if os.environ.get("ZHENZHI_WRITE_DOCS"):
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        KEPT.write_text(text, encoding="utf-8")
    assert KEPT.read_text(encoding="utf-8") == text, "run this test with ZHENZHI_WRITE_DOCS=1 and look at the change"


def test_every_act_of_a_person_has_a_route_with_its_article() -> None:
    paths = v1.document()["paths"]
    routes = {route.spec.name: paths[f"/api/v1{route.path}"]["post"] for route in acts.routes()}
    keys = {route.spec.name: route.key for route in acts.routes()}
    wanted = {
        name
        for name, spec in REGISTRY.items()
        if name.split(".")[0] in acts.CAPABILITIES
        and Who(spec.move.who) in (Who.OFFICER, Who.PARTY)
        and spec.kind != "bulk"
        and folder_of(spec.subject)
        and spec.body.__module__ != "zhenzhi.org.account_acts"
    }
    assert set(routes) == wanted
    for name, found in routes.items():
        assert found["x-law"] == REGISTRY[name].move.law
        assert found["x-law"] in found["description"]
        assert found["summary"] == f"{REGISTRY[name].zh} {REGISTRY[name].en}"
        names = [parameter["name"] for parameter in found["parameters"]]
        assert sorted(names) == sorted(["Idempotency-Key", "X-Appointment", keys[name]]), name


def test_no_two_acts_share_an_address() -> None:
    paths = [route.path for route in acts.routes()]
    assert len(paths) == len(set(paths))


@pytest.mark.parametrize("folder", ["applications", "papers", "requests", "items"])
def test_every_folder_has_acts(folder: str) -> None:
    assert any(route.folder == folder for route in acts.routes())


def test_it_is_openapi_31_and_says_how_to_sign_in() -> None:
    document = v1.document()
    assert document["openapi"].startswith("3.1")
    assert {"BearerToken", "Session"} <= set(document["components"]["securitySchemes"])
    for path, methods in document["paths"].items():
        for found in methods.values():
            assert found["summary"], path
            assert found["description"], path
            assert all(
                "application/problem+json" in told["content"]
                for status, told in found["responses"].items()
                if int(status) >= 400
            ), path
