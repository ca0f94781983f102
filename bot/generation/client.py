"""How the manager reaches a model: a writer takes clause requests and gives back candidates, perhaps none.

It knows neither rows nor the licence; a writer that is late or fails gives no candidates, and templates answer. Torch
runs in one thread of its own, never on the event loop; calls that wait at the same time join one batch.
"""

import asyncio
import queue
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.generation.checkpoint import Checkpoint, ModelUnusable, inspect, load_model
from bot.generation.request import Candidate, ClauseRequest, Sampling

if TYPE_CHECKING:
    from bot.generation.speaker import Speaker

__all__ = ["LocalWriter", "ModelUnusable", "NoWriter", "Writer", "open_writer"]

log = structlog.get_logger(__name__)

MAX_WAITING = 64
MAX_ROWS = 128
Candidates = list[list[Candidate]]


class Writer(Protocol):
    """Words propositions; per request its candidates, an empty list where there are none."""

    async def write(self, requests: Sequence[ClauseRequest], sampling: Sampling) -> Candidates: ...


class NoWriter:
    """No model: every clause uses its template."""

    async def write(self, requests: Sequence[ClauseRequest], sampling: Sampling) -> Candidates:
        return [[] for _ in requests]


@dataclass(frozen=True)
class Call:
    """What one `write` waits for; `until` is a time of `time.monotonic`."""

    requests: tuple[ClauseRequest, ...]
    sampling: Sampling
    until: float
    answer: "Future[Candidates]"

    @property
    def rows(self) -> int:
        return len(self.requests) * self.sampling.candidates


class LocalWriter:
    """A model in this process; loads in its thread at `start` or at the first call, whichever is first."""

    def __init__(self, checkpoint: Checkpoint, max_waiting: int = MAX_WAITING, max_rows: int = MAX_ROWS) -> None:
        self._checkpoint = checkpoint
        self._calls: queue.Queue[Call | None] = queue.Queue(max_waiting)
        self._max_rows = max_rows
        self._thread: threading.Thread | None = None
        self._loaded: Future[None] = Future()

    @property
    def folder(self) -> Path:
        """Where the model lies."""
        return self._checkpoint.folder

    def start(self) -> None:
        """Begins to load without waiting for it."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
            self._thread.start()

    async def warm(self) -> None:
        """Waits until the model is loaded; raises ModelUnusable. Who stops to wait does not stop the loading."""
        self.start()
        await asyncio.shield(asyncio.wrap_future(self._loaded))

    async def write(self, requests: Sequence[ClauseRequest], sampling: Sampling) -> Candidates:
        """Candidates per request, in time or not at all; a full queue and a broken model give none."""
        self.start()
        call = Call(tuple(requests), sampling, time.monotonic() + sampling.deadline_s, Future())
        none: Candidates = [[] for _ in requests]
        try:
            self._calls.put_nowait(call)
            # The engine stops at the deadline by itself and hands over what is finished; the grace lets it.
            return await asyncio.wait_for(asyncio.wrap_future(call.answer), sampling.deadline_s + 0.2)
        except (queue.Full, TimeoutError):
            log.warning("writer_late", clauses=len(requests), waiting=self._calls.qsize())
            return none
        except ModelUnusable as problem:
            log.error("writer_unusable", reason=str(problem))
            return none

    def close(self) -> None:
        """Lets the thread end; calls still waiting get nothing."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._calls.put(None)
            thread.join(timeout=10)

    def _work(self) -> None:
        from bot.generation.speaker import Speaker  # torch with it: a start answers without waiting for that

        try:
            speaker = Speaker(self._checkpoint.vocabulary, load_model(self._checkpoint))
            speaker.rehearse()
        except Exception as problem:
            told = problem if isinstance(problem, ModelUnusable) else self._speechless(problem)
            self._loaded.set_exception(told)
            self._refuse_all(told)
            return
        self._loaded.set_result(None)
        while calls := self._take():
            self._answer(speaker, calls)

    def _take(self) -> list[Call]:
        """The next call and all that wait with it, up to the row limit; empty when the writer closes."""
        first = self._calls.get()
        if first is None:
            return []
        calls, rows = [first], first.rows
        while rows < self._max_rows:
            try:
                call = self._calls.get_nowait()
            except queue.Empty:
                break
            if call is None:
                self._calls.put(None)
                break
            calls.append(call)
            rows += call.rows
        return calls

    def _answer(self, speaker: "Speaker", calls: list[Call]) -> None:
        waited = [call for call in calls if not call.answer.cancelled()]
        try:
            spoken: Sequence[Candidates | ModelUnusable] = speaker.speak(
                [(call.requests, call.sampling, call.until, call.answer.cancelled) for call in waited]
            )
        except Exception as problem:
            log.exception("writer_failed")
            spoken = [ModelUnusable(f"the model failed: {type(problem).__name__}")] * len(waited)
        for call, answer in zip(waited, spoken, strict=True):
            _deliver(call.answer, answer)

    def _speechless(self, problem: Exception) -> ModelUnusable:
        kind = type(problem).__name__
        return ModelUnusable(
            f"the model in {self.folder} loads but does not speak ({kind}): run `shopclerk train` again"
        )

    def _refuse_all(self, problem: ModelUnusable) -> None:
        while (call := self._calls.get()) is not None:
            _deliver(call.answer, problem)


def _deliver(future: "Future[Candidates]", answer: Candidates | ModelUnusable) -> None:
    """Settles a call unless its caller went away in the meantime."""
    if not future.set_running_or_notify_cancel():
        return
    if isinstance(answer, ModelUnusable):
        future.set_exception(answer)
    else:
        future.set_result(answer)


def open_writer(model: str | Path) -> LocalWriter:
    """The writer of a checkpoint folder, not loaded yet; raises ModelUnusable."""
    return LocalWriter(inspect(model))
