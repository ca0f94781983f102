"""aiogram's bare echo bot, with aiogram's defaults: what the service is measured beside. `BOT_API` and `BOT_TOKEN` say
whom it serves.
"""

import asyncio
import os

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

dispatcher = Dispatcher()


@dispatcher.message()
async def echo(message: Message) -> None:
    """The same words back."""
    await message.answer(message.text or "")


async def main() -> None:
    """Polls until SIGTERM."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["BOT_API"]))
    await dispatcher.start_polling(Bot(os.environ["BOT_TOKEN"], session))


if __name__ == "__main__":
    asyncio.run(main())
