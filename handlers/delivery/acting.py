"""What a customer sees while the clerk works: "typing", renewed until the reply is there. Failures change nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from handlers.nursery import Nursery

EVERY_S = 4.5
PATIENCE_S = 5


@asynccontextmanager
async def working(bot: Bot, nursery: Nursery, chat_id: int | None, after_s: float = 0.3) -> AsyncIterator[None]:
    """Shows "typing" in the chat, if there is one, once the work takes longer than `after_s`."""
    if chat_id is None:
        yield
        return
    task = nursery.start(_type(bot, chat_id, after_s), f"typing {chat_id}")
    try:
        yield
    finally:
        task.cancel()


async def _type(bot: Bot, chat_id: int, after_s: float) -> None:
    await asyncio.sleep(after_s)
    while True:
        try:
            await bot.send_chat_action(chat_id, "typing", request_timeout=PATIENCE_S)
        except TelegramAPIError:
            return
        await asyncio.sleep(EVERY_S)
