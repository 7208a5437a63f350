"""The law book (法规库): statutes as text by title, version and article.

A folder holds one Markdown file a version, `title(YYYY-MM-DD).md` (also in `cited/`), an `INDEX.csv` (file,
title, kind, version_date, history, status …) and a `REPEALS.csv` (repealed_title, repealed_by, effective,
same_title …). Both tables are optional. The operator names the folder; texts are read when asked for, once.
"""

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from zhenzhi.register.nearest import Nearest
from zhenzhi.register.numerals import NUMERAL, chinese_number, number_of

ArticleKey = int | str
LawProblemKind = Literal["law_unknown", "law_repealed"]

_FILE_NAME = re.compile(r"(?P<title>.+)\((?P<version>\d{4}-\d{2}-\d{2})\)\.md")
_ARTICLE = re.compile(rf"^第({NUMERAL})条(?:之({NUMERAL}))?[ \u3000]", re.MULTILINE)
_HEADING = re.compile(r"^#.*$", re.MULTILINE)
_IN_FORCE = re.compile(r"自(\d{4})年(\d{1,2})月(\d{1,2})日起施行")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_KEY = re.compile(rf"第?({NUMERAL})条?(?:之({NUMERAL}))?")
_STATE = "中华人民共和国"
_BRACKETS = str.maketrans("（）〈〉", "()<>")


def article_key(number: str, sub: str = "") -> ArticleKey | None:
    """The key of an article: 44 for 第四十四条, "133之1" for 第一百三十三条之一; None if it is no number."""
    main, extra = number_of(number), number_of(sub) if sub else 0
    if main is None or extra is None:
        return None
    return f"{main}之{extra}" if extra else main


def article_name(key: ArticleKey) -> str:
    """The article as law writes it: 第四十四条, 第一百三十三条之一."""
    main, _, sub = str(key).partition("之")
    return f"第{chinese_number(int(main))}条" + (f"之{chinese_number(int(sub))}" if sub else "")


def short_title(title: str) -> str:
    """A title reduced to what tells laws apart: no 《》, spaces or 中华人民共和国, half-width brackets."""
    return re.sub(r"[《》\s]", "", title).translate(_BRACKETS).removeprefix(_STATE)


@dataclass(frozen=True)
class LawText:
    """One version of a statute (法律文本).

    `version` is the day this wording was adopted, `effective` the day it came into force (for an amendment
    the day of the amendment), `sha256` the digest of the whole text, stored beside every row that cites it.
    """

    title: str
    version: date
    kind: str
    effective: date
    sha256: str
    articles: Mapping[ArticleKey, str] = field(repr=False)

    def article(self, n: ArticleKey) -> str | None:
        """The text of article n (44, "133之1" or "第一百三十三条之一"), or None if this version has none."""
        if n in self.articles:
            return self.articles[n]
        match = _KEY.fullmatch(n) if isinstance(n, str) else None
        key = article_key(match[1], match[2] or "") if match else None
        return None if key is None else self.articles.get(key)

    @property
    def last_article(self) -> int:
        """The highest whole article number, 0 for a text without articles."""
        return max((key for key in self.articles if isinstance(key, int)), default=0)


@dataclass(frozen=True)
class LawProblem:
    """Why a title gives no text in force on the day asked: repealed, or no such text is held.

    `proposal` is the title to use instead (the successor, the nearest title), or "".
    """

    kind: LawProblemKind
    title: str
    zh: str
    en: str
    proposal: str = ""


@dataclass(frozen=True)
class _Entry:
    path: Path
    title: str
    version: date
    kind: str
    history: frozenset[int]


@dataclass(frozen=True)
class _Repeal:
    successor: str
    effective: date | None


class LawBook:
    """Statutes of one folder, found by title and day."""

    def __init__(self, entries: list[_Entry], repeals: dict[str, _Repeal]) -> None:
        self._by_title: dict[str, list[_Entry]] = defaultdict(list)
        for entry in sorted(entries, key=lambda e: e.version):
            self._by_title[short_title(entry.title)].append(entry)
        self._repeals = repeals
        self._texts: dict[Path, LawText] = {}

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the list of statutes of a folder; no text is read yet.

        Raises FileNotFoundError if there is no such folder, ValueError (naming the file) on a bad table.
        """
        if not folder.is_dir():
            raise FileNotFoundError(f"法规库文件夹不存在 / no such folder of statutes: {folder}")
        return cls(list(_entries(folder)), _read_repeals(folder))

    def find(self, title: str, on: date | None = None) -> LawText | LawProblem:
        """The text of a law in force on a day; without a day, the newest version held.

        The title may be short or full (中华人民共和国 optional) and may stand in 《》.
        """
        short = short_title(title)
        entries = self._by_title.get(short, [])
        repeal = self._repeals.get(short)
        if repeal and (on is None or repeal.effective is None or repeal.effective <= on):
            return self._repealed(title, short)
        if not entries:
            return self._unknown(title, short)
        if on is None:
            return self._text(entries[-1])
        for entry in reversed(entries):
            if entry.version <= on and (text := self._text(entry)).effective <= on:
                return text
        return self._not_held(entries[0], on)

    def versions(self, title: str) -> list[date]:
        """The days of the versions whose text is held, oldest first."""
        return [entry.version for entry in self._by_title.get(short_title(title), [])]

    def years(self, title: str) -> frozenset[int]:
        """The years in which the law was made or amended, as its own history tells, held here or not."""
        entries = self._by_title.get(short_title(title), [])
        return frozenset().union(*(entry.history | {entry.version.year} for entry in entries))

    def titles(self) -> list[str]:
        """All full titles held, sorted."""
        return sorted({entries[-1].title for entries in self._by_title.values()})

    @cached_property
    def _nearest(self) -> Nearest:
        return Nearest([*self._by_title, *self._repeals])

    def _text(self, entry: _Entry) -> LawText:
        if entry.path not in self._texts:
            self._texts[entry.path] = _read_text(entry)
        return self._texts[entry.path]

    def _full(self, short: str) -> str:
        entries = self._by_title.get(short)
        return entries[-1].title if entries else short

    def _repealed(self, title: str, short: str) -> LawProblem:
        successor, seen = self._repeals[short].successor, {short}
        while (key := short_title(successor)) in self._repeals and key not in seen:
            seen.add(key)
            successor = self._repeals[key].successor
        when = self._repeals[short].effective
        day_zh = f"已于{when.year}年{when.month}月{when.day}日" if when else "已"
        return LawProblem(
            "law_repealed",
            title,
            f"《{short_title(title)}》{day_zh}废止" + (f"，现行规定是《{successor}》。" if successor else "。"),
            f"This law was repealed{f' on {when}' if when else ''}"
            + (f"; 《{successor}》 now applies." if successor else "."),
            successor,
        )

    def _unknown(self, title: str, short: str) -> LawProblem:
        near = self._nearest.to(short)
        near = self._full(near) if near else ""
        return LawProblem(
            "law_unknown",
            title,
            f"法规库中没有《{short_title(title)}》。",
            f"The law book holds no law of the title 《{short_title(title)}》.",
            near,
        )

    def _not_held(self, oldest: _Entry, on: date) -> LawProblem:
        text = self._text(oldest)
        if min(oldest.history, default=oldest.version.year) < oldest.version.year:
            zh = f"法规库中没有《{text.title}》在{on}有效的文本；最早的文本自{text.effective}起施行。"
            en = f"No text in force on {on} is held; the oldest one took effect on {text.effective}."
        else:
            zh = f"《{text.title}》自{text.effective}起施行，在{on}尚未生效。"
            en = f"《{text.title}》 takes effect on {text.effective}; it was not in force on {on}."
        return LawProblem("law_unknown", oldest.title, zh, en)


def _entries(folder: Path) -> Iterator[_Entry]:
    listed: set[Path] = set()
    for row in _rows(folder / "INDEX.csv", ("file", "title", "version_date")):
        path = folder / row["file"]
        if not path.is_file():
            continue
        listed.add(path)
        yield _Entry(
            path,
            row["title"],
            _iso_day(row["version_date"], "INDEX.csv"),
            row.get("kind") or "",
            frozenset(int(m[1]) for m in _DAY.finditer(row.get("history") or "")),
        )
    for path in sorted(folder.rglob("*.md")):
        match = _FILE_NAME.fullmatch(path.name)
        if match and path not in listed:
            with path.open(encoding="utf-8-sig") as file:
                title = file.readline().removeprefix("# ").strip() or match["title"]
            yield _Entry(path, title, _iso_day(match["version"], path.name), "", frozenset())


def _read_repeals(folder: Path) -> dict[str, _Repeal]:
    """Repealed titles; a row marked same_title is an older law of a title that lives on: no repeal."""
    repeals: dict[str, _Repeal] = {}
    for row in _rows(folder / "INDEX.csv", ("title",)):
        if row.get("status") == "repealed":  # the note names successor and day where no repeal is held
            note = row.get("note") or ""
            title, day = re.search(r"《([^》]+)》", note), _DAY.search(note)
            successor = title[1] if title else ""
            repeals[short_title(row["title"])] = _Repeal(successor, _day_of(day) if day else None)
    for row in _rows(folder / "REPEALS.csv", ("repealed_title", "repealed_by")):
        if row.get("same_title") != "yes":
            effective = _iso_day(row["effective"], "REPEALS.csv") if row.get("effective") else None
            repeals[short_title(row["repealed_title"])] = _Repeal(row["repealed_by"], effective)
    return repeals


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[dict[str, str]]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in needed if name not in (reader.fieldnames or [])]
        if missing:
            raise ValueError(f"{path.name} 缺少列 / lacks the columns: {', '.join(missing)}")
        yield from reader


def _iso_day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{where}: “{text}” 不是日期 / is not a day (YYYY-MM-DD).") from None


def _read_text(entry: _Entry) -> LawText:
    text = entry.path.read_text(encoding="utf-8-sig")
    body = _HEADING.sub("", text)
    matches = list(_ARTICLE.finditer(body))
    ends = [match.start() for match in matches[1:]] + [len(body)]
    articles: dict[ArticleKey, str] = {}
    for match, end in zip(matches, ends, strict=True):
        key = article_key(match[1], match[2] or "")
        if key is not None:
            articles.setdefault(key, re.sub(r"\n\s*\n+", "\n", body[match.end() : end]).strip())
    return LawText(
        title=entry.title,
        version=entry.version,
        kind=entry.kind,
        effective=_effective(body[matches[-1].start() :] if matches else body, entry.version),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        articles=articles,
    )


def _effective(last: str, version: date) -> date:
    """When this wording came into force: the day the last article names or, if later, the version's."""
    match = _IN_FORCE.search(last)
    return max(version, _day_of(match)) if match else version


def _day_of(match: re.Match[str]) -> date:
    return date(int(match[1]), int(match[2]), int(match[3]))
