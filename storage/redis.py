"""Redis on a short leash: an error or a late answer means None, and a dead server is not asked again for a while.

It knows neither keys nor values.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Protocol, TypeVar

import structlog
from redis.asyncio import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = structlog.get_logger(__name__)

Answer = TypeVar("Answer")
BUDGET_S = 0.05
REST_S = 5.0
_TROUBLE = (RedisError, OSError, TimeoutError)


class HotServer(Protocol):
    """The part of Redis that is used here."""

    def get(self, name: str) -> Awaitable[Any]: ...
    def set(self, name: str, value: str, *, ex: int | None = None) -> Awaitable[Any]: ...
    def delete(self, name: str) -> Awaitable[Any]: ...


class Hot:
    """A Redis that may be slow, wrong or gone; whoever asks must be able to do without the answer.

    After a failure nobody asks for `rest_s`, so that a dead server costs its budget once and not once a turn. The log
    gets one line when the trouble begins and one when it is over.
    """

    def __init__(self, server: HotServer | None, budget_s: float = BUDGET_S, rest_s: float = REST_S) -> None:
        self._server = server
        self._budget_s, self._rest_s = budget_s, rest_s
        self._asleep_until = float("-inf")
        self._failing_since_s: float | None = None

    @property
    def present(self) -> bool:
        """Whether there is a server at all, well or not."""
        return self._server is not None

    @property
    def resting(self) -> bool:
        return time.monotonic() < self._asleep_until

    async def ask(self, question: Callable[[HotServer], Awaitable[Answer]]) -> Answer | None:
        """The answer, or None when there is none in time."""
        if self._server is None or self.resting:
            return None
        try:
            async with asyncio.timeout(self._budget_s):
                answer = await question(self._server)
        except _TROUBLE as problem:
            self._failed(problem)
            return None
        self._worked()
        return answer

    def _failed(self, problem: Exception) -> None:
        now_s = time.monotonic()
        self._asleep_until = now_s + self._rest_s
        if self._failing_since_s is None:
            self._failing_since_s = now_s
            log.warning("redis_failing", reason=type(problem).__name__, instead="sqlite")

    def _worked(self) -> None:
        if self._failing_since_s is not None and not self.resting:
            log.warning("redis_works_again", after_s=round(time.monotonic() - self._failing_since_s, 1))
            self._failing_since_s = None


async def ping(url: str, budget_s: float = 1.0) -> bool:
    """Whether a server answers there."""
    server = _connect(url, budget_s)
    try:
        async with asyncio.timeout(budget_s):
            await server.get("shopclerk:ping")
    except _TROUBLE:
        return False
    finally:
        await server.aclose()
    return True


@asynccontextmanager
async def open_hot(url: str | None, budget_s: float = BUDGET_S, rest_s: float = REST_S) -> AsyncIterator[Hot]:
    """Connects at the first question; without a URL every question is answered None."""
    if not url:
        yield Hot(None)
        return
    server = _connect(url, budget_s)
    try:
        yield Hot(server, budget_s, rest_s)
    finally:
        await server.aclose()


def _connect(url: str, budget_s: float) -> Any:
    return Redis.from_url(url, decode_responses=True, retry=Retry(NoBackoff(), 0), socket_connect_timeout=budget_s)
