"""Wakes those who wait for something to change. Knows nothing of what changed."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """A counter that can be waited on; costs next to nothing while nobody waits."""

    __slots__ = ("version", "waiters")

    def __init__(self) -> None:
        self.version = 0
        self.waiters: list[asyncio.Future[None]] = []

    def notify(self) -> None:
        """Wakes everybody who waits."""
        self.version += 1
        if self.waiters:
            waiters, self.waiters = self.waiters, []
            for waiter in waiters:
                if not waiter.done():
                    waiter.set_result(None)

    async def wait(self, version: int, timeout_s: float) -> int:
        """Returns the version once it differs from the one given, or the same one when the time is over."""
        if self.version == version and timeout_s > 0:
            waiter = asyncio.get_running_loop().create_future()
            self.waiters.append(waiter)
            await asyncio.wait([waiter], timeout=timeout_s)
        return self.version


async def wait_until(changes: Changes, look: Callable[[], T], met: Callable[[T], object], timeout_s: float) -> T:
    """What `look` returned when `met` was first content with it. TimeoutError shows the last look."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + timeout_s
    while True:
        version, seen = changes.version, look()
        if met(seen):
            return seen
        left = deadline - loop.time()
        if left <= 0:
            raise TimeoutError(f"not met within {timeout_s} s; last seen: {seen}")
        await changes.wait(version, left)
