"""What somebody wants, in the words they have for it; and the plain wishes of the profile."""

import csv
from collections.abc import Iterator

import pytest

from zhenzhi.app.profile_files import PROFILES
from zhenzhi.services import finding
from zhenzhi.services.finding import Doc, Wish


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (PROFILES / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


DOCS = [
    Doc(row["code"], row["name"], row["name_en"], "T", row["result_name"], row["conditions"], row["applicant"],
        row["power"], 1, "wd")
    for row in _rows("zhenxiang/service_items.csv")
]  # fmt: skip
WISHES = [finding._wish(row) for row in _rows("common/wishes.csv")]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("开饭店", "食品(含保健食品)经营许可核发"),
        ("我想开个小饭馆，要什么手续？", "食品(含保健食品)经营许可核发"),
        ("盖房", "农村村民宅基地审批"),
        ("宅基", "农村村民宅基地审批"),
        ("生孩子", "《出生医学证明》首次签发"),
        ("低保", "最低生活保障"),
        ("居住证怎么办理", "居住证办理"),
        ("营业执照", "个体工商户设立登记"),
        ("规划 许可", "乡村建设规划许可证核发"),
        ("build a house", "农村村民宅基地审批"),
        ("Residence permit", "居住证办理"),
        ("231223-XK-027-01", "食品(含保健食品)经营许可核发"),
        ("残疾证", "残疾人证新办"),
        ("鞭炮", "烟花爆竹经营（零售）许可证核发"),
    ],
)
def test_a_plain_wish_finds_its_item_first(said: str, meant: str) -> None:
    assert finding.find(said, DOCS, WISHES)[0].name == meant


@pytest.mark.parametrize("said", ["", "   ", "xyzzy", "？？", "飞碟"])
def test_nonsense_finds_nothing(said: str) -> None:
    assert finding.find(said, DOCS, WISHES) == []


def test_all_words_count_and_the_rest_is_left_out() -> None:
    names = [doc.name for doc in finding.find("农药 经营", DOCS, [])]
    assert names == ["农药经营许可证核发（其他农药）"]


def test_words_that_nobody_listed_are_matched_by_likeness() -> None:
    assert "农村土地承包经营纠纷" in finding.find("土地承包纠纷怎么解决", DOCS, [])[0].name


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: wish.said[0])
def test_every_wish_leads_to_an_item_of_the_county(wish: Wish) -> None:
    assert all(wish.said), wish
    assert wish.event
    assert wish.event_en
    for word in wish.words:
        assert any(word in doc.name or word in doc.result for doc in DOCS), word


def test_an_event_has_one_english_name() -> None:
    assert len({(wish.event, wish.event_en) for wish in WISHES}) == len({wish.event for wish in WISHES})


def test_every_event_leads_to_items_and_has_an_example_that_finds_one() -> None:
    found = finding.events(DOCS, WISHES)
    assert len({event.name for event in found}) == len(found) == len({wish.event for wish in WISHES})
    for event in found:
        assert event.codes
        assert finding.find(event.example.said[0], DOCS, WISHES)[0].code in event.codes
