"""Reading a citation cell (设定依据) of a power list: laws, articles, paragraphs, items; a pure function.

Cells come as people write them:
《公路法》第四十四条第一款、第七十六条；《公路安全保护条例》(国务院令第593号)第27条：“……”.
What can't be read is reported, never dropped (T02: each power has at least one basis with an article).
"""

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from zhenzhi.register.lawbook import ArticleKey, article_key
from zhenzhi.register.numerals import NUMERAL, number_of

_FLAT = str.maketrans("０１２３４５６７８９（），；：．［］", "0123456789(),;:.[]")
_LIST = r"[、,和及]"
_RANGE_LIMIT = 60  # a wider "from article a to b" cites a whole law, not grounds

#: A line that begins a new citation; other line breaks only wrap the text.
_NEW_LINE = re.compile(rf"(?:{NUMERAL}[.、)]|\({NUMERAL}\))?(?:【[^】]*】)?《")
_TOKEN = re.compile(
    rf"""
      《(?P<title>(?:[^《》]|《[^《》]*》)+)》
    | (?P<note>\([^()]*\))
    | (?P<docno>[\u4e00-\u9fff]{{0,10}}[〔\[]\d{{4}}[〕\]]第?\d+号)
    | 第?(?P<from>{NUMERAL})条?(?:至|到|[-~—－]+)第?(?P<to>{NUMERAL})条
    | 第(?P<articles>{NUMERAL}(?:{_LIST}第?{NUMERAL}){{0,40}})条(?:之(?P<sub>{NUMERAL}))?
    | 第(?P<paragraphs>{NUMERAL}(?:{_LIST}{NUMERAL}){{0,40}})款
    | 第?(?P<items>\(?{NUMERAL}\)?(?:{_LIST}第?{NUMERAL}|{_LIST}?第?\({NUMERAL}\)){{0,40}})项
    | 第(?P<sub_items>{NUMERAL})目
    | (?P<same>本(?:法|条例|办法|规定))
    | (?P<bare>[\u4e00-\u9fff]{{2,40}}?(?:法|条例|办法|规定|规则|细则))(?=第|\((?!{NUMERAL}\)))
    | :?“(?P<quoted>[^”]*)”
    | :(?P<text>.+?)(?=[;。]《[^《》]+》(?:\([^()]*\))?第|$)
    | (?P<filler>[、,;。.\s和及与以或者的之等]|规定|依据|根据|按照|【[^】]*】|[①-⑳]|{NUMERAL}[.、](?=[《【]))
    """,
    re.VERBOSE,
)
_STEP = re.compile(NUMERAL)  # what no token begins with is passed over, numbers in one step
_VERSION = re.compile(r"(\d{4})[年-]?(?:\d{1,2}[月-](?:\d{1,2}日?)?)?(?:第.次)?(?:修正|修订|版|文本|本|公布|$)")
_LEAD = re.compile(r"^(?:和|及|与|以及|或|依据|根据|按照|依照)+")
_PAPER_TITLE = re.compile(r"(通知|意见|方案|纪要|批复|函|通告|公告)(\(试行\))?$")


@dataclass(frozen=True)
class Citation:
    """One cited place: law, article, paragraph (款), item (项).

    `article` is the key of `LawText.articles`, None when the cell names none; `year` that of the version the
    cell claims (2017年修正); `number` the document's; `quote` the words the cell quotes from the law.
    """

    law: str
    article: ArticleKey | None = None
    paragraph: int | None = None
    item: int | None = None
    raw: str = ""
    year: int | None = None
    number: str = ""
    quote: str = ""

    @property
    def internal_paper(self) -> bool:
        """Whether this is a red-header paper (红头文件: 通知, 意见, X政发〔2015〕3号), no law; T03."""
        if re.search(r"[〔\[]\d{4}[〕\]]", self.number) and "令" not in self.number:
            return True
        return bool(_PAPER_TITLE.search(self.law))


@dataclass(frozen=True)
class Citations:
    """What a cell cites, in order, and the parts nobody could read."""

    citations: tuple[Citation, ...]
    unreadable: tuple[str, ...] = ()

    @property
    def laws(self) -> tuple[str, ...]:
        """The different laws and papers cited, in order."""
        return tuple(dict.fromkeys(c.law or c.number for c in self.citations))


@dataclass
class _Reader:
    law: str
    found: list[Citation] = field(default_factory=list)
    year: int | None = None
    number: str = ""
    unreadable: list[str] = field(default_factory=list)
    open_title: bool = False  # the last title or number has no article yet

    def title(self, title: str, raw: str) -> None:
        self.close()
        self.law, self.year, self.number, self.open_title = title, None, "", True
        match = re.fullmatch(r"(.+)\((\d{4}[^()]*)\)", title)  # the version written inside 《》
        if match and (version := _VERSION.fullmatch(match[2])):
            self.law, self.year = match[1], int(version[1])

    def note(self, text: str) -> None:
        if re.fullmatch(NUMERAL, text[1:-1]) and self.found and not self.open_title:  # 第七十六条（一）
            self.part("item", _numbers(text), text)
            return
        version = _VERSION.search(text[1:-1])
        if version and "令" not in text:
            self.year = int(version[1])
        elif "号" in text:
            self.number = text[1:-1]

    def close(self) -> None:
        """Keep a title that names no article: the checks will ask for one."""
        if self.open_title and (self.law or self.number):
            raw = self.law or self.number
            self.found.append(Citation(self.law, None, raw=raw, year=self.year, number=self.number))
        self.open_title = False

    def articles(self, keys: list[ArticleKey], raw: str) -> None:
        self.open_title = False
        for key in keys:
            self.found.append(Citation(self.law, key, raw=raw, year=self.year, number=self.number))

    def span(self, first: str, last: str, raw: str) -> None:
        """From article a to article b (第四十四条至第四十六条)."""
        start, end = number_of(first) or 0, number_of(last) or 0
        if 0 < start <= end < start + _RANGE_LIMIT:
            self.articles([*range(start, end + 1)], raw)
        else:
            self.unreadable.append(raw)

    def paper(self, number: str, raw: str) -> None:
        """A document number, after its title or alone."""
        if not self.open_title:
            self.title("", raw)
        self.number = number

    def part(self, name: str, numbers: list[int], raw: str) -> None:
        """Paragraphs or items refine the last citation; a second one cites the same article again."""
        if not self.found or self.open_title:
            self.unreadable.append(raw)
            return
        for number in numbers:
            last = self.found[-1]
            taken = last.paragraph if name == "paragraph" else last.item
            if taken is None and not (name == "paragraph" and last.item is not None):
                self.found[-1] = self._with(replace(last, raw=last.raw + raw), name, number)
            else:
                again = replace(last, item=None, raw=raw) if name == "paragraph" else replace(last, raw=raw)
                self.found.append(self._with(again, name, number))

    @staticmethod
    def _with(citation: Citation, name: str, number: int) -> Citation:
        if name == "paragraph":
            return replace(citation, paragraph=number)
        return replace(citation, item=number)

    def quote(self, text: str) -> None:
        self.close()
        if self.found and text:
            self.found[-1] = replace(self.found[-1], quote=self.found[-1].quote + text)


@lru_cache(maxsize=16384)
def parse_citations(cell: str, law: str = "") -> Citations:
    """Read a citation cell. `law` is the law that articles named before any title belong to (its own column).

    Never raises: parts that can't be read come back in `unreadable`.
    """
    reader = _Reader(law=re.sub(r"[《》\s]", "", law))
    for line in _lines(cell):
        _read_line(line, reader)
    reader.close()
    articled = {c.law for c in reader.found if c.article is not None}
    kept = [c for c in reader.found if c.article is not None or c.law not in articled]
    return Citations(tuple(dict.fromkeys(kept)), tuple(reader.unreadable))


def _lines(cell: str) -> list[str]:
    lines: list[str] = []
    for part in cell.translate(_FLAT).splitlines():
        line = re.sub(r"\s+", "", part)
        if lines and not _NEW_LINE.match(line):
            lines[-1] += line
        else:
            lines.append(line)
    return lines


def _read_line(text: str, reader: _Reader) -> None:
    position, unread = 0, ""
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            step = _STEP.match(text, position)
            unread += step[0] if step else text[position]
            position += len(step[0]) if step else 1
            continue
        if unread:
            reader.unreadable.append(unread)
            unread = ""
        _take(match, reader)
        position = match.end()
    if unread:
        reader.unreadable.append(unread)


def _take(match: re.Match[str], reader: _Reader) -> None:
    kind, raw = match.lastgroup or "", match[0]
    value = match[kind] if kind else ""
    match kind:
        case "title" | "bare":
            reader.title(_LEAD.sub("", value) if kind == "bare" else value, raw)
        case "note":
            reader.note(value)
        case "docno":
            reader.paper(value, raw)
        case "to":
            reader.span(match["from"], value, raw)
        case "articles" | "sub":
            reader.articles(_article_keys(match["articles"], match["sub"] or ""), raw)
        case "paragraphs":
            reader.part("paragraph", _numbers(value), raw)
        case "items":
            reader.part("item", _numbers(value), raw)
        case "quoted" | "text":
            reader.quote(value.strip("“”"))


def _numbers(text: str) -> list[int]:
    return [n for part in re.findall(NUMERAL, text) if (n := number_of(part)) is not None]


def _article_keys(text: str, sub: str) -> list[ArticleKey]:
    parts = re.findall(NUMERAL, text)
    keys = [article_key(part, sub if part is parts[-1] else "") for part in parts]
    return [key for key in keys if key is not None]
