"""Finds what a message names of the catalogue: products, option values and kinds, misspelt or in part.

It knows titles, categories, tags, vendors and option values, nothing of prices or stock. Built once per version of
the catalogue; a message costs a few postings of its rarer words, whatever the number of products.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

import numpy as np
import numpy.typing as npt

from bot.intents.examples import familiar
from bot.intents.kinds import Kinds
from bot.intents.options import Options
from bot.intents.reading import KindMention, OptionMention, ProductMention
from bot.intents.spelling import Spelling
from bot.intents.stopwords import STOPWORDS
from bot.intents.words import Word, cut, key
from storage.records import ProductId, Variant

_LONGEST_TITLE = 24
_MOST_WORDS = 200
_MOST_MATCHES, _COMMON, _FEW, _DESCRIPTIONS = 8, 4000, 3, 5000
_GLUE = frozenset(["of", "the", "for", "with", "de", "para", "con", "для", "с", "и", "&", "а"])
_BREAKS = frozenset(
    "or and vs versus than but to y o e или и чем либо 和 或 还 跟 与 with con с against compared".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a text names of the catalogue."""

    products: tuple[ProductMention, ...] = ()
    options: tuple[OptionMention, ...] = ()
    kinds: tuple[KindMention, ...] = ()


@dataclass(slots=True)
class _Hit:
    """A word of the message that is a word of titles: which, and how surely."""

    place: int
    token: str
    likeness: float


@dataclass(slots=True)
class _Titles:
    """Every title as stems, and where each stem occurs."""

    ids: list[str] = field(default_factory=list)
    stems: list[tuple[str, ...]] = field(default_factory=list)
    postings: dict[str, npt.NDArray[np.int32]] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)
    totals: npt.NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, dtype=np.float32))
    exact: dict[tuple[str, ...], list[int]] = field(default_factory=dict)
    sets: dict[frozenset[str], list[str]] = field(default_factory=dict)


class Index:
    """The catalogue as a customer may name it."""

    def __init__(self, variants: Sequence[Variant]) -> None:
        titles = {variant.product_id: variant.title for variant in variants}
        self._titles = _index(titles)
        self._common = _common(variants, self._titles)
        self._spelling = Spelling((token for token in self._titles.postings if token not in STOPWORDS), familiar(), 5)
        self._options = Options(variants)
        self._kinds = Kinds(variants, Counter({t: len(p) for t, p in self._titles.postings.items()}))

    def find(self, text: str, taken: Sequence[tuple[int, int]] = ()) -> Mentions:
        """Every mention in reading order; `taken` are stretches (order numbers, phones) that name nothing here."""
        words = [word for word in cut(text) if not any(low < word.end and word.start < high for low, high in taken)]
        words = words[:_MOST_WORDS]
        products = self._joined(text, self._find_products(text, words))
        full = [(m.start, m.end) for m in products if m.matches[0][1] >= 0.999]
        options = self._options.find(text, words, full)
        products = self._without_options(products, options)
        spans = [(m.start, m.end) for m in products if len(cut(m.written)) > 1]
        kinds = self._kinds.find(text, words, spans)
        products = _specific(products, {(kind.start, kind.end) for kind in kinds})
        return Mentions(tuple(products), tuple(_outside(options, products)), tuple(kinds))

    def _joined(self, text: str, products: list[ProductMention]) -> list[ProductMention]:
        """Two mentions that make up one title, said the other way round: "case for nova 5"."""
        kept: list[ProductMention] = []
        for mention in products:
            before = kept[-1] if kept else None
            between = text[before.end : mention.start] if before else ""
            if (
                before
                and all(word.fold in _GLUE or word.fold in STOPWORDS for word in cut(between))
                and len(between) < 16
            ):
                stems = frozenset((*key(before.written), *key(mention.written)))
                if ids := self._titles.sets.get(stems):
                    matches = tuple((one, 0.99) for one in ids[:_MOST_MATCHES])
                    kept[-1] = ProductMention(text[before.start : mention.end], matches, before.start, mention.end)
                    continue
            kept.append(mention)
        return kept

    def _without_options(
        self, products: list[ProductMention], options: Sequence[OptionMention]
    ) -> list[ProductMention]:
        """A colour or size that happens to stand in a title is no product."""
        spans = {(option.start, option.end) for option in options}
        covered = [m for m in products if m.matches[0][1] >= 0.999 or (m.start, m.end) not in spans]
        return [m for m in covered if not _is_part(m, options)]

    def _find_products(self, text: str, words: list[Word]) -> list[ProductMention]:
        found, used = self._full_titles(text, words)
        for run in self._runs(words, used):
            for start in range(0, len(run), _LONGEST_TITLE):
                found += self._in_run(text, words, run[start : start + _LONGEST_TITLE])
        return sorted(found, key=lambda mention: mention.start)

    def _full_titles(self, text: str, words: list[Word]) -> tuple[list[ProductMention], set[int]]:
        """Titles written out in full, longest first; they may hold "and" and common words."""
        found: list[ProductMention] = []
        used: set[int] = set()
        place = 0
        stems = [word.stem for word in words]
        while place < len(words):
            for length in range(min(_LONGEST_TITLE, len(words) - place), 0, -1):
                hits = self._titles.exact.get(tuple(stems[place : place + length]))
                if hits and (length > 1 or self._may_stand_alone(words[place], hits)):
                    matches = tuple((self._titles.ids[hit], 1.0) for hit in hits[:_MOST_MATCHES])
                    found.append(_mention(text, words, place, place + length - 1, matches))
                    used.update(range(place, place + length))
                    place += length - 1
                    break
            place += 1
        return found, used

    def _may_stand_alone(self, word: Word, hits: list[int]) -> bool:
        return word.fold not in STOPWORDS and len(word.fold) > 1 and bool(hits)

    def _runs(self, words: list[Word], used: set[int]) -> Iterable[list[_Hit]]:
        """Stretches of title words, broken by conjunctions and by other words."""
        run: list[_Hit] = []
        gap = 0
        for place, word in enumerate(words):
            hit = None if place in used else self._hit(place, word)
            if hit:
                run.append(hit)
                gap = 0
                continue
            gap += 1
            if run and (place in used or word.fold in _BREAKS or word.fold not in _GLUE or gap > 2):
                yield run
                run = []
        if run:
            yield run

    def _hit(self, place: int, word: Word) -> _Hit | None:
        if word.fold in STOPWORDS:
            return None
        if word.stem in self._titles.postings:
            return _Hit(place, word.stem, 1.0)
        if word.fold in self._titles.postings:
            return _Hit(place, word.fold, 1.0)
        near = self._spelling.nearest(word.stem)
        if near and not self._options.has_word(word.stem) and not self._kinds.has_word(word.stem):
            return _Hit(place, near[0], near[1])
        return None

    def _in_run(self, text: str, words: list[Word], run: list[_Hit]) -> list[ProductMention]:
        found: list[ProductMention] = []
        rest = [run]
        while rest:
            hits = rest.pop()
            best = self._best(hits)
            if not best:
                continue
            first, last, matches = best
            named = hits[first : last + 1]
            if self._names_product(words, named, matches):
                weak = len(named) == 1 and (named[0].likeness < 1.0 or named[0].token in self._common)
                found.append(_mention(text, words, named[0].place, named[-1].place, matches, weak))
            if first:
                rest.append(hits[:first])
            if last + 1 < len(hits):
                rest.append(hits[last + 1 :])
        return found

    def _best(self, hits: list[_Hit]) -> tuple[int, int, tuple[tuple[str, float], ...]] | None:
        """The stretch of the run that one title explains best, with every product that explains it as well."""
        titles = self._titles
        rare = [hit for hit in hits if len(titles.postings[hit.token]) <= _COMMON] or hits[:2]
        candidates = np.unique(np.concatenate([titles.postings[hit.token] for hit in rare]))
        tally = np.zeros(len(candidates), dtype=np.float32)
        counted: set[str] = set()
        for hit in hits:
            if hit.token not in counted:
                counted.add(hit.token)
                weight = titles.weights[hit.token] * hit.likeness
                tally += np.isin(candidates, titles.postings[hit.token]) * np.float32(weight)
        top = candidates[np.argsort(-tally, kind="stable")[:64]]
        if not len(top):
            return None
        spans = [(self._span(hits, int(title)), int(title)) for title in top]
        (_, first, last), _ = max(spans, key=lambda pair: (pair[0][0], -(pair[0][2] - pair[0][1])))
        asked = sum(titles.weights[hit.token] for hit in hits[first : last + 1])
        scored = [
            (titles.ids[title], self._score(weight, asked, title))
            for (weight, low, high), title in spans
            if low <= last and high >= first
        ]
        # An equal share of the words is an equal claim; a shorter title wins only as the better score.
        full = max(weight for (weight, _, _), _ in spans)
        equal = [pair for pair, ((weight, _, _), _) in zip(scored, spans, strict=False) if weight >= 0.97 * full]
        ranked = sorted(equal, key=lambda pair: -pair[1])
        return first, last, tuple(ranked[: _MOST_MATCHES + 1])

    def _span(self, hits: list[_Hit], title: int) -> tuple[float, int, int]:
        """Weight and bounds of the hits that this title explains, each of its words once."""
        left = Counter(self._titles.stems[title])
        places = []
        weight = 0.0
        for place, hit in enumerate(hits):
            if left[hit.token] > 0:
                left[hit.token] -= 1
                places.append(place)
                weight += self._titles.weights[hit.token] * hit.likeness
        return (weight, places[0], places[-1]) if places else (0.0, 0, 0)

    def _score(self, weight: float, asked: float, title: int) -> float:
        return round(float(min(1.0, weight / asked) * (0.55 + 0.44 * weight / self._titles.totals[title])), 3)

    def _names_product(self, words: list[Word], hits: list[_Hit], matches: tuple[tuple[str, float], ...]) -> bool:
        """Whether the stretch is specific: several words of one title, or one that few titles have."""
        if len(matches) > _MOST_MATCHES:
            return False
        if len(hits) > 1:
            return any(not hit.token.isdigit() for hit in hits)
        word = words[hits[0].place]
        if word.fold.isdigit() or len(word.fold) < 3 or self._options.has_word(word.stem):
            return False
        return hits[0].likeness == 1.0 or hits[0].likeness >= 0.75


def _index(titles: Mapping[ProductId, str]) -> _Titles:
    index = _Titles()
    postings: dict[str, list[int]] = defaultdict(list)
    for place, (product, title) in enumerate(titles.items()):
        stems = key(title)
        index.ids.append(str(product))
        index.stems.append(stems)
        index.exact.setdefault(stems, []).append(place)
        index.sets.setdefault(frozenset(stems), []).append(str(product))
        for token in set(stems):
            postings[token].append(place)
    count = max(1, len(index.ids))
    index.postings = {token: np.array(places, dtype=np.int32) for token, places in postings.items()}
    index.weights = {
        token: (0.2 if token in STOPWORDS else 1.0) * (0.3 + log(1 + count / len(places)))
        for token, places in index.postings.items()
    }
    totals = [sum(index.weights[token] for token in stems) or 1.0 for stems in index.stems]
    index.totals = np.array(totals, dtype=np.float32)
    return index


def _specific(products: list[ProductMention], kinds: set[tuple[int, int]]) -> list[ProductMention]:
    """Without the generic: a lone word that is a kind too and stands for many titles, or is said in the plural."""

    def is_generic(mention: ProductMention) -> bool:
        if any(
            low <= mention.start and mention.end <= high and high - low > mention.end - mention.start
            for low, high in kinds
        ):
            return mention.matches[0][1] < 0.999
        plural = any(word.stem != word.fold for word in cut(mention.written))
        several = len(mention.matches) > (1 if plural else _FEW)
        return several and (mention.start, mention.end) in kinds and mention.matches[0][1] < 0.999

    return [mention for mention in products if not is_generic(mention)]


def _common(variants: Sequence[Variant], titles: _Titles) -> frozenset[str]:
    """Words of titles that descriptions of other goods use too; the first descriptions of a large shop tell enough."""
    stems = dict(zip(titles.ids, titles.stems, strict=True))
    told = {str(row.product_id): row.description for row in variants if row.description}
    found: set[str] = set()
    for product, description in list(told.items())[:_DESCRIPTIONS]:
        spoken = {word.stem for word in cut(description)}
        found.update(stem for stem in spoken if stem in titles.postings and stem not in stems[product])
    return frozenset(found)


def _mention(
    text: str, words: list[Word], first: int, last: int, matches: tuple[tuple[str, float], ...], weak: bool = False
) -> ProductMention:
    start, end = words[first].start, words[last].end
    return ProductMention(text[start:end], matches, start, end, weak)


def _is_part(mention: ProductMention, options: Sequence[OptionMention]) -> bool:
    inside = any(option.start <= mention.start and mention.end <= option.end for option in options)
    return inside and mention.matches[0][1] < 0.999


def _outside(options: Sequence[OptionMention], products: Sequence[ProductMention]) -> list[OptionMention]:
    """The options that are not words of a product's own name as written."""
    return [
        option
        for option in options
        if not any(product.start <= option.start and option.end <= product.end for product in products)
    ]
