"""Finds categories, tags, vendors and words of titles that a message names, by stem, synonym and translation."""

from collections import Counter
from collections.abc import Sequence

from bot.intents.lexicon import lexicon
from bot.intents.reading import KindMention
from bot.intents.stopwords import STOPWORDS
from bot.intents.words import Word, fold, key, stem
from storage.records import Variant

_LONGEST = 5
_Kind = tuple[str, str]


class Kinds:
    """The kinds of one catalogue by the stems of their names."""

    def __init__(self, variants: Sequence[Variant], title_words: Counter[str]) -> None:
        self._named: dict[tuple[str, ...], list[_Kind]] = {}
        self._collect(variants)
        self._words = {
            word: count
            for word, count in title_words.items()
            if word not in STOPWORDS and len(word) > 2 and word.isalpha() and count > 1
        }
        self._single = {part for name in self._named for part in name}
        self._titled = self._nouns(variants)

    def _collect(self, variants: Sequence[Variant]) -> None:
        for row in {variant.product_id: variant for variant in variants}.values():
            for value in (row.category,) if row.category else ():
                self._add(key(value), "category", value)
                self._add(key(value.replace("/", ">").rsplit(">", 1)[-1]), "category", value)
            for tag in row.tags:
                self._add(key(tag), "tag", tag)
            if row.vendor:
                self._add(key(row.vendor), "vendor", row.vendor)

    def _nouns(self, variants: Sequence[Variant]) -> frozenset[tuple[str, ...]]:
        """The nouns of the trade that titles hold, "air fryer" as well as "kettle"."""
        nouns = lexicon().keys("nouns")
        found: set[tuple[str, ...]] = set()
        for title in {variant.title for variant in variants}:
            stems = key(title)
            grams = (stems[at : at + size] for size in (1, 2, 3) for at in range(len(stems) - size + 1))
            found.update(gram for gram in grams if gram in nouns)
        return frozenset(found)

    def _add(self, name: tuple[str, ...], field: str, value: str) -> None:
        if not name or (len(name) == 1 and (name[0] in STOPWORDS or len(name[0]) < 2)):
            return
        kinds = self._named.setdefault(name, [])
        if (field, value) not in kinds:
            kinds.append((field, value))

    def has_word(self, stemmed: str) -> bool:
        return stemmed in self._single or stemmed in self._words

    def find(self, text: str, words: list[Word], taken: Sequence[tuple[int, int]]) -> list[KindMention]:
        """Every kind outside `taken` (products named by several words)."""
        free = [word for word in words if not any(low < word.end and word.start < high for low, high in taken)]
        found: list[KindMention] = []
        place = 0
        while place < len(free):
            kinds, length = self._at(free, place)
            if kinds:
                start, end = free[place].start, free[place + length - 1].end
                found.append(KindMention(text[start:end], kinds[0][0], kinds[0][1], start, end))
            place += length
        return sorted(found + self._translated(text, free, found), key=lambda mention: mention.start)

    def _at(self, words: list[Word], place: int) -> tuple[list[_Kind], int]:
        for length in range(min(_LONGEST, len(words) - place), 0, -1):
            if kinds := self._named.get(tuple(word.stem for word in words[place : place + length])):
                return sorted(kinds, key=lambda kind: ("category", "vendor", "tag").index(kind[0])), length
        word = words[place]
        if word.stem in self._words and word.fold not in STOPWORDS:
            return [("word", word.stem)], 1
        return [], 1

    def _translated(self, text: str, words: list[Word], found: Sequence[KindMention]) -> list[KindMention]:
        spans = [(mention.start, mention.end) for mention in found]
        more = []
        for term in lexicon().find(words):
            start, end = words[term.first].start, words[term.last].end
            if term.group != "nouns" or any(low < end and start < high for low, high in spans):
                continue
            if kind := next(filter(None, map(self._called, lexicon().spellings(term.english))), None):
                more.append(KindMention(text[start:end], kind[0], kind[1], start, end))
                spans.append((start, end))
        return more

    def _called(self, english: str) -> _Kind | None:
        name = key(english)
        if kinds := self._named.get(name):
            return sorted(kinds, key=lambda kind: ("category", "vendor", "tag").index(kind[0]))[0]
        word = stem(fold(english))
        if (len(name) == 1 and word in self._words) or name in self._titled:
            return "word", " ".join(name)
        # "Camping Tents" is the category of a tent where no plainer one is.
        longer = [kinds[0] for named, kinds in self._named.items() if named[-1:] == name[-1:] and len(name) == 1]
        return longer[0] if longer else None
