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
        self.learn([*texts, question])
        asked = self._kept[question]
        return [float(self._kept[text] @ asked) for text in texts]

    def learn(self, texts: Sequence[str]) -> None:
        """Embeds what is not kept yet."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._kept]
        if not fresh or self._embedder is None:
            return
        if len(self._kept) + len(fresh) > MOST_KEPT:
            self._kept.clear()
            fresh = list(dict.fromkeys(texts))
        self._kept.update(zip(fresh, self._embedder.embed(fresh), strict=True))


NONE = Meaning()
