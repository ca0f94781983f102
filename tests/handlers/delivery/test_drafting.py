"""Drafts: shown, replaced, gone with the message; refused ones are not tried again, and no fault is raised."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramNotFound, TelegramServerError
from aiogram.methods import SendMessageDraft

from bot.conversation.parts import LIMIT
from handlers.delivery.drafting import Drafts
from tests.botapi.server import TOKEN, BotApi, running_botapi


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with running_botapi() as running:
        yield running


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(api.url))
    yield Bot(TOKEN, session)
    await (await session.create_session()).close()


async def test_a_draft_grows_and_goes_with_the_message(api: BotApi, bot: Bot) -> None:
    chat, drafts = api.bot.private(), Drafts(bot)
    for text in ("It left on Friday.", "It left on Friday. It comes on Monday."):
        await drafts.show(chat.id, 41, text)
    assert [note.text for note in chat.drafts()] == ["It left on Friday. It comes on Monday."]
    await bot.send_message(chat.id, "…")
    assert chat.drafts() == []


async def test_a_long_one_is_shown_as_far_as_a_message_goes(api: BotApi, bot: Bot) -> None:
    chat = api.bot.private()
    await Drafts(bot).show(chat.id, 41, "word " * 2000)
    [note] = chat.drafts()
    assert 0 < len(note.text) <= LIMIT


async def test_a_refused_draft_is_not_tried_again(api: BotApi, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def refuse(*args: object, **named: object) -> bool:
        asked.append(args)
        raise TelegramNotFound(SendMessageDraft(chat_id=1, draft_id=1), "Not Found")

    monkeypatch.setattr(bot, "send_message_draft", refuse)
    drafts = Drafts(bot)
    for _ in range(3):
        await drafts.show(1, 41, "It left.")
    assert len(asked) == 1


async def test_a_fault_changes_nothing(api: BotApi, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def fail(*args: object, **named: object) -> bool:
        asked.append(args)
        raise TelegramServerError(SendMessageDraft(chat_id=1, draft_id=1), "Bad Gateway")

    monkeypatch.setattr(bot, "send_message_draft", fail)
    drafts = Drafts(bot)
    for _ in range(2):
        await drafts.show(1, 41, "It left.")
    assert len(asked) == 2
