"""Which words of a row a text speaks, across the spoken languages: as they stand, translated, or as they sound.

Knows rows as texts, no plan and no intent.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log

from bot.facts.gloss import to_english
from bot.facts.products import Product
from bot.intents.lexicon import lexicon
from bot.intents.sounds import likeness, sound
from bot.intents.stopwords import STOPWORDS
from bot.intents.words import cut, key
from storage.records import OrderItem

ALIKE = 0.8
TITLE, KIND, TOLD = 1.0, 0.6, 0.25


@dataclass(frozen=True)
class Spoken:
    """The stems a text says, in its language and in English, and the sounds of what is in neither."""

    stems: frozenset[str]
    sounds: tuple[str, ...] = ()

    def says(self, word: str) -> bool:
        """Whether a stem of a row is among them, as it stands or by its sound."""
        if word in self.stems:
            return True
        if self.sounds:
            said = sound(word)
            return any(likeness(said, one) >= ALIKE for one in self.sounds)
        return False


@lru_cache(maxsize=1024)
def spoken(text: str, language: str) -> Spoken:
    """The content words of a text."""
    words = cut(text)
    stems = {word.stem for word in words if word.fold not in STOPWORDS and (len(word.fold) > 1 or word.fold.isdigit())}
    for term in lexicon().find(words):
        stems.update(part for name in lexicon().spellings(term.english) for part in key(name))
    if language == "en":
        return Spoken(frozenset(stems - STOPWORDS))
    stems |= set(key(to_english(text, language))) - STOPWORDS
    foreign = (word for word in words if language == "ru" and not word.fold.isascii())
    return Spoken(frozenset(stems - STOPWORDS), tuple(sound(word.stem) for word in foreign))


def told_of(product: Product | None, item: OrderItem) -> Mapping[str, float]:
    """The words of a line with how much each tells: its title and options, less its kinds, least its description."""
    told = dict.fromkeys(content(item.title, *map(str, item.options.values())), TITLE)
    return {**(_told_of(product) if product else {}), **told}


@lru_cache(maxsize=4096)
def _told_of(product: Product) -> Mapping[str, float]:
    row = product.first
    told = dict.fromkeys(content(row.description), TOLD)
    told |= dict.fromkeys(content(row.category, row.vendor, *row.tags), KIND)
    return told | dict.fromkeys(content(product.title), TITLE)


def content(*texts: str | None) -> tuple[str, ...]:
    """The stems of the words that say something, each once and in order."""
    return tuple(dict.fromkeys(word for text in texts for word in key(text or "") if word not in STOPWORDS))


def rarity(rows: Collection[Collection[str]]) -> Mapping[str, float]:
    """How much a word tells the rows apart: nothing what all of them have, most what one has alone."""
    counts = Counter(word for row in rows for word in row)
    return {word: log((1 + len(rows)) / count) for word, count in counts.items()}


def shared(said: Spoken, row: Mapping[str, float], rare: Mapping[str, float]) -> float:
    """How much of a row is said."""
    return sum(weight * rare.get(word, 0.0) for word, weight in row.items() if said.says(word))
