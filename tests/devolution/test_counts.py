"""T31: given − stopped − returned = open, at every date, for any history of grants and stops."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zhenzhi.devolution.counts import Counts, count
from zhenzhi.register.facts import Span

FIRST = date(2014, 1, 1)
DAYS = st.integers(0, 60).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(DAYS)
    length = draw(st.none() | st.integers(1, 40))
    return Span(start, None if length is None else start + timedelta(days=length))


HELD = st.dictionaries(st.sampled_from("abcdefgh"), spans())
STOPS = st.dictionaries(st.sampled_from("abcdefghxyz"), st.lists(spans(), max_size=3))


@given(HELD, STOPS, DAYS)
def test_T31_given_less_stopped_less_returned_is_open(
    held: dict[str, Span], stops: dict[str, list[Span]], day: date
) -> None:
    found = count(held, stops, day)
    assert found.given - found.stopped - found.returned == found.open
    assert min(found.given, found.open, found.stopped, found.returned) >= 0


@given(HELD, STOPS, DAYS, DAYS)
def test_T31_what_was_given_is_never_taken_out_of_the_count(
    held: dict[str, Span], stops: dict[str, list[Span]], one: date, other: date
) -> None:
    early, late = sorted((one, other))
    assert count(held, stops, early).given <= count(held, stops, late).given
    assert count(held, stops, early).returned <= count(held, stops, late).returned


def test_T31_on_the_day_of_the_stop_itself() -> None:
    held = {f"g{n}": Span(FIRST) for n in range(879)}
    stops = {f"g{n}": [Span(date(2014, 10, 1))] for n in range(191)}
    assert count(held, stops, date(2014, 9, 30)) == Counts(879, 879, 0, 0)
    assert count(held, stops, date(2014, 10, 1)) == Counts(879, 688, 191, 0)
