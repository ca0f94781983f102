"""The bot that the settings describe, and first words with Telegram. It knows no update."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramServerError, TelegramUnauthorizedError
from aiogram.methods import EditMessageText, Response, SendChatAction, SendMessage
from aiogram.utils.token import TokenValidationError

from bot.errors import BadInput
from bot.settings import Settings
from handlers.intake.polling import TokenRefused

log = structlog.get_logger(__name__)

GREETING_S = 10
TIMEOUT_S = 60
CONNECTIONS = 100
ADVICE = "copy the token again from @BotFather"
OFTEN = (SendMessage, EditMessageText, SendChatAction)


class Session(AiohttpSession):
    """An answer that is no JSON, such as a proxy's error page, is one more trouble of the server."""

    def check_response(self, bot: Bot, method: Any, status_code: int, content: str) -> Any:
        try:
            return super().check_response(bot, method, status_code, content)
        except ClientDecodeError:  # it quotes the answer, and no TelegramAPIError catches it
            raise TelegramServerError(method, f"answer {status_code} cannot be read") from None


@asynccontextmanager
async def connect(settings: Settings, timeout_s: float = TIMEOUT_S) -> AsyncIterator[Bot]:
    """A bot with a session of its own; raises BadInput for a missing token and for what is none."""
    if settings.bot_token is None:
        raise BadInput("SHOPCLERK_BOT_TOKEN", "no token", "see: shopclerk run")
    server = TelegramAPIServer.from_base(settings.bot_api)
    # aiogram names these classes at every answer, and pydantic builds again, for 20 ms, what nobody holds any more.
    answers = [Response[method.__returning__] for method in OFTEN]  # type: ignore[name-defined]
    session = Session(api=server, limit=CONNECTIONS, timeout=timeout_s)
    try:
        bot = Bot(settings.bot_token.get_secret_value(), session)
    except TokenValidationError:
        raise BadInput("SHOPCLERK_BOT_TOKEN", "this is no token", ADVICE) from None
    try:
        yield bot
    finally:
        await session.close()
        answers.clear()


async def greet(bot: Bot) -> None:
    """A wrong token is said at once (TokenRefused); a Telegram that does not answer now may answer later."""
    try:
        await bot.get_me(request_timeout=GREETING_S)
    except TelegramUnauthorizedError:
        raise TokenRefused(f"Telegram refuses the bot token: {ADVICE}") from None
    except TelegramAPIError as problem:
        _note_silence(problem)


async def ask_once(request: Awaitable[object]) -> None:
    """One try, and a line where it fails."""
    try:
        await request
    except TelegramAPIError as problem:
        _note_silence(problem)


def _note_silence(problem: TelegramAPIError) -> None:
    log.warning("telegram_silent", reason=type(problem).__name__)
