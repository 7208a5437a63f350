"""Finding matters by words of any length, and the two tables that the database keeps for lists."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests import world
from tests.services import steps
from zhenzhi.kernel import clock
from zhenzhi.matter import access, search
from zhenzhi.matter.models import Deadline, Pressing, Words
from zhenzhi.services import acts
from zhenzhi.services.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def _apply(name: str = "王强", title: str = "") -> Application:
    filing = replace(world.filing(), applicant=replace(world.WANG, name=name))
    made = acts.apply(world.item(), filing=filing, by=world.who("wang"))
    if title:
        steps.force(made, title=title)
    return made


def _found(text: str, who: str = "li") -> list[str]:
    rows = search.found(access.visible_to(world.who(who), Application), text)
    return [row.number for row in rows]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("王强", "王强"), ("王强", "强"), ("王强", "王"), ("王强", "规划"), ("王强", "许可证核"),
        ("王强", "乡村 王强"), ("Sanchez Ltd", "SANCHEZ"), ("Sanchez Ltd", "ltd"), ("Sanchez Ltd", "nch"),
        ("ＡＢＣ公司", "abc"), ("ABC公司", "ＡＢｃ公"), ("<b>甲</b>", "<b>甲"), ("100%股份_x", "100%"),
        ("100%股份_x", "份_x"), ("a\\b'c", "\\b'"), ("王 & 李 | !", "& |"), ("𠮷野家", "𠮷"), ("𠮷野家", "𠮷野"),
        ("བོད་ཡིག", "བོད"), ("ئۇيغۇر", "ئۇيغ"), ("阿依古丽·买买提", "丽·买"),
    ],
)  # fmt: skip
def test_whatever_stands_in_a_name_is_found(name: str, text: str) -> None:
    made = _apply(name)
    other = acts.apply(
        world.item(world.HOME_ITEM),
        filing=replace(world.filing(), applicant=replace(world.WANG, name="丁")),
        by=world.who("wang"),
    )
    assert _found(text) == [made.number]
    assert other.number not in _found(text)


@pytest.mark.parametrize("text", ["", "   ", "强王", "规许", "王强 李四", "%", "_", "王%强", "' | 'a", "\\"])
def test_what_does_not_stand_there_is_not_found(text: str) -> None:
    _apply()
    assert _found(text) == []


def test_exact_and_partial_numbers() -> None:
    made, other = _apply(), _apply()
    assert _found(made.number) == [made.number]
    assert set(_found("20260304")) == {made.number, other.number}
    assert _found(made.number[-3:]) == [made.number]
    assert _found(made.number.lower()) == [made.number]


def test_every_two_characters_of_every_title_are_found() -> None:
    titles = ["农村宅基地批准书核发", "乡村建设规划许可证变更", "集体土地经营权流转", "Ｅ类许可2026"]
    made = {title: _apply(title=title).number for title in titles}
    for title, number in made.items():
        for place in range(len(title) - 1):
            assert number in _found(title[place : place + 2]), title[place : place + 2]


def test_nobody_finds_what_they_may_not_see() -> None:
    made = _apply()
    assert _found("王强", "zheng") == [made.number]
    assert _found("王强", "feng") == []
    assert _found("王强", "wang") == [made.number]
    assert _found("王强", "liu") == []


def test_the_words_follow_title_and_parties() -> None:
    made = _apply()
    party = made.parties.get(role="applicant")
    steps.force(party, name="欧阳海")
    assert _found("欧阳") == [made.number]
    assert _found("王强") == []


def _pressing(matter: Application) -> object:
    return Pressing.objects.get(matter_id=matter.pk).due


def test_the_pressing_day_is_that_of_the_earliest_running_clock() -> None:
    made = _apply()
    receipt = made.deadlines.get().due
    assert _pressing(made) == receipt
    made = acts.accept(made, by=world.who("li"))
    running = made.deadlines.filter(met_at__isnull=True)
    assert _pressing(made) == min(row.due for row in running if row.due)
    acts.pause(made, ground="听证", notice="山听〔2026〕1号", by=world.who("zhao"))
    assert _pressing(made) is None
    with clock.frozen(world.NOW + timedelta(days=7)):
        made = acts.resume(made, by=world.who("zhao"))
    assert _pressing(made) == min(row.due for row in Deadline.objects.filter(matter=made, met_at=None) if row.due)


def test_no_clock_runs_in_a_withdrawn_matter() -> None:
    made = acts.withdraw(_apply(), by=world.who("wang"))
    assert _pressing(made) is None


@pytest.mark.parametrize("table", [Pressing, Words])
def test_what_the_database_keeps_changes_only_inside_an_act(table: type[Pressing] | type[Words]) -> None:
    _apply()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('zhenzhi.act', '', true)")
        with pytest.raises(DatabaseError, match="only by an act"), transaction.atomic():
            table.objects.all().delete()
