"""Two tables of law for the time engine: the unit of a bare "N 日", and the time kept out of a count.

Both are profile data (`time_units.csv`, `pauses.csv`): rows carry the article and the days on which they
were law. A law or a kind that is in no row is refused, never guessed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhenzhi.kernel.calendar import Pause, Unit
from zhenzhi.kernel.problem import Invalid


class Side(StrEnum):
    """Whose period it is (期限主体): 行政许可法 82 speaks only of the agency's."""

    AGENCY = "agency"
    PARTY = "party"
    BOTH = "both"


class Reading(StrEnum):
    """How a law reads a bare "N 日"."""

    ALL = "all"  # every period is in working days
    LISTED = "listed"  # only the lengths listed
    UP_TO = "up_to"  # only lengths up to the one given
    NONE = "none"  # calendar days; the law says 工作日 where it means it


@dataclass(frozen=True, slots=True)
class UnitRule:
    """One row: how `law` reads a number of days, in force [start, end)."""

    law: str
    start: date
    end: date | None
    side: Side
    reading: Reading
    lengths: frozenset[int]
    article: str

    def unit(self, days: int) -> Unit:
        """The unit of a period of this many days."""
        match self.reading:
            case Reading.ALL:
                working = True
            case Reading.LISTED:
                working = days in self.lengths
            case Reading.UP_TO:
                working = days <= max(self.lengths)
            case Reading.NONE:
                working = False
        return Unit.WORKING_DAY if working else Unit.DAY


@dataclass(frozen=True, slots=True)
class PauseGround:
    """One row: a kind of time that `law` does not count, in force [start, end); `notice`: tell the party."""

    law: str
    start: date
    end: date | None
    kind: str
    kind_en: str
    article: str
    notice: bool


def unit_of(law: str, days: int, table: Iterable[UnitRule], *, on: date, side: Side = Side.AGENCY) -> Unit:
    """The unit of a bare "N 日" of `law` as in force `on` that day. `law`: full or usual title, 《》 allowed.

    Raises Invalid if the table has no row for the law: the legal office (司法局) must settle it first.
    """
    title = _title(law)
    for row in table:
        if row.law == title and _in_force(row, on) and row.side in (side, Side.BOTH):
            return row.unit(days)
    raise Invalid(
        "time_unit_unknown",
        f"期限单位表中没有{on}有效的《{title}》，不能判断“{days}日”是工作日还是自然日。请司法局在表中补一行。",
        f"The table of units has no row for “{title}” in force on {on}, so it is unknown whether"
        f" “{days} 日” means working or calendar days. Ask the legal office to add a row.",
    )


def open_pause(
    table: Iterable[PauseGround], law: str, kind: str, start: date, end: date | None = None, *, notice: str
) -> Pause:
    """Time of this kind from `start`, kept out of a period of `law`; `notice`: the paper telling the party.

    Raises Invalid, naming the article, for a kind that is not on the law's closed list (行政许可法 45: a
    site visit, 现场踏勘, is not) and for a missing notice where the law demands one.
    """
    title = _title(law)
    grounds = [row for row in table if row.law == title and _in_force(row, start)]
    ground = next((row for row in grounds if row.kind == kind), None)
    if ground is None:
        raise _not_listed(title, kind, grounds)
    if ground.notice and not notice.strip():
        raise Invalid(
            "pause_without_notice",
            f"扣除“{kind}”时间须书面告知申请人（当事人），请先制作告知书。依据：《{title}》第{ground.article}条。",
            f"The party must be told in writing that time for {ground.kind_en} is not counted ({title}"
            f" {ground.article}). Make the notice first.",
            article=f"{title} {ground.article}",
        )
    return Pause(kind, start, end, f"{title} {ground.article}", notice)


def time_unit_rows(rows: Iterable[Mapping[str, str]]) -> list[UnitRule]:
    """Rows of the table of units: law, from, to, side, reading, lengths (a|b|c), article, mark."""
    return [
        UnitRule(
            law=_title(row["law"]),
            start=date.fromisoformat(row["from"]),
            end=_day(row["to"]),
            side=Side(row["side"]),
            reading=Reading(row["reading"]),
            lengths=frozenset(int(part) for part in row["lengths"].split("|") if part),
            article=row["article"],
        )
        for row in rows
    ]


def pause_ground_rows(rows: Iterable[Mapping[str, str]]) -> list[PauseGround]:
    """Rows of the table of pauses: law, from, to, kind, kind_en, article, notice (yes|no), mark."""
    return [
        PauseGround(
            law=_title(row["law"]),
            start=date.fromisoformat(row["from"]),
            end=_day(row["to"]),
            kind=row["kind"],
            kind_en=row["kind_en"],
            article=row["article"],
            notice=row["notice"] == "yes",
        )
        for row in rows
    ]


def _not_listed(title: str, kind: str, grounds: Sequence[PauseGround]) -> Invalid:
    if not grounds:
        return Invalid(
            "pause_not_allowed",
            f"《{title}》没有可以扣除的时间，“{kind}”应当计入期限。",
            f"“{title}” keeps no time out of its periods; “{kind}” counts.",
        )
    articles = "、".join(dict.fromkeys(row.article for row in grounds))
    kinds = "、".join(row.kind for row in grounds)
    kinds_en = ", ".join(row.kind_en for row in grounds)
    return Invalid(
        "pause_not_allowed",
        f"“{kind}”所需时间应当计入期限，不能扣除：《{title}》第{articles}条只列举了{kinds}。"
        "请在期限内完成；确需更多时间的，依法报批延长期限。",
        f"Time for “{kind}” counts: {title} {articles} lists only {kinds_en}. Finish within the period, or"
        " ask for an extension as the law allows.",
        article=f"{title} {articles}",
    )


def _in_force(row: UnitRule | PauseGround, on: date) -> bool:
    return row.start <= on and (row.end is None or on < row.end)


def _title(law: str) -> str:
    return law.strip().strip("《》").removeprefix("中华人民共和国")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
