"""One actor per chat: its batches strictly in order, one at a time, chats side by side and none before its turn.

A chat that has nothing to do costs nothing; one that floods us has one place in the queue like any other. What a batch
means is known to `feed`, how it is taken to `Batches`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any

import structlog

from handlers.backoff import Backoff
from handlers.intake.batches import Batch, Batches, Chat
from handlers.intake.pace import Pace
from handlers.intake.updates import Update
from handlers.nursery import Nursery, where
from storage.engine import Store
from storage.errors import StorageError
from storage.records import InboxRow, Work

log = structlog.get_logger(__name__)

Feed = Callable[[Update, Work, str], Coroutine[Any, Any, object]]
GiveUp = Callable[[Sequence[InboxRow], Work, str, str], Coroutine[Any, Any, object]]

ATTEMPTS = 3
ATTEMPTS_OF_ALL = 10  # a process that dies takes many chats along, and only one of them may be the reason
GIVING_UP_S = 8.0
PAUSES_S = (0.2, 1.0, 0.0)  # after the first, the second, the last try


class Hung(Exception):
    """Not done when its lease ended."""


class Actors:
    """Looks at chats it is told of, and feeds what waits there."""

    def __init__(
        self,
        store: Store,
        bot_key: str,
        feed: Feed,
        on_given_up: GiveUp,
        *,
        burst_s: float,
        lease_s: float,
        most: int = 32,
        boot: str,
        nursery: Nursery,
    ) -> None:
        self._batches = Batches(store, bot_key, burst_s=burst_s, lease_s=lease_s, boot=boot)
        self._feed, self._on_given_up = feed, on_given_up
        self._lease_s, self._nursery = lease_s, nursery
        self._pace = Pace(most)
        self._trouble = Backoff("store", most_s=5.0)
        self._chats: dict[str, Chat] = {}
        self._ready: dict[str, None] = {}
        self._later: dict[str, asyncio.TimerHandle] = {}
        self._working: dict[str, asyncio.Task[None]] = {}
        self._stopped = False

    def notify(self, chat_keys: Iterable[str]) -> None:
        """Something waits in these chats."""
        for key in chat_keys:
            chat = self._chats.get(key)
            if chat is None:
                self._chats[key] = Chat(key)
                self._ready[key] = None
            else:
                chat.notified = True  # it is in the queue, at work or waits, and will be looked at again
        self._go_on()

    def accepted(self, after_s: float) -> None:
        """The intake's word on how long an update took; while that is long, fewer turns begin."""
        self._pace.accepted(after_s)

    async def recover(self) -> None:
        """Once at start: what an earlier process left unfinished, the longest waiting chat first."""
        self.notify(await self._batches.recover())

    @property
    def idle(self) -> bool:
        """Whether no chat is in the queue, at work or waiting."""
        return not self._chats

    async def drain(self, timeout_s: float) -> bool:
        """Begin nothing new, wait for what is at work; False when it was not done in time. The inbox keeps the rest."""
        self._stopped = True
        if self._working:
            await asyncio.wait(self._working.values(), timeout=timeout_s)
        return not self._working

    def stop(self) -> None:
        """At once; the next start finds what was not done."""
        self._stopped = True
        for timer in self._later.values():
            timer.cancel()
        for task in self._working.values():
            task.cancel()

    def _go_on(self) -> None:
        while self._ready and len(self._working) < self._pace.allowed and not self._stopped:
            key = next(iter(self._ready))
            del self._ready[key]
            self._working[key] = self._nursery.start(self._work(self._chats[key]), f"chat {key}")

    async def _work(self, chat: Chat) -> None:
        pause_s: float | None = None
        chat.notified = False
        try:
            pause_s = await self._step(chat)
            if self._stopped:
                await self._batches.settle(chat)
            self._trouble.worked()
        except asyncio.CancelledError:
            self._stopped = True
            raise
        except StorageError as problem:
            chat.counted, pause_s = False, self._trouble.failed(str(problem), problem.told)
        except Exception as problem:
            log.error("actor_failed", chat=chat.key, reason=where(problem))
            pause_s = max(PAUSES_S)
        finally:
            self._put_away(chat, pause_s)

    def _put_away(self, chat: Chat, pause_s: float | None) -> None:
        """Forget the chat, or put it at the end of the queue, now or after a pause."""
        del self._working[chat.key]
        if pause_s is None and not chat.notified:
            del self._chats[chat.key]
        elif not pause_s:
            self._ready[chat.key] = None
        elif not self._stopped:
            self._later[chat.key] = asyncio.get_running_loop().call_later(pause_s, self._look_again, chat.key)
        self._go_on()

    def _look_again(self, key: str) -> None:
        del self._later[key]
        self._ready[key] = None
        self._go_on()

    async def _step(self, chat: Chat) -> float | None:
        """One look at the chat; returns the pause until the next, None when nothing is left."""
        found = await self._batches.take(chat)
        if not isinstance(found, Batch):
            return found
        if reason := _hopeless(chat, found):
            return await self._give_up(chat, found, reason)
        update, work = found.update or {}, found.work
        problem = await self._watch(lambda: self._feed(update, work, chat.key), found, self._lease_s)
        if problem is None:
            chat.fed = True
            return 0.0
        return self._count(chat, found, problem)

    async def _watch(self, work: Callable[[], Awaitable[object]], batch: Batch, within_s: float) -> Exception | None:
        """What came of it; what is not done in time is told to end and not waited for."""
        task = self._nursery.start(_caught(work, batch.rows[-1].update_id), f"turn of {batch.rows[-1].update_id}")
        try:
            await asyncio.wait([task], timeout=within_s)
        finally:
            ended = task.done()
            task.cancel()
        if not ended:
            return Hung(f"not done in {within_s} s")
        return RuntimeError("cancelled from within") if task.cancelled() else task.result()

    def _count(self, chat: Chat, batch: Batch, problem: Exception) -> float:
        if isinstance(problem, StorageError):
            raise problem
        chat.failures += 1
        chat.reason = str(problem) if isinstance(problem, Hung) else where(problem)
        log.warning("turn_failed", chat=chat.key, update=batch.rows[-1].update_id, reason=chat.reason)
        return 0.0 if isinstance(problem, Hung) else PAUSES_S[min(chat.failures, ATTEMPTS) - 1]

    async def _give_up(self, chat: Chat, batch: Batch, reason: str) -> float:
        log.error("turn_given_up", chat=chat.key, update=batch.rows[-1].update_id, reason=reason)
        within_s = max(self._lease_s, GIVING_UP_S)
        problem = await self._watch(
            lambda: self._on_given_up(batch.rows, batch.work, chat.key, reason), batch, within_s
        )
        if isinstance(problem, StorageError):
            raise problem
        if problem is not None:
            log.error("giving_up_failed", chat=chat.key, reason=where(problem))
            await self._batches.put_aside(batch, reason)
        chat.fed = True
        return 0.0


async def _caught(work: Callable[[], Awaitable[object]], update: int) -> Exception | None:
    """In a task of its own: every line that it logs names the update."""
    structlog.contextvars.bind_contextvars(update=update)
    try:
        await work()
    except Exception as problem:
        return problem
    return None


def _hopeless(chat: Chat, batch: Batch) -> str | None:
    """Why another try is no use."""
    if batch.update is None:
        return "unreadable"
    if chat.failures >= ATTEMPTS:
        return chat.reason
    if chat.failures == 0 and batch.attempts > ATTEMPTS_OF_ALL:
        return f"begun {batch.attempts - 1} times and never finished"
    return None
