"""Worklists: filters, pages by key, and how many statements each call costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import world
from tests.api.caller import Caller, apply, filing, told
from zhenzhi.api.applications import Detail, Rows
from zhenzhi.api.catalogue import Authority, Facts
from zhenzhi.kernel import clock
from zhenzhi.matter.models import Paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def _asked(caller: Caller, path: str) -> list[str]:
    """Numbers of all pages of a list, two rows a page."""
    numbers: list[str] = []
    after: dict[str, str] = {}
    while True:
        found = told(caller.get(path, limit=2, **after))
        numbers += [row["number"] for row in found["rows"]]
        if found["next"] is None:
            return numbers
        after = {"after": found["next"]}


def test_pages_hold_every_row_once_newest_first() -> None:
    for _ in range(5):
        apply()
    numbers = _asked(Caller("li"), "/applications")
    assert len(numbers) == 5
    assert numbers == sorted(numbers, reverse=True)


def test_a_page_stays_true_while_new_rows_come() -> None:
    for _ in range(3):
        apply()
    li = Caller("li")
    first = told(li.get("/applications", limit=2))
    apply()
    second = told(li.get("/applications", limit=2, after=first["next"]))
    assert len(second["rows"]) == 1
    assert {row["id"] for row in second["rows"]}.isdisjoint(row["id"] for row in first["rows"])


@pytest.mark.parametrize("after", ["x", "WyJhIl0", "WyJhIiwiYiJd", "e30", "%00"])
def test_a_made_up_cursor_is_refused(after: str) -> None:
    assert told(Caller("li").get("/applications", after=after), 422)["code"] == "cursor"


@pytest.mark.parametrize("limit", [0, 201, "many"])
def test_a_page_has_a_limit(limit: object) -> None:
    assert "limit" in told(Caller("li").get("/applications", limit=limit), 422)["errors"]


def test_filters() -> None:
    one, other = apply(), apply(world.HOME_ITEM)
    li = Caller("li")
    told(li.post(f"/applications/{one}/accept"))

    def ids(**query: object) -> set[str]:
        return {row["id"] for row in told(li.get("/applications", **query))["rows"]}

    assert ids(stage="accepted") == {one}
    assert ids(item=world.HOME_ITEM) == {other}
    assert ids(place=world.EAST) == {one, other}
    assert ids(place=world.WEST) == set()
    assert ids(overdue="true") == set()
    with clock.frozen(world.NOW + timedelta(days=9)):
        Caller("li")
        late = told(_later("li").get("/applications", overdue="true"))["rows"]
    assert [(row["id"], row["overdue"], row["due"]) for row in late] == [(other, True, "2026-03-11")]


def _later(person: str) -> Caller:
    """A caller whose token is good for a month."""
    caller = Caller(person)
    Caller.lengthen(person, world.NOW + timedelta(days=30))
    return caller


def test_rows_show_the_applicant_masked_and_fit_the_document() -> None:
    apply()
    answer = told(Caller("li").get("/applications"))
    assert answer["rows"][0]["applicant"] == "王*"
    assert "990101199003070015" not in str(answer)
    assert set(answer["rows"][0]) == set(Rows.model_validate(answer).rows[0].model_dump())


def test_detail_and_register_fit_the_document() -> None:
    key = apply()
    detail = told(Caller("li").get(f"/applications/{key}"))
    assert set(detail) == set(Detail.model_validate(detail).model_dump())
    for path in ("/powers", "/grants", "/instruments"):
        Facts.model_validate(told(Caller("li").get(path)))
    Authority.model_validate(told(Caller("li").get("/authority", body=world.EAST_GOV, power=world.BUILD)))


def _statements(caller: Caller, method: str, path: str, body: object = None) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        answer = caller.get(path) if method == "get" else caller.post(path, body)
    assert answer.status_code < 300, answer.content.decode()
    return [
        q["sql"] for q in seen.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
    ]


def test_a_worklist_of_a_hundred_rows_costs_three_statements_at_most() -> None:
    for _ in range(10):
        apply()
    li = Caller("li")
    li.get("/applications")
    few = _statements(li, "get", "/applications?limit=5")
    many = _statements(li, "get", "/applications?limit=100")
    assert len(few) == len(many) <= 3, "\n".join(q[:300] for q in many)


LIMITS = {
    "accept": 7, "ask_correction": 8, "review": 7, "grant": 10, "approve_seal": 8, "add_note": 6,
}  # fmt: skip
"""Most statements of each act through HTTP: sign-in and finding included, transaction control not."""


def test_statements_of_each_act() -> None:
    spent: dict[str, int] = {}

    def spend(who: str, act: str, path: str, body: object = None) -> None:
        caller = Caller(who)
        caller.get("/me")
        spent[act] = len(_statements(caller, "post", f"{path}/{act}", body))

    key = apply()
    other = told(Caller("wang").post(f"/items/{world.BUILD_ITEM}/apply", filing(materials=[{"seq": 1}])), 201)["id"]
    spend("li", "add_note", f"/applications/{key}", {"text": "备注"})
    spend("li", "ask_correction", f"/applications/{other}", {"lines": ["建设方案"]})
    spend("li", "accept", f"/applications/{key}")
    spend("zhao", "review", f"/applications/{key}", {"agrees": True, "opinion": "好"})
    spend("sun", "grant", f"/applications/{key}")
    spend("keeper", "approve_seal", f"/papers/{Paper.objects.get(matter_id=key, kind='granted').pk}")
    assert {act: n for act, n in spent.items() if n > LIMITS[act]} == {}
