"""Reads the built-in example sentences, by language and ask; knows no classifier.

ORDER, PRODUCT, OPTION and KIND stand in them where mentions stand after masking.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from bot.intents.words import cut
from bot.tables import read_table

LANGUAGES = ("en", "zh", "ru", "es")
_NEIGHBOURS = 20


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled sentence; `line` is shared by neighbours in the file, which are spellings of one another."""

    text: str
    intent: str
    language: str
    line: int


@lru_cache(maxsize=1)
def builtin() -> tuple[Example, ...]:
    """Every built-in example of every language, in file order."""
    return tuple(example for language in LANGUAGES for example in _read(language))


@lru_cache(maxsize=1)
def familiar() -> frozenset[str]:
    """The folded words and stems of all examples: everyday talk, not misspelt names."""
    words = (word for example in builtin() for word in cut(example.text))
    return frozenset(form for word in words for form in (word.fold, word.stem))


def _read(language: str) -> list[Example]:
    asks: dict[str, list[str]] = read_table(files("bot.intents").joinpath("builtin", f"{language}.yaml"))
    pairs = [(intent, str(sentence)) for intent, sentences in asks.items() for sentence in sentences]
    return [Example(text, intent, language, place // _NEIGHBOURS) for place, (intent, text) in enumerate(pairs)]
