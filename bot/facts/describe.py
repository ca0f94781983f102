"""Which sentence of a description answers a question: by shared words, by their matter, by nearness of meaning.

Works across the spoken languages, because a shop's descriptions are usually in one language and its customers are not.
Knows text only.
"""

import re

from bot.facts.gloss import to_english
from bot.facts.meaning import without_asking
from bot.facts.products import Product, sentences

# Found on questions over descriptions of shops of every trade; none of them is in the tests.
SHARED, MATTER, WHOLE, PART, BARE = 0.6, 0.6, 0.3, 0.6, 1.0
ENOUGH, ENOUGH_WORDS = 0.6, 0.3
# A question for a number is answered by a sentence that has one.
COUNTED = 0.15
_HOW_MANY = re.compile(
    r"\bhow (?:much|many|long|heavy|big|tall|high|wide|large|thick|deep|far|fast|loud|hot|cold|often)\b|\b(?:weighs?|size|capacity)\b"
    r"|cu[aá]nt|pesa|mide|сколько|какой (?:вес|размер|объ[её]м)|多少|几|多(?:重|大|长|高|宽|久)",
    re.IGNORECASE,
)

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


def best_sentence(product: Product, text: str, language: str = "en") -> str | None:
    """The sentence of the product's description that speaks of what `text` asks, or None."""
    description = product.first.description
    if not description:
        return None
    meaning, told, asked = product.meaning, sentences(description), text.lower()
    if not told:
        return None
    about = meaning.details.asked(asked, language)
    counted = _HOW_MANY.search(asked) is not None
    words = stems(asked if language == "en" else f"{asked} {to_english(asked, language)}") - stems(product.title)
    whole = meaning.near(asked, told, language)
    near = meaning.near_parts(asked, told, language)
    bare = meaning.near_parts(without_asking(asked), told, language)
    scored = []
    for number, sentence in enumerate(told):
        shared = len(words & stems(sentence)) / max(len(words), 1)
        held = meaning.details.told(sentence)
        matter = sum(sure for name, sure in about.items() if name in held)
        counts = COUNTED if counted and re.search(r"\d", sentence) else 0.0
        score = (
            counts
            + SHARED * shared
            + MATTER * matter
            + WHOLE * whole[number]
            + PART * near[number]
            + BARE * bare[number]
        )
        scored.append((score, -number, sentence))
    score, _, sentence = max(scored)
    return sentence if score >= (ENOUGH if meaning.knows else ENOUGH_WORDS) else None


def stems(text: str) -> frozenset[str]:
    """The content words of a text, cut to crude stems."""
    words = re.findall(r"[^\W\d_]{2,}|\d+", text.casefold())
    plain = {stem(word) for word in words if word not in _STOP and not _HAN.match(word)}
    pairs = {run[i : i + 2] for word in words for run in _HAN.findall(word) for i in range(len(run) - 1)}
    return frozenset(plain | pairs)


def stem(word: str) -> str:
    for ending in ("ations", "ation", "ings", "ing", "ies", "ied", "ers", "er", "es", "ed", "ly", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
