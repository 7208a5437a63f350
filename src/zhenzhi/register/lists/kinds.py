"""Kinds of lists (清单种类) and their columns. Structure only: what a list says stands in its versions.

A cell is text. `ref` says what a cell must name: a body, a power, or one of `choices`; `many` allows several, joined
by “、”. `need` is the set of sections (a value of the kind's `section` column) in which the cell may not be empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

SEVERAL = "、"
"""What joins several values of one cell."""

ALWAYS = frozenset({"*"})

Ref = Literal["", "body", "power", "day", "number"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column (列): its name in the program, its header in both languages, and what a cell may hold."""

    name: str
    zh: str
    en: str
    need: frozenset[str] = frozenset()
    ref: Ref = ""
    choices: tuple[tuple[str, str], ...] = ()
    many: bool = False

    def needed(self, section: str) -> bool:
        """Whether the cell may not be empty in a row of this section."""
        return "*" in self.need or section in self.need


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list (清单种类). `section` is the column that parts it into lists a row may move between.

    `town`: each town has its own. `mirrors`: its rows are dated facts of the register already and must agree with them.
    """

    code: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    section: str = ""
    town: bool = False
    mirrors: bool = False

    def column(self, name: str) -> Column:
        """The column of this name. Raises KeyError."""
        return next(column for column in self.columns if column.name == name)

    def names(self) -> list[str]:
        """Names of all columns, the code first."""
        return [column.name for column in self.columns]


def _must(name: str, zh: str, en: str, ref: Ref = "") -> Column:
    return Column(name, zh, en, ALWAYS, ref)


_CODE, _NAME = _must("code", "编码", "code"), _must("name", "事项名称", "matter")
_BASIS = Column("basis", "依据", "basis")
_ORIGIN = Column("origin", "来源", "origin")

BASIC, ASSIST, TAKEN = "basic", "assist", "taken"
TOWN_LISTS = ((BASIC, "基本履职"), (ASSIST, "配合履职"), (TAKEN, "上级收回"))
_ASSISTED, _TAKEN = frozenset({ASSIST}), frozenset({TAKEN})

_POWERS = Kind(
    "powers", "权力清单", "powers",
    (
        _CODE, _NAME, _must("type", "权力类型", "type"), _must("basis", "设定依据", "basis"),
        Column("holder", "实施主体", "holder", ref="body"), Column("field", "领域", "field"), _ORIGIN,
    ),
    mirrors=True,
)  # fmt: skip
_DUTIES = Kind(
    "duties", "责任清单", "duties",
    (
        _CODE, _NAME, Column("power", "对应权力编码", "power", ALWAYS, "power"),
        Column("owner", "责任主体", "owner", ALWAYS, "body"),
    ),
    mirrors=True,
)  # fmt: skip
_PROCEDURES = Kind(
    "procedures",
    "流程清单",
    "procedures",
    (_CODE, Column("power", "对应权力编码", "power", ALWAYS, "power"), _must("steps", "环节", "steps")),
    mirrors=True,
)
_RULES = Kind(
    "rules", "制度清单", "rules",
    (
        _CODE, _NAME, _must("text", "制度内容", "text"), Column("scope", "适用范围", "scope"),
        Column("start", "施行日期", "in force from", ref="day"),
        Column("powers", "对应权力编码", "powers", ref="power", many=True),
    ),
)  # fmt: skip
_ITEMS = Kind(
    "items", "政务服务事项目录", "service items",
    (
        _CODE, _NAME, Column("power", "对应权力编码", "power", ALWAYS, "power"),
        Column("body", "办理机构", "body", ALWAYS, "body"), Column("window", "窗口", "window"),
    ),
    mirrors=True,
)  # fmt: skip
_TOWN_DUTIES = Kind(
    "town_duties", "乡镇履行职责事项清单", "duties of the town",
    (
        _CODE, Column("list", "清单类别", "list", ALWAYS, choices=TOWN_LISTS),
        _must("category", "类别", "category"), _NAME,
        Column("main", "对应上级部门", "main department", _ASSISTED, "body"),
        Column("main_duty", "上级部门职责", "duty of the department", _ASSISTED),
        Column("town_duty", "乡镇配合职责", "part of the town", _ASSISTED),
        Column("taking", "承接部门", "taking department", _TAKEN, "body"),
        Column("work_mode", "工作方式", "way of working", _TAKEN),
        _BASIS, Column("powers", "对应权力编码", "powers", ref="power", many=True), _ORIGIN,
    ),
    section="list", town=True,
)  # fmt: skip
_TERRITORIAL = Kind(
    "territorial", "属地管理事项责任清单", "territorial duties",
    (
        _CODE, _must("field", "领域", "field"), _NAME,
        Column("lead", "主体责任单位", "leading body", ALWAYS, "body"),
        _must("lead_tasks", "主体责任", "tasks of the leader"),
        Column("helpers", "配合责任单位", "helping bodies", ALWAYS, "body", many=True),
        _must("help_tasks", "配合责任", "tasks of the helpers"), _BASIS, _ORIGIN,
    ),
    section="lead", town=True,
)  # fmt: skip
_ASSISTANCE = Kind(
    "assistance", "法定协助执法义务清单", "statutory assistance",
    (
        _CODE, _NAME, Column("department", "县级部门", "department", ALWAYS, "body"), _must("help", "协助内容", "help"),
        _must("basis", "法律依据", "basis"), _ORIGIN,
    ),
)  # fmt: skip
_VETO = Kind(
    "veto_whitelist",
    "一票否决事项清单",
    "matters that may carry a veto",
    (_CODE, _NAME, Column("issuer", "设定机关", "issuer", ALWAYS, "body"), _must("basis", "依据", "basis")),
)
_BURDEN = Kind(
    "burden_negative",
    "基层减负负面清单",
    "what may not be asked of a town",
    (_CODE, _NAME, _must("ban", "禁止情形", "what is forbidden"), _BASIS, _ORIGIN),
)
_FEES = Kind(
    "fees", "收费目录清单", "fees",
    (
        _CODE, _NAME, Column("amount", "标准（分）", "amount in fen", ALWAYS, "number"),
        _must("unit", "计费单位", "unit"),
        _must("basis", "收费依据", "basis"), Column("body", "收费单位", "body", ALWAYS, "body"),
    ),
)  # fmt: skip
_SERVICES = Kind(
    "services", "公共服务清单", "public services",
    (
        _CODE, _NAME, _must("target", "服务对象", "for whom"), Column("body", "服务机构", "body", ALWAYS, "body"),
        Column("place", "服务地点", "place"),
        Column("agent", "可否代办", "agent allowed", choices=(("yes", "可以"), ("no", "不可以"))), _BASIS,
    ),
    town=True,
)  # fmt: skip

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.code: kind
        for kind in (
            _POWERS, _DUTIES, _PROCEDURES, _RULES, _ITEMS, _TOWN_DUTIES, _TERRITORIAL, _ASSISTANCE, _VETO, _BURDEN,
            _FEES, _SERVICES,
        )
    }
)  # fmt: skip
"""Every kind of list by its code."""
