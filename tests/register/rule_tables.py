"""Tables of the common profile entered into the world by acts, for tests that need more than the world holds."""

import csv
from pathlib import Path

from tests import world
from zhenzhi.org.models import Place
from zhenzhi.register import rulebook

COMMON = Path(__file__).parents[2] / "profiles/common"


def rows(name: str) -> list[dict[str, str]]:
    """A table of the common profile."""
    with (COMMON / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def enter(name: str) -> None:
    """Enter the table as it stands in the common profile, from the world's first day on."""
    rulebook.enter_table(
        Place.objects.known().get(level="county"), code=name, rows=rows(name), start=world.SINCE, law="profile",
        reason="补录", by=world.who("he"),
    )  # fmt: skip
