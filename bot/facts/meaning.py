"""How near the meaning of a question is to sentences of the shop, by sentence vectors; knows text only.

Without an embedder nothing is near and words alone decide. Vectors of the shop's sentences are kept in memory, so that
a question costs one embedding once its product or policies have been asked about.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
MOST_KEPT = 50_000


class Embedder(Protocol):
    """Unit vectors of texts, one row a text."""

    def embed(self, texts: Sequence[str]) -> Matrix: ...


class Meaning:
    """Cosines between a question and sentences."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self._embedder = embedder
        self._kept: dict[str, Matrix] = {}

    @property
    def knows(self) -> bool:
        return self._embedder is not None

    def near(self, question: str, texts: Sequence[str]) -> list[float]:
        """The cosine of each text with the question, 0 without an embedder."""
        if self._embedder is None or not texts:
            return [0.0] * len(texts)
        *told, asked = self.learn([*texts, question])
        return [float(vector @ asked) for vector in told]

    def learn(self, texts: Sequence[str]) -> list[Matrix]:
        """The vectors of texts, from memory where they are kept; threads may share it."""
        if self._embedder is None:
            return []
        kept = self._kept
        fresh = [text for text in dict.fromkeys(texts) if text not in kept]
        known = {text: kept[text] for text in texts if text in kept}
        if fresh:
            known |= zip(fresh, self._embedder.embed(fresh), strict=True)
            # A fresh dictionary, not an emptied one: another thread may be reading the old.
            self._kept = known if len(kept) > MOST_KEPT else {**kept, **known}
        return [known[text] for text in texts]


NONE = Meaning()
