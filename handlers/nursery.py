"""Where background work lives: it is known by name, its failures are logged, and none outlives the nursery."""

import asyncio
import traceback
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

import structlog

log = structlog.get_logger(__name__)

GRACE_S = 3.0
Result = TypeVar("Result")


class Nursery:
    """`async with Nursery() as nursery: nursery.start(...)`; a task that fails takes no other along."""

    def __init__(self, grace_s: float = GRACE_S) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._grace_s = grace_s
        self._open = False

    async def __aenter__(self) -> Self:
        self._open = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Cancels what still runs and waits; what does not let itself be cancelled is left behind, with a line."""
        self._open = False
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._grace_s)
        for task in self._tasks:
            log.warning("task_left_behind", task=task.get_name())

    def start(self, work: Coroutine[Any, Any, Result], name: str) -> asyncio.Task[Result]:
        """Run `work` beside everything else."""
        if not self._open:
            work.close()
            raise RuntimeError(f"the nursery is closed: {name}")
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()) is not None:
            log.error("task_failed", task=task.get_name(), reason=where(problem))


def where(problem: BaseException) -> str:
    """An exception as its type and place: its message may quote a customer."""
    frames = traceback.extract_tb(problem.__traceback__)
    place = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return type(problem).__name__ + place
