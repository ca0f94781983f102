"""Which passage of the shop's policies answers a question.

Four signs are added up: shared words weighed by their rarity among the passages (BM25, and the share of the question
they are), the matters of trade both sides speak of, the countries both name, and nearness of meaning. A passage is
quoted whole and its address and digest are the receipt.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.facts.bound import Bound, bind
from bot.facts.countries import UNION, countries
from bot.facts.describe import stems
from bot.facts.gloss import to_english
from bot.facts.meaning import NONE, Meaning, parts_of, without_asking
from bot.facts.products import sentences
from bot.intents.shape import respell
from storage.records import Passage, Source

__all__ = ["Passage", "Policies", "quote"]

# Weights and thresholds were found on questions over the passages of invented shops; none of them is in the tests.
WORDS, SHARE, COUNTRY = 0.4, 1.0, 0.8
# Who names no country asks of home.
ABROAD = 0.8
HEADING_MATTER, HEADING_LIKENESS, TEXT_MATTER = 1.4, 1.5, 1.0
HEADING_NEAR, SENTENCE_NEAR, PART_NEAR, BARE_NEAR = 1.1, 2.4, 1.4, 1.3
ENOUGH, SURE = 3.8, 6.0
# Without sentence vectors the other signs must do alone.
ALONE = 2.0
HEADING_WEIGHT = 3.0
EARLIER, REPEATED = 0.7, 1.2
_ELSEWHERE = re.compile(
    r"\b(?:other countries|other country|rest of the world|world-?wide|elsewhere|abroad|international\w*|outside)\b"
    r"|extranjero|otros países|за границ|другие страны|других стран|国外|海外|其他国家|国际",
    re.IGNORECASE,
)

# A place told before: "and from there, who pays the way back".
_THERE = re.compile(
    r"\b(?:from|to|out|over) (?:there|here)\b|desde (?:all[ií]|aqu[ií])|оттуда|отсюда|从那|到那", re.IGNORECASE
)


@dataclass(frozen=True)
class _Entry:
    passage: Passage
    words: Counter[str]
    length: float
    heading_matters: frozenset[str]
    heading_likely: Mapping[str, float]
    text_matters: frozenset[str]
    sentences: tuple[str, ...]
    heading_countries: frozenset[str]
    countries: frozenset[str]
    elsewhere: bool
    abroad: bool

    @property
    def units(self) -> tuple[str, ...]:
        """The heading, and each sentence under it."""
        return _units(self.passage.heading, self.sentences)


@dataclass(frozen=True)
class _Question:
    words: frozenset[str]
    matters: Mapping[str, float]
    countries: frozenset[str]
    elsewhere: bool = False


class Policies:
    """All passages, ready to be searched."""

    def __init__(self, passages: Sequence[Passage], meaning: Meaning = NONE) -> None:
        self._meaning = meaning
        meaning.keep(list(dict.fromkeys(text for passage in passages for text in _compared(passage))))
        self._entries = [_entry(passage, meaning) for passage in passages]
        self._mean = sum(entry.length for entry in self._entries) / max(len(self._entries), 1)
        self._spread = Counter(word for entry in self._entries for word in entry.words)
        self._common = Counter(name for entry in self._entries for name in entry.heading_matters | entry.text_matters)

        # One message asks several times: what it is about, and what to quote.
        self._scores = lru_cache(maxsize=256)(self._score_all)

    def find(self, text: str, language: str = "en") -> tuple[Passage, float] | None:
        """The passage that answers best with its score, or None when none is near enough; from `SURE` on it surely does."""
        best = self.best(text, language)
        return best if best and best[1] >= ENOUGH else None

    def best(self, text: str, language: str = "en") -> tuple[Passage, float] | None:
        """The passage that answers best, however badly, with its score."""
        return self._highest(self._scores(text, language))

    def follow(self, before: str, text: str, language: str = "en") -> tuple[Passage, float] | None:
        """As `find`, for a question that goes on with the one before it; what was quoted then is not quoted lightly again.

        "who pays for that" says what is new, the question before it what "that" is.
        """
        old, new = self._scores(before, language), self._scores(text, language)
        quoted = max(range(len(old)), key=old.__getitem__, default=0)
        both = [
            fresh + EARLIER * held - (REPEATED if number == quoted else 0.0)
            for number, (held, fresh) in enumerate(zip(old, new, strict=True))
        ]
        best = self._highest(both)
        return best if best and max(best[1], *old) >= ENOUGH else None

    def _highest(self, scores: Sequence[float]) -> tuple[Passage, float] | None:
        """The first of equals."""
        number = max(range(len(scores)), key=scores.__getitem__, default=None)
        return None if number is None else (self._entries[number].passage, scores[number])

    def _score_all(self, text: str, language: str) -> Sequence[float]:
        text = text.lower()
        said = text if language == "en" else f"{text} {to_english(text, language)}"
        question = _Question(
            stems(said),
            self._meaning.rules.asked(text, language),
            countries(text),
            _abroad(text) or _THERE.search(text) is not None,
        )
        near = self._near(text, language)
        named = any(_names(entry, question.countries) for entry in self._entries)
        scale = 1.0 if self._meaning.knows else ALONE
        return [
            (self._score(entry, question, named) + close) * scale
            for entry, close in zip(self._entries, near, strict=True)
        ]

    def _score(self, entry: _Entry, question: _Question, named: bool) -> float:
        heading, likely, text = self._matters(entry, question)
        return (
            WORDS * self._words(entry, question)
            + SHARE * self._share(entry, question)
            + HEADING_MATTER * heading
            + HEADING_LIKENESS * likely
            + TEXT_MATTER * text
            + COUNTRY * _reach(entry, question.countries, named)
            - ABROAD * (entry.abroad and not (question.countries or question.elsewhere))
        )

    def _words(self, entry: _Entry, question: _Question) -> float:
        total = 0.0
        for word in question.words:
            if count := entry.words[word]:
                damped = count * 2.2 / (count + 1.2 * (0.4 + 0.6 * entry.length / self._mean))
                total += self._rarity(self._spread[word]) * damped
        return total

    def _share(self, entry: _Entry, question: _Question) -> float:
        """How much of the question's words the passage has, the rarer the more."""
        weights = {word: self._rarity(self._spread[word]) for word in question.words}
        return sum(weight for word, weight in weights.items() if entry.words[word]) / (sum(weights.values()) or 1.0)

    def _matters(self, entry: _Entry, question: _Question) -> tuple[float, float, float]:
        """What heading (told, then read like a question) and text share of the question's matters, the rarer the more."""
        heading = likely = text = 0.0
        for name, sure in question.matters.items():
            weight = sure * self._rarity(self._common[name]) ** 0.5
            likely += weight * entry.heading_likely.get(name, 0.0)
            if name in entry.heading_matters:
                heading += weight
            elif name in entry.text_matters:
                text += weight
        return heading, likely, text

    def _near(self, text: str, language: str) -> list[float]:
        weights = (HEADING_NEAR, SENTENCE_NEAR, PART_NEAR, BARE_NEAR)
        return [
            sum(weight * sign for weight, sign in zip(weights, signs, strict=True))
            for signs in self._cosines(text, language)
        ]

    def _cosines(self, text: str, language: str) -> list[tuple[float, float, float, float]]:
        """Per passage how near its heading, its nearest sentence and its nearest phrase are, the last one twice."""
        units = [unit for entry in self._entries for unit in entry.units]
        told = [sentence for entry in self._entries for sentence in entry.sentences]
        whole = iter(self._meaning.near(text, units, language))
        parts = iter(self._meaning.near_parts(text, told, language))
        bare = iter(self._meaning.near_parts(without_asking(text), told, language))
        found = []
        for entry in self._entries:
            heading, *rest = (next(whole) for _ in entry.units)
            found.append(
                (
                    heading,
                    max(rest, default=heading),
                    max((next(parts) for _ in entry.sentences), default=heading),
                    max((next(bare) for _ in entry.sentences), default=heading),
                )
            )
        return found

    def _rarity(self, holders: int) -> float:
        count = len(self._entries)
        return math.log(1 + (count - holders + 0.5) / (holders + 0.5))


def _reach(entry: _Entry, wanted: frozenset[str], named: bool) -> float:
    """How well a passage fits the countries asked about: it names them, or the Union, or other countries in general.

    Where some passage names them (`named`), they are not among the others.
    """
    if not wanted:
        return 0.0
    if wanted & entry.heading_countries:
        return 3.0
    if _names(entry, wanted):
        return 2.5
    if wanted & UNION and "EU" in entry.countries:
        return 1.0
    if entry.elsewhere:
        return -2.0 if named else 2.0
    return -2.0 if entry.countries else 0.0


def _names(entry: _Entry, wanted: frozenset[str]) -> bool:
    """Whether a passage names a country asked about, or is about the Union it is in."""
    return bool(wanted & entry.countries or (wanted & UNION and "EU" in entry.heading_countries))


def _abroad(text: str) -> bool:
    """Whether a text speaks of other countries in general."""
    return _ELSEWHERE.search(text) is not None


def _compared(passage: Passage) -> Iterator[str]:
    """All of a passage that a question is compared with, and its heading as the matters read it."""
    yield respell(passage.heading.lower())
    told = sentences(passage.text)
    yield from _units(passage.heading, told)
    for sentence in told:
        yield from parts_of(sentence)


def _units(heading: str, told: Sequence[str]) -> tuple[str, ...]:
    return (heading, *(f"{heading}: {sentence}" for sentence in told))


def _entry(passage: Passage, meaning: Meaning) -> _Entry:
    words: Counter[str] = Counter()
    for word in re.findall(r"\w+", passage.text.casefold()):
        for stemmed in stems(word):
            words[stemmed] += 1
    title = f"{passage.heading} {passage.file.rsplit('.', 1)[0]}"
    for stemmed in stems(passage.heading):
        words[stemmed] += HEADING_WEIGHT  # type: ignore[assignment]
    entry = _Entry(
        passage,
        words,
        float(sum(words.values())),
        meaning.rules.told(passage.heading),
        meaning.rules.asked(passage.heading.lower(), "en"),
        meaning.rules.told(passage.text),
        tuple(sentences(passage.text)),
        countries(passage.heading),
        countries(f"{passage.text} {title}"),
        _abroad(f"{passage.heading} {passage.text}"),
        _abroad(passage.heading),
    )
    meaning.learn(entry.units)
    return entry


def quote(passage: Passage) -> Bound:
    """The whole passage as a block; the receipt's value is the digest of its text."""
    text = passage.text.strip()
    return bind("passage", "\n" + text, Source("policies", passage.address, "text", passage.digest, passage.version))
