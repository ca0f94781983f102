"""Examples as token ids, in batches of like length: padding costs as much as speech on a small machine.

A batch holds `input_ids`, `attention_mask` and `labels`, all (B, T); the label of everything but the clerk's own
clause is -100. Knows ids, not how a model learns from them.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.utils.data import IterableDataset

from bot.generation.tokenizer import Vocabulary
from bot.training.corpus import Corpus, Example

IGNORED = -100
POOL = 64


@dataclass(frozen=True, slots=True)
class Line:
    """One example as ids; the clerk speaks from `start`."""

    ids: list[int]
    start: int


def encode(vocabulary: Vocabulary, example: Example) -> Line:
    """Prompt and clause of one example."""
    prompt = vocabulary.prompt(example.request)
    return Line([*prompt, *vocabulary.clause(example.text)], len(prompt))


def collate(lines: list[Line], pad: int) -> dict[str, Tensor]:
    """Lines padded on the right."""
    width = max(len(line.ids) for line in lines)
    rows = [line.ids + [pad] * (width - len(line.ids)) for line in lines]
    seen = [[1] * len(line.ids) + [0] * (width - len(line.ids)) for line in lines]
    said = [[IGNORED] * line.start + line.ids[line.start :] + [IGNORED] * (width - len(line.ids)) for line in lines]
    return {
        "input_ids": torch.tensor(rows),
        "attention_mask": torch.tensor(seen),
        "labels": torch.tensor(said),
    }


class Batches(IterableDataset[dict[str, Tensor]]):
    """An endless stream of batches; sorts `POOL` batches' worth of examples by length, then shuffles the batches."""

    def __init__(self, corpus: Corpus, vocabulary: Vocabulary, size: int, seed: int) -> None:
        self._corpus, self._vocabulary, self._size, self._seed = corpus, vocabulary, size, seed

    def __iter__(self) -> Iterator[dict[str, Tensor]]:
        chance = random.Random(self._seed)
        while True:
            lines = [encode(self._vocabulary, example) for example in self._corpus.draw(POOL * self._size)]
            lines.sort(key=lambda line: len(line.ids))
            batches = [lines[at : at + self._size] for at in range(0, len(lines), self._size)]
            chance.shuffle(batches)
            for batch in batches:
                yield collate(batch, self._vocabulary.pad)
