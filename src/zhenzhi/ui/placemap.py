"""A map of places without geography (乡镇分布图): equal tiles in a calm grid, the deeper the blue the more powers.

Plain SVG with links; it needs neither script nor style, prints, and stands beside a table that says the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from zhenzhi.ui.charts import short

_COLUMNS, _WIDE, _HIGH, _GAP = 3, 120, 76, 6
_DEEPEST = 0.30
"""Above this the ink on a tile would lose its contrast."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One place: its name, a number, what the number counts, and the page it leads to."""

    name: str
    value: int
    unit: str
    href: str


def tiles(rows: Sequence[Tile], title: str) -> SafeString:
    """The tiles in the order given, three a line."""
    most = max((row.value for row in rows), default=0) or 1
    drawn = format_html_join("", "{}", ((_tile(row, place, most),) for place, row in enumerate(rows)))
    lines = max(1, -(-len(rows) // _COLUMNS))
    width, height = _COLUMNS * (_WIDE + _GAP) - _GAP, lines * (_HIGH + _GAP) - _GAP
    return format_html(
        '<svg class="placemap" viewBox="0 0 {} {}" width="{}" height="{}" role="group" aria-label="{}">{}</svg>',
        width, height, width, height, title, drawn,
    )  # fmt: skip


def _tile(row: Tile, place: int, most: int) -> SafeString:
    x, y = (place % _COLUMNS) * (_WIDE + _GAP), (place // _COLUMNS) * (_HIGH + _GAP)
    return format_html(
        '<a href="{}"><rect class="tile" x="{}" y="{}" width="{}" height="{}" rx="6"/>'
        '<rect class="tint" x="{}" y="{}" width="{}" height="{}" rx="6" fill-opacity="{}"/>'
        '<text class="title" x="{}" y="{}">{}</text><text class="amount" x="{}" y="{}">{}'
        '<tspan class="unit" dx="4">{}</tspan></text></a>',
        row.href, x + 0.5, y + 0.5, _WIDE - 1, _HIGH - 1, x + 0.5, y + 0.5, _WIDE - 1, _HIGH - 1,
        round(_DEEPEST * row.value / most, 2), x + 12, y + 28, short(row.name, 13), x + 12, y + 58, row.value, row.unit,
    )  # fmt: skip
