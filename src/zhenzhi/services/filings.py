"""What is filed with an application (申请内容) and whether it may be asked for and is complete enough to be kept.

Only the item's own list counts: nothing outside it, nothing obtainable by sharing, nothing twice (LAW-46).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from zhenzhi.kernel import clock, codes
from zhenzhi.kernel.problem import Invalid
from zhenzhi.register.models import ServiceItem

SHARED = "部门共享"


@dataclass(frozen=True, slots=True)
class Person:
    """An applicant or agent as entered (申请人、代理人). `key` is the register's key of a person known to us."""

    kind: Literal["person", "firm"]
    name: str
    id_kind: str
    id_number: str = ""
    phone: str = ""
    address: str = ""
    key: str = ""
    mandate: str = ""
    mandate_until: date | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A material handed in: which line of the item's list, and the stored file's SHA-256."""

    seq: int
    file: str = ""
    file_kind: str = ""
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class Filing:
    """What is filed at application (申请内容). `renews` is the number of the licence to be renewed, if one is."""

    place: str
    applicant: Person
    agent: Person | None = None
    form: dict[str, str] = field(default_factory=dict)
    materials: Sequence[Given] = ()
    renews: str = ""


def check(item: ServiceItem, filing: Filing) -> None:
    """Check what was entered, all faults at once, by field. Raises Invalid; nothing typed is lost by it."""
    faults = _person_faults("applicant", filing.applicant)
    if filing.agent is not None:
        faults |= _person_faults("agent", filing.agent)
        faults |= _mandate_faults(filing.agent)
    if not filing.place:
        faults["place"] = "请选择事项所在地。 Choose the place."
    if faults:
        raise Invalid(
            "filing",
            "有几处需要更正，已在相应位置标明；您填写的内容都已保留。",
            "Some entries need correction, marked where they are; nothing you typed is lost.",
            article="行政许可法 31",
            detail=faults,
        )
    check_materials(item, filing.materials, already=())


def check_materials(item: ServiceItem, given: Sequence[Given], already: Iterable[int]) -> None:
    """Refuse a material outside the list, one the office obtains by sharing, and one given twice."""
    lines: dict[int, Mapping[str, Any]] = {line["seq"]: line for line in item.materials}
    seen = set(already)
    for one in given:
        line = lines.get(one.seq)
        if line is None:
            raise _material(one.seq, "不在办事指南的材料清单内", "is not on the item's list", "行政许可法 31")
        if line.get("source") == SHARED:
            raise _material(
                one.seq,
                "由部门共享取得，无需提交",
                "is obtained by sharing and need not be given",
                "国务院令第716号 7",
            )
        if one.seq in seen:
            raise _material(one.seq, "已提交过，无需重复提交", "was given already", "优化营商环境条例 35")
        seen.add(one.seq)


def missing(item: ServiceItem, given: Iterable[int]) -> list[str]:
    """Names of the necessary materials that were not handed in and that the office does not get by sharing."""
    had = set(given)
    return [
        line["name"]
        for line in item.materials
        if line.get("need") == "必要" and line.get("source") != SHARED and line["seq"] not in had
    ]


def _material(seq: int, zh: str, en: str, article: str) -> Invalid:
    return Invalid(
        "material",
        f"第 {seq} 项材料{zh}。",
        f"Material {seq} {en}.",
        article=f"{article};LAW-46",
        detail={f"materials.{seq}": zh},
    )


_LONGEST_NAME = 200


def _person_faults(role: str, who: Person) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not who.name.strip():
        faults[f"{role}.name"] = "请填写姓名或名称。 Enter the name."
    if len(who.name) > _LONGEST_NAME:
        faults[f"{role}.name"] = "姓名或名称过长（最多 200 字）。 The name is too long (200 characters at most)."
    if who.id_kind == "id_card":
        faults |= _code_faults(role, codes.check_id(who.id_number, clock.today()))
    elif who.id_kind == "uscc":
        faults |= _code_faults(role, codes.check_uscc(who.id_number))
    elif who.id_kind not in ("passport", "residence_permit", "officer_card", "household", "none"):
        faults[f"{role}.id_kind"] = "请选择证件类型。 Choose the kind of document."
    return faults


def _code_faults(role: str, checked: codes.Checked) -> dict[str, str]:
    return {f"{role}.id_number": f"{fault.zh} {fault.en}" for fault in checked.findings if not fault.warning}


def _mandate_faults(agent: Person) -> dict[str, str]:
    """T52: an agent acts only with a mandate in force."""
    until: date | None = agent.mandate_until
    if not agent.mandate:
        return {"agent.mandate": "代理申请须有授权委托书编号。 An agent needs a mandate."}
    if until is not None and until < clock.today():
        return {"agent.mandate_until": "授权委托书已过期，请更新。 The mandate has run out."}
    return {}
