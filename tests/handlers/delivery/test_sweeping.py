"""A placeholder that nobody wrote down is found and taken away; what a customer reads is never touched."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from handlers.delivery.delivering import Delivery
from handlers.delivery.sweeping import MOST_MARKS, marks_of, unsure
from handlers.nursery import Nursery
from storage.engine import Store
from storage.records import OutboxRow
from tests.botapi.people import PeopledChat
from tests.botapi.server import TOKEN, BotApi, running_botapi


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with running_botapi() as api:
        yield api


@asynccontextmanager
async def delivering(store: Store, api: BotApi) -> AsyncIterator[None]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(api.url))
    async with Bot(TOKEN, session) as bot, Nursery(grace_s=0.5) as nursery:
        nursery.start(Delivery(store, bot, nursery, lambda: None, interval_s=0.0).run(), "delivery")
        yield


async def put(store: Store, chat: PeopledChat, text: str) -> None:
    row = OutboxRow("telegram", str(chat.id), text, datetime.now(UTC), payload={"kind": "reply"})
    await store.joined(lambda unit: unit.outbox.add(row))


def shows(chat: PeopledChat, *texts: str) -> Callable[[Any], bool]:
    return lambda _: [one.text for one in chat.replies()] == list(texts)


async def test_one_whose_answer_was_lost(store: Store, api: BotApi) -> None:
    ann, bob = api.bot.private("Ann"), api.bot.private("Bob")
    api.faults.drop(accepted=True, method="sendMessage", chat=ann.id, times=2)
    await put(store, ann, "for Ann")
    await put(store, bob, "for Bob")
    async with delivering(store, api):
        await ann.wait_for(shows(ann, "for Ann"), 20)
        await bob.wait_for(shows(bob, "for Bob"), 20)
    assert [one.text for one in ann.log.values() if one.deleted_at] == ["…", "…"]


async def test_one_of_a_process_that_died(store: Store, api: BotApi) -> None:
    ann = api.bot.private("Ann")
    await put(store, ann, "one")
    async with delivering(store, api):
        await ann.wait_for(shows(ann, "one"), 20)
    ann.say("and?")
    api.faults.hang(accepted=True, method="sendMessage", times=1)
    await put(store, ann, "two")
    async with delivering(store, api):
        await ann.wait_for(shows(ann, "one", "…"), 20)
    async with delivering(store, api):
        await ann.wait_for(shows(ann, "one", "two"), 20)
    assert [one.text for one in ann.messages()] == ["one", "and?", "two"]


def test_marks_outlast_a_process_but_are_few() -> None:
    row = OutboxRow("telegram", "7", "text", datetime.now(UTC))
    assert marks_of(row) == []
    for mark in range(MOST_MARKS + 2):
        row = OutboxRow("telegram", "7", "text", datetime.now(UTC), reason=unsure(row, mark))
    assert marks_of(row) == [2, 3, 4, 5]
