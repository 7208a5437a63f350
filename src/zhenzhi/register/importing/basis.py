"""Checking the legal basis of a row (设定依据): law in force, article there, quoted words in its text."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from zhenzhi.register.citations import Citation, parse_citations
from zhenzhi.register.importing.report import Basis, Kind
from zhenzhi.register.lawbook import LawBook, LawProblem, LawText, article_name, short_title
from zhenzhi.register.numerals import NUMERAL, chinese_number

#: Reports a problem of the basis column: kind, Chinese, English, suggestions in both.
Say = Callable[..., None]

#: Share of the quote's four-character pieces found in the article; below it the words are others.
_QUOTE_ENOUGH = 0.6
_PIECE = 4
_LIKE_WORDS = re.compile(r"[^\u4e00-\u9fff0-9A-Za-z]")


@dataclass
class Checked:
    """The basis of a row after checking; `texts` are the articles found, `complete` says that all were."""

    basis: list[Basis] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    complete: bool = True


@dataclass(frozen=True)
class BasisCell:
    """The cells of a row that speak of its basis: law, citation, article number, version, words quoted."""

    law: str = ""
    citation: str = ""
    article: str = ""
    version: str = ""
    quote: str = ""

    def text(self) -> str:
        """One citation text from the law's own column and the article's, or the citation as it stands."""
        article = self.article if not re.fullmatch(NUMERAL, self.article) else f"第{self.article}条"
        places = self.citation or article
        if not self.law or "《" in places:
            return places
        return (self.law if "《" in self.law else f"《{self.law}》") + places


def check_basis(cell: BasisCell, laws: LawBook, on: date | None, say: Say) -> Checked:
    """Find every cited place in the law book; report what is unknown, repealed, outdated or unreadable."""
    checked = Checked()
    cited = parse_citations(cell.text())
    for part in cited.unreadable:
        say(
            Kind.CITATION_UNREADABLE,
            f"依据中的“{part}”读不懂。",
            f"“{part}” in the basis can't be read.",
            "请写成《法律名称》第几条第几款第几项的形式。",
            "Write it as 《title》第…条第…款第…项.",
        )
    statutes = [c for c in cited.citations if not c.internal_paper]
    if not statutes:
        _no_statute(cited.citations, say)
        return checked
    if len(cited.laws) > 1:
        names = "、".join(f"《{name}》" for name in cited.laws)
        say(Kind.SEVERAL_LAWS, f"一格中有多部依据，已拆开：{names}。", f"Several laws, split: {names}.")
    for citation in cited.citations:
        if citation.internal_paper:
            checked.basis.append(_paper(citation))
        else:
            _check_statute(citation, cell, laws, on, say, checked)
    _check_quote(cell.quote, checked, say)
    return checked


def _no_statute(papers: tuple[Citation, ...], say: Say) -> None:
    if papers:  # T03: a red-header paper alone grounds no power
        names = "、".join(f"《{p.law}》{p.number}" if p.law else p.number for p in papers)
        say(
            Kind.INTERNAL_PAPER_ONLY,
            f"依据只有内部文件（{names}），没有法律、法规或规章。",
            f"The only basis is an internal paper ({names}); no law, regulation or rule is named.",
            "请补充法律、法规或规章的条文；没有的，不得列入清单。",
            "Add an article of a law, regulation or rule; without one the power can't be listed.",
        )
        return
    say(  # T02
        Kind.MISSING,
        "没有可读的法律依据。",
        "No legal basis can be read.",
        "请填写法律名称和条号，如《中华人民共和国公路法》第七十六条。",
        "Give a law and an article, such as 《中华人民共和国公路法》第七十六条.",
    )


def _paper(paper: Citation) -> Basis:
    return Basis(paper.law, None, None, None, None, "", paper.number, paper.raw)


def _check_statute(
    citation: Citation, cell: BasisCell, laws: LawBook, on: date | None, say: Say, checked: Checked
) -> None:
    found = laws.find(citation.law, on)
    if isinstance(found, LawProblem):
        checked.complete = False
        near = found.proposal
        zh = f"请核对名称，是否为《{near}》？" if near else "请核对法律名称；法规库没有的，请先补入法规库。"
        en = f"Is 《{near}》 meant?" if near else "Check the title, or add the law to the law book first."
        if found.kind == "law_repealed":
            zh, en = f"请改引《{near}》的相应条文。", f"Cite the matching article of 《{near}》."
        say(Kind(found.kind), found.zh, found.en, zh, en)
        return
    _check_version(citation, cell.version, found, laws, say)
    if citation.article is None:
        checked.complete = False
        say(
            Kind.MISSING,
            f"依据《{short_title(found.title)}》没有写明条号。",
            f"No article of 《{found.title}》 is named.",
            f"请补充条号，本法共{found.last_article}条。",
            f"Name the article; the law has {found.last_article}.",
        )
        return
    text = found.article(citation.article)
    if text is None:
        checked.complete = False
        say(
            Kind.ARTICLE_MISSING,
            f"《{short_title(found.title)}》没有{article_name(citation.article)}。",
            f"《{found.title}》 has no article {citation.article}.",
            f"请核对条号，本法共{found.last_article}条（{found.version}文本）。",
            f"Check the number: the law has {found.last_article} articles (text of {found.version}).",
        )
        return
    checked.texts.append(text)
    checked.basis.append(
        Basis(
            found.title,
            found.version,
            citation.article,
            citation.paragraph,
            citation.item,
            found.sha256,
            citation.number,
            citation.raw,
        )
    )
    _check_parts(citation, text, found, say)
    if citation.quote and not _contains(text, citation.quote):
        _say_not_quoted(citation.quote, article_name(citation.article), say)


def _check_version(citation: Citation, version: str, found: LawText, laws: LawBook, say: Say) -> None:
    """The cell names another version than the one in force: the article numbers may have moved."""
    claimed = version[:4]
    year = citation.year or (int(claimed) if claimed.isdigit() else None)
    same_day = citation.year is not None or len(version) < 10 or version == found.version.isoformat()
    if year is None or (year == found.version.year and same_day):
        return
    stated = str(citation.year or version)
    known = "该法历次版本之一" if year in laws.years(found.title) else "法规库不知道这一版本"
    say(
        Kind.LAW_OLD_VERSION,
        f"所引《{short_title(found.title)}》是{stated}版本（{known}），现行文本是{found.version}版本。",
        f"The version cited is of {stated}; the text in force is of {found.version}.",
        f"请按{found.version}文本核对条号（本法共{found.last_article}条）。",
        f"Check the article against the text of {found.version} ({found.last_article} articles).",
    )


def _check_parts(citation: Citation, text: str, found: LawText, say: Say) -> None:
    """The paragraph and item cited must be in the article."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    paragraphs = [line for line in lines if not re.match(rf"[（(]{NUMERAL}[)）]", line)]
    place = article_name(citation.article or 0)
    if citation.paragraph is not None and citation.paragraph > len(paragraphs):
        say(
            Kind.ARTICLE_MISMATCH,
            f"《{short_title(found.title)}》{place}没有第{chinese_number(citation.paragraph)}款。",
            f"Article {citation.article} of 《{found.title}》 has no paragraph {citation.paragraph}.",
            f"请核对，该条共{len(paragraphs)}款。",
            f"Check it: the article has {len(paragraphs)} paragraph(s).",
        )
    if citation.item is not None:
        name = chinese_number(citation.item)
        if not re.search(rf"[（(]{name}[)）]", text):
            say(
                Kind.ARTICLE_MISMATCH,
                f"《{short_title(found.title)}》{place}没有第（{name}）项。",
                f"Article {citation.article} of 《{found.title}》 has no item {citation.item}.",
                "请核对项号。",
                "Check the number of the item.",
            )


def _check_quote(quote: str, checked: Checked, say: Say) -> None:
    if quote and checked.texts and checked.complete and not _contains("".join(checked.texts), quote):
        places = "、".join(article_name(b.article) for b in checked.basis if b.article is not None)
        _say_not_quoted(quote, places, say)


def _contains(text: str, quote: str) -> bool:
    """Whether the quoted words stand in the text, but for punctuation and words left out."""
    text, quote = _LIKE_WORDS.sub("", text), _LIKE_WORDS.sub("", quote)
    if len(quote) <= _PIECE:
        return quote in text
    pieces = [quote[i : i + _PIECE] for i in range(len(quote) - _PIECE + 1)]
    return sum(piece in text for piece in pieces) >= _QUOTE_ENOUGH * len(pieces)


def _say_not_quoted(quote: str, place: str, say: Say) -> None:
    short = quote if len(quote) <= 30 else quote[:30] + "…"
    say(
        Kind.ARTICLE_MISMATCH,
        f"{place}的原文中没有所引的文字“{short}”。",
        f"The quoted words “{short}” are not in {place}.",
        "请核对条号，或按现行文本更正引文。",
        "Check the article number, or correct the quotation by the text in force.",
    )
