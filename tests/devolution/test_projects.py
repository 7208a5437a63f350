"""Projects in a pilot town (S62, S63; T106, T107) and a town that passes to its successor (S13)."""

from datetime import timedelta
from typing import Any

import pytest

from tests import world
from tests.devolution import county as c
from tests.devolution.test_use import applications
from zhenzhi.devolution import counts, project_acts, succession_acts, sweeps
from zhenzhi.devolution.counts import Counts
from zhenzhi.devolution.models import Consultation
from zhenzhi.kernel.identity import clock as by_clock
from zhenzhi.kernel.problem import Conflict, Invalid, Refused
from zhenzhi.matter.models import Matter
from zhenzhi.org.models import Body, Post
from zhenzhi.register import authority, holdings
from zhenzhi.register.ground import Ask, Refusal
from zhenzhi.services import acts as services

pytestmark = [pytest.mark.usefixtures("devolving")]

EAST = world.EAST_GOV


def told(**more: Any) -> Consultation:
    given: dict[str, Any] = {"department": c.PLAN, "project": "农产品加工园", "candidates": [c.WEST, EAST]}
    return project_acts.tell_town(c.body(c.WEST), **(given | more), by=c.DEPT)


def viewed(**more: Any) -> Consultation:
    return project_acts.give_view(told(**more), supports=True, view="同意，用地已落实", by=c.MAYOR)


def treated(**more: Any) -> Consultation:
    return project_acts.treat_view(viewed(**more), treatment="按镇意见选址", result="followed", by=c.DEPT)


def pilot() -> None:
    """The building permit in Dongzhen counts as a project of which the bureau must tell the pilot town."""
    rows = [("consult_department", c.PLAN), ("consult_power", world.BUILD), ("pilot_town", world.EAST)]
    c.table(
        "devolution_limits",
        [{"kind": kind, "form": "*", "value": value, "rule": "T107", "source": "文件000"} for kind, value in rows],
    )


def test_T107_no_acceptance_before_the_town_was_told_and_its_view_treated() -> None:
    pilot()
    (row,) = applications(1)
    for made in (lambda: None, lambda: told(matter=row.number), lambda: viewed(matter=row.number)):
        made()
        with pytest.raises(Refused) as refused:
            services.accept(row, by=world.who("li"))
        assert refused.value.code == "T107"
    treated(matter=row.number)
    assert services.accept(row, by=world.who("li")).stage == "accepted"


def test_T107_elsewhere_nobody_is_asked() -> None:
    (row,) = applications(1)
    assert services.accept(row, by=world.who("li")).stage == "accepted"


def test_S62_a_silent_town_is_recorded_as_silent() -> None:
    row = told()
    with pytest.raises(Conflict):
        project_acts.record_no_view(row, by=by_clock("view"))
    with c.later(7):
        assert sweeps.no_views(by_clock("view")) == 1
        row = Consultation.objects.get(pk=row.pk)
        assert (row.stage, row.supports) == ("viewed", None)


def test_S62_the_town_speaks_for_itself() -> None:
    with pytest.raises(Refused):
        project_acts.give_view(told(), supports=True, view="同意", by=c.DEPT)
    with pytest.raises(Invalid):
        project_acts.give_view(told(), supports=True, view=" ", by=c.MAYOR)


@pytest.mark.parametrize(("placed_in", "equal", "why", "goes"), [
    ("W-GOV", True, "", True), ("E-GOV", True, "", False), ("E-GOV", True, "原料在东镇", True),
    ("E-GOV", False, "", True),
])  # fmt: skip
def test_T106_under_equal_conditions_another_town_needs_a_reason(
    placed_in: str, equal: bool, why: str, goes: bool
) -> None:
    row = treated()
    if goes:
        assert project_acts.place_project(row, placed_in=placed_in, equal=equal, why=why, by=c.DEPT).stage == "placed"
        return
    with pytest.raises(Refused) as refused:
        project_acts.place_project(row, placed_in=placed_in, equal=equal, why=why, by=c.DEPT)
    assert refused.value.code == "T106"


def succeed(**more: Any) -> Any:
    """Dongzhen passes to Xizhen, which signed an agreement of its own."""
    given: dict[str, Any] = {
        "successor": c.WEST, "day": c.T + timedelta(days=10), "instruments": ["A-WEST"],
        "document": "山政发〔2026〕6号", "consent_by": c.GOV,
    }  # fmt: skip
    return succession_acts.succeed(c.body(EAST), **(given | more), by=c.OPENER)


def test_S13_powers_posts_and_open_cases_follow_the_successor_in_one_act() -> None:
    rows = applications(3)
    c.signed()
    made = succeed()
    assert (made.grants, made.posts, made.cases) == (1, 2, 3)
    with c.later(10) as day:
        assert sweeps.move_cases(by_clock("cases")) == 3
        assert set(Matter.objects.filter(pk__in=[row.pk for row in rows]).values_list("body", flat=True)) == {c.WEST}
        assert counts.of_town(EAST, day) == Counts(given=1, open=0, stopped=0, returned=1)
        assert counts.of_town(c.WEST, day).open == 1
        answer = authority.exercising(holdings.load(), Ask("", world.BUILD, "", "accept", world.WEST, day))
        assert not isinstance(answer, Refusal), answer
        assert answer == c.WEST
        assert not Post.objects.on(day).filter(body=EAST).exists()
        assert Body.objects.on(day).get(code=world.EAST_HALL).acts_for == c.WEST
    with c.later(9) as day:
        assert Body.objects.on(day).get(code=world.EAST_HALL).acts_for == EAST


def test_S13_nobody_signs_for_the_successor() -> None:
    with pytest.raises(Conflict) as conflict:
        succeed(instruments=[])
    assert conflict.value.code == "no_instrument"


def test_S13_T30_only_with_the_countys_consent() -> None:
    c.signed()
    with pytest.raises(Refused):
        succeed(document=" ")
    with pytest.raises(Invalid):
        succeed(successor=c.PLAN)
