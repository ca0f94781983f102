"""Finds option values in a message: those of the catalogue, their translations, and colours and sizes no product has.

Single letters and bare numbers are values only where a size is spoken of: "it's" holds no S.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.intents.examples import familiar
from bot.intents.lexicon import lexicon
from bot.intents.reading import OptionMention
from bot.intents.spelling import Spelling
from bot.intents.stopwords import STOPWORDS
from bot.intents.words import Word, fold, key
from storage.records import Variant

_LONGEST = 6
_DEFAULTS = frozenset({"default title", "default", "none", "n/a", "one", "yes", "no", "-"})
_LETTER_SIZES = re.compile(r"^(?:x{0,4}[sl]|m|\d?xl)$", re.I)
_SIZE_BEFORE = re.compile(
    r"(?:\bsizes?|\bin|\btalla|\bnumero|\bразмер\w*|\bв|\ben|\buk|\beu|\bus|尺码|码|号|\bwaist|\blength|\babout|\bor|\band|\by|\bo|"
    r"\bили|\bи|\ba|\ban|\bthe|\bla|\bel|\bmy|[,/]|\bgot|\bhave|\bto|\bfor)\s*$",
    re.I,
)
_SIZE_WORD_BEFORE = re.compile(
    r"(?:\bsizes?|\btalla|\bразмер\w*|\bin an?|尺码|尺寸|\bsize (?:is|of)|\buk|\beu)\s*[:=]?\s*$", re.I
)
_SIZE_AFTER = re.compile(r"^\s*(?:sizes?\b|talla|размер|码|號|号|[?？.!,/]|$|\bor\b|\band\b|please)", re.I)
# "How wide is it" asks a measure and names no width.
_HOW = re.compile(r"\bhow\s+$", re.I)
_SIZE_WORD_AFTER = re.compile(r"^\s*(?:sizes?\b|размер\w*|码|号)", re.I)


class Options:
    """The option values of one catalogue."""

    def __init__(self, variants: Sequence[Variant]) -> None:
        self._values: dict[tuple[str, ...], str] = {}
        self._names: dict[str, list[str]] = {}
        for variant in variants:
            for name, value in variant.options.items():
                self._take(str(name), str(value))
        words = {part for name in self._values for part in name}
        self._words = frozenset(words)
        self._titled = frozenset(part for title in {variant.title for variant in variants} for part in key(title))
        self._spelling = Spelling((word for word in words if len(word) >= 5), familiar())

    def _take(self, name: str, value: str) -> None:
        stems = key(value)
        if not stems or fold(value) in _DEFAULTS:
            return
        spelled = self._values.setdefault(stems, value)
        names = self._names.setdefault(spelled, [])
        if name not in names:
            names.append(name)

    def has_word(self, stemmed: str) -> bool:
        """Whether the word is a value or a part of one, or a colour in any language."""
        return stemmed in self._words or stemmed in lexicon().stems["colours"]

    def find(self, text: str, words: list[Word], taken: Sequence[tuple[int, int]]) -> list[OptionMention]:
        """Every option value outside `taken` (titles written out in full)."""
        free = [word for word in words if not any(low < word.end and word.start < high for low, high in taken)]
        found = self._known(text, free)
        found += self._translated(text, free, found)
        found += self._unknown_letters(text, free, found)
        return sorted(found, key=lambda mention: mention.start)

    def _known(self, text: str, words: list[Word]) -> list[OptionMention]:
        found, place = [], 0
        while place < len(words):
            length = next(
                (n for n in range(min(_LONGEST, len(words) - place), 0, -1) if self._value(text, words, place, n)), 0
            )
            if length:
                value = self._value(text, words, place, length)
                found.append(self._mention(text, words[place].start, words[place + length - 1].end, value or ""))
            place += length or 1
        return found

    def _value(self, text: str, words: list[Word], place: int, length: int) -> str | None:
        stretch = words[place : place + length]
        value = self._values.get(tuple(word.stem for word in stretch))
        if value is None and length == 1:
            return self._respelled(words[place])
        if value is None or (length == 1 and not _may_be_value(text, words[place], value)):
            return None
        return value if _is_together(text, stretch) else None

    def _respelled(self, word: Word) -> str | None:
        if len(word.fold) < 4 or word.fold in STOPWORDS or word.stem in self._titled:
            return None
        near = self._spelling.nearest(word.stem)
        return self._values.get((near[0],)) if near and near[1] >= 0.8 and near[0][0] == word.stem[0] else None

    def _translated(self, text: str, words: list[Word], found: Sequence[OptionMention]) -> list[OptionMention]:
        """Colour and size words of other languages, and ones that no product has."""
        more: list[OptionMention] = []
        for term in lexicon().find(words):
            start, end = words[term.first].start, words[term.last].end
            if term.group == "nouns" or _overlaps(start, end, [*found, *more]):
                continue
            letters = term.group == "sizes" and _LETTER_SIZES.match(words[term.first].fold)
            if letters and not _may_be_value(text, words[term.first], term.english):
                continue
            value = self._called(term.english, term.group)
            if value:
                more.append(self._mention(text, start, end, value))
            elif term.group == "colours" or letters or _SIZE_BEFORE.search(text[max(0, start - 16) : start]):
                more.append(OptionMention(text[start:end], _spelled(term.english), (), start, end, False))
        return more

    def _called(self, english: str, group: str) -> str | None:
        names = [english]
        if group == "sizes":
            names += {"S": ["small"], "M": ["medium"], "L": ["large"], "XS": ["x-small", "extra small"]}.get(
                english, []
            )
            names += {"XL": ["x-large", "extra large"], "XXL": ["2xl", "xx-large"], "XXXL": ["3xl"]}.get(english, [])
        if english == "grey":
            names.append("gray")
        return next((value for name in names if (value := self._values.get(key(name)))), None)

    def _unknown_letters(self, text: str, words: list[Word], found: Sequence[OptionMention]) -> list[OptionMention]:
        """Sizes after the word size that nothing has: "size 47"."""
        more = []
        for word in words:
            if _overlaps(word.start, word.end, found) or not word.fold.replace(".", "").isdigit():
                continue
            if _SIZE_WORD_BEFORE.search(text[max(0, word.start - 16) : word.start]) or _SIZE_WORD_AFTER.match(
                text[word.end : word.end + 8]
            ):
                more.append(OptionMention(word.text, word.text, (), word.start, word.end, False))
        return more

    def _mention(self, text: str, start: int, end: int, value: str) -> OptionMention:
        return OptionMention(text[start:end], value, tuple(self._names.get(value, ())), start, end)


def _spelled(english: str) -> str:
    return english if english.isupper() else english.capitalize()


def _overlaps(start: int, end: int, found: Sequence[OptionMention]) -> bool:
    return any(mention.start < end and start < mention.end for mention in found)


def _is_together(text: str, stretch: Sequence[Word]) -> bool:
    gaps = [text[left.end : right.start] for left, right in pairwise(stretch)]
    return all(len(gap) <= 3 and not any(char in "?!;" for char in gap) for gap in gaps)


def _may_be_value(text: str, word: Word, value: str) -> bool:
    """Whether a lone word may be a value: letters and numbers need the company of a size, function words never are."""
    before, after = text[max(0, word.start - 20) : word.start], text[word.end : word.end + 12]
    if before.endswith("'") or after.startswith("'") or _HOW.search(before):
        return False
    if word.fold.replace(".", "").replace(",", "").isdigit():
        return bool(_SIZE_WORD_BEFORE.search(before) or _SIZE_WORD_AFTER.match(after))
    if _LETTER_SIZES.match(word.fold):
        if len(word.fold) > 1 or word.text.isupper():
            return not re.search(r"[&@#\d]$|[a-z]\.$", before) and not re.match(r"[&@]", after)
        return bool(_SIZE_BEFORE.search(before) and _SIZE_AFTER.match(after)) or bool(_SIZE_WORD_AFTER.match(after))
    return word.fold not in STOPWORDS and len(word.fold) > 1
