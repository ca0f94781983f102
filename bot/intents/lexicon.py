"""Colours, sizes and common shop nouns of four languages, each known by its English word; knows no catalogue."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from bot.intents.words import Word, fold, key
from bot.tables import read_table

LONGEST_HAN = 6


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the trade found in a text: its group, its English word, and the words it covers (from, to)."""

    group: str
    english: str
    first: int
    last: int


class Lexicon:
    """Finds the terms of `lexicon.yaml` in a list of words."""

    def __init__(self) -> None:
        table = read_table(files("bot.intents").joinpath("lexicon.yaml"))
        self._exact: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        self._han: dict[str, list[tuple[str, str]]] = {}
        self._stems: dict[str, list[tuple[str, str]]] = {}
        self.stems: dict[str, frozenset[str]] = {}
        self._keys: dict[str, frozenset[tuple[str, ...]]] = {}
        self._english: dict[str, tuple[str, ...]] = {}
        for group, entries in table.items():
            for english, spellings in entries.items():
                self._take(group, str(english), spellings)
            self._english |= {str(word): tuple(map(str, row.get("en", ()))) for word, row in entries.items()}
            named = (name for word in entries for name in self.spellings(str(word)))
            self._keys[group] = frozenset(key(name) for name in named)
            self.stems[group] = frozenset(part for name in self._keys[group] for part in name)
        self._longest = max(map(len, self._exact))

    def _take(self, group: str, english: str, spellings: dict[str, list[str]]) -> None:
        term = (group, english)
        self._add(self._exact, key(english), term)
        for language, words in spellings.items():
            for word in words:
                if language == "zh":
                    self._add(self._han, fold(word), term)
                elif language == "ru" and " " not in word and "-" not in word:
                    self._add(self._stems, fold(word), term)
                else:
                    self._add(self._exact, key(word), term)

    @staticmethod
    def _add(table: dict, name, term: tuple[str, str]) -> None:  # type: ignore[no-untyped-def, type-arg]
        table.setdefault(name, []).append(term)

    def find(self, words: list[Word]) -> list[Term]:
        """Every term, longest first at each place; terms do not overlap."""
        found: list[Term] = []
        place = 0
        while place < len(words):
            terms, last = self._at(words, place)
            found += [Term(group, english, place, last) for group, english in terms]
            place = last + 1 if terms else place + 1
        return found

    def _at(self, words: list[Word], place: int) -> tuple[list[tuple[str, str]], int]:
        for length in range(min(LONGEST_HAN, len(words) - place), 0, -1):
            stretch = words[place : place + length]
            if terms := self._han.get("".join(word.fold for word in stretch)):
                return terms, place + length - 1
            if length <= self._longest and (terms := self._exact.get(tuple(word.stem for word in stretch))):
                return terms, place + length - 1
        if terms := self._by_stem(words[place].fold):
            return terms, place
        return [], place

    def _by_stem(self, folded: str) -> list[tuple[str, str]]:
        for length in range(len(folded), 2, -1):
            # An ending of more than four letters makes another word of it.
            if len(folded) - length <= 4 and (terms := self._stems.get(folded[:length])):
                return terms
        return []

    def spellings(self, english: str) -> tuple[str, ...]:
        """An English word and the English synonyms that stand with it."""
        return (english, *self._english.get(english, ()))

    def keys(self, group: str) -> frozenset[tuple[str, ...]]:
        """The stems of a group's English words."""
        return self._keys[group]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The one table, read once."""
    return Lexicon()
