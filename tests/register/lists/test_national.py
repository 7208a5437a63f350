"""The mean town of LAW 6.3 (340 = 117 + 99 + 124), and one whose penalties fall from 674 to 278 (W-15), by acts."""

import csv
from collections import defaultdict
from contextlib import suppress

import pytest

from tests import world
from tests.house.paths import ROOT
from tests.register.lists import listing
from tests.register.lists.listing import DOCUMENT, HE, WHERE, duty
from tests.register.lists.putting import bodies_named, put
from tests.register.test_life import body
from zhenzhi.kernel.identity import officer
from zhenzhi.kernel.models import Dated
from zhenzhi.kernel.problem import Conflict, Problem
from zhenzhi.register import competence, holdings, life
from zhenzhi.register.importing.sheets import Names, read_sheet
from zhenzhi.register.lists import acts, assigning, queries
from zhenzhi.register.lists.kinds import KINDS, SEVERAL
from zhenzhi.register.models import Grant, Instrument, ListVersion, Power

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

T, TOWN = world.TODAY, world.EAST_GOV
FOLDER = ROOT / "profiles" / "national"


def test_the_mean_town_has_340_items_and_124_of_them_can_no_longer_be_given_to_it() -> None:
    listing.rights()
    names = Names(bodies_named(FOLDER / "town_duties.csv", "对应上级部门", "承接部门"), frozenset(), TOWN)
    read = read_sheet(FOLDER / "town_duties.csv", KINDS["town_duties"], names)
    assert read.problems == ()
    version = listing.published(list(read.ready))
    assert queries.sizes(version) == {"basic": 117, "assist": 99, "taken": 124}
    answers = [assigning.may_assign(TOWN, row["code"], T) for row in read.ready[::20]]
    assert [answer is not None for answer in answers] == [row["list"] == "taken" for row in read.ready[::20]]


def _penalties() -> list[dict[str, str]]:
    with (FOLDER / "penalties.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


STAY, GO = "CL-STAY", "CL-GO"


def _granted(items: list[dict[str, str]]) -> None:
    """The bureau's powers to punish, handed to the town by two county lists; put in the books as a profile would."""
    rows: list[Dated] = [
        Instrument(
            code=code, kind="county_list", title="山县东镇人民政府赋权清单", number=code, principal=world.GOV,
            announced=world.SINCE, stage="announced", valid=world.OPEN,
        )
        for code in (STAY, GO)
    ]  # fmt: skip
    grants: list[Grant] = []
    for item in items:
        code = item["code"]
        rows.append(
            Power(
                code=code, name=item["name"][:300], type="行政处罚", holder=world.PLAN, list_version="2021",
                bases=[{"law": item["law"], "article": item["article"], "version": item["version"]}],
                act_types=["decide"], field=item["field"][:40], origin=item["origin"], valid=world.OPEN,
            )
        )  # fmt: skip
        told = {"power": code, "stage": "open", "valid": world.OPEN}
        grants += [
            Grant(code=f"OWN-{code}", body=world.PLAN, mode="statutory", instrument="LAW-PLAN", **told),
            Grant(
                code=f"G-{code}", body=TOWN, principal=world.PLAN, mode="granted", under=f"OWN-{code}",
                instrument=GO if item["taken_back"] == "yes" else STAY, places=[world.EAST], **told,
            ),
        ]  # fmt: skip
    put([*rows, *grants])
    facts, tables = holdings.load(), holdings.tables()
    areas = {code: competence.area(body(code), T) for code in (world.PLAN, TOWN)}
    wanted = [(facts.grants[row.code], facts.powers[row.power][-1], areas[row.body]) for row in grants]
    put(list(competence.lay_anew(wanted, tables.money_acts)))


def _list_of_powers(number: str) -> ListVersion:
    version = listing.drafted([], kind="powers", town=TOWN, number=number, source="register")
    return acts.publish_list(listing.reviewed(version), start=T, document=DOCUMENT, where=WHERE, by=HE)


def _penal(version: ListVersion | None) -> int:
    return 0 if version is None else sum(row["type"] == "行政处罚" for row in queries.rows_of(version).values())


def _duty_rows(items: list[dict[str, str]], taken: bool) -> list[dict[str, str]]:
    """One duty a field, with the powers it goes with: what is taken back moves to the third list."""
    powers: defaultdict[tuple[str, bool], list[str]] = defaultdict(list)
    for item in items:
        powers[item["field"], taken and item["taken_back"] == "yes"].append(item["code"])
    return [
        duty(f"D{at:03}", "taken" if gone else "basic", powers=SEVERAL.join(codes))
        for at, ((_, gone), codes) in enumerate(powers.items())
    ]


def story(items: list[dict[str, str]], leave_out: str = "") -> tuple[int, int, int]:
    """Penalties on the town's list before, grants told to stand although their duty was taken back, penalties after."""
    listing.rights()
    listing.give("zheng", "instrument.sign")
    _granted(items)
    before = _penal(_list_of_powers("2021"))
    listing.published(_duty_rows(items, taken=False))
    standing = 0
    if leave_out != "duties":
        standing = len(listing.published(_duty_rows(items, taken=True), number="2026-2").standing)
    if leave_out != "end":
        paper = Instrument.objects.on(T).get(code=GO)
        life.end_instrument(
            paper, day=T, cause="law_changed", document="山政发〔2026〕9号", cases={}, by=officer("zheng")
        )
    if leave_out != "list":
        _list_of_powers("2026")
    return before, standing, _penal(queries.in_force("powers", TOWN, T))


def test_T07_the_penalties_of_a_town_fall_from_674_to_278_through_acts() -> None:
    assert story(_penalties()) == (674, 396, 278)


@pytest.mark.parametrize("act", ["duties", "end", "list"])
def test_T07_with_one_act_left_out_the_list_does_not_fall(act: str) -> None:
    items = _penalties()[:20]
    whole = (20, sum(item["taken_back"] == "yes" for item in items), sum(item["taken_back"] == "no" for item in items))
    with suppress(Problem):
        assert story(items, leave_out=act) != whole


def test_T07_a_list_cannot_drop_a_power_whose_grant_still_stands() -> None:
    """Taking a duty back in the list is not enough: the decision that granted the power must be ended too (LAW 6.3)."""
    items = _penalties()[:4]
    listing.rights()
    _granted(items)
    _list_of_powers("2021")
    version = listing.drafted([], kind="powers", town=TOWN, number="2026")
    acts.remove_rows(version, codes=[items[0]["code"]], by=HE)
    with pytest.raises(Conflict) as conflict:
        acts.publish_list(listing.reviewed(version), start=T, document=DOCUMENT, where=WHERE, by=HE)
    assert conflict.value.detail == [items[0]["code"]]
