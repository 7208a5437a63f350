"""Tables that authority is given (权限判断所用的表): what differs by place or changes by law, so it is data.

Modes with their consequences, pairs of rights that one person may not hold on one subject, credentials that
kinds of act need, and a few closed sets. The profile supplies the rows; nothing here is a default of law.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .modes import Mode


@dataclass(frozen=True, slots=True)
class Apart:
    """Two rights that the same person may not use on one subject (职责分离), with rule and article."""

    one: str
    other: str
    rule: str
    article: str


@dataclass(frozen=True, slots=True)
class CredentialNeed:
    """What a kind of act asks of the person who does it (持证上岗)."""

    act_type: str
    credential: str
    person_kinds: frozenset[str]
    article: str


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables together.

    coercive_types, coercive_acts: types of power and kinds of act that are coercion (行政强制法 17).
    money_acts: kinds of act that carry a sum, so that a fine ceiling divides them.
    entrustees: type of power → kinds of body it may be entrusted to; "*" for every other type (许可法 24,
    处罚法 21).
    """

    modes: Mapping[str, Mode]
    apart: Mapping[str, tuple[Apart, ...]] = field(default_factory=dict)
    credentials: Mapping[str, CredentialNeed] = field(default_factory=dict)
    coercive_types: frozenset[str] = frozenset()
    coercive_acts: frozenset[str] = frozenset()
    money_acts: frozenset[str] = frozenset()
    entrustees: Mapping[str, frozenset[str]] = field(default_factory=dict)


def apart_table(pairs: Iterable[Apart]) -> dict[str, tuple[Apart, ...]]:
    """Index the pairs by either right; the separation holds in both directions (T40, T41, T60)."""
    table: defaultdict[str, list[Apart]] = defaultdict(list)
    for pair in pairs:
        table[pair.one].append(pair)
        if pair.other != pair.one:
            table[pair.other].append(Apart(pair.other, pair.one, pair.rule, pair.article))
    return {right: tuple(found) for right, found in table.items()}


def credential_table(needs: Iterable[CredentialNeed]) -> dict[str, CredentialNeed]:
    """Index the needs by kind of act."""
    return {need.act_type: need for need in needs}
