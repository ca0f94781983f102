"""Character and word n-gram features of short texts, TF-IDF weighted, as one sparse matrix with unit parts."""

from collections.abc import Sequence
from typing import Any


class Ngrams:
    """Two TF-IDF vectorisers side by side; Chinese has characters alone."""

    def __init__(self, language: str) -> None:
        import numpy as np
        from sklearn.feature_extraction.text import TfidfVectorizer

        chars = (1, 4) if language == "zh" else (2, 5)
        analyzer = "char" if language == "zh" else "char_wb"
        common: dict[str, Any] = {"sublinear_tf": True, "lowercase": True, "dtype": np.float32}
        self._parts = [TfidfVectorizer(analyzer=analyzer, ngram_range=chars, **common)]
        if language != "zh":
            pattern = r"(?u)[^\W_]+(?:'[^\W_]+)?|\?"
            self._parts.append(TfidfVectorizer(token_pattern=pattern, ngram_range=(1, 3), **common))

    def fit(self, texts: Sequence[str]) -> "Ngrams":
        for part in self._parts:
            part.fit(texts)
        return self

    def transform(self, texts: Sequence[str]) -> Any:
        from scipy.sparse import hstack

        matrices = [part.transform(texts) for part in self._parts]
        return matrices[0] if len(matrices) == 1 else hstack(matrices, format="csr")
