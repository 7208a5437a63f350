"""The profile of document 000 holds its figures and obeys the law; a broken table is told, not loaded."""

import csv
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from zhenzhi.app.profile_checks import figures
from zhenzhi.app.profile_files import PROFILES, problems, read
from zhenzhi.app.profile_tables import SHEETS, Profile, several
from zhenzhi.kernel.problem import Invalid
from zhenzhi.register.limits import measure
from zhenzhi.register.modes import parse_modes

TYPES = {"行政许可", "行政确认", "行政给付", "其他行政权力", "公共服务"}


@pytest.fixture(scope="module")
def profile() -> Profile:
    return read("zhenxiang")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The shipped profiles in a folder that a test may spoil."""
    for name in ("common", "zhenxiang"):
        shutil.copytree(PROFILES / name, tmp_path / name)
    return tmp_path


def edit(root: Path, sheet: str, change: Callable[[dict[str, str]], None], folder: str = "zhenxiang") -> None:
    """Apply a change to the rows of a file, in place."""
    path = root / folder / f"{sheet}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        change(row)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_shipped_profile_is_without_problems(profile: Profile) -> None:
    assert problems(profile) == []
    assert profile.chain == ("common", "zhenxiang")


def test_document_000_figures_hold(profile: Profile) -> None:
    assert figures(profile) == {
        "villages": 24,
        "hamlets": 112,
        "population": 48_000,
        "departments": 22,
        "powers": 124,
        "enforcement": 49,
        "packages": 5,
        "windows": 16,
        "stations": 14,
        "points": 36,
        "agents": 84,
    }
    assert len(profile.rows("agents")) > 80


def test_departments_are_exactly_the_giving_bodies(profile: Profile) -> None:
    giving = {body["code"] for body in profile.rows("bodies") if body["gives"] == "yes"}
    assert giving == {power["department"] for power in profile.rows("powers")}
    agreements = [row for row in profile.rows("instruments") if row["kind"] == "agreement"]
    assert {row["principal"] for row in agreements} == giving
    assert any(body["old_name"] and body["renamed_on"] for body in profile.rows("bodies"))


def test_packages_part_enforcement_from_approval(profile: Profile) -> None:
    by_package = {
        name: {p["type"] for p in profile.rows("powers") if p["package"] == name}
        for name in ("approval", "enforcement")
    }
    assert by_package["enforcement"] == {"行政处罚", "行政检查"}
    assert by_package["approval"] == TYPES
    assert len(profile.rows("own_powers")) >= 2


def test_LAW_4_no_coercion_is_entrusted(profile: Profile) -> None:
    types = {**profile.index("powers"), **profile.index("own_powers")}
    for grant in profile.rows("grants"):
        if grant["mode"] != "statutory":
            assert types[grant["power"]]["type"] != "行政强制", grant["code"]
            assert "coerce" not in several(grant["act_types"]), grant["code"]


def test_LAW_2_penalties_are_handed_over_only_since_article_24(profile: Profile) -> None:
    """Article 24 is law from 2021-07-15; before it the town only helped."""
    powers = profile.index("powers")
    modes = {
        (g["mode"], g["from"] >= "2021-07-15")
        for g in profile.rows("grants")
        if g["power"] in powers and powers[g["power"]]["type"] == "行政处罚" and g["mode"] != "statutory"
    }
    assert modes == {("assistance", False), ("granted", True)}


def test_LAW_1_every_power_of_the_town_is_in_force_today_and_through_2027(profile: Profile) -> None:
    town = profile.setting("town", "government")
    live = {
        g["power"]
        for g in profile.rows("grants")
        if g["body"] == town
        and g["mode"] != "assistance"
        and g["from"] <= "2026-01-01"
        and (not g["to"] or g["to"] > "2027-12-31")
    }
    assert live == {p["code"] for p in (*profile.rows("powers"), *profile.rows("own_powers"))}


def test_T43_every_service_power_has_one_item_at_a_window(profile: Profile) -> None:
    items = profile.rows("service_items")
    served = {power["code"] for power in profile.rows("powers") if power["package"] == "approval"}
    assert served <= {item["power"] for item in items}
    assert {item["window"] for item in items} == {window["window"] for window in profile.rows("hall")}
    assert {post["body"] for post in profile.rows("posts") if post["kind"] == "window_clerk"} == {
        profile.setting("town", "service_centre")
    }


def test_T49_promise_is_never_longer_and_halves_the_time_on_average(profile: Profile) -> None:
    cuts: list[Fraction] = []
    for item in profile.rows("service_items"):
        promised = measure(int(item["promised_limit"] or 0), item["promised_unit"])
        statutory = measure(int(item["statutory_limit"] or 0) or None, item["statutory_unit"])
        assert promised is not None, item["code"]
        if statutory:
            assert promised <= statutory, item["code"]
            cuts.append(1 - promised / statutory)
    wanted = profile.setting("figures", "speed_up_percent")
    assert sum(cuts) / len(cuts) * 100 >= Fraction(str(wanted))


def test_LAW_46_shared_material_may_not_be_asked_for(profile: Profile) -> None:
    rows = profile.rows("materials")
    assert any(row["source"] == "部门共享" for row in rows)
    assert all((row["source"] == "部门共享") == (row["may_ask"] == "no") for row in rows)
    asked = {row["item"] for row in rows if row["may_ask"] == "yes"}
    assert asked == {item["code"] for item in profile.rows("service_items")}


def test_LAW_6_auxiliaries_and_wardens_hold_no_card(profile: Profile) -> None:
    people = profile.index("people")
    kinds = {people[card["person"]]["kind"] for card in profile.rows("credentials")}
    assert kinds <= {"civil", "institution"}
    assert {"auxiliary", "grid"} <= {person["kind"] for person in people.values()}


def test_T40_no_kind_of_post_both_accepts_and_decides(profile: Profile) -> None:
    rights: dict[str, set[str]] = {}
    for row in profile.rows("post_rights"):
        rights.setdefault(row["post_kind"], set()).add(row["right"])
    for pair in profile.rows("apart"):
        assert not [kind for kind, held in rights.items() if {pair["one"], pair["other"]} <= held], pair


def test_every_rule_is_in_a_state(profile: Profile) -> None:
    expected = [f"LAW-{n}" for n in range(1, 69)] + [f"T{n:02}" for n in range(1, 118)]
    assert [rule["id"] for rule in profile.rows("rules")] == expected
    assert all(rule["zh"].endswith("。") and rule["en"].endswith((".", "?")) for rule in profile.rows("rules"))


def test_modes_are_read_by_the_register(profile: Profile) -> None:
    modes = parse_modes(profile.rows("modes"))
    assert (modes["entrusted"].name_on_paper, modes["granted"].name_on_paper) == ("principal", "own")
    assert (modes["entrusted"].liable_within, modes["entrusted"].liable_beyond) == ("principal", "own")


def test_people_are_distinct_and_every_post_is_filled(profile: Profile) -> None:
    names = [row["name"] for row in (*profile.rows("people"), *profile.rows("agents"), *profile.rows("parties"))]
    assert len(names) == len(set(names))
    filled = {row["post"] for row in profile.rows("appointments") if not row["to"]}
    assert filled == {post["code"] for post in profile.rows("posts")}


def test_files_open_in_excel_and_no_table_is_unread() -> None:
    known = {*SHEETS, "time_units", "pauses"}  # the last two are read by the calendar
    for path in (PROFILES / "zhenxiang").glob("*.csv"):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf"), path.name
        assert path.stem in known, path.name


SPOILS = [
    ("bodies", "uscc", "1112312300000000XX", "统一社会信用代码"),
    ("places", "population", "1", "人口"),
    ("powers", "article", "", "T02"),
    ("service_items", "promised_limit", "999", "T49"),
    ("service_items", "fee", "F1", "行政许可法58"),
    ("service_items", "power", "231223-XK-999", "service_items"),
    ("materials", "name", "申请表", "重复"),
    ("materials", "necessity", "随便", "必要性"),
    ("materials", "may_ask", "yes", "共享"),
    ("instruments", "filed_on", "2030-01-01", "T15–T17"),
    ("instruments", "announced_at_agent", "", "处罚法20"),
    ("instruments", "signed_agent_on", "2017-2-30", "日期"),
    ("grants", "under", "", "T14"),
    ("grants", "act_types", "coerce", "强制法17"),
    ("grants", "body", "231223102-CSC", "不得委托给该机构"),
    ("grants", "instrument", "231223-BD-2017", "T15"),
    ("grants", "to", "2016-01-01", "截止日"),
    ("posts", "kind", "king", "posts"),
    ("people", "kind", "grid", "处罚法42"),
]


@pytest.mark.parametrize(("sheet", "column", "value", "told"), SPOILS)
def test_a_spoiled_table_is_told(copy: Path, sheet: str, column: str, value: str, told: str) -> None:
    def spoil(row: dict[str, str]) -> None:
        row[column] = value

    edit(copy, sheet, spoil)
    found = problems(read("zhenxiang", copy))
    assert any(told in line and " / " in line for line in found), found[:5]


def test_a_missing_file_column_or_row_is_told(copy: Path) -> None:
    (copy / "zhenxiang" / "hall.csv").unlink()
    path = copy / "zhenxiang" / "people.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("code,name", "code,nom", 1), encoding="utf-8")
    found = "\n".join(problems(read("zhenxiang", copy)))
    assert "hall.csv" in found
    assert "缺少列 name" in found


def test_a_repeated_key_is_told_and_a_missing_power_breaks_the_figures(copy: Path) -> None:
    path = copy / "zhenxiang" / "people.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, lines[-1]]))
    assert any("编号重复" in line for line in problems(read("zhenxiang", copy)))
    path.write_bytes(b"".join(lines))
    agents = copy / "zhenxiang" / "agents.csv"
    agents.write_bytes(b"".join(agents.read_bytes().splitlines(keepends=True)[:80]))
    found = problems(read("zhenxiang", copy))
    assert any("figures.agents" in line for line in found)
    assert any("多于 80" in line for line in found)


def test_own_row_replaces_the_inherited_one(copy: Path) -> None:
    own = copy / "zhenxiang" / "modes.csv"
    rows = (copy / "common" / "modes.csv").read_text(encoding="utf-8-sig").splitlines()
    own.write_text("\n".join([rows[0], rows[1].replace("法定", "本地法定")]), encoding="utf-8-sig")
    modes = read("zhenxiang", copy).index("modes", "mode")
    assert modes["statutory"]["zh"] == "本地法定"
    assert modes["entrusted"]["zh"] == "委托"


@pytest.mark.parametrize("name", ["nowhere", "../zhenxiang", "."])
def test_unknown_profile_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(name)
    assert "zhenxiang" in refused.value.zh


def test_circle_of_bases_and_unreadable_files_are_refused(copy: Path) -> None:
    settings = copy / "common" / "profile.toml"
    settings.write_text('base = "zhenxiang"\n', encoding="utf-8")
    with pytest.raises(Invalid, match="profile_circle"):
        read("zhenxiang", copy)
    settings.write_text("base = \n", encoding="utf-8")
    with pytest.raises(Invalid, match="profile_unreadable"):
        read("zhenxiang", copy)
    settings.unlink()
    (copy / "zhenxiang" / "hall.csv").write_bytes("窗口,名称\r\n".encode("gb18030"))
    with pytest.raises(Invalid, match="profile_unreadable"):
        read("zhenxiang", copy)
    (copy / "zhenxiang" / "hall.csv").write_text("window,name\n1,a,b\n", encoding="utf-8")
    with pytest.raises(Invalid, match="profile_cells"):
        read("zhenxiang", copy)
