"""The published lists, for everybody: versions in force, their rows, what changed, and files to take away."""

import json

import pytest
from django.test import Client

from tests import world
from tests.desk.pages import MOST_STATEMENTS, statements, text
from tests.register.lists import listing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_nothing_published_says_so(client: Client) -> None:
    assert "这一天没有公布的清单" in text(client.get("/open/lists"))


def test_a_version_with_its_rows_and_what_it_changed(client: Client) -> None:
    listing.rights()
    first = listing.published()
    address = f"/open/lists/{first.pk}"
    assert "山县自然资源和规划局" in text(client.get(address))
    rows = [listing.duty("B1"), listing.duty("A1", "taken"), listing.duty("N9")]
    second = listing.published(rows, number="2026-2", source="empty")
    page = text(client.get(f"/open/lists/{second.pk}"))
    assert "新增 1 项，移出 2 项，变动 1 项，其中转列 1 项。" in page
    assert f"{second.pk}" in text(client.get("/open/lists"))
    assert f"{first.pk}" not in text(client.get("/open/lists"))
    assert client.get(address).status_code == 200
    assert statements(client, f"/open/lists/{second.pk}") <= MOST_STATEMENTS
    assert statements(client, "/open/lists") <= MOST_STATEMENTS


def test_drafts_are_nobodys_reading(client: Client) -> None:
    draft = listing.drafted()
    assert client.get(f"/open/lists/{draft.pk}").status_code == 404
    assert f"{draft.pk}" not in text(client.get("/open/lists"))


def test_files_say_what_the_page_shows(client: Client) -> None:
    listing.rights()
    version = listing.published()
    told = json.loads(client.get("/open/lists", {"as": "json", "town": world.EAST_GOV}).content)
    assert [row["number"] for row in told["rows"]] == ["2026-1"]
    assert json.loads(client.get("/open/lists", {"as": "json", "town": world.WEST_GOV}).content)["rows"] == []
    lines = client.get(f"/open/lists/{version.pk}", {"as": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(listing.ROWS)
