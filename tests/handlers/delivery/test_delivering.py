"""Nothing is said twice, lost or out of order, whatever Telegram and the process do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from handlers.delivery.delivering import Delivery
from handlers.delivery.post import Post
from handlers.delivery.sending import PLACEHOLDER
from handlers.nursery import Nursery
from storage.engine import Store
from storage.records import InboxRow, OutboxRow, Work
from tests.botapi.people import PeopledChat
from tests.botapi.server import TOKEN, BotApi, running_botapi


@dataclass
class Line:
    """The stand-in, a bot, and deliveries over one store."""

    store: Store
    api: BotApi
    bot: Bot
    refused: int = 0

    @asynccontextmanager
    async def delivering(self, **settings: Any) -> AsyncIterator[Delivery]:
        async with Nursery(grace_s=0.5) as nursery:
            delivery = Delivery(self.store, self.bot, nursery, self._note, **{"interval_s": 0.0, **settings})
            nursery.start(delivery.run(), "delivery")
            yield delivery

    async def put(self, chat: PeopledChat | str, *texts: str, **payload: Any) -> None:
        key = chat if isinstance(chat, str) else str(chat.id)
        async with self.store.writing() as unit:
            for text in texts:
                row = OutboxRow("telegram", key, text, datetime.now(UTC), payload={"kind": "reply", **payload})
                await unit.outbox.add(row)

    async def read(self, chat: PeopledChat, count: int, timeout_s: float = 20) -> list[str]:
        """The texts a person sees once there are so many; placeholders left behind are no texts."""
        seen = await chat.wait_for(lambda _: len(texts(chat)) >= count, timeout_s)
        assert seen
        return texts(chat)

    def _note(self) -> None:
        self.refused += 1


def texts(chat: PeopledChat) -> list[str]:
    return [one.text for one in chat.replies() if one.text != PLACEHOLDER]


@pytest.fixture
async def line(store: Store) -> AsyncIterator[Line]:
    async with running_botapi() as api:
        session = AiohttpSession(api=TelegramAPIServer.from_base(api.url))
        async with Bot(TOKEN, session) as bot:
            yield Line(store, api, bot)


async def test_a_chat_reads_its_texts_in_order_and_others_beside_it(line: Line) -> None:
    line.api.faults.slow(0.0, 0.03)
    people = [line.api.bot.private(f"P{number}") for number in range(8)]
    for number in range(5):
        for person in people:
            await line.put(person, f"text {number}")
    async with line.delivering():
        for person in people:
            assert await line.read(person, 5) == [f"text {number}" for number in range(5)]


@pytest.mark.slow
async def test_an_answer_that_is_lost_after_it_was_carried_out_doubles_nothing(line: Line) -> None:
    line.api.faults.drop(accepted=True, method=["sendMessage", "editMessageText"], probability=0.4)
    ann = line.api.bot.private("Ann")
    await line.put(ann, *(f"text {number}" for number in range(12)))
    async with line.delivering():
        assert await line.read(ann, 12, 60) == [f"text {number}" for number in range(12)]


async def test_a_new_process_goes_on_where_the_last_one_died(line: Line) -> None:
    ann = line.api.bot.private("Ann")
    await line.put(ann, "one", "two", "three")
    line.api.faults.hang(method="editMessageText", times=1)
    async with line.delivering():
        await line.api.wait_for(lambda: line.api.bot.calls_of("editMessageText"))
    async with line.delivering():
        assert await line.read(ann, 3) == ["one", "two", "three"]


@pytest.mark.slow
async def test_a_flood_holds_its_own_chat_only(line: Line) -> None:
    ann, bob = line.api.bot.private("Ann"), line.api.bot.private("Bob")
    line.api.faults.flood(ann.id, retry_after=1, times=1)
    await line.put(ann, "for Ann")
    await line.put(bob, "for Bob")
    async with line.delivering():
        await line.read(bob, 1, 0.9)
        assert texts(ann) == []
        assert await line.read(ann, 1) == ["for Ann"]


async def test_who_blocked_the_bot_is_unreachable(line: Line) -> None:
    ann = line.api.bot.private("Ann")
    ann.block()
    async with line.store.writing() as unit:
        await unit.conversations.open("telegram", str(ann.id))
    await line.put(ann, "one", "two")
    async with line.delivering():
        for _ in range(100):
            async with line.store.reading() as unit:
                found = await unit.conversations.find("telegram", str(ann.id))
            if found and found.unreachable_at:
                break
            await asyncio.sleep(0.05)
    assert found is not None
    assert found.unreachable_at is not None
    async with line.store.writing() as unit:
        assert await unit.outbox.take(datetime.now(UTC)) == []


async def test_a_refused_token_stops_the_delivery_and_keeps_the_texts(line: Line) -> None:
    ann = line.api.bot.private("Ann")
    line.api.faults.error(401, method="sendMessage", times=1)
    await line.put(ann, "one")
    async with line.delivering():
        for _ in range(100):
            if line.refused:
                break
            await asyncio.sleep(0.05)
    assert line.refused == 1
    async with line.delivering():
        assert await line.read(ann, 1) == ["one"]


async def test_a_text_that_a_person_overtook_is_not_said(line: Line) -> None:
    ann = line.api.bot.private("Ann")
    line.api.faults.slow(0.3, method="sendMessage", times=1)
    await line.put(ann, "the clerk's")
    async with line.delivering():
        await asyncio.sleep(0.1)
        async with line.store.writing() as unit:
            await unit.outbox.drop_unsent("telegram", str(ann.id))
        await line.put(ann, "the person's", kind="staff")
        assert await line.read(ann, 1) == ["the person's"]
        await ann.wait_for(lambda _: [one.text for one in ann.replies()] == ["the person's"], 5)


async def test_buttons_and_a_keyboard_stand_under_the_text(line: Line) -> None:
    ann = line.api.bot.private("Ann")
    await line.put(ann, "which one?", buttons=[[["1", "pick:0:1"]]])
    await line.put(ann, "who are you?", keyboard="contact", keyboard_label="Share")
    async with line.delivering():
        first, *rest = await line.read(ann, 3)
    assert (first, rest[0]) == ("which one?", "who are you?")
    assert [button["text"] for one in ann.replies() for button in one.buttons][:1] == ["1"]


async def test_a_reply_settles_its_update_and_is_split(line: Line) -> None:
    async with line.store.writing() as unit:
        await unit.inbox.add(InboxRow("4200", 1, b"{}", datetime.now(UTC), "7"))
        [taken] = await unit.inbox.take("4200", "7")
    woken: list[bool] = []
    post = Post(line.store, lambda: woken.append(True))
    await post.reply("7", "word " * 1500, Work((taken.inbox_id or 0,)), payload={"buttons": [[["x", "y"]]]})
    async with line.store.writing() as unit:
        assert await unit.inbox.put_back("4200") == 0
        [first] = await unit.outbox.take(datetime.now(UTC))
    assert woken
    assert "buttons" not in first.payload
