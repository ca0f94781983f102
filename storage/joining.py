"""Group commit: writes that wait at the same time share one transaction and one flush to the disk.

It knows no row. Each write stands behind a savepoint of its own, so that one that fails takes nobody along. A
transaction takes up what comes while it runs, but not for long; an urgent write goes before all others and is soon
committed.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.unit import Unit

MOST = 100
LONGEST_S, URGENT_S = 0.02, 0.005
Result = TypeVar("Result")
Write = Callable[[Unit], Awaitable[Any]]


@dataclass
class _Job:
    """A write and where its caller waits."""

    work: Write
    answer: "asyncio.Future[Any]"
    urgent: bool


class Joining:
    """Runs writes in the order they came, urgent ones first, as many in one transaction of `writing` as wait for it."""

    def __init__(self, writing: Callable[[], AbstractAsyncContextManager[Unit]]) -> None:
        self._writing = writing
        self._jobs: deque[_Job] = deque()
        self._urgent: deque[_Job] = deque()
        self._runner: asyncio.Task[None] | None = None

    async def run(self, work: Callable[[Unit], Awaitable[Result]], urgent: bool = False) -> Result:
        """The result of `work` once it is committed. A caller that is cancelled does not stop a write that began."""
        job = _Job(work, asyncio.get_running_loop().create_future(), urgent)
        (self._urgent if urgent else self._jobs).append(job)
        if self._runner is None or self._runner.done():
            self._runner = asyncio.create_task(self._drain(), name="joined writes")
        result: Result = await job.answer
        return result

    async def close(self) -> None:
        """Lets what waits be written."""
        if self._runner is not None:
            with suppress(asyncio.CancelledError):
                await self._runner

    async def _drain(self) -> None:
        while self._jobs or self._urgent:
            jobs: list[_Job] = []
            results: list[Any] = []
            try:
                async with self._writing() as unit:
                    end_s = time.monotonic() + LONGEST_S
                    while (job := self._next(len(jobs), end_s)) is not None:
                        if job.urgent:
                            end_s = min(end_s, time.monotonic() + URGENT_S)
                        jobs.append(job)
                        results.append(await _attempt(unit, job))
            except BaseException as problem:
                if not jobs:  # the transaction did not even begin
                    jobs = [*self._urgent, *self._jobs]
                    self._urgent.clear()
                    self._jobs.clear()
                for job in jobs:
                    _settle(job, problem if isinstance(problem, Exception) else asyncio.CancelledError())
                if not isinstance(problem, Exception):
                    raise
                continue
            for job, result in zip(jobs, results, strict=True):
                _settle(job, result)

    def _next(self, held: int, end_s: float) -> _Job | None:
        """The next write of a transaction that holds so many; None when it is to be committed."""
        if held >= MOST or (held and time.monotonic() >= end_s):
            return None
        waiting = self._urgent or self._jobs
        return waiting.popleft() if waiting else None


@dataclass
class _Failed:
    """What a write raised."""

    problem: Exception


async def _attempt(unit: Unit, job: _Job) -> Any:
    if job.answer.cancelled():
        return None
    first: DBAPIError | None = None
    try:
        async with unit.savepoint():
            try:
                return await job.work(unit)
            except DBAPIError as problem:
                first = problem
                raise
    except DBAPIError as problem:
        if not isinstance(problem, IntegrityError):
            # A full disk or a lock may have ended the whole transaction, and the savepoint with it: leaving that then
            # fails too, and says nothing of the reason.
            raise first or problem from None
        return _Failed(problem)
    except Exception as problem:
        return _Failed(problem)


def _settle(job: _Job, result: Any) -> None:
    if job.answer.done():
        return
    if isinstance(result, _Failed):
        job.answer.set_exception(result.problem)
    elif isinstance(result, BaseException):
        job.answer.set_exception(result)
    else:
        job.answer.set_result(result)
