"""Which sentence of a description answers a question: by shared words, matter, quantity and nearness of meaning.

Works across the spoken languages, because a shop's descriptions are usually in one language and its customers are not.
Knows text only.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.facts import quantities
from bot.facts.matters import BY_PATTERN
from bot.facts.meaning import Meaning, in_english
from bot.facts.products import Product, sentences

# A conditional logit over the sentences of a description and "none of them", rounded; it was fitted on questions about
# goods of every trade and checked on products left out.
SHARED, MATTER, PART, TITLED = 2.8, 2.8, 9.9, 6.7
GIVES, GIVES_NONE, UNCOUNTED, OPENING, UNTOLD = 2.8, -1.6, -3.8, -1.6, -2.1
ENOUGH, ENOUGH_WORDS = 5.7, 0.5

# Knives are a knife, gloves no glof.
_VES = re.compile(r"^(kni|wi|li|hal|cal|shel|scar|lea|loa|thie|wol)ves$")
# Where one question ends and another begins.
_JOINED = re.compile(r"[?？,，;；]|\b(?:and|also|plus|y|e|и|а|или)\b|还有|以及|另外|并且", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]+")
_STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "can",
        "could",
        "do",
        "does",
        "for",
        "from",
        "give",
        "have",
        "has",
        "how",
        "i",
        "in",
        "is",
        "it",
        "its",
        "me",
        "my",
        "of",
        "on",
        "or",
        "our",
        "so",
        "than",
        "that",
        "the",
        "their",
        "them",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "us",
        "was",
        "we",
        "what",
        "when",
        "where",
        "which",
        "who",
        "will",
        "with",
        "would",
        "you",
        "your",
        "about",
        "tell",
        "please",
        "any",
        "some",
        "if",
        "get",
        "got",
        "just",
        "really",
        "very",
        "also",
        "too",
        "not",
        "no",
        "yes",
        "hi",
        "hello",
        "hey",
        "know",
        "want",
        "need",
        "one",
        "ones",
        "thing",
        "product",
    ]
)


@dataclass(frozen=True)
class _Question:
    """`untold` is how surely the question has a matter of which no sentence speaks."""

    words: frozenset[str]
    matters: Mapping[str, float]
    quantities: frozenset[str]
    counts: bool
    untold: float


def best_sentence(product: Product, text: str, language: str = "en") -> str | None:
    """The sentence of the product's description that speaks of what `text` asks, or None."""
    best = nearest(product, text, language)
    return best[0] if best and best[1] >= 0.0 else None


def best_sentences(product: Product, text: str, language: str = "en") -> list[str]:
    """The sentence that speaks of what `text` asks, and a second one for a detail that the first does not give."""
    first = best_sentence(product, text, language)
    if first is None:
        return []
    for clause in _clauses(text):
        second = best_sentence(product, clause, language)
        if second and second != first and _adds(product, (first, second), clause, language):
            return [first, second]
    return [first]


def _clauses(text: str) -> list[str]:
    """The questions that "and" joins in one; none where nothing is joined."""
    parts = [part.strip() for part in _JOINED.split(text) if part.strip()]
    return parts if len(parts) > 1 else []


def _adds(product: Product, pair: tuple[str, str], clause: str, language: str) -> bool:
    """Whether a clause asks for a quantity, a matter or a word that the second sentence gives and the first does not."""
    first, second = pair
    asked, details = clause.lower(), product.meaning.details
    said = asked if language == "en" else f"{asked} {in_english(asked, language)}"
    if wanted := quantities.asked(said):
        return bool(wanted & quantities.told(second)) and not wanted & quantities.told(first)
    matters = {name for name, sure in details.asked(asked, language).items() if sure >= BY_PATTERN}
    if matters & details.told(second):
        return not matters & details.told(first)
    words = stems(said) - stems(product.title)
    return bool(words & stems(second)) and not words & stems(first)


def nearest(product: Product, text: str, language: str = "en") -> tuple[str, float] | None:
    """The sentence that fits `text` best, and by how much it is more likely than that none does."""
    told = sentences(product.first.description or "")
    if not told:
        return None
    meaning, asked = product.meaning, text.lower()
    english = in_english(asked, language)
    question = _read(asked if language == "en" else f"{asked} {english}", asked, language, product, told)
    near = meaning.near_parts(asked, told, language)
    titled = meaning.near(f"{product.title}: {english}" if english else "", [f"{product.title}: {one}" for one in told])
    scored = [
        (_score(sentence, question, meaning, number == 0) + PART * near[number] + TITLED * titled[number], -number)
        for number, sentence in enumerate(told)
    ]
    score, number = max(scored)
    return told[-number], score - (ENOUGH if meaning.knows else ENOUGH_WORDS)


def _read(said: str, asked: str, language: str, product: Product, told: list[str]) -> _Question:
    details = product.meaning.details
    matters = details.asked(asked, language)
    spoken = frozenset().union(*map(details.told, told))
    words = stems(said) - stems(product.title)
    return _Question(
        words - _values(product) or words,
        matters,
        quantities.asked(said),
        quantities.asks_count(said),
        max((sure for name, sure in matters.items() if name not in spoken), default=0.0),
    )


def _values(product: Product) -> frozenset[str]:
    """The words of the option values: "is the steel one light" asks of weight."""
    return frozenset().union(*(stems(str(value)) for many in product.options.values() for value in many))


def _score(sentence: str, question: _Question, meaning: Meaning, opens: bool) -> float:
    held = meaning.details.told(sentence)
    score = SHARED * len(question.words & stems(sentence)) / max(len(question.words), 1)
    score += MATTER * max((sure for name, sure in question.matters.items() if name in held), default=0.0)
    if question.quantities:
        score += GIVES if question.quantities & quantities.told(sentence) else GIVES_NONE
    if question.counts and not quantities.has_number(sentence):
        score += UNCOUNTED
    return score + UNTOLD * question.untold + OPENING * opens


def stems(text: str) -> frozenset[str]:
    """The content words of a text, cut to crude stems."""
    words = re.findall(r"[^\W\d_]{2,}|\d+", text.casefold())
    plain = {stem(word) for word in words if word not in _STOP and not _HAN.match(word)}
    pairs = {run[i : i + 2] for word in words for run in _HAN.findall(word) for i in range(len(run) - 1)}
    return frozenset(plain | pairs)


def stem(word: str) -> str:
    word = _VES.sub(r"\1f", word)
    for ending in ("ations", "ation", "ings", "ing", "ies", "ied", "ers", "er", "es", "ed", "ly", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
