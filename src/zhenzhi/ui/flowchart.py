"""The flow drawn (流程图): the table of moves as a vertical drawing, and as a list for those who listen.

The main way goes down; what may leave it hangs below each stage with its article. Drawn for 356 columns, so that it
reads on a phone; it grows with its place. Law and limits come from the moves and the item, nothing is typed here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.problem import Problem
from zhenzhi.kernel.registry import REGISTRY, Spec
from zhenzhi.register import holdings
from zhenzhi.register.models import ServiceItem
from zhenzhi.services.models import Application
from zhenzhi.ui import law, words
from zhenzhi.ui.steps import GOAL, ahead

FIRST = "submitted"
ASIDE = ("services.check_site", "services.pause", "services.extend")
"""Acts that leave the stage as it is and that an applicant should know of: they cost time or stop the clock."""
RENEWAL = "services.renew_by_silence"
WIDTH, _IN, _LINE = 356, 40, 17


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a stage: the act, its article, where it leads, and where it goes on from there."""

    name: str
    article: str
    tone: str = "plain"
    leads: str = ""


@dataclass(frozen=True, slots=True)
class Station:
    """A stage on the main way: how it is reached, how long it may last, the ways out of it."""

    stage: str
    by: Way
    limit: str
    exits: tuple[Way, ...]
    now: bool = False


def of_item(item: ServiceItem) -> SafeString:
    """The flow of an item's applications: a figure with the drawing and the same in words."""
    return _drawn(item, "", words.english(), clock.today(), holdings.recent().stamps)


def of_matter(matter: Application) -> SafeString:
    """The same for one matter, with the stage it is in marked."""
    return _drawn(matter.item, matter.stage, words.english(), clock.today(), holdings.recent().stamps)


@lru_cache(maxsize=512)
def _drawn(item: ServiceItem, now: str, english: bool, day: date, stamps: holdings.Stamps) -> SafeString:
    """Drawn once a day for a version of an item, as long as the register stays as it is."""
    return _figure(list(stations(item, now)))


def stations(item: ServiceItem, now: str = "") -> Iterator[Station]:
    """The stages of the main way in order, each with its ways out."""
    way = [FIRST, *ahead(FIRST)]
    if now == "denied":
        way[way.index("granted")] = now
    told: set[str] = set()
    if item.validity_months is None:
        told.add(RENEWAL)  # what has no period is never renewed
    before = ""
    for stage in way:
        following = way[way.index(stage) + 1] if stage != GOAL else ""
        leaving = [spec for spec in _moves() if _leaves(spec, stage, following) and spec.name not in told]
        told |= {spec.name for spec in leaving}
        exits = tuple(_exit(spec, way) for spec in leaving)
        yield Station(stage, _reached(before, stage), _limit(stage, item), exits, stage == now)
        before = stage


def _moves() -> list[Spec]:
    return [spec for spec in REGISTRY.values() if spec.subject is Application and spec.kind == "act"]


def _leaves(spec: Spec, stage: str, following: str) -> bool:
    move = spec.move
    if stage not in move.start or (move.end is None and spec.name not in ASIDE):
        return False
    return move.end != following or move.who == Who.CLOCK


def _exit(spec: Spec, way: list[str]) -> Way:
    move, leads = spec.move, ""
    stages = [stage for stage in way if stage in move.start]
    if move.end and move.end not in way:
        back = [one.move.end for one in _moves() if move.end in one.move.start and one.move.end in way]
        leads = words.stage(move.end)
        leads = "" if leads == words.act_label(spec.name) else leads
        if back and back[0]:
            leads = " → ".join(one for one in (leads, words.stage(back[0])) if one)
    elif move.end:
        leads = words.stage(move.end)
    if len(stages) > 1 and move.end:
        until = _("到“%(stage)s”为止都可以") % {"stage": words.stage(stages[-1])}
        leads = f"{leads} · {until}" if leads else until
    tone = words.TONES.get(move.end or "", "plain")
    return Way(words.act_label(spec.name), law.cited(move.law), tone, leads)


def _reached(before: str, stage: str) -> Way:
    if not before:
        return Way(words.act_label("services.apply"), law.cited(REGISTRY["services.apply"].move.law))
    fitting = [spec for spec in _moves() if spec.move.end == stage and before in spec.move.start]
    spec = min(fitting, key=lambda one: one.move.who == Who.CLOCK)
    return Way(words.act_label(spec.name), law.cited(spec.move.law))


def _limit(stage: str, item: ServiceItem) -> str:
    """How long a matter may stay in the stage, in words; empty where no limit is its own."""
    if stage == FIRST:
        return _by_law("licence.correction_notice")
    if stage == "accepted":
        promised = words.limit(item.promised_limit, item.promised_unit)
        told = _("承诺%(limit)s内作出决定") % {"limit": promised}
        if item.statutory_limit is None:
            return told
        lawful = words.limit(item.statutory_limit, item.statutory_unit)
        return told + _("（法定%(limit)s）") % {"limit": lawful}
    return _by_law("licence.delivery") if stage in ("granted", "denied") else ""


def _by_law(parameter: str) -> str:
    try:
        number = holdings.number(parameter, clock.today())
    except Problem:
        return ""  # the register names no such limit: none is told
    return _("%(limit)s内") % {"limit": words.limit(number.value, number.unit)}


# ── drawing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def wrapped(text: str, columns: int) -> list[str]:
    """Lines of at most so many half-width columns; a Chinese character takes two, a word of letters is not parted."""
    lines, line, taken = [], "", 0
    for part in _parts(text):
        wide = sum(2 if ord(letter) > 0x2E7F else 1 for letter in part)
        if taken + wide > columns and line.strip():
            lines.append(line.strip())
            line, taken = "", 0
        line, taken = line + part, taken + wide
    return [*lines, line.strip()] if line.strip() else lines


def _parts(text: str) -> Iterator[str]:
    word = ""
    for letter in text:
        if ord(letter) > 0x2E7F or letter == " ":
            if word:
                yield word
            yield letter
            word = ""
        else:
            word += letter
    if word:
        yield word


def _lines(kind: str, x: int, y: int, lines: list[str]) -> SafeString:
    return format_html_join(
        "", '<text class="{}" x="{}" y="{}">{}</text>', ((kind, x, y + n * _LINE, line) for n, line in enumerate(lines))
    )


@dataclass(slots=True)
class _Drawing:
    y: int = 8
    parts: list[SafeString] = field(default_factory=list)

    def add(self, part: SafeString) -> None:
        self.parts.append(part)

    def rect(self, kind: str, x: int, width: int, top: int, height: int) -> None:
        """A box of the drawing."""
        box = '<rect class="box {}" x="{}" y="{}" width="{}" height="{}" rx="5"/>'
        self.add(format_html(box, kind, x, top, width, height))

    def arrow(self, way: Way, *, first: bool) -> None:
        """The act that leads to the next stage, beside the trunk."""
        told = wrapped(f"{way.name}  {way.article}", 46)
        height = 12 + len(told) * _LINE
        top = self.y if not first else self.y + 6
        self.add(format_html('<path class="trunk" d="M20 {}V{}m-5 -7l5 7l5 -7"/>', top, self.y + height))
        self.add(_lines("act", _IN, self.y + 17, told))
        self.y += height + 2

    def box(self, station: Station) -> None:
        """The stage itself."""
        told = wrapped(station.limit, 50)
        height = 32 + len(told) * _LINE
        self.rect("run now" if station.now else "", 6, WIDTH - 12, self.y, height)
        name = words.stage(station.stage) + (_("（现在在这里）") if station.now else "")
        self.add(_lines("title", 18, self.y + 21, [name]))
        self.add(_lines("note", 18, self.y + 21 + _LINE, told))
        self.y += height

    def branch(self, way: Way, *, trunk: bool) -> None:
        """A way out, hanging from the trunk."""
        head = wrapped(f"{way.name} → {way.leads}" if way.leads else way.name, 46)
        below = wrapped(way.article, 50)
        height = 12 + (len(head) + len(below)) * _LINE
        top = self.y + 8
        self.add(format_html('<path class="edge" d="M20 {}V{}H{}"/>', self.y, top + 16, _IN - 4))
        self.rect(way.tone, _IN - 4, WIDTH - _IN - 2, top, height)
        self.add(_lines("act", _IN + 6, top + 18, head))
        self.add(_lines("note", _IN + 6, top + 18 + len(head) * _LINE, below))
        if trunk:
            self.add(format_html('<path class="trunk" d="M20 {}V{}"/>', self.y, top + height))
        self.y = top + height


def _figure(way: list[Station]) -> SafeString:
    drawing = _Drawing()
    for number, station in enumerate(way):
        drawing.arrow(station.by, first=number == 0)
        drawing.box(station)
        for one in station.exits:
            drawing.branch(one, trunk=station.stage != GOAL)
    svg = format_html(
        '<svg viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true" focusable="false">{}</svg>',
        WIDTH, drawing.y + 8, WIDTH, drawing.y + 8, format_html_join("", "{}", ((one,) for one in drawing.parts)),
    )  # fmt: skip
    told = format_html_join("", "<li>{}</li>", ((line,) for station in way for line in _told(station)))
    return format_html(
        '<figure class="chart flow"><figcaption class="hidden">{}</figcaption>{}<ol class="hidden">{}</ol></figure>',
        _("办理流程"), svg, told,
    )  # fmt: skip


def _told(station: Station) -> Iterator[str]:
    now = _("（现在在这里）") if station.now else ""
    reached = f"{station.by.name} → {words.stage(station.stage)}{now}"
    yield " · ".join(one for one in (reached, station.by.article, station.limit) if one)
    for way in station.exits:
        yield " · ".join(one for one in (f"{way.name} → {way.leads}" if way.leads else way.name, way.article) if one)
