"""Charts drawn on the server (图表): plain SVG without style attributes, with a title for those who listen.

Colours come from the page's own tokens through classes, so that a chart prints and darkens with its page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, a count or measure, and the state it stands for (`good`, `wait`, `bad`, `plain`)."""

    name: str
    value: float
    tone: str = "run"


_ROW, _NAME, _WIDTH = 28, 116, 440


def _said(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def _svg(width: int, height: int, title: str, body: SafeString) -> SafeString:
    return format_html(
        '<svg viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>',
        width, height, width, height, title, body,
    )  # fmt: skip


def short(text: str, width: int) -> str:
    """A text cut to about so many half-width columns (a Chinese character takes two)."""
    taken = 0
    for place, letter in enumerate(text):
        taken += 2 if ord(letter) > 0x2E7F else 1
        if taken > width:
            return text[: max(1, place - 1)] + "…"
    return text


def bars(rows: Sequence[Bar], title: str) -> SafeString:
    """Horizontal bars, one below the other, each with its number."""
    most = max((row.value for row in rows), default=0) or 1
    room = _WIDTH - _NAME - 64
    body = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="end">{}</text><rect class="{}" x="{}" y="{}" width="{}" height="16" rx="2"/>'
        '<text class="value" x="{}" y="{}">{}</text>',
        (
            (
                _NAME - 8, top + 17, short(row.name, 16), f"bar {row.tone}", _NAME, top + 5, length,
                _NAME + length + 6, top + 17, _said(row.value),
            )
            for top, row, length in (
                (number * _ROW, row, max(1, round(room * row.value / most))) for number, row in enumerate(rows)
            )
        ),
    )  # fmt: skip
    told = f"{title}: " + ", ".join(f"{row.name} {_said(row.value)}" for row in rows)
    return _svg(_WIDTH, max(1, len(rows)) * _ROW, told, body)


def line(values: Sequence[float], names: Sequence[str], title: str) -> SafeString:
    """One line over equal steps (days, months), with first, last and highest value written."""
    height, left, top, bottom = 180, 40, 16, 28
    most, steps = max(values, default=0) or 1, max(1, len(values) - 1)

    def x(number: int) -> float:
        return round(left + (_WIDTH - left - 24) * number / steps, 1)

    def y(value: float) -> float:
        return round(top + (height - top - bottom) * (1 - value / most), 1)

    points = " ".join(f"{x(number)},{y(value)}" for number, value in enumerate(values))
    marked = {0, len(values) - 1, max(range(len(values)), key=lambda n: values[n], default=0)} if values else set()
    dots = format_html_join(
        "",
        '<circle class="dot" cx="{}" cy="{}" r="3"/><text class="value" x="{}" y="{}" text-anchor="middle">{}</text>',
        ((x(n), y(values[n]), x(n), y(values[n]) - 6, _said(values[n])) for n in sorted(marked)),
    )
    every = max(1, len(names) // 8)
    labels = format_html_join(
        "", '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        ((x(number), height - 8, name) for number, name in enumerate(names) if number % every == 0),
    )  # fmt: skip
    body = format_html(
        '<path class="axis" d="M{} {}H{}"/><polyline class="line" points="{}"/>{}{}',
        left, height - bottom, _WIDTH - 24, points, dots, labels,
    )  # fmt: skip
    told = f"{title}: " + ", ".join(f"{name} {_said(value)}" for name, value in zip(names, values, strict=False))
    return _svg(_WIDTH, height, told, body)
