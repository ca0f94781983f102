"""What waits to be written at the same time is written by one call: many small writes cost little more than one."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from storage.engine import Store
from storage.unit import Unit

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(eq=False)
class _Load(Generic[Item, Result]):
    """Items that are written together, and the task that does it."""

    items: list[Item] = field(default_factory=list)
    written: "asyncio.Task[Result] | None" = None


class Gathering(Generic[Item, Result]):
    """`write(unit, items)` in a joined write of `store`; `after(result)` once that is on the disk."""

    def __init__(
        self,
        store: Store,
        write: Callable[[Unit, list[Item]], Awaitable[Result]],
        after: Callable[[Result], None] = lambda result: None,
        *,
        urgent: bool = False,
    ) -> None:
        self._store, self._work, self._after, self._urgent = store, write, after, urgent
        self._filling: _Load[Item, Result] | None = None
        self._writing: set[asyncio.Task[Result]] = set()

    async def add(self, items: Iterable[Item]) -> Result:
        """What `write` returned for all it was given; who goes away leaves the write to the others."""
        load = self._filling or self._begin()
        load.items.extend(items)
        assert load.written is not None
        return await asyncio.shield(load.written)

    def _begin(self) -> _Load[Item, Result]:
        """A load takes items until the moment its write begins."""
        load = self._filling = _Load[Item, Result]()
        load.written = asyncio.get_running_loop().create_task(self._write(load), name="gathered write")
        self._writing.add(load.written)
        load.written.add_done_callback(self._ended)
        return load

    async def _write(self, load: _Load[Item, Result]) -> Result:
        async def write(unit: Unit) -> Result:
            self._close(load)
            return await self._work(unit, load.items)

        try:
            result = await self._store.joined(write, urgent=self._urgent)
        finally:
            self._close(load)
        self._after(result)
        return result

    def _close(self, load: _Load[Item, Result]) -> None:
        if self._filling is load:
            self._filling = None

    def _ended(self, task: "asyncio.Task[Result]") -> None:
        self._writing.discard(task)
        if not task.cancelled():
            task.exception()  # told to whoever still waits
