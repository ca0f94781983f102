"""A conversation that leaves nothing behind: for `chat`, `replay` and `evaluate`.

It answers exactly as the manager does, keeping the scene in memory instead of in the store.
"""

import hashlib
from collections import deque
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from bot.conversation.clerk import Clerk, Draft, Turn, UnitOfTurn
from bot.conversation.reply import Answer
from bot.plan.scene import Scene
from storage.records import CustomerId

Reading = Callable[[], AbstractAsyncContextManager[UnitOfTurn]]


class Talk:
    """One conversation; `customer_id` is the verified customer, told by `know` or proven in a message."""

    def __init__(self, clerk: Clerk, reading: Reading, key: str, seed: int = 0) -> None:
        self._clerk, self._reading, self._key, self._seed = clerk, reading, key, seed
        self.customer_id: CustomerId | None = None
        self._proven: CustomerId | None = None
        self._scene = Scene()
        self._language: str | None = None
        self._turn = 0
        self._recent: deque[str] = deque(maxlen=3)
        self.last: Draft | None = None

    def know(self, customer_id: str | None) -> None:
        """Who writes the next message; None is a stranger, unless an earlier message proved who it is."""
        self.customer_id = CustomerId(customer_id) if customer_id else self._proven

    async def say(self, text: str, now: datetime, hint: str | None = None) -> Answer:
        """The clerk's answer to one message."""
        turn = Turn(
            text,
            self.customer_id,
            now,
            self._scene,
            f"{self._key}/{self._turn}",
            hint,
            self._language,
            turn_seed(self._seed, self._key, self._turn),
            tuple(self._recent),
        )
        async with self._reading() as unit:
            self.last = await self._clerk.draft(turn, unit)
        answer = await self._clerk.finish(self.last)
        if turn.customer_id is None:
            self._proven = self.customer_id = self.last.customer_id
        self._scene, self._language = answer.scene, answer.language
        self._turn += 1
        self._recent.append(answer.text)
        return answer


def turn_seed(seed: int, key: str, turn: int) -> int:
    """A seed of its own for every turn, the same in every run and at every concurrency."""
    digest = hashlib.sha256(f"{seed}\0{key}\0{turn}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:6], "big")
