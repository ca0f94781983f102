"""Reads one customer message: language, mentions, segments and what each asks. Knows no rows and no history."""

import re
from collections.abc import Sequence
from pathlib import Path

from bot.intents.catalogue import Index, Mentions
from bot.intents.contact import Span, find_contact
from bot.intents.embedding import Embedder
from bot.intents.examples import LANGUAGES, builtin
from bot.intents.forms import find_form
from bot.intents.language import Detector
from bot.intents.lexicon import lexicon
from bot.intents.masking import Mark, mask, respond
from bot.intents.normalise import clean, has_words
from bot.intents.orders import OrderFinder
from bot.intents.pointers import find_references
from bot.intents.reading import Form, Guess, OrderRef, Reading, Reference, Segment
from bot.intents.recogniser import OOS, PREAMBLE, Recogniser
from bot.intents.segments import Stretch, is_greeting, listed, split
from bot.intents.statuses import find_statuses
from bot.intents.words import cut, fold
from storage.records import Intent, Variant

_MARKS = re.compile(r"\b(ORDER|PRODUCT|OPTION|KIND)\b")
_ELLIPSIS = re.compile(
    r"^\W*(?:(?:and|what about|how about|or|but|also|for|with|in|the|one|ones|a|an|this|that|it|my|maybe|then|orders?|"
    r"pedido|заказ\w*|мо[йеия]|订单|y|la|el|mi|en|de|para|а|и|в|как насчет|как насчёт|"
    r"что насчет|那|呢|的|那个|还有|和|qu[eé] tal|"
    r"qué hay de)\b\W*|呢|那|的)*$",
    re.I,
)
_LONE = {"ORDER": "order.status", "PRODUCT": "product.info", "OPTION": "product.option", "KIND": "product.find"}
_LONE_CONFIDENCE = 0.5
_LISTED = 0.5
_OF_PAIRS = ("product.compare", "product.cheapest", "product.dearest", "product.find", "order.items")


class Reader:
    """Reads messages against one catalogue, one set of intents and the shapes of the shop's order numbers."""

    def __init__(
        self, recogniser: Recogniser, catalogue: Index, order_shapes: Sequence[str], languages: Detector
    ) -> None:
        self._recogniser = recogniser
        self._catalogue = catalogue
        self._orders = OrderFinder(order_shapes)
        self._languages = languages

    def read(self, text: str, hint: str | None = None) -> Reading:
        """Never raises; a message without words is one segment out of scope. Offsets count in `Reading.text`."""
        text = clean(text)
        if not has_words(text):
            language = self._languages.detect("", hint)
            return Reading(text, language, text, (Segment(text, (Guess(OOS, 1.0),), Form.STATEMENT),))
        contact, spans = find_contact(text, self._orders.find_whole(text))
        orders = self._orders.find(text, [(span.start, span.end) for span in spans])
        taken = [(span.start, span.end) for span in spans] + [(ref.start, ref.end) for ref in orders]
        mentions = self._catalogue.find(text, taken)
        marks = _marks(orders, mentions, spans)
        language = self._languages.detect(_MARKS.sub(" ", mask(text, marks)), hint)
        segments = self._segments(text, language, orders, mentions, marks)
        return Reading(text, language, respond(text, marks), segments, contact)

    def _segments(
        self, text: str, language: str, orders: Sequence[OrderRef], mentions: Mentions, marks: Sequence[Mark]
    ) -> tuple[Segment, ...]:
        kept = [(low, high) for low, high, _ in marks]
        stretches = [part for one in split(text, kept) for part in self._parts(text, one, kept, language, marks)]
        masked = [mask(text, marks, start, end) for start, end in stretches]
        guesses = self._recogniser.predict_many(masked, language)
        return tuple(
            self._segment(text, stretch, hidden, guess, language, orders, mentions)
            for stretch, hidden, guess in zip(stretches, masked, guesses, strict=True)
        )

    def _parts(
        self, text: str, stretch: Stretch, kept: Sequence[Stretch], language: str, marks: Sequence[Mark]
    ) -> list[Stretch]:
        """A list of short asks as its asks, when each is one that is surely known and they differ."""
        parts = listed(text, stretch, kept)
        if len(parts) == 1:
            return parts
        masked = [mask(text, marks, *part) for part in parts]
        asked = [guess[0] for guess in self._recogniser.predict_many(masked, language)]
        lone = [_lone_mark(part) is not None for part in masked]
        sure = [one for one, alone in zip(asked, lone, strict=True) if not alone]
        known = all(one.confidence >= _LISTED and one.intent.startswith(("order.", "product.")) for one in sure)
        differ = len({one.intent for one in sure}) == len(sure) or {one.intent for one in sure} == {"product.detail"}
        several = len(sure) > 1 or (len(sure) == 1 and lone[0])
        apart = all(one.intent not in _OF_PAIRS for one in sure) and not any(lone[1:])
        return parts if known and differ and several and apart else [stretch]

    def _segment(
        self,
        text: str,
        stretch: tuple[int, int],
        masked: str,
        guesses: tuple[Guess, ...],
        language: str,
        orders: Sequence[OrderRef],
        mentions: Mentions,
    ) -> Segment:
        start, end = stretch
        written = text[start:end]
        ellipsis = _lone_mark(masked)
        form = find_form(written, language)
        if ellipsis:
            guesses = (Guess(_LONE[ellipsis], _LONE_CONFIDENCE),)
        elif is_greeting(written):
            guesses = (Guess("talk.greet", 1.0),)
        elif guesses and guesses[0].intent == PREAMBLE:
            guesses = () if form is Form.STATEMENT else guesses[1:]
        return Segment(
            written,
            tuple(guess for guess in guesses if guess.intent != PREAMBLE),
            form,
            orders=tuple(ref for ref in orders if start <= ref.start < end),
            products=tuple(ref for ref in mentions.products if start <= ref.start < end),
            kinds=tuple(ref for ref in mentions.kinds if start <= ref.start < end),
            options=tuple(ref for ref in mentions.options if start <= ref.start < end),
            references=_references(text, stretch, orders, mentions),
            statuses=find_statuses(written),
            ellipsis=ellipsis is not None,
            language=language,
        )


class ReaderMaker:
    """Makes readers of a shop that changes; what has not changed is not learnt again.

    A new stock or price touches neither the index of names nor the recogniser. Without an embedder words alone tell
    the intents apart.
    """

    def __init__(self, embedder: Embedder | None = None, cache: Path | None = None) -> None:
        self._embedder, self._cache = embedder, cache
        self._detector: Detector | None = None
        self._recogniser: tuple[int, Recogniser] | None = None
        self._index: tuple[int, Index] | None = None

    def __call__(self, variants: Sequence[Variant], intents: Sequence[Intent], order_shapes: Sequence[str]) -> Reader:
        """A reader of the shop as it is now."""
        told = hash(tuple((one.name, one.version, one.enabled) for one in intents))
        if self._recogniser is None or self._recogniser[0] != told:
            self._recogniser = told, Recogniser(self._embedder, self._cache).fit(intents)
        named = hash(tuple(map(_named, variants)))
        if self._index is None or self._index[0] != named:
            self._index = named, Index(variants)
        self._detector = self._detector or make_detector()
        return Reader(self._recogniser[1], self._index[1], order_shapes, self._detector)


def _named(row: Variant) -> tuple[object, ...]:
    """What of a variant a customer may name."""
    options = tuple(sorted((str(name), str(value)) for name, value in row.options.items()))
    return (row.product_id, row.title, row.category, tuple(row.tags), row.vendor, options, row.description)


def make_detector() -> Detector:
    """A detector that knows the words of the built-in examples."""
    words: dict[str, set[str]] = {language: set() for language in LANGUAGES if language in ("en", "es")}
    for example in builtin():
        if example.language in words:
            words[example.language].update(fold(word.text) for word in cut(_MARKS.sub(" ", example.text)))
    return Detector(words)


def _references(
    text: str, stretch: tuple[int, int], orders: Sequence[OrderRef], mentions: Mentions
) -> tuple[Reference, ...]:
    start, end = stretch
    spans = [(ref.start, ref.end) for ref in orders]
    spans += [(product.start, product.end) for product in mentions.products]
    spans += [(option.start, option.end) for option in mentions.options]
    taken = [(low - start, high - start) for low, high in spans if start <= low < end]
    found = find_references(text[start:end], taken)
    return tuple(Reference(r.pointer, r.of, r.number, r.start + start, r.end + start) for r in found)


def _marks(orders: Sequence[OrderRef], mentions: Mentions, spans: Sequence[Span]) -> list[Mark]:
    """Where each mention stands; a category's name that is also the only word of a product is a kind."""
    marks = [(span.start, span.end, span.kind.upper()) for span in spans]
    marks += [(ref.start, ref.end, "ORDER") for ref in orders]
    kinds = {(kind.start, kind.end) for kind in mentions.kinds}
    marks += [
        (ref.start, ref.end, "PRODUCT")
        for ref in mentions.products
        if not ref.weak and ((ref.start, ref.end) not in kinds or not _is_plural(ref.written))
    ]
    marks += [(ref.start, ref.end, "OPTION") for ref in mentions.options]
    nouns = lexicon().stems["nouns"]
    marks += [
        (kind.start, kind.end, "KIND")
        for kind in mentions.kinds
        if kind.field != "tag" or any(word.stem in nouns for word in cut(kind.value)) or not kind.written.isascii()
    ]
    return marks


def _is_plural(written: str) -> bool:
    return any(word.stem != word.fold for word in cut(written))


def _lone_mark(masked: str) -> str | None:
    """The mark of a segment that is nothing but mentions and little words: "and the blue one?"."""
    found = _MARKS.findall(masked)
    if not found or not _ELLIPSIS.match(_MARKS.sub(" ", masked).strip()):
        return None
    return next(name for name in ("ORDER", "PRODUCT", "OPTION", "KIND") if name in found)
