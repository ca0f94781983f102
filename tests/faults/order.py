"""Many chats whose answers take times drawn by chance: each chat must read its answers in the order it asked.

Intake, actors, delivery and the Bot API stand-in are the real ones; in place of the clerk stands a wait.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from handlers.delivery.delivering import Delivery
from handlers.delivery.post import Post
from handlers.intake.accepting import Intake
from handlers.intake.actors import Actors
from handlers.intake.polling import Polling
from handlers.nursery import Nursery
from storage.engine import open_store
from storage.records import InboxRow, Work
from tests.botapi.client import RemoteApi, RemoteBot
from tests.botapi.process import botapi_process
from tests.botapi.records import JSON
from tests.faults.again import all_done
from tests.faults.judging import finals

LONGEST_S = 0.05
LEASE_S = 30.0


@dataclass
class Order:
    """What came of it."""

    messages: int
    answered: int = 0
    inverted: int = 0
    wrong: int = 0
    took_s: float = 0.0

    @property
    def clean(self) -> bool:
        return self.answered == self.messages and not (self.inverted or self.wrong)

    def __str__(self) -> str:
        figures = f"answered {self.answered}, out of order {self.inverted}, lost or doubled {self.wrong}"
        return f"messages {self.messages}, {self.took_s:.0f} s: {figures}"


async def answer_in_order(home: Path, chats: int, per_chat: int, seed: int) -> Order:
    """`chats` customers write `per_chat` messages each, turn about."""
    async with botapi_process() as api:
        bot = await api.bot()
        people = [(await bot.private(f"P{number}")).id for number in range(chats)]
        for number in range(per_chat):
            await _say_all(api, people, str(number))
        began_s = time.monotonic()
        async with answering(home, api, bot, random.Random(seed)):
            await all_done(bot, home)
        return await _judge(bot, people, per_chat, time.monotonic() - began_s)


@asynccontextmanager
async def answering(home: Path, api: RemoteApi, remote: RemoteBot, luck: random.Random) -> AsyncIterator[None]:
    """The edges of the service around a clerk that says each text again after a while."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api.url))
    async with open_store(home, own=True) as store, Bot(remote.token, session) as bot, Nursery() as nursery:
        delivery = Delivery(store, bot, nursery, lambda: None, interval_s=0.0)
        post = Post(store, delivery.wake)

        async def feed(update: Mapping[str, Any], work: Work, chat_key: str) -> None:
            await asyncio.sleep(luck.uniform(0, LONGEST_S))
            await post.reply(chat_key, update["message"]["text"], work)

        async def give_up(rows: Sequence[InboxRow], work: Work, chat_key: str, reason: str) -> None:
            raise AssertionError(reason)

        actors = Actors(store, str(bot.id), feed, give_up, burst_s=0.0, lease_s=LEASE_S, boot="order", nursery=nursery)
        intake = Intake(store, str(bot.id), actors.notify, actors.accepted)
        nursery.start(delivery.run(), "delivery")
        nursery.start(Polling(intake, remote.token, api=api.url).run(), "polling")
        yield
        actors.stop()


async def _say_all(api: RemoteApi, people: Sequence[int], text: str) -> None:
    orders: list[JSON] = [{"target": "chat", "operation": "say", "chat": one, "text": text} for one in people]
    await api.many(orders)


async def _judge(bot: RemoteBot, people: Sequence[int], per_chat: int, took_s: float) -> Order:
    found, seen = Order(len(people) * per_chat, took_s=took_s), await bot.transcript()
    for chat in people:
        numbers = [int(text) for text in finals(seen[chat])]
        found.answered += len(numbers)
        found.inverted += sum(later < earlier for earlier, later in pairwise(numbers))
        found.wrong += sorted(numbers) != list(range(per_chat))
    return found
