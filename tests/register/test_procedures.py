"""Procedures of powers (S18, LAW-49): published, changed from a day on, ended; read as of any day."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests import world
from tests.register.test_entries import HE, power
from zhenzhi.kernel import sealer
from zhenzhi.kernel.problem import Conflict, Invalid, Refused
from zhenzhi.register import procedures
from zhenzhi.register.models import Procedure
from zhenzhi.register.procedures import Step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

T = world.TODAY
SOON = T + timedelta(days=10)
ACCEPT = Step("受理", "Accept", "service.accept", 0, "spot", "行政许可法 32", "当场出具凭证")
DECIDE = Step("决定", "Decide", "service.decide", 5, "wd", "行政许可法 42")


def enter(**more: Any) -> Procedure:
    told: dict[str, Any] = {"code": "R-1", "steps": [ACCEPT, DECIDE], "start": T, "by": HE}
    return procedures.enter_procedure(power(), **(told | more))


def test_LAW_49_a_procedure_keeps_the_steps_of_its_day() -> None:
    row = enter()
    sealer.seal_all()
    size = sealer.size()
    quick = replace(DECIDE, limit=3)
    procedures.change_procedure(row, steps=[ACCEPT, quick], start=SOON, by=HE)
    assert procedures.of(world.BUILD, T) == [ACCEPT, DECIDE]
    assert procedures.of(world.BUILD, SOON) == [ACCEPT, quick]
    assert procedures.of(world.BUILD, SOON, after=size) == [ACCEPT, DECIDE], "as known before the change"
    assert procedures.of(world.HOME, T) == []


def test_a_procedure_ends() -> None:
    row = procedures.end_procedure(enter(), day=SOON, document="山政发〔2026〕2号", by=HE)
    assert row.stage == "ended"
    assert [len(procedures.of(world.BUILD, day)) for day in (T, SOON)] == [2, 0]
    with pytest.raises(Conflict):
        procedures.end_procedure(row, day=T, document="x", by=HE)


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [replace(DECIDE, name=" ")],
        [replace(DECIDE, right="")],
        [replace(DECIDE, unit="week")],  # type: ignore[arg-type]
        [replace(DECIDE, limit=0)],
        [replace(ACCEPT, limit=1)],
    ],
)
def test_a_step_needs_name_right_and_limit(steps: list[Step]) -> None:
    with pytest.raises(Invalid) as invalid:
        enter(steps=steps)
    assert invalid.value.code == "steps"


def test_one_procedure_holds_for_a_power_at_a_time() -> None:
    enter(end=SOON)
    with pytest.raises(Invalid) as invalid:
        enter(code="R-2")
    assert invalid.value.code == "procedure_stands"
    assert enter(code="R-2", start=SOON).code == "R-2"


def test_LAW_1_who_lacks_the_right_writes_no_procedure() -> None:
    row = enter()
    for name in ("li", "zhou", "chen", "wang"):
        by = world.who(name)
        for call in (
            lambda by=by: procedures.enter_procedure(power(world.HOME), code="R-2", steps=[DECIDE], start=T, by=by),
            lambda by=by: procedures.change_procedure(row, steps=[DECIDE], start=T, by=by),
            lambda by=by: procedures.end_procedure(row, day=SOON, document="x", by=by),
        ):
            with pytest.raises(Refused):
                call()
