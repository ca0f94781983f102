"""The matters in which a question meets a shop's text: "my mirror came in pieces", "Parcels that arrive damaged".

Patterns find a matter by its usual words, examples by likeness; the matters are data (`policy_matters.yaml`,
`detail_matters.yaml`), so that a new one is written, not programmed. Knows text only.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from bot.intents.embedding import Embedder
from bot.intents.examples import LANGUAGES, Example
from bot.intents.recogniser import Recogniser
from bot.tables import read_table

LEAST, BY_PATTERN = 0.12, 0.8
_NEIGHBOURS = 3


@dataclass(frozen=True)
class _Matter:
    name: str
    asks: re.Pattern[str]
    told: re.Pattern[str]


class Matters:
    """The matters of one file; without an embedder English examples are compared by letters, as those of others are."""

    def __init__(self, file: str, embedder: Embedder | None = None, cache: Path | None = None) -> None:
        self._file, self._embedder, self._cache = file, embedder, cache
        self.asked = lru_cache(maxsize=2048)(self._asked)
        self.told = lru_cache(maxsize=65536)(self._told)

    def _asked(self, text: str, language: str) -> Mapping[str, float]:
        """What a question is about: matter → how surely, 0..1."""
        found = {
            guess.intent: guess.confidence
            for guess in self._recogniser.predict(text, language if language in LANGUAGES else "en")
            if guess.confidence >= LEAST
        }
        for matter in self._matters:
            if matter.asks.search(text):
                found[matter.name] = max(found.get(matter.name, 0.0), BY_PATTERN)
        return found

    def _told(self, text: str) -> frozenset[str]:
        """What a sentence, a heading or a passage speaks of."""
        return frozenset(matter.name for matter in self._matters if matter.told.search(text))

    @cached_property
    def _table(self) -> Mapping[str, Mapping[str, Any]]:
        return dict(read_table(files("bot.facts").joinpath(self._file)))

    @cached_property
    def _matters(self) -> Sequence[_Matter]:
        def pattern(text: str) -> re.Pattern[str]:
            return re.compile(text, re.IGNORECASE)

        return [
            _Matter(name, pattern(row["asks"]), pattern(row.get("told") or row["passage"]))
            for name, row in self._table.items()
        ]

    @cached_property
    def _recogniser(self) -> Recogniser:
        examples = [
            Example(str(text), name, language, number // _NEIGHBOURS)
            for name, row in self._table.items()
            for language in LANGUAGES
            for number, text in enumerate(row.get(language, ()))
        ]
        return Recogniser(self._embedder, self._cache).fit(examples=examples)
