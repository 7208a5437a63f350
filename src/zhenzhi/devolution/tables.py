"""What the local profile says about handing powers down (地方规则): questions, closed fields, whitelists, readiness.

All of it is decision tables of the register, so it is dated, changed by an act, and differs from county to county.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from zhenzhi.kernel.problem import Refused
from zhenzhi.register import holdings
from zhenzhi.register.facts import Power


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the tests (评估问题, S35–S38): three-release, three-not-release, principles, simple or specialised.

    `bars`: the answer ("yes" or "no") that keeps the power at the county; "" where the answer only informs.
    """

    code: str
    test: str
    zh: str
    en: str
    bars: str
    source: str


def questions() -> list[Question]:
    """The questions in force, in the order of the profile. Raises Refused if there are none."""
    rows = holdings.table("devolution_tests")
    if not rows:
        raise Refused(
            "no_tests",
            "登记簿中没有下放评估的问题，不能评估。请先登记“devolution_tests”表。",
            "The register has no questions for the tests. Enter the table “devolution_tests” first.",
            article="S35–S38",
        )
    return [Question(row["code"], row["test"], row["zh"], row["en"], row["bars"], row["source"]) for row in rows]


@dataclass(frozen=True, slots=True)
class Limit:
    """A local limit on what may leave the county (下放限制), with its rule and source."""

    kind: str
    form: str
    value: str
    rule: str
    source: str


def limits(kind: str, form: str = "") -> list[Limit]:
    """Limits of one kind that hold for a form; a row with the form `*` holds for every one."""
    rows = holdings.table("devolution_limits")
    found = [Limit(row["kind"], row["form"], row["value"], row["rule"], row["source"]) for row in rows]
    return [limit for limit in found if limit.kind == kind and limit.form in ("*", form)]


ENFORCEMENT = ("行政处罚", "行政检查", "行政强制")
"""Types of power that are enforcement (执法类)."""


def closed(power: Power) -> Limit | None:
    """The limit that keeps this power at the county whatever its form: a closed field or a word in its name (T11)."""
    for limit in limits("closed_field"):
        if limit.value == power.field:
            return limit
    return next((limit for limit in limits("closed_name") if limit.value in power.name), None)


def outside_fields(power: Power, form: str) -> bool:
    """Whether enforcement in this form is limited to fields, and this power lies in none of them (T22)."""
    allowed = {limit.value for limit in limits("only_field", form)}
    return bool(allowed) and power.type in ENFORCEMENT and power.field not in allowed


def outside_act_types(power: Power, form: str, act_types: Iterable[str]) -> list[str]:
    """Kinds of enforcement act beyond those that this form may carry (T23)."""
    allowed = {limit.value for limit in limits("only_act_type", form)}
    if not allowed or power.type not in ENFORCEMENT:
        return []
    return sorted(set(act_types) - allowed)


def closed_type(power: Power, form: str) -> bool:
    """Whether powers of this type may not be handed down in this form here (T24)."""
    return any(limit.value == power.type for limit in limits("not_type", form))


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement of readiness (承接条件, S56): computed from the register or attested by a named person.

    `how`: "computed" or "attested"; `forms`: forms it applies to, empty for all; `waivable`: whether somebody else may
    approve an exception (T28), which profile 001-9 denies for money (T29).
    """

    code: str
    zh: str
    en: str
    how: str
    forms: frozenset[str]
    waivable: bool
    rule: str
    source: str


def requirements(form: str) -> list[Requirement]:
    """The requirements of readiness for a form. Raises Refused if the register has none at all."""
    rows = holdings.table("readiness")
    if not rows:
        raise Refused(
            "no_requirements",
            "登记簿中没有承接条件清单，不能启用。请先登记“readiness”表。",
            "The register has no list of requirements. Enter the table “readiness” first.",
            article="T28",
        )
    found = [
        Requirement(
            row["code"], row["zh"], row["en"], row["how"], frozenset(part for part in row["forms"].split("|") if part),
            row["waivable"] == "yes", row["rule"], row["source"],
        )
        for row in rows
    ]  # fmt: skip
    return [one for one in found if not one.forms or form in one.forms]
