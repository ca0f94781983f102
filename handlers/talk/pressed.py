"""What follows a pressed button: an acknowledgement and the button's new look. Both may fail without harm."""

from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import TelegramMethod
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from handlers.keyboards import Buttons, mark_chosen

log = structlog.get_logger(__name__)

PATIENCE_S = 2


async def acknowledge(query: CallbackQuery, bot: Bot, text: str | None = None) -> None:
    """Stops the little clock on the button; Telegram takes it only once and only for a while."""
    await _try(bot, query.answer(text))


async def show_choice(query: CallbackQuery, bot: Bot) -> None:
    """A tick at the pressed button."""
    message = query.message
    if isinstance(message, Message) and message.reply_markup and query.data:
        rows = [[button.model_dump() for button in row] for row in message.reply_markup.inline_keyboard]
        await _try(bot, message.edit_reply_markup(reply_markup=markup(mark_chosen(rows, query.data))))


async def take_away(query: CallbackQuery, bot: Bot) -> None:
    """No buttons under the message any more."""
    if isinstance(query.message, Message):
        await _try(bot, query.message.edit_reply_markup(reply_markup=None))


def markup(buttons: Buttons) -> InlineKeyboardMarkup:
    """Buttons of label and data as Telegram takes them."""
    rows = [[InlineKeyboardButton(text=label, callback_data=data) for label, data in row] for row in buttons]
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def _try(bot: Bot, method: TelegramMethod[Any]) -> None:
    try:
        await bot(method, request_timeout=PATIENCE_S)
    except TelegramAPIError as problem:
        log.info("button_not_answered", method=type(method).__name__, problem=type(problem).__name__)
