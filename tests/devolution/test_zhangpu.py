"""Document 003 (张浦镇, T31): 879 items in two batches, 191 stopped from 2014-10-01 with consent, 688 left."""

import pytest

from tests.devolution import zhangpu
from zhenzhi.devolution.counts import Counts
from zhenzhi.kernel import clock
from zhenzhi.kernel.problem import Problem
from zhenzhi.register import authority, holdings
from zhenzhi.register.ground import Ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_T31_zhangpu_reaches_the_documents_figures_through_acts() -> None:
    chosen = zhangpu.items()
    eve, first, second, before, after = zhangpu.story(chosen)
    assert eve == Counts(0, 0, 0, 0)
    assert first.given == sum(item["batch"] == "1" for item in chosen)
    assert second == before == Counts(given=879, open=879, stopped=0, returned=0)
    assert after == Counts(given=879, open=688, stopped=191, returned=0)
    with clock.frozen(clock.at_beijing(zhangpu.STOPPED, 9)):
        facts = holdings.load()
        asks = [Ask("", item["code"], "", "*", zhangpu.TOWN, zhangpu.STOPPED) for item in chosen]
        exercised = [authority.exercising(facts, ask) for ask in asks]
    assert sum(answer == zhangpu.TOWN_GOV for answer in exercised) == 688


WHOLE = [Counts(0, 0, 0, 0), Counts(15, 15, 0, 0), Counts(30, 30, 0, 0), Counts(30, 30, 0, 0), Counts(30, 26, 4, 0)]


def test_T31_a_sample_goes_the_same_way() -> None:
    assert zhangpu.story(zhangpu.sample(30)) == WHOLE


LEFT_OUT = {
    "catalogue": "LAW-2a", "tests": "wrong_stage", "review": "not_reviewed", "signature": "wrong_stage",
    "readiness": "T28", "consent": "T30a", "batch 1": "", "batch 2": "", "proposal": "", "stop": "",
}  # fmt: skip
"""The act left out → what the next one is refused for; "" where nothing refuses and the figures are other ones."""


@pytest.mark.parametrize("act", LEFT_OUT)
def test_T31_with_one_act_left_out_the_figures_are_not_reached(act: str) -> None:
    if not LEFT_OUT[act]:
        assert zhangpu.story(zhangpu.sample(30), leave_out=act) != WHOLE
        return
    with pytest.raises(Problem) as problem:
        zhangpu.story(zhangpu.sample(30), leave_out=act)
    assert problem.value.code == LEFT_OUT[act]
