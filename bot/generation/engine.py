"""Samples token ids: every clause × candidate of every waiting request in one batch with one key-value cache.

The engine sees token ids, never text. One prefill per clause; its cache is repeated for the candidates; finished,
late and cancelled rows leave the batch at once. Each row draws from a generator of its own, seeded by the request
alone, so on one machine in fp32 the same request and seed give the same ids whatever else is in the batch.
"""

import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from bot.generation.automaton import Automaton, Tables
from bot.generation.request import Sampling

# Beyond these many best tokens top-p has nothing left to keep in a grammar as small as ours.
SHORTLIST = 128
LONGEST = 256


@dataclass(frozen=True)
class Job:
    """One clause to sample; `until` is a time of `time.monotonic`, `given_up` whether anyone still waits."""

    prompt: Sequence[int]
    slots: Sequence[int]
    sayable: Tensor
    sampling: Sampling
    until: float
    given_up: Callable[[], bool] = lambda: False


@dataclass(frozen=True)
class Sample:
    """The ids of a finished clause without its end, and their mean log-probability before any mask."""

    ids: tuple[int, ...]
    logprob: float


class Engine:
    """Samples from a causal language model on the CPU or the device where its weights lie."""

    def __init__(self, model: Any, tables: Tables, pad: int) -> None:
        self._model = model
        self._tables = tables
        self._pad = pad

    @torch.inference_mode()
    def sample(self, jobs: Sequence[Job]) -> list[list[Sample]]:
        """Per job its finished samples; those that hit the length cap or the deadline are left out."""
        if not jobs:
            return []
        batch = _Batch(self._model, self._tables, jobs, self._pad)
        while batch.owners.numel():
            batch.step()
        return batch.found


class _Batch:
    """The rows still being written: owners (B,), written ids (B, t), and the state that belongs to them."""

    def __init__(self, model: Any, tables: Tables, jobs: Sequence[Job], pad: int) -> None:
        self.found: list[list[Sample]] = [[] for _ in jobs]
        self._model, self._jobs, self._end = model, jobs, tables.end
        copies = torch.tensor([job.sampling.candidates for job in jobs])
        self.owners = torch.repeat_interleave(torch.arange(len(jobs)), copies)
        self._prefill(pad, copies)
        rows = [jobs[owner] for owner in self.owners.tolist()]
        self._automaton = Automaton(tables, torch.stack([job.sayable for job in rows]), [job.slots for job in rows])
        self._heat = torch.tensor([max(job.sampling.temperature, 1e-4) for job in rows])[:, None]
        self._top_p = torch.tensor([job.sampling.top_p for job in rows])[:, None]
        room = getattr(model.config, "max_position_embeddings", LONGEST)
        self._cap = torch.tensor([min(job.sampling.max_tokens, LONGEST, room - len(job.prompt)) for job in rows])
        self._luck = torch.cat([_luck(job) for job in jobs])
        self._written = torch.zeros(len(rows), 0, dtype=torch.long)
        self._score = torch.zeros(len(rows))

    def _prefill(self, pad: int, copies: Tensor) -> None:
        prompts = [list(job.prompt) for job in self._jobs]
        longest = max(map(len, prompts))
        ids = torch.tensor([[pad] * (longest - len(prompt)) + prompt for prompt in prompts])
        seen = torch.tensor([[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in prompts])
        out = self._model(
            input_ids=ids,
            attention_mask=seen,
            position_ids=(seen.cumsum(1) - 1).clamp(min=0),
            use_cache=True,
            logits_to_keep=1,
        )
        self._cache = out.past_key_values
        self._spread(copies)
        self._logits = out.logits[:, -1].float().repeat_interleave(copies, 0)
        self._seen = seen.repeat_interleave(copies, 0)
        self._place = seen.sum(1).repeat_interleave(copies)

    def _spread(self, copies: Tensor) -> None:
        rows = torch.repeat_interleave(torch.arange(len(copies)), copies)
        self._cache.batch_select_indices(rows)

    def step(self) -> None:
        """Writes one token in every row and lets go of rows that are done, late or not waited for."""
        tokens = self._draw()
        ended = tokens == self._end
        for row in torch.nonzero(ended).flatten().tolist():
            self._finish(row)
        self._written = torch.cat([self._written, tokens[:, None]], 1)
        going = ~ended & (self._written.shape[1] < self._cap) & self._awaited()
        kept = torch.nonzero(going).flatten()
        if len(kept) < len(going):
            self._keep(kept)
            tokens = tokens[kept]
        if len(kept):
            self._automaton.advance(tokens)
            self._forward(tokens)

    def _draw(self) -> Tensor:
        """One token a row, (B,): masked, heated, cut at top-p, drawn by the row's own luck."""
        logprobs = self._logits.log_softmax(-1)
        masked = logprobs.masked_fill(~self._automaton.allowed, float("-inf"))
        best, ids = masked.topk(min(SHORTLIST, masked.shape[-1]))
        chances = (best / self._heat).softmax(-1)
        before = chances.cumsum(-1) - chances
        chances = chances.masked_fill(before >= self._top_p, 0.0)
        mass = chances.cumsum(-1)
        aim = self._luck[:, self._written.shape[1]][:, None] * mass[:, -1:]
        pick = (mass <= aim).sum(-1, keepdim=True).clamp(max=mass.shape[-1] - 1)
        tokens: Tensor = ids.gather(1, pick)
        self._score += logprobs.gather(1, tokens)[:, 0]
        drawn: Tensor = tokens[:, 0]
        return drawn

    def _finish(self, row: int) -> None:
        ids = tuple(self._written[row].tolist())
        self.found[int(self.owners[row])].append(Sample(ids, float(self._score[row]) / (len(ids) + 1)))

    def _awaited(self) -> Tensor:
        now = time.monotonic()
        waits: Tensor = torch.tensor([now < job.until and not job.given_up() for job in self._jobs])
        return waits[self.owners]

    def _keep(self, rows: Tensor) -> None:
        self._automaton.keep(rows)
        if len(rows):
            self._cache.batch_select_indices(rows)
        for name in ("owners", "_heat", "_top_p", "_cap", "_luck", "_written", "_score", "_seen", "_place"):
            setattr(self, name, getattr(self, name)[rows])

    def _forward(self, tokens: Tensor) -> None:
        self._seen = torch.cat([self._seen, self._seen.new_ones(len(tokens), 1)], 1)
        out = self._model(
            input_ids=tokens[:, None],
            attention_mask=self._seen,
            position_ids=self._place[:, None],
            past_key_values=self._cache,
            use_cache=True,
        )
        self._place = self._place + 1
        self._logits = out.logits[:, -1].float()


def _luck(job: Job) -> Tensor:
    """The uniform draws of a job's candidates, (candidates, max_tokens): a function of its prompt and seed alone."""
    sampling = job.sampling
    told = zlib.crc32(repr((sampling.seed, *job.prompt)).encode())
    luck = torch.Generator().manual_seed(told)
    draws: Tensor = torch.rand(sampling.candidates, LONGEST, generator=luck)
    return draws
