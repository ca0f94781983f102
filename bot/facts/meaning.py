"""What a question is after, compared with sentences of the shop: by sentence vectors and by the matters of trade.

Vectors are English; a question in another spoken language is first put into English word by word (`gloss`). Without an
embedder nothing is near, and words and matters alone decide. Vectors of the shop's sentences are kept in memory, so
that a question costs one embedding once its product or policies have been asked about. Knows text only.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.facts.gloss import to_english
from bot.facts.matters import Matters
from bot.intents.embedding import Embedder

Matrix = npt.NDArray[np.float32]
MOST_KEPT = 50_000
_PARTS = re.compile(r"[,;:–—()]|\b(?:and|with|while|so|but|featuring|offering|for)\b")
_ASKING = re.compile(
    r"^(?:so |and |hi |hey |but |ok )*(?:(?:does|do|is|are|can|could|will|would|did|has|have)(?:n't)?\s+"
    r"(?:it|they|i|we|you|these|this|the \w+|my \w+)\s+|(?:what|how|which)(?:'s| is| are| does| do)?\s+)"
)


class Meaning:
    """Cosines between a question and sentences; the matters that `details` of a product and `rules` of a shop have."""

    def __init__(self, embedder: Embedder | None = None, cache: Path | None = None) -> None:
        self._embedder = embedder
        self._kept: dict[str, Matrix] = {}
        self.details = Matters("detail_matters.yaml", embedder, cache)
        self.rules = Matters("policy_matters.yaml", embedder, cache)

    @property
    def knows(self) -> bool:
        return self._embedder is not None

    def near(self, question: str, texts: Sequence[str], language: str = "en") -> list[float]:
        """The cosine of each text with the question, 0 where the question cannot be compared."""
        asked = in_english(question, language)
        if self._embedder is None or not texts or not asked:
            return [0.0] * len(texts)
        *told, vector = self.learn([*texts, asked])
        return [float(one @ vector) for one in told]

    def near_parts(self, question: str, sentences: Sequence[str], language: str = "en") -> list[float]:
        """Per sentence the cosine of its nearest part: a long sentence says many things."""
        parts = [parts_of(sentence) for sentence in sentences]
        cosines = iter(self.near(question, [part for many in parts for part in many], language))
        return [max(next(cosines) for _ in many) for many in parts]

    def keep(self, texts: Sequence[str]) -> None:
        """Learns what the shop says of itself in one go, and remembers it between starts if the embedder can."""
        kept = getattr(self._embedder, "keep", None)
        if kept is not None and texts:
            self._kept = {**self._kept, **dict(zip(texts, kept(texts), strict=True))}

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


def parts_of(sentence: str) -> list[str]:
    """A sentence and its phrases of two words or more."""
    phrases = (phrase.strip(" .,") for phrase in _PARTS.split(sentence))
    return list(dict.fromkeys([sentence, *(phrase for phrase in phrases if len(phrase.split()) > 1)]))


def without_asking(question: str) -> str:
    """A question without the words that only ask: "does it shrink in the wash" says "shrink in the wash"."""
    return _ASKING.sub("", question.rstrip("?？ "))


def in_english(question: str, language: str) -> str:
    """A question word by word in English, as far as its words are known; an English one as it stands."""
    return question if language == "en" else to_english(question, language)


NONE = Meaning()
