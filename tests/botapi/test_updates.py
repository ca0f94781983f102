"""Offsets, long polls and updates that are not as they should be."""

import asyncio
import time
from typing import Any

from aiogram import Bot

from tests.botapi.conftest import Ask
from tests.botapi.server import BotApi


async def texts(ask: Ask, **params: Any) -> list[Any]:
    return [update["message"]["text"] for update in (await ask("getUpdates", **params))["result"]]


async def test_offset_confirms_what_is_below(api: BotApi, ask: Ask) -> None:
    chat = api.bot.private()
    for number in range(5):
        chat.say(str(number))
    first = api.bot.updates.log[0].id
    assert await texts(ask, limit=2) == ["0", "1"]
    assert await texts(ask, limit=2) == ["0", "1"]
    assert await texts(ask, offset=first + 3) == ["3", "4"]
    assert await texts(ask, offset=first) == ["3", "4"]
    assert await texts(ask, offset=-1) == ["4"]
    assert await texts(ask, offset=first + 5) == []
    assert all(update.confirmed_at for update in api.bot.updates.log)


async def test_long_poll_returns_at_once_when_something_comes(api: BotApi, ask: Ask) -> None:
    chat = api.bot.private()
    poll = asyncio.create_task(texts(ask, timeout=5))
    await api.bot.wait_calls("getUpdates", 1)
    chat.say("now")
    began = time.monotonic()
    assert await poll == ["now"] and time.monotonic() - began < 2
    assert await texts(ask, offset=api.bot.updates.next_id, timeout=0) == []


async def test_a_second_poll_ends_the_first(api: BotApi, ask: Ask) -> None:
    first = asyncio.create_task(ask("getUpdates", timeout=5))
    await api.bot.wait_calls("getUpdates", 1)
    second = asyncio.create_task(ask("getUpdates", timeout=5))
    answer = await first
    assert answer["error_code"] == 409
    assert answer["description"].startswith("Conflict: terminated by other getUpdates request")
    api.bot.private().say("still here")
    assert len((await second)["result"]) == 1


async def test_allowed_updates_hold_for_later_ones(api: BotApi, bot: Bot) -> None:
    chat = api.bot.private()
    said = chat.say("before")
    chat.react(said.id, "👍")
    await bot.get_updates(allowed_updates=["message_reaction"])
    chat.say("unheard")
    chat.react(said.id, "🔥")
    kinds = [update.event_type for update in await bot.get_updates()]
    assert kinds == ["message", "message_reaction"]


async def test_repeated_updates_come_again_after_confirmation(api: BotApi, ask: Ask) -> None:
    chat = api.bot.private()
    chat.say("one")
    chat.say("two")
    first = api.bot.updates.log[0].id
    assert await texts(ask) == ["one", "two"]
    assert await texts(ask, offset=first + 2) == []
    api.bot.updates.repeat(first)
    chat.say("three")
    assert await texts(ask, offset=first + 2) == ["one", "three"]
    assert await texts(ask, offset=first + 3) == []


async def test_held_updates_come_as_one_batch_in_any_order(api: BotApi, ask: Ask) -> None:
    chat = api.bot.private()
    api.bot.updates.hold()
    for number in range(8):
        chat.say(str(number))
    assert await texts(ask) == []
    api.bot.updates.release(shuffle=3)
    batch = await texts(ask)
    assert batch != sorted(batch) and sorted(batch) == [str(number) for number in range(8)]
    assert await texts(ask, offset=api.bot.updates.next_id) == []


async def test_malformed_updates_stand_among_the_others(api: BotApi, ask: Ask) -> None:
    updates, chat = api.bot.updates, api.bot.private()
    strange = [{"message": {"text": "no id"}}, "a string", 7, None, {"update_id": "x"}]
    for payload in strange:
        updates.inject(payload)
    given = updates.inject({"update_id": updates.next_id, "message": {"message_id": "not a number"}})
    chat.say("fine")
    batch = (await ask("getUpdates"))["result"]
    assert batch[:5] == strange and batch[5]["update_id"] == given.id and batch[6]["message"]["text"] == "fine"
    assert len((await ask("getUpdates"))["result"]) == 2


async def test_text_that_is_no_json_spoils_the_answer(api: BotApi, bot: Bot) -> None:
    api.bot.updates.inject_text("{broken")
    call = await asyncio.gather(bot.get_updates(), return_exceptions=True)
    assert "Failed to decode object" in str(call[0])
    assert await bot.get_updates() == []
