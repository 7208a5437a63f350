"""The public lists: who holds what on any day, files that are safe to open, numbers that give nobody away."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests import world
from zhenzhi.opendata import figures, sheets
from zhenzhi.opendata.held import board
from zhenzhi.org.models import Place
from zhenzhi.register import holdings, rulebook
from zhenzhi.services import acts
from zhenzhi.services.models import Application
from zhenzhi.ui import placemap

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

PAGES = (
    "/open", "/open/powers", "/open/powers/P-BUILD", "/open/places", f"/open/places/{world.EAST}", "/open/instruments",
    f"/open/instruments/{world.AGREEMENT}", "/open/rules", "/open/numbers", "/open/decisions",
    "/open/checkpoints", "/help",
)  # fmt: skip


@pytest.fixture
def least() -> None:
    """The county hides counts below three."""
    cache.clear()
    county = Place.objects.on(world.TODAY).get(code=world.COUNTY)
    rulebook.enter_parameter(
        county, code="open.least_count", value=3, unit="count", law="县规", article="9", start=world.TODAY,
        by=world.who("he"),
    )  # fmt: skip


def _text(path: str, **cookies: str) -> str:
    client = Client()
    client.cookies.load(cookies)
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_in_few_statements(path: str, least: None) -> None:
    holdings.forget()
    Client().get(path)  # what is kept of the register and the figures is read once
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(path).status_code == 200
    assert len(queries) <= 12


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_english(path: str, least: None) -> None:
    assert 'lang="en"' in _text(path, django_language="en")


@pytest.mark.parametrize(
    "path", ["/open/powers/NONE", "/open/places/NONE", "/open/instruments/NONE", "/open/items.exe", "/tour"]
)
def test_what_is_not_there_is_not_found(path: str) -> None:
    assert Client().get(path).status_code == 404


def test_a_power_is_told_with_its_hands_law_and_document() -> None:
    page = _text("/open/powers/P-BUILD")
    assert "城乡规划法第四十一条" in page
    assert "山县东镇人民政府" in page
    assert "委托协议" in page


@pytest.mark.parametrize(
    ("day", "east"), [(date(2024, 12, 31), []), (date(2025, 1, 1), [world.EAST_GOV]), (date(2028, 1, 1), [])]
)
def test_the_board_of_a_day_is_that_of_the_register(day: date, east: list[str]) -> None:
    row = next(row for row in board(day).rows if row.power.id == world.BUILD)
    assert [held.body.id for held in row.at[world.EAST] if held.mode == "entrusted" and not held.missing] == east


def test_a_town_is_counted_by_its_own_bodies_only() -> None:
    assert board(world.TODAY).counts == {world.EAST: 2, world.WEST: 1}


@pytest.mark.parametrize("day", ["1900-01-01", "2099-01-01", "yesterday"])
def test_a_day_without_an_answer_is_said_so_and_today_is_shown(day: str) -> None:
    page = _text(f"/open/powers?day={day}")
    assert 'id="id_day_error"' in page
    assert "乡村建设规划许可" in page


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("q=宅基地", "农村宅基地审批", "乡村建设规划许可"),
        (f"town={world.WEST}", "农村宅基地审批", "乡村建设规划许可"),
        ("mode=entrusted", "乡村建设规划许可", "农村宅基地审批"),
        (f"department={world.PLAN}", "乡村建设规划许可", "农村宅基地审批"),
    ],
)  # fmt: skip
def test_the_list_is_narrowed(query: str, there: str, gone: str) -> None:
    table = _text(f"/open/powers?{query}").partition("<tbody>")[2]
    assert there in table
    assert gone not in table


def test_nothing_found_says_what_to_do() -> None:
    assert "没有符合条件的权力" in _text("/open/powers?q=没有这个词")


@pytest.mark.parametrize(
    "path", ["/open/powers?", "/open/places?", "/open/instruments?", "/open/rules?list=rules&", "/open/rules?",
             "/open/decisions?", "/open/numbers?"],
)  # fmt: skip
def test_every_list_can_be_taken_away(path: str, least: None) -> None:
    table = Client().get(f"{path}as=csv")
    assert table.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    told = json.loads(Client().get(f"{path}as=json").content)
    assert len(rows) == len(told["rows"]) + 1
    assert [column["zh"] for column in told["columns"].values()] == rows[0]


@pytest.mark.parametrize(
    ("value", "cell"),
    [("=1+1", "'=1+1"), ("-2", "'-2"), ("@x", "'@x"), ("\t=1", "'\t=1"), (-2, -2), (None, ""), ("1=1", "1=1"),
     (date(2026, 3, 4), "2026-03-04")],
)  # fmt: skip
def test_a_cell_is_no_formula(value: sheets.Value, cell: object) -> None:
    assert sheets.safe(value) == cell


def test_a_name_in_the_map_is_text() -> None:
    drawn = placemap.tiles([placemap.Tile("<b>镇", 3, "项", "/x")], "图")
    assert "&lt;b&gt;镇" in drawn
    assert 'style="' not in drawn


@given(st.lists(st.integers(0, 30), max_size=12), st.integers(2, 9))
def test_a_hidden_count_is_told_by_no_sum(counts: list[int], least: int) -> None:
    shown = figures.hidden(counts, least)
    for count, seen in zip(counts, shown, strict=True):
        assert seen in (count, None)
        assert not (0 < count < least and seen is not None)
    alone = shown.count(None) == 1 and len(counts) > 1
    assert not alone or all(not seen for seen in shown), "one hidden number among others is told by the total"


def _file(times: int, item: str, done: Callable[[Application], object] = lambda application: None) -> None:
    for _number in range(times):
        done(acts.apply(world.item(item), filing=world.filing(), by=world.who("wang")))


def _decide(application: Application) -> None:
    application = acts.accept(application, by=world.who("li"))
    application = acts.review(application, agrees=True, opinion="符合。", by=world.who("zhao"))
    acts.grant(application, by=world.who("sun"))


def test_numbers_count_what_happened(least: None) -> None:
    _file(3, world.BUILD_ITEM, _decide)
    _file(2, world.HOME_ITEM)
    found = figures.figures()
    assert (found.whole.filed, found.whole.done, found.whole.in_time, found.whole.taken) == (5, 3, 100, 0)
    assert [line.key for line in found.months] == ["2026-03"]
    assert [line.filed for line in found.bodies] == [5]
    assert found.whole.promised == 10


def test_small_numbers_are_not_shown(least: None) -> None:
    _file(2, world.BUILD_ITEM, _decide)
    found = figures.figures()
    assert found.whole.filed is None
    assert found.whole.in_time is None
    assert "少于3" in _text("/open/numbers")


def test_without_a_smallest_count_nothing_is_published() -> None:
    cache.clear()
    assert "暂时不能公布" in _text("/open/numbers")
