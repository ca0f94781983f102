"""The same hand at a distance: over HTTP within this process, and on a process of its own."""

import asyncio

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError

from tests.botapi.client import ControlError, connected
from tests.botapi.process import botapi_process
from tests.botapi.server import TOKEN, BotApi
from tests.botapi.test_sending import BUTTONS


async def test_chats_at_a_distance(api: BotApi, bot: Bot) -> None:
    async with connected(api.url) as remote:
        hand = await remote.bot()
        chat = await hand.private("Ann", language_code="ru")
        said = await chat.say("/start")
        assert api.bot.chats[chat.id].messages()[0].id == said.id
        await chat.photo(content=b"jpeg", caption="broken")
        await bot.send_message(chat.id, "hi", reply_markup=BUTTONS)
        reply = (await chat.wait_replies(1))[0]
        await chat.press(reply.id, "Yes")
        assert [update.kind for update in await hand.updates()] == ["message", "message", "callback_query"]
        assert [message.text for message in (await hand.transcript())[chat.id]] == ["/start", "broken", "hi"]
        assert (await hand.calls_of("sendMessage"))[0].accepted
        with pytest.raises(TimeoutError, match="last seen"):
            await chat.wait_replies(2, timeout_s=0.05)


async def test_faults_and_updates_at_a_distance(api: BotApi, bot: Bot) -> None:
    async with connected(api.url) as remote:
        hand = await remote.bot(TOKEN)
        chat = await hand.private()
        await remote.faults.drop(accepted=True, chat=chat.id, times=1)
        with pytest.raises(TelegramNetworkError):
            await bot.send_message(chat.id, "x")
        assert (await remote.faults.rules())[0]["met"] == 1
        await hand.hold()
        orders = [{"target": "chat", "operation": "say", "chat": chat.id, "text": str(n)} for n in range(3)]
        assert len(await remote.many(orders)) == 3
        await hand.inject({"strange": True})
        await hand.release(shuffle=1)
        await bot.get_updates(offset=api.bot.updates.next_id)
        await hand.wait_confirmed()
        await hand.set(retry_s=0.5, query_ttl_s=1)
        assert api.bot.webhook.retry_s == 0.5 and (await hand.counts())["updates"] == 4


async def test_waiting_at_a_distance(api: BotApi, bot: Bot) -> None:
    async with connected(api.url) as remote:
        hand = await remote.bot()
        chat = await hand.private()
        waiting = asyncio.create_task(chat.wait_replies(1))
        counting = asyncio.create_task(hand.wait_calls("sendMessage", 1))
        await asyncio.sleep(0.05)
        await bot.send_message(chat.id, "there")
        assert (await waiting)[0].text == "there" and len(await counting) == 1


async def test_mistakes_are_told(api: BotApi) -> None:
    async with connected(api.url) as remote:
        for target, operation in (
            ("bot", "nothing"),
            ("faults", "add"),
            ("chat", "say"),
            ("else", "x"),
            ("bot", "repeat"),
        ):
            with pytest.raises(ControlError):
                await remote.post(f"{target}/{operation}", {"args": [3] if operation == "repeat" else []})


async def test_a_process_of_its_own() -> None:
    async with botapi_process([TOKEN, "7:B"]) as remote:
        hand = await remote.bot("7:B")
        staff = await hand.supergroup(forum=True)
        await staff.say("hello", await hand.user("Eve"))
        session = AiohttpSession(api=TelegramAPIServer.from_base(remote.url))
        async with Bot("7:B", session) as bot:
            topic = await bot.create_forum_topic(staff.id, "Ann")
            assert [update.update_id for update in await bot.get_updates(timeout=1)][1:]
        assert list(await staff.topics()) == [str(topic.message_thread_id)]
