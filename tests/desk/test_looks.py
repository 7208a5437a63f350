"""Who looked, and who may: for auditors only."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import world
from tests.desk import pages
from zhenzhi.kernel import clock
from zhenzhi.kernel.problem import NotFound
from zhenzhi.matter import access
from zhenzhi.matter.models import Look
from zhenzhi.services.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
SignIn = Callable[[str], Client]


def _tried(number: str, name: str) -> None:
    try:
        access.see(world.who(name), Application, number)
    except NotFound:
        return


def test_LAW_64_only_auditors_read_who_looked(signed_in: SignIn) -> None:
    for name in ("li", "zhou", "he", "keeper"):
        answer = signed_in(name).get("/desk/looks")
        assert answer.status_code == 403
        assert "/desk/looks" not in pages.text(signed_in(name).get("/desk/"))
    assert signed_in("zheng").get("/desk/looks").status_code == 200


def test_LAW_64_looks_and_attempts_are_told_apart(signed_in: SignIn) -> None:
    made = pages.applied()
    _tried(made.number, "li")
    _tried(made.number, "feng")
    client = signed_in("zheng")
    whole = pages.text(client.get("/desk/looks"))
    assert "李敏" in whole
    assert "冯溪" in whole
    refused = pages.text(client.get("/desk/looks", {"found": "no"}))
    assert "李敏" not in refused
    assert "无权，未看到" in refused


def test_filters_by_person_number_and_day(signed_in: SignIn) -> None:
    made, other = pages.applied(), pages.applied()
    _tried(made.number, "li")
    _tried(other.number, "zhao")
    client = signed_in("zheng")
    assert other.number not in pages.text(client.get("/desk/looks", {"person": "李敏"}))
    assert made.number in pages.text(client.get("/desk/looks", {"person": "li"}))
    assert "zhao" not in pages.text(client.get("/desk/looks", {"number": made.number})).partition("<aside>")[0]
    assert made.number in pages.text(client.get("/desk/looks", {"day": world.TODAY.isoformat()}))
    assert "没有符合条件的查阅记录" in pages.text(client.get("/desk/looks", {"day": "2026-03-03"}))
    for junk in ({"day": "x"}, {"before": "x"}, {"number": "无此号"}, {"person": "'"}):
        assert client.get("/desk/looks", junk).status_code == 200


def test_who_may_see_is_answered_and_the_question_is_itself_a_look(signed_in: SignIn) -> None:
    made = pages.applied()
    found = pages.text(signed_in("zheng").get("/desk/looks", {"number": made.number}))
    aside = found.partition("<aside>")[2]
    assert all(name in aside for name in ("李敏", "陈曦", "郑楠", "王强"))
    assert "冯溪" not in aside
    assert Look.objects.filter(person="zheng", matter=made.pk, found=True).count() == 1


def test_older_looks_follow_by_key(signed_in: SignIn) -> None:
    made = pages.applied()
    Look.objects.bulk_create(Look(at=clock.now(), person="li", matter=made.pk, what="page") for _ in range(60))
    client = signed_in("zheng")
    first = client.get("/desk/looks")
    assert pages.text(first).count("<tr><td") == 50
    older = first.context["next"]
    assert pages.text(client.get("/desk/looks", {"before": str(older)})).count("<tr><td") == 10


def test_few_statements(signed_in: SignIn) -> None:
    made = pages.applied()
    for _ in range(5):
        _tried(made.number, "li")
    client = signed_in("zheng")
    assert pages.statements(client, "/desk/looks") <= pages.MOST_STATEMENTS
    assert pages.statements(client, f"/desk/looks?number={made.number}") <= pages.MOST_STATEMENTS
