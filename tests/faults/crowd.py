"""Customers in private chats: what each has asked so far, and who still waits for an answer."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.botapi.client import RemoteApi, RemoteBot, RemoteChat
from tests.botapi.records import JSON, Message
from tests.faults.judging import PERSON, Question, finals

PERSON_SHARE = 0.02
QUIET_S = 60.0
LOOK_S = 0.3


@dataclass
class Crowd:
    """Its questions name products, each of them once a chat as long as there are enough."""

    api: RemoteApi
    bot: RemoteBot
    chats: Sequence[RemoteChat]
    titles: Sequence[str]
    luck: random.Random
    asked: dict[int, list[Question]] = field(default_factory=dict)
    written: int = 0
    _open: set[int] = field(default_factory=set)
    _left: dict[int, list[str]] = field(default_factory=dict)

    async def write(self, count: int, asks_person: bool = False) -> None:
        """So many messages, from customers drawn by chance; the first may ask for a person."""
        orders: list[JSON] = []
        for number in range(count):
            first = asks_person and number == 0
            chat = self.luck.choice(self._content() if first else self.chats).id
            person = first or self.luck.random() < PERSON_SHARE
            question = Question(PERSON, None) if person else self._question(chat)
            self.asked.setdefault(chat, []).append(question)
            self._open.add(chat)
            orders.append({"target": "chat", "operation": "say", "chat": chat, "text": question.text})
        if orders:
            await self.api.many(orders)
        self.written += len(orders)

    def _content(self) -> Sequence[RemoteChat]:
        """Those who have not asked for a person yet: asking again opens nothing."""
        mine = [chat for chat in self.chats if all(one.marker for one in self.asked.get(chat.id, ()))]
        return mine or self.chats

    def _question(self, chat: int) -> Question:
        left = self._left.setdefault(chat, [])
        if not left:
            left.extend(self.luck.sample(self.titles, len(self.titles)))
        title = left.pop()
        return Question(f"how much is the {title}?", title)

    async def all_answered(self) -> bool:
        """Whether nobody waits."""
        return not await self._waiting()

    async def until_answered(self) -> None:
        """Returns when nobody waits, or when nothing has moved for a while: the tally then tells."""
        loop = asyncio.get_running_loop()
        last, moved_s = -1, loop.time()
        while waiting := await self._waiting():
            if waiting != last:
                last, moved_s = waiting, loop.time()
            if loop.time() - moved_s > QUIET_S:
                return
            await asyncio.sleep(LOOK_S)

    async def transcripts(self) -> dict[int, list[Message]]:
        return {chat: found for chat, found in (await self.bot.transcript()).items() if chat in self.asked}

    async def _waiting(self) -> int:
        """How many answers are missing."""
        chats = sorted(self._open)
        orders: list[JSON] = [{"target": "chat", "operation": "messages", "chat": chat} for chat in chats]
        missing = 0
        for chat, found in zip(chats, await self.api.many(orders) if orders else [], strict=True):
            left = len(self.asked[chat]) - len(finals([Message.from_json(one) for one in found]))
            missing += max(0, left)
            if left <= 0:
                self._open.discard(chat)
        return missing
