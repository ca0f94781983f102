"""Delivery to a webhook: order, retries, the secret, pending counts."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiogram import Bot
from aiohttp import web

from tests.botapi.conftest import Ask
from tests.botapi.server import BotApi


@dataclass
class Receiver:
    """A webhook that notes what it got; `refuse` is how many requests it answers with 500."""

    url: str = ""
    refuse: int = 0
    pause_s: float = 0.0
    busy: int = 0
    most_busy: int = 0
    got: list[Any] = field(default_factory=list)
    secrets: set[str | None] = field(default_factory=set)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        await asyncio.sleep(self.pause_s)
        self.busy -= 1
        if self.refuse:
            self.refuse -= 1
            return web.Response(status=500)
        self.got.append(await request.json())
        return web.Response()

    def texts(self, chat_id: int) -> list[str]:
        return [one["message"]["text"] for one in self.got if one["message"]["chat"]["id"] == chat_id]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    found = Receiver()
    runner = web.ServerRunner(web.Server(found.handle), shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield found
    await runner.cleanup()


async def test_updates_arrive_in_order_with_the_secret(api: BotApi, bot: Bot, receiver: Receiver) -> None:
    chats = [api.bot.private() for _ in range(10)]
    chats[0].say("waited")
    receiver.pause_s = 0.002
    await bot.set_webhook(receiver.url, secret_token="s3cret", max_connections=4)
    for number in range(5):
        for chat in chats:
            chat.say(str(number))
    await api.bot.wait_confirmed()
    assert receiver.texts(chats[0].id) == ["waited", "0", "1", "2", "3", "4"]
    assert all(receiver.texts(chat.id) == ["0", "1", "2", "3", "4"] for chat in chats[1:])
    assert receiver.secrets == {"s3cret"} and 1 < receiver.most_busy <= 4


async def test_failures_are_tried_again_without_holding_others(api: BotApi, bot: Bot, receiver: Receiver) -> None:
    api.bot.webhook.retry_s = 0.02
    receiver.refuse = 2
    first, second = api.bot.private(), api.bot.private()
    await bot.set_webhook(receiver.url, max_connections=1)
    first.say("a")
    first.say("b")
    second.say("c")
    await api.bot.wait_confirmed()
    assert receiver.texts(first.id) == ["a", "b"] and receiver.texts(second.id) == ["c"]
    info = await bot.get_webhook_info()
    assert info.last_error_message and "500" in info.last_error_message and info.pending_update_count == 0
    assert api.bot.webhook.requests == 5


async def test_webhook_and_polling_exclude_each_other(api: BotApi, ask: Ask, receiver: Receiver) -> None:
    poll = asyncio.create_task(ask("getUpdates", timeout=5))
    await api.bot.wait_calls("getUpdates", 1)
    assert (await ask("setWebhook", url=receiver.url))["ok"]
    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"
    assert (await ask("getUpdates"))["error_code"] == 409
    api.bot.updates.hold()
    api.bot.private().say("later")
    assert (await ask("getWebhookInfo"))["result"]["pending_update_count"] == 1
    assert (await ask("deleteWebhook"))["ok"]
    api.bot.updates.release()
    assert len((await ask("getUpdates"))["result"]) == 1
    await ask("deleteWebhook", drop_pending_updates=True)
    assert (await ask("getUpdates"))["result"] == []


async def test_duplicates(api: BotApi, bot: Bot, receiver: Receiver) -> None:
    api.faults.duplicate(times=1)
    chat = api.bot.private()
    await bot.set_webhook(receiver.url)
    chat.say("twice")
    await api.bot.wait_confirmed()
    api.bot.updates.repeat(api.bot.updates.log[0].id)
    await api.bot.wait_confirmed()
    assert receiver.texts(chat.id) == ["twice"] * 3 and len({one["update_id"] for one in receiver.got}) == 1


async def test_other_faults_do_not_count_deliveries(api: BotApi, bot: Bot, receiver: Receiver) -> None:
    chat = api.bot.private()
    await bot.set_webhook(receiver.url)
    rule = api.faults.error(500, chat=chat.id)
    chat.say("once")
    await api.bot.wait_confirmed()
    assert receiver.texts(chat.id) == ["once"] and rule.met == 0


async def test_the_secret_has_an_alphabet(ask: Ask, receiver: Receiver) -> None:
    assert (await ask("setWebhook", url=receiver.url, secret_token="not allowed!"))["error_code"] == 400
    assert (await ask("setWebhook", url="shop.example"))["error_code"] == 400


async def test_nobody_listens(api: BotApi, ask: Ask) -> None:
    await ask("setWebhook", url="http://127.0.0.1:9/hook")
    api.bot.private().say("hello")
    await api.wait_for(lambda: api.bot.webhook.requests > 1)
    info = (await ask("getWebhookInfo"))["result"]
    assert info["last_error_message"].startswith("Connection failed") and info["pending_update_count"] == 1
