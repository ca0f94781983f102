"""Guesses the intent of a masked segment from examples: character and word n-grams, and MiniLM vectors for English.

One ridge classifier per language, fitted on first use in closed form: the built-in asks and the shop's canned
intents compete on one scale. Scores become probabilities by a temperature found on held-out lines. It knows no
catalogue and no message, only the segment's text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.intents.embedding import Embedder
from bot.intents.examples import LANGUAGES, Example, builtin
from bot.intents.reading import Guess
from bot.intents.ridge import Ridge, solve
from bot.intents.shape import reshape, respell
from bot.intents.solutions import Solutions, digest_of
from bot.intents.words import folded
from storage.records import Intent

PREAMBLE = "preamble"
OOS = "oos"

_EMBEDDING_SHARE = 0.9
_CANNED_LINE = 1_000_000
_KEPT, _WORD_FOR_WORD = 5, 0.97


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A language's vectorisers, its classes and its classifier."""

    features: Any
    embedded: bool
    classes: tuple[str, ...]
    ridge: Ridge


class Recogniser:
    """Ranks intents for a text; `embedder` None leaves the sentence vectors out, `cache` keeps what was solved."""

    def __init__(self, embedder: Embedder | None = None, cache: Path | None = None) -> None:
        self._embedder, self._solutions = embedder, Solutions(cache)
        self._examples: dict[str, list[Example]] = {}
        self._fitted: dict[str, _Fitted] = {}
        self._verbatim: dict[tuple[str, str], str] = {}
        self._lock = Lock()

    def fit(self, intents: Iterable[Intent] = (), examples: Sequence[Example] | None = None) -> "Recogniser":
        """Takes the built-in examples (or those given) and the enabled canned intents; fits lazily per language."""
        self._examples, self._verbatim = {language: [] for language in LANGUAGES}, {}
        for example in builtin() if examples is None else examples:
            self._examples.setdefault(example.language, []).append(example)
        for number, example in enumerate(_canned(intents)):
            kept = Example(example.text, example.intent, example.language, _CANNED_LINE + number)
            self._examples.setdefault(example.language, []).append(kept)
            self._verbatim.setdefault((example.language, folded(example.text)), example.intent)
        self._fitted = {}
        return self

    def warm(self, languages: Iterable[str] = LANGUAGES) -> None:
        """Fits now what would be fitted on the first message."""
        for language in languages:
            self._model(language)

    def predict(self, text: str, language: str = "en") -> tuple[Guess, ...]:
        """The likeliest intents of one masked segment, best first."""
        return self.predict_many([text], language)[0]

    def predict_many(self, texts: Sequence[str], language: str = "en") -> list[tuple[Guess, ...]]:
        """As `predict`, for many texts of one language at once."""
        if not texts:
            return []
        model = self._model(language)
        sparse, dense = self._vectors(model.features, texts, model.embedded)
        chances = model.ridge.probabilities(sparse, dense)
        ranked = (_rank(row, model.classes) for row in chances)
        return [self._as_written(text, language, guesses) for text, guesses in zip(texts, ranked, strict=True)]

    def _as_written(self, text: str, language: str, guesses: tuple[Guess, ...]) -> tuple[Guess, ...]:
        """What an admin gave as an example of an intent is that intent, whatever resembles it."""
        known = self._verbatim.get((language, folded(text)))
        if known is None or guesses[0].intent == known:
            return guesses
        others = (replace(one, confidence=one.confidence * (1 - _WORD_FOR_WORD)) for one in guesses)
        return Guess(known, _WORD_FOR_WORD), *(one for one in others if one.intent != known)

    def _model(self, language: str) -> _Fitted:
        if not self._examples.get(language):
            language = "en" if self._examples.get("en") else next(iter(k for k, v in self._examples.items() if v))
        with self._lock:
            if language not in self._fitted:
                self._fitted[language] = self._train(self._examples[language], language)
            return self._fitted[language]

    def _train(self, examples: Sequence[Example], language: str) -> _Fitted:
        from bot.intents.ngrams import Ngrams

        texts = [example.text for example in examples]
        features = Ngrams(language).fit([reshape(text) for text in texts])
        embedded = self._embedder is not None and language == "en"
        sparse, dense = self._vectors(features, texts, embedded)
        classes = tuple(sorted({example.intent for example in examples}))
        index = {name: place for place, name in enumerate(classes)}
        labels = np.array([index[example.intent] for example in examples])
        lines = np.array([example.line for example in examples])
        told = (f"{one.language} {one.intent} {one.line} {one.text}" for one in examples)
        digest = digest_of((str(embedded), str(sparse.shape), *told))
        solved = self._solutions.find(digest, len(examples))
        if solved is None:
            solved = solve(sparse, dense, labels, lines)
            self._solutions.keep(digest, solved)
        return _Fitted(features, embedded, classes, Ridge.of(sparse, dense, labels, solved))

    def _vectors(
        self, features: Any, texts: Sequence[str], embedded: bool
    ) -> tuple[Any, npt.NDArray[np.float32] | None]:
        sparse = features.transform([reshape(text) for text in texts])
        if not embedded or self._embedder is None:
            return sparse, None
        return sparse, self._embedder.embed([respell(text) for text in texts]) * np.float32(_EMBEDDING_SHARE)


def _canned(intents: Iterable[Intent]) -> Iterable[Example]:
    for intent in intents:
        if intent.enabled:
            for language, texts in intent.examples.items():
                code = language.replace("_", "-").split("-")[0].lower()
                yield from (Example(text, intent.act or intent.name, code, 0) for text in texts if text.strip())


def _rank(chances: npt.NDArray[np.float32], classes: tuple[str, ...]) -> tuple[Guess, ...]:
    best = np.argsort(-chances)[:_KEPT]
    return tuple(Guess(classes[place], round(float(chances[place]), 4)) for place in best)
