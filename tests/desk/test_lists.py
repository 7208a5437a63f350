"""The desk's lists: counters that agree, filters in the address, search, saved views; few statements each."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client

from tests import world
from tests.desk import pages
from zhenzhi.desk.models import SavedView
from zhenzhi.kernel import clock
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter import worklist
from zhenzhi.matter.models import Look
from zhenzhi.services import acts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
SignIn = Callable[[str], Client]


def _counters(client: Client) -> dict[str, str]:
    found = re.findall(
        r'<a href="/desk/(?:\?list=(\w+))?" class="[^"]*"[^>]*><strong>(\S+)</strong>', pages.text(client.get("/desk/"))
    )
    return {code or "todo": count for code, count in found}


@pytest.mark.parametrize("name", ["li", "zhao", "sun", "chen", "keeper", "qian", "zheng", "feng"])
def test_each_counter_is_the_length_of_the_list_it_opens(signed_in: SignIn, name: str) -> None:
    made = [pages.applied(), pages.received(), acts.accept(pages.received(), by=world.who("li"))]
    matter_acts.ask(made[2], to_body=world.PLAN, content="?", kind="opinion", by=world.who("zhao"))
    acts.not_accept(pages.received(), organ="水利局", reasons="不属职权。", by=world.who("li"))
    client = signed_in(name)
    counters = _counters(client)
    assert set(counters) == set(worklist.COUNTED)
    for code, count in counters.items():
        assert len(pages.numbers(client.get("/desk/", {"list": code}))) == int(count), code


def test_the_clerk_finds_what_waits_and_nobody_elses(signed_in: SignIn) -> None:
    made = pages.applied()
    assert pages.numbers(signed_in("li").get("/desk/")) == [made.number]
    assert pages.numbers(signed_in("feng").get("/desk/?list=all")) == []
    assert pages.numbers(signed_in("zheng").get("/desk/?list=all")) == [made.number]


def test_filters_stand_in_the_address_and_narrow(signed_in: SignIn) -> None:
    first, second = pages.applied("欧阳海"), acts.accept(pages.applied(), by=world.who("li"))
    client = signed_in("li")
    for address, found in {
        "list=all": {first.number, second.number},
        "list=all&stage=accepted": {second.number},
        f"list=all&place={world.EAST}201": {first.number, second.number},
        f"list=all&place={world.WEST}201": set(),
        f"list=all&q={quote('欧阳')}": {first.number},
        "list=all&due=late": set(),
        "list=all&mine=1": {second.number},  # whoever accepts becomes the officer first asked
        "list=all&stage=nonsense&due=x&sort=y&page=-3&list=z": {first.number, second.number} - {second.number},
    }.items():
        assert set(pages.numbers(client.get(f"/desk/?{address}"))) == found, address


def test_the_most_pressing_is_first_and_paused_ones_last(signed_in: SignIn) -> None:
    early = acts.accept(pages.applied(), by=world.who("li"))
    paused = acts.accept(pages.applied(), by=world.who("li"))
    acts.pause(paused, ground="听证", notice="山听〔2026〕1号", by=world.who("zhao"))
    with clock.frozen(clock.at_beijing(world.TODAY, 15)):
        pressing = pages.applied()
    client = signed_in("li")
    assert pages.numbers(client.get("/desk/?list=all&sort=due")) == [pressing.number, early.number, paused.number]
    assert pages.numbers(client.get("/desk/?list=all"))[0] == pressing.number


def test_htmx_gets_the_list_alone_and_a_clean_address(signed_in: SignIn) -> None:
    pages.applied()
    answer = signed_in("li").get("/desk/?list=todo&stage=submitted&q=&place=&due=", headers={"HX-Request": "true"})
    assert answer["HX-Push-Url"] == "/desk/?stage=submitted"
    assert "HX-Request" in answer["Vary"]
    assert pages.text(answer).lstrip().startswith('<section id="list"')


def test_a_long_list_is_paged_and_its_filters_kept(signed_in: SignIn) -> None:
    made = [pages.applied().number for _ in range(27)]
    client = signed_in("li")
    first = client.get("/desk/?stage=submitted")
    assert "stage=submitted&amp;page=2" in pages.text(first)
    second = client.get("/desk/?stage=submitted&page=2")
    assert sorted(pages.numbers(first) + pages.numbers(second)) == sorted(made)
    assert pages.numbers(client.get("/desk/?page=99")) == pages.numbers(second)


@pytest.mark.parametrize("name", ["甲" * 200, "<script>alert(1)</script>", "བོད་ཡིག", "ئۇيغۇر", "𠮷野"])
def test_hostile_and_rare_names_are_shown_as_they_are(signed_in: SignIn, name: str) -> None:
    pages.applied(name)
    found = pages.text(signed_in("li").get("/desk/"))
    assert "<script>alert" not in found
    assert f"<bdi>{name.replace('<', '&lt;').replace('>', '&gt;')}</bdi>" in found


def test_whoever_only_oversees_reads_no_whole_name(signed_in: SignIn) -> None:
    pages.applied("王小强")
    assert "王小强" in pages.text(signed_in("li").get("/desk/"))
    audited = pages.text(signed_in("zheng").get("/desk/?list=all"))
    assert "王小强" not in audited
    assert "王**" in audited


def test_search_marks_the_hit_and_groups(signed_in: SignIn) -> None:
    made = pages.applied("欧阳海燕")
    found = signed_in("li").get("/desk/search", {"q": "阳海"})
    assert pages.numbers(found) == [made.number]
    assert "欧<mark>阳海</mark>燕" in pages.text(found)
    grouped = pages.text(signed_in("li").get("/desk/search", {"q": "规划"}))
    assert "/desk/receive/I-BUILD" in grouped
    assert "<mark>规划</mark>" in grouped


def test_search_finds_nothing_that_one_may_not_see(signed_in: SignIn) -> None:
    made = pages.applied("欧阳海燕")
    for text in ("欧阳", made.number, made.number[-4:]):
        assert pages.numbers(signed_in("feng").get("/desk/search", {"q": text}, follow=True)) == []


@pytest.mark.parametrize("text", ["", " ", "<b>", "'", "\\", "%", "| & ! ( )", "甲" * 300])
def test_search_takes_anything(signed_in: SignIn, text: str) -> None:
    pages.applied()
    answer = signed_in("li").get("/desk/search", {"q": text})
    assert answer.status_code == 200
    assert "<b>" not in pages.text(answer)


def test_a_whole_number_opens_its_matter(signed_in: SignIn) -> None:
    made = pages.applied()
    answer = signed_in("li").get("/desk/search", {"q": f" {made.number.lower()} "})
    assert answer.headers["Location"] == f"/desk/matters/{made.number}"
    assert not Look.objects.filter(matter=made.pk).exists()


def test_a_view_is_saved_shown_and_removed_by_its_owner_only(signed_in: SignIn) -> None:
    li, zhao = signed_in("li"), signed_in("zhao")
    li.post("/desk/views", {"name": " 我的  急件 ", "query": "list=late&stage=accepted&junk=<b>"})
    view = SavedView.objects.get(person="li")
    assert (view.name, view.query) == ("我的 急件", "list=late&stage=accepted")
    assert 'href="/desk/?list=late&amp;stage=accepted"' in pages.text(li.get("/desk/"))
    assert "我的 急件" not in pages.text(zhao.get("/desk/"))
    zhao.post(f"/desk/views/{view.pk}/drop")
    assert SavedView.objects.filter(pk=view.pk).exists()
    li.post(f"/desk/views/{view.pk}/drop")
    assert not SavedView.objects.filter(pk=view.pk).exists()


def test_a_view_needs_a_name_and_there_is_an_end_to_them(signed_in: SignIn) -> None:
    li = signed_in("li")
    li.post("/desk/views", {"name": " ", "query": "list=late"})
    for number in range(25):
        li.post("/desk/views", {"name": str(number), "query": "list=late"})
    assert SavedView.objects.filter(person="li").count() == 20


@pytest.mark.parametrize(
    "address", ["/desk/", "/desk/?list=late", "/desk/?list=all&q=王", "/desk/search?q=王", "/desk/handover"]
)
@pytest.mark.parametrize("name", ["li", "chen", "keeper", "zheng"])
def test_few_statements_however_many_rows(signed_in: SignIn, name: str, address: str) -> None:
    for _ in range(5):
        made = acts.accept(pages.received(), by=world.who("li"))
        matter_acts.ask(made, to_body=world.PLAN, content="?", kind="opinion", by=world.who("zhao"))
    assert pages.statements(signed_in(name), address) <= pages.MOST_STATEMENTS


def test_a_resident_is_led_to_their_own_pages(signed_in: SignIn) -> None:
    for address in ("/desk/", "/desk/search?q=王", "/desk/handover", "/desk/looks", "/desk/people", "/desk/bulk"):
        answer = signed_in("wang").get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/mine")
        assert Client().get(address).status_code == 302
