"""Customers in bulk: what they write to a bot of the stand-in, when they were answered, and whether rightly."""

import asyncio
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.importers.load import load
from handlers.delivery.sending import PLACEHOLDER
from storage.engine import open_store
from tests.botapi.client import RemoteApi, RemoteBot
from tests.botapi.records import JSON, Message
from tests.faults.judging import Question, Tally, judge

SHOP = Path(__file__).parents[2] / "deploy" / "shop"
LOOK_S = 0.2
MADE_AT_ONCE = 500
CANNED = 0.3


async def import_shop(home: Path) -> list[Question]:
    """The sample shop's prices, which are worded by templates, and a canned matter; each with what it must name."""
    async with open_store(home) as store:
        await load([SHOP], store, home)
        async with store.reading() as unit:
            titles = sorted({variant.title for variant in await unit.catalogue.all()})
            opens = (await unit.facts.all())["opens"].value
    alone = [one for one in titles if not any(one != other and one in other for other in titles)]
    return [Question("when do you open", opens), *(Question(f"how much is the {one}?", one) for one in alone)]


def draw(luck: random.Random, questions: Sequence[Question]) -> Question:
    """The canned one, or any of the others."""
    return questions[0] if luck.random() < CANNED else luck.choice(questions[1:])


@dataclass
class Crowd:
    """Private chats of one bot, and what was asked in each."""

    api: RemoteApi
    bot: RemoteBot
    chats: list[int]
    edited: bool
    asked: dict[int, list[Question]] = field(default_factory=dict)
    before: int = 0

    async def say(self, said: Iterable[tuple[int, Question]]) -> None:
        """All at once, in this order."""
        orders: list[JSON] = []
        for chat, question in said:
            self.asked.setdefault(chat, []).append(question)
            orders.append({"bot": self.bot.token, "target": "chat", "operation": "say", "chat": chat})
            orders[-1]["text"] = question.text
        await self.api.many(orders)

    async def until_answered(self, timeout_s: float) -> dict[int, list[Message]]:
        """Every chat's messages once all were answered; without all, when the time is over."""
        expected, end_s = sum(map(len, self.asked.values())), time.monotonic() + timeout_s
        while await self.final_requests() < expected and time.monotonic() < end_s:  # noqa: ASYNC110 - of another process
            await asyncio.sleep(LOOK_S)  # every look costs the stand-in what is measured
        seen = await self.transcript()
        while sum(map(len, map(finals, seen.values()))) < expected and time.monotonic() < end_s:
            await asyncio.sleep(1)
            seen = await self.transcript()
        return seen

    async def transcript(self) -> dict[int, list[Message]]:
        return {chat: messages for chat, messages in (await self.bot.transcript()).items() if chat in self.asked}

    def judge(self, seen: dict[int, list[Message]]) -> Tally:
        """Lost, doubled or out of order, chat by chat."""
        tally = Tally()
        for chat, questions in self.asked.items():
            judge(questions, seen.get(chat, []), "never said", tally)
        return tally

    async def final_requests(self) -> int:
        """A cheap guess at how many replies stand in the chats."""
        calls = (await self.bot.counts())["calls"]
        return int(calls.get("editMessageText" if self.edited else "sendMessage", 0)) - self.before


def finals(messages: Sequence[Message]) -> list[Message]:
    """Replies that are no placeholders."""
    return [one for one in messages if one.by_bot and one.text != PLACEHOLDER]


def last_answer_at(seen: dict[int, list[Message]]) -> float:
    """When the last reply stood there in its last form."""
    return max(one.versions[-1].at for messages in seen.values() for one in finals(messages))


async def meet(api: RemoteApi, token: str, count: int, *, edited: bool) -> Crowd:
    """So many people with private chats; `edited` says that replies are edited into placeholders."""
    bot, chats = await api.bot(token), list[int]()
    while len(chats) < count:
        made: JSON = {"bot": token, "target": "bot", "operation": "private", "name": "Ann", "language_code": "en"}
        some = min(MADE_AT_ONCE, count - len(chats))
        chats += [one["chat"]["id"] for one in await api.many([dict(made) for _ in range(some)])]
    crowd = Crowd(api, bot, chats, edited)
    crowd.before = await crowd.final_requests()
    return crowd


async def greet(crowd: Crowd, question: Question, timeout_s: float) -> None:
    """Returns once the bot answers; raises TimeoutError when it does not."""
    chat = crowd.chats[0]
    await crowd.say([(chat, question)])
    if not finals((await crowd.until_answered(timeout_s)).get(chat, [])):
        raise TimeoutError(f"not answered within {timeout_s:.0f} s")
