"""The tour of a demo county follows what has really happened; and the page of all help."""

import json
from pathlib import Path

import pytest
from django.test import Client

from tests import world
from zhenzhi.kernel import reactions
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter.models import Paper
from zhenzhi.opendata import tour as tours
from zhenzhi.opendata.glossary import TERMS
from zhenzhi.services import acts
from zhenzhi.ui import demo as demo_people
from zhenzhi.ui import help as helps

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def demo(data_folder: Path) -> object:
    """The world as a county that may be tried."""
    rows = [
        {"username": code, "person": code, "name": told[0], "post": "岗位"} for code, told in world.PEOPLE.items()
    ]
    rows.append({"username": "wang", "person": "wang", "name": "王强", "post": "群众"})
    file = demo_people.file()
    file.write_text(json.dumps(rows), encoding="utf-8")
    yield file
    file.unlink()


def _now() -> tuple[int, str]:
    found = tours.tour()
    assert found is not None
    at = next(number for number, step in enumerate(found.steps) if step.state == "now")
    who = found.steps[at].who
    return at + 1, who.person if who else ""


def test_eight_steps_by_the_people_the_register_names(demo: Path) -> None:
    assert _now() == (1, "wang")
    application = acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))
    assert _now() == (2, "li")
    application = acts.accept(application, by=world.who("li"))
    assert _now() == (3, "zhao")
    application = acts.review(application, agrees=True, opinion="符合。", by=world.who("zhao"))
    assert _now() == (4, "sun")
    application = acts.grant(application, by=world.who("sun"))
    assert _now() == (5, "keeper")
    matter_acts.approve_seal(Paper.objects.get(kind="granted"), by=world.who("keeper"))
    assert _now() == (6, "qian")
    reactions.drain()
    acts.deliver(application, way="window", receiver="王强", by=world.who("qian"))
    assert _now() == (7, "wang")
    matter_acts.rate(application, level=5, words="", by=world.who("wang"))
    assert _now() == (8, "")
    page = Client().get("/tour").content.decode()
    assert f"/verify/{Paper.objects.get(kind='granted').verify_code}" in page


def test_the_page_offers_to_play_the_next_part(demo: Path) -> None:
    page = Client().get("/tour").content.decode()
    assert 'action="/demo/wang"' in page
    assert "王强" in page


def test_a_county_in_real_use_has_no_tour() -> None:
    assert tours.tour() is None
    assert Client().get("/tour").status_code == 404


@pytest.mark.parametrize("name", sorted(helps.texts()))
def test_help_is_complete_in_both_languages(name: str) -> None:
    page = helps.texts()[name]
    assert len(page["zh"]) == len(page["en"]) > 0
    assert ("title_zh" in page) == ("title_en" in page)


def test_all_help_and_words_stand_on_one_page() -> None:
    page = Client().get("/help").content.decode()
    for face in ("opendata", "ui"):
        for told in helps.pages(face, "zh"):
            assert told["title"] in page
    assert all(zh in page for zh, *_others in TERMS)
