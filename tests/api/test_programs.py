"""The short way of programs: the same answers and refusals as the long way, without what serves browsers."""

import pytest

from tests.api.caller import Caller, SessionCaller
from zhenzhi.ui.middleware import LARGEST_SENT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_a_program_gets_its_answer_with_its_length_and_no_cookie() -> None:
    answer = Caller("li").get("/me")
    assert answer.status_code == 200
    assert answer["Content-Length"] == str(len(answer.content))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_a_wrong_token_is_not_mended_by_a_session_beside_it(scheme: str) -> None:
    signed_in = SessionCaller("li")
    answer = signed_in.client.get("/api/v1/me", headers={"Authorization": f"{scheme} wrong"})
    assert answer.status_code == 401


def test_an_unknown_address_and_an_unknown_host_are_refused() -> None:
    caller = Caller("li")
    assert caller.get("/nothing/here").status_code == 404
    assert caller.client.get("/api/v1/me", headers=caller.headers | {"Host": "elsewhere.example"}).status_code == 400


@pytest.mark.parametrize("path", ["/applications?stage=%00", "/applications/a%00b"])
def test_the_zero_byte_takes_the_long_way_and_is_refused(path: str) -> None:
    caller = Caller("li")
    assert caller.client.get(f"/api/v1{path}", headers=caller.headers).status_code == 400


def test_more_than_one_sending_may_have_takes_the_long_way_and_is_refused() -> None:
    caller = Caller("li")
    answer = caller.client.get("/api/v1/me", headers=caller.headers, CONTENT_LENGTH=str(LARGEST_SENT + 1))
    assert answer.status_code == 413
