"""Keeps solved classifiers on disk between starts, each under the digest of what it was fitted on; knows no intent.

A file that is missing or damaged costs a fit, never an answer. The oldest files go when there are many.
"""

import hashlib
import os
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import numpy as np

from bot.intents.ridge import Solved

FORMAT, MOST_FILES = "1", 24


class Solutions:
    """A folder of `fit-DIGEST.npz`; without a folder nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def find(self, digest: str, rows: int) -> Solved | None:
        """What was solved for this digest over so many rows."""
        if self._folder is None:
            return None
        try:
            with (self._folder / f"fit-{digest}.npz").open("rb") as file, np.load(file, allow_pickle=False) as held:
                alphas = np.asarray(held["alphas"], dtype=np.float32)
                return Solved(alphas, float(held["sharpness"])) if len(alphas) == rows else None
        except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):
            return None

    def keep(self, digest: str, solved: Solved) -> None:
        """Writes beside and renames; a disk that refuses only makes the next start slower."""
        if self._folder is None:
            return
        partial = self._folder / f"fit-{digest}.{os.getpid()}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as file:
                np.savez(file, alphas=solved.alphas, sharpness=np.float64(solved.sharpness))
            partial.replace(self._folder / f"fit-{digest}.npz")
            held = sorted(self._folder.glob("fit-*.npz"), key=lambda path: path.stat().st_mtime)
            for old in held[:-MOST_FILES]:
                old.unlink(missing_ok=True)
        except OSError:
            with suppress(OSError):
                partial.unlink(missing_ok=True)


def digest_of(parts: Iterable[str]) -> str:
    """One digest of many texts, in order."""
    told = hashlib.sha256(FORMAT.encode())
    for part in parts:
        told.update(part.encode("utf-8", "replace"))
        told.update(b"\0")
    return told.hexdigest()[:24]
