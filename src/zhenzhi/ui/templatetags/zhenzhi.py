"""Template tags (模板标签): words for codes, the right one of two languages, marked clocks."""

from datetime import date, datetime

from django import template
from django.urls import reverse

from zhenzhi.kernel import mask
from zhenzhi.kernel.clock import BEIJING
from zhenzhi.kernel.possible import Possible
from zhenzhi.matter.models import Matter, Paper
from zhenzhi.org.models import Account
from zhenzhi.register import holdings
from zhenzhi.register.lawbook import article_name
from zhenzhi.ui import draft as drafts
from zhenzhi.ui import help as helps
from zhenzhi.ui import law, offers, words
from zhenzhi.ui.actors import name_of

register = template.Library()

register.filter("act_label", words.act_label)
register.filter("stage", words.stage)
register.filter("cited", law.cited)
register.simple_tag(words.limit, name="limit")
register.filter("mask_id", mask.mask_id)
register.filter("mask_phone", mask.mask_phone)


@register.simple_tag
def pick(zh: str, en: str = "") -> str:
    """The text in the page's language."""
    return words.pick(zh, en)


@register.filter
def say(thing: object) -> str:
    """A thing that carries `zh` and `en`, in the page's language; so does a dictionary."""
    if isinstance(thing, dict):
        return words.pick(str(thing.get("zh", "")), str(thing.get("en", "")))
    return words.pick(getattr(thing, "zh", ""), getattr(thing, "en", ""))


@register.filter
def label(text: str) -> str:
    """The name before the first colon of a line such as 机构：山县; empty where there is none."""
    return _parted(text)[0]


@register.filter
def content(text: str) -> str:
    """What follows the first colon of such a line; the whole where there is none."""
    return _parted(text)[1]


def _parted(text: str) -> tuple[str, str]:
    head, mark, rest = text.replace("：", ": ", 1).partition(": ")
    return (head, rest) if mark else ("", text)


@register.simple_tag
def page_help(name: str) -> list[str]:
    """The help of one page, in the page's language; empty where it has none."""
    told = helps.texts().get(name, {})
    return told.get("en", []) if words.english() else told.get("zh", [])


@register.simple_tag
def act_url(page: str, matter: Matter, act: str, key: object = None) -> str:
    """The address of an act's page at one of the faces; `key` names a paper or request of the matter."""
    if key is None:
        return reverse(page, args=[matter.number, act])
    return reverse(f"{page}_on", args=[matter.number, act, key])


@register.simple_tag
def main_act(acts: list[Possible]) -> str:
    """Name of the one act to press on: the first open one that leads on and to no bad end; empty where none does."""
    return offers.main_act(acts)


@register.filter
def named(thing: object) -> str:
    """The name of a row with `name` and `name_en`, in the page's language."""
    if isinstance(thing, dict):
        return words.pick(str(thing.get("name", "")), str(thing.get("name_en", "")))
    return words.pick(getattr(thing, "name", ""), getattr(thing, "name_en", ""))


@register.filter
def person_name(account: Account) -> str:
    """The name of the person behind an account; the user name where the book has none today."""
    return name_of(account)


@register.filter
def paper_title(paper: Paper) -> str:
    """What a paper is called: as printed on it, or in English by its kind."""
    row = next((row for row in holdings.table("templates") if row["paper"] == paper.kind), {})
    return words.pick(paper.title, row.get("en", ""))


@register.filter
def tone(code: str) -> str:
    """The state a stage's colour stands for."""
    return words.TONES.get(code, "plain")


@register.filter
def word(code: object, table: str) -> str:
    """The word for a code in one of the tables of `words`."""
    return str(getattr(words, table).get(code, code))


@register.filter
def day(value: date | None) -> str:
    """A day as 2026-03-04."""
    return "" if value is None else value.isoformat()


@register.filter
def instant(value: datetime | None) -> str:
    """An instant in Beijing time, to the minute."""
    return "" if value is None else value.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


@register.inclusion_tag("ui/draft.html")
def draft(paper: Paper) -> dict[str, object]:
    """What a paper says, line by line."""
    return {"lines": drafts.of_paper(paper)}


@register.filter
def article(number: str) -> str:
    """An article's number as law writes it: 41 reads 第四十一条."""
    return words.pick(article_name(number), f"art. {number}")
