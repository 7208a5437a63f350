"""What does not match between the lists (清单匹配与缺口): one pure function over facts of one day.

Powers against duties, owners, bases and holders; items against powers and the hall (T02, T05, T06, T43).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from zhenzhi.register import holdings
from zhenzhi.register.cells import Key, key_of, overlap
from zhenzhi.register.entries import OUTSIDE
from zhenzhi.register.facts import Cell
from zhenzhi.register.models import Cell as CellRow
from zhenzhi.register.models import Duty, LegalText, Power, ServiceItem

APPLIED_FOR = frozenset({"行政许可", "行政确认", "行政给付", "行政奖励", "行政裁决"})
"""Types of power exercised on application (依申请); each needs an item in the hall."""


@dataclass(frozen=True, slots=True)
class ListedPower:
    """A power as listed (权力): its bases as (law, article)."""

    code: str
    name: str
    type: str
    bases: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ListedDuty:
    """A duty of a power (责任)."""

    code: str
    name: str
    power: str
    owner: str


@dataclass(frozen=True, slots=True)
class ListedItem:
    """A service item (服务事项). `exempt`: it may be done outside the centre on the day (T43)."""

    code: str
    name: str
    power: str
    window: str
    exempt: bool


@dataclass(frozen=True, slots=True)
class Loaded:
    """The facts of one day. `laws` maps a title to whether the law is in force; a law not in it is not judged."""

    powers: Sequence[ListedPower]
    duties: Sequence[ListedDuty]
    items: Sequence[ListedItem]
    cells: Sequence[Cell]
    laws: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that does not match (缺口): its code, what it is about, and in words what is missing and what to do."""

    code: str
    about: str
    name: str
    article: str
    zh: str
    en: str
    suggest_zh: str
    suggest_en: str


_WORDS: Mapping[str, tuple[str, str, str, str, str]] = {
    "power_without_duty": ("T06", "没有对应的责任事项", "has no duty", "补登责任事项", "enter its duty"),
    "duty_without_owner": ("T06", "没有责任主体", "has no owner", "明确责任主体", "name its owner"),
    "power_without_basis": ("T02", "没有写到条款的依据", "has no basis with an article", "补充依据", "add its basis"),
    "basis_repealed": ("T02", "所依据的法律已失效", "rests on a law no longer in force", "变更或者取消", "change it"),
    "held_twice": ("T05", "有两个行使主体", "is exercised by two bodies", "收回其中一项授权", "end one of the grants"),
    "held_by_nobody": ("T05", "没有行使主体", "is exercised by nobody", "登记主体或者授权", "enter a holder or grant"),
    "item_without_basis": ("S21", "对应的权力不在清单内", "belongs to no listed power", "停办事项", "end the item"),
    "not_in_hall": ("T43", "没有进驻窗口", "has no window in the hall", "进驻或者登记例外", "give it a window"),
    "power_without_item": ("S21", "没有可申请的办事事项", "has no item to apply for", "登记办事事项", "enter an item"),
}
"""Code → article, what is missing and what to do, each in Chinese and English; in the order in which they are told."""


def gaps(loaded: Loaded) -> list[Gap]:
    """Every gap of the lists, by code and then by what it is about."""
    found = [*_power_gaps(loaded), *_duty_gaps(loaded), *_item_gaps(loaded), *_cell_gaps(loaded)]
    order = list(_WORDS)
    return sorted(found, key=lambda gap: (order.index(gap.code), gap.about))


def _gap(code: str, about: str, name: str) -> Gap:
    return Gap(code, about, name, *_WORDS[code])


def _power_gaps(loaded: Loaded) -> Iterable[Gap]:
    with_duty = {duty.power for duty in loaded.duties}
    with_item = {item.power for item in loaded.items}
    for power in loaded.powers:
        if power.code not in with_duty:
            yield _gap("power_without_duty", power.code, power.name)
        if not any(law and article for law, article in power.bases):
            yield _gap("power_without_basis", power.code, power.name)
        if any(not loaded.laws.get(_title(law), True) for law, _ in power.bases):
            yield _gap("basis_repealed", power.code, power.name)
        if power.type in APPLIED_FOR and power.code not in with_item:
            yield _gap("power_without_item", power.code, power.name)


def _duty_gaps(loaded: Loaded) -> Iterable[Gap]:
    return (_gap("duty_without_owner", duty.code, duty.name) for duty in loaded.duties if not duty.owner)


def _item_gaps(loaded: Loaded) -> Iterable[Gap]:
    listed = {power.code for power in loaded.powers}
    for item in loaded.items:
        if item.power not in listed:
            yield _gap("item_without_basis", item.code, item.name)
        if not item.window and not item.exempt:
            yield _gap("not_in_hall", item.code, item.name)


def _cell_gaps(loaded: Loaded) -> Iterable[Gap]:
    by_key: dict[Key, list[Cell]] = {}
    for cell in loaded.cells:
        by_key.setdefault(key_of(cell), []).append(cell)
    names = {power.code: power.name for power in loaded.powers}
    twice = {
        one.power
        for cells in by_key.values()
        for one, other in combinations(cells, 2)
        if one.body != other.body and overlap(one, other)
    }
    held = {cell.power for cell in loaded.cells}
    yield from (_gap("held_twice", code, names.get(code, code)) for code in twice)
    yield from (_gap("held_by_nobody", code, name) for code, name in names.items() if code not in held)


def _title(law: str) -> str:
    return law.strip("《》").removeprefix("中华人民共和国")


def load(day: date, after: int | None = None) -> Loaded:
    """The facts that hold on a day, as known now or when the ledger had `after` entries."""
    powers = Power.objects.known(after).filter(valid__contains=day).exclude(list_version="")
    duties = Duty.objects.known(after).filter(valid__contains=day, kind="own")
    items = ServiceItem.objects.known(after).filter(valid__contains=day)
    cells = CellRow.objects.known(after).filter(valid__contains=day)
    texts = list(LegalText.objects.known(after))
    laws = {_title(text.title): False for text in texts}
    laws |= {_title(text.title): True for text in texts if text.start <= day and (text.end is None or day < text.end)}
    return Loaded(
        [ListedPower(r.code, r.name, r.type, tuple((b["law"], str(b["article"])) for b in r.bases)) for r in powers],
        [ListedDuty(r.code, r.name, r.power, r.owner) for r in duties],
        [ListedItem(r.code, r.name, r.power, r.window, _exempt(r, day)) for r in items],
        [holdings.cell_fact(r) for r in cells],
        laws,
    )


def _exempt(item: ServiceItem, day: date) -> bool:
    return str(item.guide.get(OUTSIDE, "")) >= day.isoformat()
