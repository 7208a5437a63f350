"""Template tags of the public lists (公开清单模板标签)."""

from datetime import date

from django import template

from zhenzhi.opendata import words
from zhenzhi.ui.words import Text, pick

register = template.Library()


@register.filter
def power_mode(code: str) -> Text:
    """The word for a way of holding a power."""
    return words.MODES.get(code, code)


@register.filter
def written(day: date | None) -> str:
    """A day as text writes it: 2026年3月4日, 2026-03-04 in English."""
    return "" if day is None else pick(f"{day.year}年{day.month}月{day.day}日", day.isoformat())
