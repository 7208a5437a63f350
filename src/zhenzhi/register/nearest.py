"""The nearest name in a list (相近名称), for suggestions: bigrams choose candidates, difflib ranks them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

_CANDIDATES = 8
_LIKE_ENOUGH = 0.5
_LONGEST = 100  # no law or body has a longer name


def _bigrams(name: str) -> set[str]:
    return {name[i : i + 2] for i in range(len(name) - 1)} or {name}


class Nearest:
    """Finds which known name a misspelt one most resembles; fast enough to ask for thousands of names."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted(set(names))
        self._index: dict[str, list[int]] = defaultdict(list)
        self._sizes: list[int] = []
        self._asked: dict[str, str] = {}
        for number, name in enumerate(self._names):
            grams = _bigrams(name)
            self._sizes.append(len(grams))
            for gram in grams:
                self._index[gram].append(number)

    def to(self, name: str) -> str:
        """The most similar known name, or "" when none is alike enough to be worth proposing."""
        if name not in self._asked:
            self._asked[name] = self._search(name)
        return self._asked[name]

    def _search(self, name: str) -> str:
        grams = _bigrams(name[:_LONGEST])
        shared: Counter[int] = Counter()
        for gram in sorted(grams):
            shared.update(self._index.get(gram, ()))
        ranked = sorted(shared, key=lambda i: (-2 * shared[i] / (len(grams) + self._sizes[i]), i))
        scored = [(SequenceMatcher(None, name[:_LONGEST], self._names[i]).ratio(), -i) for i in ranked[:_CANDIDATES]]
        best, index = max(scored, default=(0.0, 0))
        return self._names[-index] if best >= _LIKE_ENOUGH else ""
