"""A small made-up county for the tests of authority: every link of every chain stands here exactly once.

One county with two towns; a licence entrusted to town one,
penalties granted to it up to a ceiling and entrusted
to town two, a power of the towns' own, a power that needs a qualification, one station, one service centre.
"""

import csv
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from zhenzhi.register.cells import carve, expand
from zhenzhi.register.facts import (
    ActsThrough,
    Appointment,
    Basis,
    Body,
    Cell,
    Credential,
    Facts,
    Grant,
    Instrument,
    Person,
    Place,
    Post,
    Power,
    Records,
    Span,
    Stop,
)  # fmt: skip
from zhenzhi.register.ground import Ask
from zhenzhi.register.modes import parse_modes
from zhenzhi.register.tables import Apart, CredentialNeed, Tables, apart_table, credential_table

SINCE = Span(date(2020, 1, 1))
TERM = Span(date(2025, 1, 1), date(2027, 1, 1))
DAY = date(2026, 3, 2)
CEILING = 500_000  # fen
AREA = ("COUNTY", "TOWN1", "TOWN2")

MODES = """mode,name_on_paper,series_of,template_of,seal_of,respondent,reviewer_rule,liable_within,liable_beyond,sub_entrust,law
statutory,own,own,own,own,own,government,own,own,yes,行政处罚法 17
granted,own,own,own,own,own,government,own,own,no,行政处罚法 24
entrusted,principal,principal,principal,principal,principal,government,principal,own,no,行政处罚法 20；行政许可法 24
stationed,principal,principal,principal,principal,principal,government,principal,principal,no,行政复议法 19
concentrated,own,own,own,own,own,government,own,own,no,行政处罚法 18
assistance,principal,principal,principal,principal,principal,government,principal,own,no,行政处罚法 26
"""  # noqa: E501

ENFORCING = ("inspect", "warn", "fine", "seize", "remove")
TABLES = Tables(
    modes=parse_modes(csv.DictReader(MODES.splitlines())),
    apart=apart_table(
        [
            Apart("service.accept", "service.decide", "T40", "受理与决定分离"),
            Apart("service.decide", "supervision.check", "T41", "审批与监管分离"),
            Apart("case.handle", "case.review", "T60", "行政处罚法 58"),
        ]
    ),
    credentials=credential_table(
        CredentialNeed(act, "enforcement_card", frozenset({"civil", "institution"}), "行政处罚法 42")
        for act in ENFORCING
    ),
    coercive_types=frozenset({"行政强制"}),
    coercive_acts=frozenset({"seize"}),
    money_acts=frozenset({"fine"}),
    entrustees={"*": frozenset({"government", "department"})},
)

PLACES = (
    Place("CITY", "示例市", "city", None),
    Place("COUNTY", "示例县", "county", "CITY"),
    Place("TOWN1", "东风镇", "town", "COUNTY"),
    Place("TOWN2", "西河镇", "town", "COUNTY"),
    Place("VILLAGE1", "东一村", "village", "TOWN1"),
    Place("CELL1", "东一村第一网格", "cell", "VILLAGE1"),
)
BODIES = (
    Body("GOV-CITY", "示例市人民政府", "government", "city", "CITY", None, SINCE),
    Body("GOV", "示例县人民政府", "government", "county", "COUNTY", None, SINCE),
    Body("HOUSING", "示例县住房和城乡建设局", "department", "county", "COUNTY", "GOV", SINCE),
    Body("SAFETY", "示例县应急管理局", "department", "county", "COUNTY", "GOV", SINCE),
    Body("GOV1", "东风镇人民政府", "government", "town", "TOWN1", None, SINCE),
    Body("GOV2", "西河镇人民政府", "government", "town", "TOWN2", None, SINCE),
    Body("CENTRE1", "东风镇便民服务中心", "institution", "town", "TOWN1", "GOV1", SINCE),
    Body("STATION2", "示例县应急管理局西河工作站", "office", "town", "TOWN2", "GOV", SINCE),
)
POWERS = (
    Power("LICENCE", "农村生活污水接入许可", "行政许可", (Basis("示例排水条例", "21", "2013"),), "HOUSING",
          SINCE,
          "2026-1", entrustable=True, act_types=frozenset({"accept", "decide"})),
    Power("PENALTY", "对未教育培训从业人员的处罚", "行政处罚", (Basis("安全生产法", "97", "2021"),),
          "SAFETY", SINCE,
          "2026-1", entrustable=True, field="应急管理", act_types=frozenset({"inspect", "warn", "fine",
          "seize"})),
    Power("REMOVE", "强制拆除", "行政强制", (Basis("城乡规划法", "65", "2019"),), "HOUSING", SINCE, "2026-1",
          entrustable=True, measures_allowed=True, act_types=frozenset({"remove"})),
    Power("HOMESTEAD", "农村宅基地审批", "行政许可", (Basis("土地管理法", "62", "2019"),), None, SINCE,
          "2026-1",
          act_types=frozenset({"accept", "decide"})),
    Power("VET", "动物诊疗许可", "行政许可", (Basis("动物防疫法", "61", "2021"),), "HOUSING", SINCE, "2026-1",
          entrustable=True, needs_qualification="vet", act_types=frozenset({"decide"})),
    Power("GAS", "燃气安全检查", "行政检查", (Basis("城镇燃气管理条例", "41", "2016"),), "SAFETY", SINCE,
          "2026-1",
          act_types=frozenset({"inspect"})),
)  # fmt: skip


def _law(id: str) -> Instrument:
    return Instrument(id, "law", f"《{id}》", None, None, None, None, None, date(2019, 1, 1), SINCE)


def _agreement(id: str, principal: str, agent: str) -> Instrument:
    return Instrument(id, "agreement", f"{id}号委托书", principal, agent, date(2024, 12, 1), date(2024, 12,
    2),
                      date(2024, 12, 10), date(2024, 12, 20), TERM)  # fmt: skip


INSTRUMENTS = (
    *(_law(f"L-{power.id}") for power in POWERS),
    _law("L-HOMESTEAD2"),
    _agreement("AG1", "HOUSING", "GOV1"), _agreement("AG2", "SAFETY", "GOV2"), _agreement("AG3", "HOUSING",
               "GOV1"),
    Instrument("PROVINCE", "provincial_decision", "示政发〔2024〕9号", None, None, None, None, None,
               date(2024, 9, 1), SINCE),
    Instrument("LIST", "county_list", "示县政发〔2024〕30号", None, None, None, None, None, date(2024, 12,
               15), TERM,
               parent="PROVINCE"),
    Instrument("POSTING", "decision", "示应急〔2024〕3号", "SAFETY", "STATION2", None, None, None, None,
               TERM),
)  # fmt: skip
GRANTS = (
    Grant("S-LICENCE", "LICENCE", "HOUSING", None, "statutory", "L-LICENCE", SINCE),
    Grant("S-PENALTY", "PENALTY", "SAFETY", None, "statutory", "L-PENALTY", SINCE),
    Grant("S-REMOVE", "REMOVE", "HOUSING", None, "statutory", "L-REMOVE", SINCE),
    Grant("S-VET", "VET", "HOUSING", None, "statutory", "L-VET", SINCE),
    Grant("S-GAS", "GAS", "SAFETY", None, "statutory", "L-GAS", SINCE),
    Grant("S-HOME1", "HOMESTEAD", "GOV1", None, "statutory", "L-HOMESTEAD", SINCE,
          places=frozenset({"TOWN1"})),
    Grant("S-HOME2", "HOMESTEAD", "GOV2", None, "statutory", "L-HOMESTEAD2", SINCE,
          places=frozenset({"TOWN2"})),
    Grant("E-LICENCE1", "LICENCE", "GOV1", "HOUSING", "entrusted", "AG1", TERM, places=frozenset({"TOWN1"}),
          under="S-LICENCE"),
    Grant("G-PENALTY1", "PENALTY", "GOV1", "SAFETY", "granted", "LIST", TERM, frozenset({"inspect", "warn",
          "fine"}),
          CEILING, places=frozenset({"TOWN1"}), under="S-PENALTY"),
    Grant("E-PENALTY2", "PENALTY", "GOV2", "SAFETY", "entrusted", "AG2", TERM, frozenset({"inspect", "warn"}),
          places=frozenset({"TOWN2"}), under="S-PENALTY"),
    Grant("E-VET1", "VET", "GOV1", "HOUSING", "entrusted", "AG3", TERM, places=frozenset({"TOWN1"}),
          under="S-VET"),
    Grant("D-GAS2", "GAS", "STATION2", "SAFETY", "stationed", "POSTING", TERM, places=frozenset({"TOWN2"}),
          under="S-GAS"),
    Grant("A-LICENCE2", "LICENCE", "GOV2", "HOUSING", "assistance", "L-LICENCE", TERM, under="S-LICENCE"),
)  # fmt: skip


def lay(powers: Iterable[Power] = POWERS, grants: Iterable[Grant] = GRANTS) -> tuple[Cell, ...]:
    """The cells of the grants, later ones carved out of earlier ones."""
    by_id = {power.id: power for power in powers}
    cells: list[Cell] = []
    for grant in grants:
        for new in expand(grant, by_id[grant.power], AREA, TABLES.money_acts):
            kept, pieces = carve(cells, new)
            cells = [*kept, *pieces, new]
    return tuple(cells)


def _post(id: str, body: str, *rights: str) -> Post:
    return Post(id, body, f"{id} 岗", frozenset(rights), SINCE)


POSTS = (
    _post("WINDOW1", "CENTRE1", "service.accept"),
    _post("MAYOR1", "GOV1", "service.decide", "service.accept", "case.decide", "grant.open"),
    _post("TEAM1", "GOV1", "case.handle", "case.review"),
    _post("TEAM2", "GOV2", "case.handle", "service.decide", "service.accept"),
    _post("CHIEF-H", "HOUSING", "service.decide", "service.accept", "case.handle"),
    _post("CHIEF-S", "SAFETY", "case.handle"),
    _post("SQUAD", "STATION2", "case.handle"),
)
PERSONS = (
    Person("zhao", "赵明", "institution"), Person("qian", "钱方", "civil"), Person("sun", "孙立", "civil"),
    Person("li", "李平", "auxiliary"), Person("zhou", "周和", "civil"), Person("wu", "吴安", "civil"),
    Person("zheng", "郑宁", "civil"), Person("wang", "王新", "civil"), Person("feng", "冯远", "civil"),
)  # fmt: skip
APPOINTMENTS = tuple(
    Appointment(f"A-{person}", person, post, Span(date(2021, 1, 1)))
    for person, post in (
        ("zhao", "WINDOW1"), ("qian", "MAYOR1"), ("sun", "TEAM1"), ("li", "TEAM1"), ("zhou", "TEAM2"),
        ("wu", "CHIEF-H"), ("zheng", "CHIEF-S"), ("wang", "SQUAD"),
    )
)  # fmt: skip
CREDENTIALS = tuple(
    Credential(f"C-{person}", person, kind, f"示{number:06d}", SINCE, good_for)
    for number, (person, kind, good_for) in enumerate(
        (
            ("sun", "enforcement_card", frozenset({"应急管理"})), ("zhou", "enforcement_card", None),
            ("wu", "enforcement_card", None), ("zheng", "enforcement_card", None),
            ("wang", "enforcement_card", None), ("li", "enforcement_card", None), ("zhao", "vet", None),
            ("wu", "vet", None),
        ), 1,
    )
)  # fmt: skip

WORLD = Records(
    places=PLACES, bodies=BODIES, acts_through=(ActsThrough("CENTRE1", "GOV1", SINCE),), powers=POWERS,
    instruments=INSTRUMENTS, grants=GRANTS, cells=lay(), posts=POSTS, persons=PERSONS,
    appointments=APPOINTMENTS,
    credentials=CREDENTIALS,
)  # fmt: skip


def load(records: Records = WORLD) -> Facts:
    """The facts of these records under the tests' tables."""
    return Facts(records, TABLES)


def _id(row: Any) -> str:
    return str(getattr(row, "id", None) or getattr(row, "body", None) or row.grant)


def swapped(records: Records, groups: dict[str, Any]) -> Records:
    """The records with whole groups of rows put in place of others."""
    return replace(records, **groups)


def without(records: Records, group: str, id: str) -> Records:
    """The records less the row with this id."""
    return swapped(records, {group: tuple(r for r in getattr(records, group) if _id(r) != id)})


def changed(records: Records, group: str, id: str, **values: Any) -> Records:
    """The records with some fields of one row changed."""
    rows = tuple(replace(r, **values) if _id(r) == id else r for r in getattr(records, group))
    assert rows != getattr(records, group), f"{group} {id} was not changed by {values}"
    return swapped(records, {group: rows})


def apply(records: Records, change: str) -> Records:
    """One change of the case table: `-grants:ID` removes, `grants:ID.field=value` sets, `+stop:GRANT@day`."""
    if change.startswith("+stop:"):
        grant, _, start = change.removeprefix("+stop:").partition("@")
        stop = Stop(grant, Span(date.fromisoformat(start)), "示县政办〔2026〕1号", "示例县人民政府")
        return replace(records, stops=(*records.stops, stop))
    if change.startswith("-"):
        group, _, id = change[1:].partition(":")
        return without(records, group, id)
    target, _, text = change.partition("=")
    group, _, rest = target.partition(":")
    id, _, name = rest.rpartition(".")
    if name == "end":
        row = next(r for r in getattr(records, group) if _id(r) == id)
        return changed(records, group, id, span=Span(row.span.start, date.fromisoformat(text)))
    return changed(records, group, id, **{name: _value(text)})


def _value(text: str) -> Any:
    plain: dict[str, Any] = {"": None, "yes": True, "no": False, "()": ()}
    if text in plain:
        return plain[text]
    return date.fromisoformat(text) if text[:2] == "20" and text.count("-") == 2 else text


def read_cases() -> list[dict[str, str]]:
    """The rows of the case table."""
    with (Path(__file__).parent / "authority_cases.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


GROUPS = tuple(f.name for f in fields(Records) if f.name != "founded")


CASES = read_cases()


def ask_of(row: dict[str, str]) -> Ask:
    hands = dict(part.split(":") for part in row["hands"].split(";") if part)
    return Ask(
        row["body"], row["power"], row["right"], row["act_type"], row["place"],
        date.fromisoformat(row["day"]),
        row["person"], amount=int(Decimal(row["amount_yuan"]) * 100) if row["amount_yuan"] else None,
        hands={right: frozenset({person}) for right, person in hands.items()},
    )  # fmt: skip


def allowed_asks() -> list[Ask]:
    return [ask_of(r) for r in CASES if r["allowed"] == "yes" and not r["change"]]
