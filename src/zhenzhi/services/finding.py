"""Finding an item in plain words (办事搜索): what somebody wants, in the words they have for it.

Words are looked for in an item's name, its result and its guide; the table `wishes` says which words of items stand
behind a plain wish (开饭店 → 食品经营). The table belongs to the profile and carries no law.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from zhenzhi.kernel import clock
from zhenzhi.matter.models import Matter
from zhenzhi.register import holdings
from zhenzhi.register.models import ServiceItem

_SAID_AROUND = re.compile(
    "我想要|我想|我要|想要|怎么样|怎么|怎样|如何|哪里|去哪|请问|可以|需要|什么|一家|一个|手续|办理|申请|办一下|[吗呢啊了？?！!。，,、]"
)
_PARTS = re.compile(r"[\s|]+")
_EXACT, _IN_NAME, _IN_ENGLISH, _BY_WISH, _IN_RESULT, _IN_TEXT, _ALIKE = 1000, 120, 110, 100, 70, 12, 40
_CERTAIN = 60
"""From this score on an item is what was meant; then those that only mention the word are left out."""
_COUNTED = 1000
"""The newest matters that popularity looks at."""


@dataclass(frozen=True, slots=True)
class Doc:
    """An item as the search reads it (检索条目)."""

    code: str
    name: str
    name_en: str
    body: str
    result: str
    text: str
    applicants: str
    power: str
    promised_limit: int
    promised_unit: str


@dataclass(frozen=True, slots=True)
class Wish:
    """A plain wish (通俗说法): how people say it, and the words of items that stand behind it, the best first."""

    said: tuple[str, ...]
    said_en: tuple[str, ...]
    words: tuple[str, ...]
    event: str
    event_en: str


def catalogue() -> tuple[Doc, ...]:
    """All items of today, by code; read once while the register stays as it is."""
    holding = holdings.recent()
    return _docs(holding.stamps[2], clock.today())


@lru_cache(maxsize=4)
def _docs(stamp: UUID | None, day: date) -> tuple[Doc, ...]:
    """The items of a day; `stamp` is that of the register's book and only keeps apart what was read when."""
    return tuple(
        Doc(
            row.code, row.name, row.name_en, row.body, row.result_name,
            " ".join([row.conditions, *(str(line["name"]) for line in row.materials)]),
            str(row.guide.get("applicant", "")), row.power, row.promised_limit, row.promised_unit,
        )
        for row in ServiceItem.objects.on(day).order_by("code")
    )  # fmt: skip


def wishes() -> list[Wish]:
    """The wishes of the profile that hold today."""
    return [_wish(row) for row in holdings.table("wishes")]


def _wish(row: Mapping[str, str]) -> Wish:
    def several(cell: str) -> tuple[str, ...]:
        return tuple(word for word in row.get(cell, "").split("|") if word)

    return Wish(several("wish"), several("wish_en"), several("words"), row.get("event", ""), row.get("event_en", ""))


def find(text: str, docs: Sequence[Doc], known: Iterable[Wish]) -> list[Doc]:
    """The items meant by a plain text, the likeliest first; empty where nothing fits."""
    said = text.strip().lower()
    core = _SAID_AROUND.sub(" ", said).strip() or said
    if not core:
        return []
    words = meant(core, known)
    scored = [(_score(said, core, words, doc), doc) for doc in docs]
    best = max((score for score, _ in scored), default=0)
    if best <= 0:
        scored = [(_likeness(core, doc), doc) for doc in docs]
    floor = _CERTAIN if best >= _CERTAIN else 1
    kept = [(score, doc) for score, doc in scored if score >= floor]
    return [doc for _, doc in sorted(kept, key=lambda pair: -pair[0])]


def meant(core: str, known: Iterable[Wish]) -> list[str]:
    """Words of items that stand behind a text, the best first; what fits the text best counts first."""
    core = core.lower()
    hits: list[tuple[int, tuple[str, ...]]] = []
    for wish in known:
        fits = [_fit(one, core) for one in wish.said if one in core or (len(core) > 1 and core in one)]
        fits += [_fit(one, core) for one in wish.said_en if one in core or (len(core) > 3 and core in one)]
        if fits:
            hits.append((max(fits), wish.words))
    hits.sort(key=lambda hit: -hit[0])
    return list(dict.fromkeys(word for _, words in hits for word in words))


def _fit(one: str, core: str) -> int:
    """How well a listed wish fits what was said: what they share counts, what the wish says beyond it is against it."""
    return 2 * min(len(one), len(core)) - max(0, len(one) - len(core))


def _score(said: str, core: str, words: Sequence[str], doc: Doc) -> int:
    if said in (doc.code.lower(), doc.name.lower(), doc.name_en.lower()):
        return _EXACT
    parts = [part for part in _PARTS.split(core) if part]
    each = [_part(part, doc) for part in parts]
    typed = sum(each) // len(each) + _nearness(core, doc) if each and all(each) else 0
    behind = max((_BY_WISH - 8 * place for place, word in enumerate(words) if _holds(word, doc)), default=0)
    return max(typed, behind)


def _part(part: str, doc: Doc) -> int:
    """What one word that was typed says for an item."""
    if part in doc.name.lower():
        return _IN_NAME
    if part in doc.name_en.lower():
        return _IN_ENGLISH
    if len(part) > 3 and part in doc.code.lower():
        return _IN_ENGLISH
    if part in doc.result.lower():
        return _IN_RESULT
    return _IN_TEXT if len(part) > 1 and part in doc.text.lower() else 0


def _nearness(core: str, doc: Doc) -> int:
    """A short name that begins with the word is more likely meant than a long one that mentions it."""
    begins = 10 if doc.name.lower().startswith(core) else 0
    return begins + max(0, 10 - len(doc.name) // 4)


def _holds(word: str, doc: Doc) -> bool:
    return word in doc.name or word in doc.result


def _likeness(core: str, doc: Doc) -> int:
    """How many neighbouring characters a text and a name share: a last help for words that nobody listed."""
    pairs = {core[at : at + 2] for at in range(len(core) - 1) if " " not in core[at : at + 2]}
    there = doc.name.lower() + " " + doc.result.lower()
    shared = sum(pair in there for pair in pairs)
    return _ALIKE * shared // len(pairs) if pairs and 3 * shared >= len(pairs) else 0


def popular(docs: Sequence[Doc], most: int = 6) -> list[Doc]:
    """The items applied for most among the newest matters; none before anybody applied."""
    newest = Matter.objects.filter(kind="service").order_by("-opened_at").values_list("title", "body")[:_COUNTED]
    count = Counter(newest)
    wanted = [doc for doc in docs if count[doc.name, doc.body]]
    return sorted(wanted, key=lambda doc: -count[doc.name, doc.body])[:most]


@dataclass(frozen=True, slots=True)
class Event:
    """An event of life (人生大事), the codes of the items it needs, and one wish as an example of what to type."""

    name: str
    name_en: str
    codes: frozenset[str]
    example: Wish


def events(docs: Sequence[Doc], known: Iterable[Wish]) -> list[Event]:
    """The events that some item serves, in the order of the table."""
    found: dict[str, Event] = {}
    for wish in known:
        codes = frozenset(doc.code for word in wish.words for doc in docs if _holds(word, doc))
        if wish.event and codes:
            before = found.get(wish.event, Event(wish.event, wish.event_en, frozenset(), wish))
            found[wish.event] = Event(wish.event, before.name_en, before.codes | codes, before.example)
    return list(found.values())


def events_of_today() -> list[Event]:
    """The same for the items of today; worked out once while the register stays as it is."""
    return _events(holdings.recent().stamps[2], clock.today())


@lru_cache(maxsize=4)
def _events(stamp: UUID | None, day: date) -> list[Event]:
    return events(_docs(stamp, day), wishes())
