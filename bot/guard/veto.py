"""A second opinion: a linear classifier, trained apart from the writer, says which act a clause sounds like.

It may only refuse: a clause that surely sounds like another act with the same slots does not leave. It can never
admit what the licence refused. The weights are one int8 matrix a language in an .npz file, read without pickle.
"""

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.plan.acts import ACTS

# To sound like what the act implies contradicts nothing: what was shipped on a day left the shop on it.
IMPLIED = {
    "order.shipped_on": ("order.left_on",),
    "order.refunded_full": ("order.refunded_sum",),
    "order.refunded_part": ("order.refunded_sum",),
}
FEATURES = 4096
FILE = "veto.npz"
_UNIT = re.compile(r"\{[a-z.]+\}|[^\W\d_]+(?:['’][^\W\d_]+)*", re.UNICODE)


@cache
def rivals(act: str) -> tuple[str, ...]:
    """The other acts of the same kind that hold the same slots: what a wrong clause of `act` could state instead."""
    mine = ACTS[act]
    same = (a for a in ACTS.values() if a.kind is mine.kind and sorted(a.slots) == sorted(mine.slots))
    return tuple(other.name for other in same if other.name != act)


def features(text: str, language: str) -> list[int]:
    """Hashed words and pairs of words of a clause; in Chinese characters, pairs and triples."""
    units = list(text) if language == "zh" else [unit.lower() for unit in _UNIT.findall(text)]
    return sorted({zlib.crc32(gram.encode()) % FEATURES for gram in _grams(units, 3 if language == "zh" else 2)})


def _grams(units: Sequence[str], longest: int) -> Iterator[str]:
    for size in range(1, longest + 1):
        for at in range(len(units) - size + 1):
            yield "\0".join(units[at : at + size])


@dataclass(frozen=True)
class Judge:
    """One language: `weights` (acts, features) in int8 times `scale` (acts,), `bias` (acts,), and the margin."""

    acts: tuple[str, ...]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    margin: float

    def scores(self, hashed: Sequence[int]) -> NDArray[np.float32]:
        """(acts,): how much a clause sounds like each act."""
        norm = 1.0 / np.sqrt(max(1, len(hashed)))
        total = self.weights[:, list(hashed)].sum(axis=1, dtype=np.int32)
        return np.asarray(total * self.scale * norm + self.bias, dtype=np.float32)


class Veto:
    """The judges of all languages."""

    def __init__(self, judges: Mapping[str, Judge]) -> None:
        self._judges = dict(judges)

    def contradicts(self, text: str, language: str, act: str) -> str | None:
        """The rival act a clause surely sounds like, if any."""
        judge = self._judges.get(language)
        if judge is None or act not in judge.acts:
            return None
        scores = judge.scores(features(text, language))
        places = {name: at for at, name in enumerate(judge.acts)}
        others = [name for name in rivals(act) if name in places and name not in IMPLIED.get(act, ())]
        if not others:
            return None
        worst = max(others, key=lambda name: float(scores[places[name]]))
        return worst if scores[places[worst]] - scores[places[act]] > judge.margin else None

    def save(self, file: Path) -> None:
        """Writes every judge to one .npz file."""
        arrays: dict[str, Any] = {}
        for language, judge in self._judges.items():
            arrays |= {
                f"{language}.acts": np.array(judge.acts),
                f"{language}.weights": judge.weights,
                f"{language}.scale": judge.scale,
                f"{language}.bias": judge.bias,
                f"{language}.margin": np.array(judge.margin),
            }
        np.savez_compressed(file, **arrays)


def open_veto(folder: Path) -> Veto | None:
    """The veto of a checkpoint folder, None where it has none; ValueError if it is damaged."""
    file = folder / FILE
    if not file.is_file():
        return None
    with np.load(file, allow_pickle=False) as arrays:
        languages = sorted({name.split(".")[0] for name in arrays.files})
        return Veto({language: _judge(arrays, language) for language in languages})


def _judge(arrays: Any, language: str) -> Judge:
    acts = tuple(str(name) for name in arrays[f"{language}.acts"])
    return Judge(
        acts,
        arrays[f"{language}.weights"],
        arrays[f"{language}.scale"],
        arrays[f"{language}.bias"],
        float(arrays[f"{language}.margin"]),
    )
