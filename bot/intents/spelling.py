"""Finds the known word a misspelt one stands for, by shared letter triples and edit distance; knows no meaning."""

from collections.abc import Collection, Iterable
from functools import lru_cache

import numpy as np
from rapidfuzz.distance import OSA, DamerauLevenshtein

_LEAST_LETTERS, _TRIED = 4, 24


class Spelling:
    """A vocabulary that can be asked for the nearest word; words of everyday talk (`familiar`) are no misspellings."""

    def __init__(self, vocabulary: Iterable[str], familiar: Collection[str] = (), least: int = _LEAST_LETTERS) -> None:
        self._familiar, self._least = frozenset(familiar), least
        self._words = [word for word in dict.fromkeys(vocabulary) if len(word) >= _LEAST_LETTERS and word.isalpha()]
        postings: dict[str, list[int]] = {}
        for place, word in enumerate(self._words):
            for gram in _grams(word):
                postings.setdefault(gram, []).append(place)
        self._postings = {gram: np.array(places, dtype=np.int32) for gram, places in postings.items()}
        self.nearest = lru_cache(maxsize=4096)(self._nearest)

    def _nearest(self, word: str) -> tuple[str, float] | None:
        """The nearest known word and its likeness 0..1, or None: one slip up to six letters, two beyond."""
        if len(word) < self._least or not word.isalpha() or word in self._familiar:
            return None
        found = [self._postings[gram] for gram in _grams(word) if gram in self._postings]
        if not found:
            return None
        places, counts = np.unique(np.concatenate(found), return_counts=True)
        best = places[np.argsort(-counts, kind="stable")[:_TRIED]]
        slips = 1 if len(word) <= 6 else 2
        scored = [(OSA.distance(word, self._words[place], score_cutoff=slips), self._words[place]) for place in best]
        close = min((pair for pair in scored if pair[0] <= slips), default=None)
        if close is None or (close[1][0] != word[0] and len(word) < 6):
            return None
        return close[1], DamerauLevenshtein.normalized_similarity(word, close[1])


def _grams(word: str) -> set[str]:
    padded = f"^{word}$"
    return {padded[place : place + 2] for place in range(len(padded) - 1)} | {
        padded[place : place + 3] for place in range(len(padded) - 2)
    }
