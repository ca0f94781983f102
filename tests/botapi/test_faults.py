"""Each fault as aiogram meets it, and what was done all the same."""

import asyncio
import time

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from tests.botapi.people import PeopledChat
from tests.botapi.server import BotApi


@pytest.fixture
def chat(api: BotApi) -> PeopledChat:
    return api.bot.private()


async def test_flood_in_one_chat_for_a_while(api: BotApi, bot: Bot, chat: PeopledChat) -> None:
    other = api.bot.private()
    api.faults.flood(chat.id, for_s=0.6)
    with pytest.raises(TelegramRetryAfter) as caught:
        await bot.send_message(chat.id, "x")
    assert caught.value.retry_after == 1 and chat.messages() == []
    await bot.send_message(other.id, "x")
    await asyncio.sleep(0.6)
    await bot.send_message(chat.id, "x")


async def test_errors_a_number_of_times(api: BotApi, bot: Bot, chat: PeopledChat) -> None:
    api.faults.error(502, method="sendMessage", times=2)
    for _ in range(2):
        with pytest.raises(TelegramServerError):
            await bot.send_message(chat.id, "x")
    await bot.send_message(chat.id, "x")
    assert len(chat.messages()) == 1
    api.faults.error(401)
    with pytest.raises(TelegramUnauthorizedError):
        await bot.get_me()


@pytest.mark.parametrize("accepted", [False, True])
async def test_dropped_connections(api: BotApi, bot: Bot, chat: PeopledChat, accepted: bool) -> None:
    api.faults.drop(accepted=accepted, method="send*", times=1)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(chat.id, "x")
    assert len(chat.messages()) == accepted
    (call,) = api.bot.calls_of("sendMessage")
    assert (call.accepted, call.status) == (accepted, 0)


async def test_garbage_and_errors_after_acceptance(api: BotApi, bot: Bot, chat: PeopledChat) -> None:
    api.faults.garbage(times=1)
    api.faults.error(500, accepted=True)
    with pytest.raises(ClientDecodeError):
        await bot.send_message(chat.id, "x")
    with pytest.raises(TelegramServerError):
        await bot.send_message(chat.id, "x")
    assert len(chat.messages()) == 2


async def test_hanging(api: BotApi, bot: Bot, chat: PeopledChat) -> None:
    api.faults.hang(accepted=True, method=["sendMessage"], times=1)
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await bot.send_message(chat.id, "x", request_timeout=0.1)  # type: ignore[arg-type]
    assert len(chat.messages()) == 1


@pytest.mark.parametrize("accepted", [False, True])
async def test_latency(api: BotApi, bot: Bot, chat: PeopledChat, accepted: bool) -> None:
    api.faults.slow(0.05, spread_s=0.05, accepted=accepted)
    began = time.monotonic()
    await bot.send_message(chat.id, "x")
    (call,), (message,) = api.bot.calls_of("sendMessage"), chat.messages()
    assert time.monotonic() - began >= 0.05
    assert (message.at - call.at < 0.05) == accepted


async def test_seeds_repeat_the_dice(api: BotApi, bot: Bot, chat: PeopledChat) -> None:
    api.faults.error(500, probability=0.5)
    rounds = []
    for _ in range(2):
        api.faults.seed(7)
        rounds.append([type(one) for one in [await attempt(bot, chat) for _ in range(12)]])
    assert rounds[0] == rounds[1] and len(set(rounds[0])) == 2
    api.faults.clear()
    await bot.send_message(chat.id, "x")


async def attempt(bot: Bot, chat: PeopledChat) -> object:
    try:
        return await bot.send_message(chat.id, "x")
    except TelegramServerError as error:
        return error
