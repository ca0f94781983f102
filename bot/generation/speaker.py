"""Between text and ids: clause requests become jobs of the engine, its samples become candidates.

It knows one vocabulary and one model; threads, queues and deadlines of callers are the client's affair.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from bot.generation import prompt
from bot.generation.automaton import tables
from bot.generation.engine import Engine, Job, Sample
from bot.generation.request import Candidate, ClauseRequest, Sampling
from bot.generation.tokenizer import Vocabulary
from bot.plan.acts import ACTS, Polarity, Row

Turn = tuple[Sequence[ClauseRequest], Sampling, float, Callable[[], bool]]


class Speaker:
    """Speaks for several callers at once."""

    def __init__(self, vocabulary: Vocabulary, model: Any) -> None:
        self._vocabulary = vocabulary
        self._engine = Engine(model, tables(vocabulary), vocabulary.pad)
        size = model.get_output_embeddings().weight.shape[0]
        self._sayable = {language: _mask(vocabulary, language, size) for language in prompt.LANGUAGES}

    def speak(self, turns: Sequence[Turn]) -> list[list[list[Candidate]]]:
        """Per turn and request the candidates; a request the vocabulary has no words for gets none."""
        jobs: list[Job] = []
        places: list[list[int | None]] = []
        for requests, sampling, until, given_up in turns:
            found = [self._job(request, sampling, until, given_up) for request in requests]
            places.append([None if job is None else len(jobs) + at for job, at in _numbered(found)])
            jobs += [job for job in found if job is not None]
        samples = self._engine.sample(jobs)
        return [[[] if at is None else self._candidates(samples[at]) for at in row] for row in places]

    def rehearse(self) -> None:
        """One clause for nobody: the first call of a process pays for lazy set-up here."""
        request = ClauseRequest("en", "plain", "", None, Row.SAME, Polarity.OPEN, "order.shipped")
        sampling = Sampling(candidates=2, max_tokens=4)
        self.speak([([request], sampling, time.monotonic() + 30, lambda: False)])

    def _job(
        self, request: ClauseRequest, sampling: Sampling, until: float, given_up: Callable[[], bool]
    ) -> Job | None:
        try:
            ids = self._vocabulary.prompt(request)
            slots = [self._vocabulary.special[prompt.slot(name)] for name in ACTS[request.act].slots_for(request.row)]
        except KeyError:
            return None
        return Job(ids, slots, self._sayable[request.language], sampling, until, given_up)

    def _candidates(self, samples: Sequence[Sample]) -> list[Candidate]:
        return [Candidate(self._vocabulary.decode(sample.ids), sample.logprob) for sample in samples]


def _numbered(jobs: Sequence[Job | None]) -> list[tuple[Job | None, int]]:
    """Each job with its place among those that exist."""
    place, numbered = 0, []
    for job in jobs:
        numbered.append((job, place))
        place += job is not None
    return numbered


def _mask(vocabulary: Vocabulary, language: str, size: int) -> Tensor:
    """(V,): what a clerk may say; ids beyond the tokenizer, if the weights have any, are never said."""
    mask = torch.zeros(size, dtype=torch.bool)
    sayable = vocabulary.sayable(language)
    mask[: len(sayable)] = torch.tensor(sayable)
    return mask
