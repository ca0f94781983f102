"""What Telegram shows of the bot before anybody writes: its commands and its description, in every language."""

from collections.abc import Sequence

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import SetMyCommands, SetMyDescription, SetMyShortDescription, TelegramMethod
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    BotCommandScopeUnion,
)

from bot.facts.voice import SPOKEN
from handlers.texts import Texts

log = structlog.get_logger(__name__)

PRIVATE = ("orders", "human", "bot", "language", "privacy", "stop", "logout", "help")
PUBLIC = ("help",)
STAFF = {
    "take": "command-staff-take",
    "bot": "command-staff-bot",
    "close": "command-staff-close",
    "why": "command-staff-why",
}
PATIENCE_S = 10


async def set_menu(bot: Bot, texts: Texts, staff_chat: int | None) -> bool:
    """Whether everything was taken; a refusal is told in one line and stops nothing."""
    for method in make_menu(texts, staff_chat):
        try:
            await bot(method, request_timeout=PATIENCE_S)
        except TelegramAPIError as problem:
            log.warning("menu_not_set", method=type(method).__name__, problem=type(problem).__name__)
            return False
    return True


def make_menu(texts: Texts, staff_chat: int | None) -> list[TelegramMethod[bool]]:
    """English also stands for every language we do not speak."""
    methods: list[TelegramMethod[bool]] = []
    for language in SPOKEN:
        code = None if language == "en" else language
        methods += _scoped(texts, language, code, staff_chat)
        methods.append(SetMyDescription(description=texts.get(language, "description"), language_code=code))
        short = texts.get(language, "short-description")
        methods.append(SetMyShortDescription(short_description=short, language_code=code))
    return methods


def _scoped(texts: Texts, language: str, code: str | None, staff_chat: int | None) -> list[TelegramMethod[bool]]:
    private = [(name, f"command-{name}") for name in PRIVATE]
    public = [(name, f"command-{name}") for name in PUBLIC]
    scopes: list[tuple[BotCommandScopeUnion, Sequence[tuple[str, str]]]] = [
        (BotCommandScopeDefault(), public),
        (BotCommandScopeAllPrivateChats(), private),
    ]
    if staff_chat is not None:
        scopes.append((BotCommandScopeChat(chat_id=staff_chat), list(STAFF.items())))
    return [
        SetMyCommands(
            commands=[BotCommand(command=name, description=texts.get(language, key)) for name, key in commands],
            scope=scope,
            language_code=code,
        )
        for scope, commands in scopes
    ]
