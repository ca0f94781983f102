"""The catalogue by the words it is spoken of: which products a text can mean, and how strongly its words say each.

Built once a catalogue; a text costs the postings of its words. Knows no conversation.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log

from bot.facts.products import Catalogue, Product
from bot.intents.sounds import likeness, sound
from bot.intents.words import key
from bot.plan.overlap import ALIKE, Spoken, content, rarity

MOST, COMMON, TOLD_OF = 300, 2000, 2000
_BESIDE = re.compile(r"[,:(–]| with | for | para | con | для | с ", re.IGNORECASE)


@dataclass(frozen=True)
class Likeness:
    """What a text says of a product; each is the rarity 0..1 of the words, added up, or a share."""

    title: float = 0.0
    cover: float = 0.0
    head: bool = False
    kind: float = 0.0
    told: float = 0.0
    option: bool = False


@dataclass(frozen=True)
class _Row:
    title: frozenset[str]
    kind: frozenset[str]
    options: frozenset[str]
    head: str


class Names:
    """Every product's words, and where each word of a title or a kind occurs."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._rows = {key: _row(product) for key, product in catalogue.products.items()}
        self._titles = _rarity([row.title for row in self._rows.values()])
        self._kinds = _rarity([row.kind for row in self._rows.values()])
        told = list(catalogue.products.values())[:TOLD_OF]
        self._told = _rarity([_told(product) for product in told])
        self._postings: dict[str, list[str]] = defaultdict(list)
        for product_id, row in self._rows.items():
            for word in row.title | row.kind:
                self._postings[word].append(product_id)
        self._sounds = {word: sound(word) for word in self._postings} if len(self._postings) <= COMMON else {}
        self._alike = lru_cache(maxsize=4096)(self._sounding)

    def spoken_in(self, said: Spoken) -> frozenset[str]:
        """The words said that titles and kinds have, as they spell them."""
        heard = (word for one in said.sounds for word in self._alike(one))
        return said.stems | frozenset(heard)

    def candidates(self, words: Iterable[str]) -> list[str]:
        """The products whose titles or kinds have most of the words, the rarest weighing most."""
        tally: Counter[str] = Counter()
        for word in words:
            places = self._postings.get(word, ())
            if len(places) <= COMMON:
                tally.update(dict.fromkeys(places, 1 + round(10 * self._titles.get(word, 0.1))))
        return [product_id for product_id, _ in tally.most_common(MOST)]

    def likeness(self, product_id: str, words: frozenset[str]) -> Likeness:
        """How the words say one product."""
        row = self._rows[product_id]
        title = sum(self._titles[word] for word in row.title & words)
        told = _told(self._catalogue.products[product_id]) - row.title - row.kind
        return Likeness(
            title,
            title / (sum(self._titles[word] for word in row.title) or 1.0),
            row.head in words,
            sum(self._kinds[word] for word in (row.kind - row.title) & words),
            sum(self._told.get(word, 1.0) for word in told & words),
            bool((row.options - row.title) & words),
        )

    def _sounding(self, said: str) -> tuple[str, ...]:
        return tuple(word for word, sounds in self._sounds.items() if likeness(sounds, said) >= ALIKE)


@lru_cache(maxsize=2)
def names_of(catalogue: Catalogue) -> Names:
    """The names of a catalogue, which never changes."""
    return Names(catalogue)


@lru_cache(maxsize=4096)
def _told(product: Product) -> frozenset[str]:
    return frozenset(content(product.first.description))


def _row(product: Product) -> _Row:
    first = product.first
    title = frozenset(content(product.title))
    plain = [
        word for word in key(_BESIDE.split(product.title)[0]) if word in title and word.isalpha() and len(word) > 2
    ]
    return _Row(
        title,
        frozenset(content(first.category, first.vendor, *first.tags)),
        frozenset(content(*(str(value) for values in product.options.values() for value in values))),
        plain[-1] if plain else next(iter(title), ""),
    )


def _rarity(rows: Collection[frozenset[str]]) -> Mapping[str, float]:
    """Near 1 for a word of one row only, 0 for one of all, whatever the number of rows."""
    whole = log(1 + max(len(rows), 2))
    return {word: rare / whole for word, rare in rarity(rows).items()}
