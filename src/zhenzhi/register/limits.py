"""Comparing limits of different units (期限比较): a promise in natural days against a statute in working days (T49)."""

from fractions import Fraction

# Calendar measure of a unit, for comparing lists: five working days fill a week, and a month is taken at its
# shortest. A running case is held to the earlier real date anyway (LAW 0.3).
_DAYS = {
    "spot": Fraction(0),
    "h": Fraction(1, 24),
    "wd": Fraction(7, 5),
    "d": Fraction(1),
    "month": Fraction(28),
    "m": Fraction(28),
}


def measure(length: int | None, unit: str) -> Fraction | None:
    """A limit in calendar days, for comparison only; None where no limit is stated or the unit is not known."""
    return None if length is None or unit not in _DAYS else length * _DAYS[unit]


def longer(promised: int, promised_unit: str, law: int | None, law_unit: str) -> bool:
    """Whether a promise is longer than the law allows (T49); in doubt, such as an unknown unit, it is not."""
    ours, theirs = measure(promised, promised_unit), measure(law, law_unit)
    return ours is not None and theirs is not None and ours > theirs
