"""A reply that is long in the writing, shown as it grows: Telegram's drafts, which vanish when the reply is sent.

Nothing rests on them. Where Telegram refuses them they are not tried again.
"""

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramNotFound

from bot.conversation.parts import split_text

log = structlog.get_logger(__name__)

PATIENCE_S = 2


class Drafts:
    """Drafts of one bot."""

    def __init__(self, bot: Bot) -> None:
        self._bot, self._refused = bot, False

    async def show(self, chat_id: int, draft_id: int, text: str) -> None:
        """The text so far, in a private chat; a later one with the same id (not 0) takes its place. Never raises."""
        if self._refused:
            return
        try:
            await self._bot.send_message_draft(chat_id, draft_id, text=split_text(text)[0], request_timeout=PATIENCE_S)
        except (TelegramBadRequest, TelegramNotFound) as problem:
            self._refused = True
            log.warning("drafts_refused", reason=problem.message)
        except (TelegramAPIError, OSError, TimeoutError):
            return
