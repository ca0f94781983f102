"""What `doctor` asks Telegram: the token, the way updates come in, the rights in the staff group."""

import asyncio

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramNetworkError, TelegramUnauthorizedError
from aiogram.types import ChatMemberAdministrator, ChatMemberOwner

from bot.errors import BadInput
from bot.settings import Settings
from handlers.cli.findings import Finding
from handlers.connection import connect

WAIT_S = 10


async def check_telegram(settings: Settings) -> list[Finding]:
    """The findings about Telegram; without a token there is one."""
    if settings.bot_token is None:
        return [Finding("telegram", "note", "no token", "see: shopclerk run")]
    try:
        async with connect(settings, WAIT_S) as bot:
            return await _examine(bot, settings)
    except BadInput:
        return [Finding("token", "broken", "not a token", "copy it whole from @BotFather: 123456:ABC...")]


async def _examine(bot: Bot, settings: Settings) -> list[Finding]:
    try:
        async with asyncio.timeout(WAIT_S):
            me = await bot.get_me()
    except TelegramUnauthorizedError:
        return [Finding("token", "broken", "Telegram refuses it", "get a new one from @BotFather: /token")]
    except (TelegramAPIError, TimeoutError) as problem:
        found = f"{settings.bot_api} does not answer ({type(problem).__name__})"
        return [Finding("telegram", "broken", found, "check the network and SHOPCLERK_BOT_API")]
    findings = [Finding("token", "ok", f"@{me.username}")]
    return [*findings, await _check_intake(bot, settings), await _check_staff(bot, settings)]


async def _check_intake(bot: Bot, settings: Settings) -> Finding:
    info = await bot.get_webhook_info()
    waiting = f"{info.pending_update_count} updates wait at Telegram"
    if settings.webhook_url is None:
        return Finding("intake", "ok", f"long polling; {waiting}")
    if settings.webhook_secret is None:
        return Finding("intake", "broken", "a webhook without a secret", "set SHOPCLERK_WEBHOOK_SECRET")
    if info.last_error_message:
        return Finding(
            "intake", "note", f"webhook; Telegram's last error: {info.last_error_message}", "see the message"
        )
    return Finding("intake", "ok", f"webhook; {waiting}")


async def _check_staff(bot: Bot, settings: Settings) -> Finding:
    if settings.staff_chat is None:
        return Finding("staff group", "note", "none; hand-offs stay on the list", "see: shopclerk waiting")
    try:
        group = await bot.get_chat(settings.staff_chat)
        member = await bot.get_chat_member(settings.staff_chat, bot.id)
    except TelegramNetworkError:
        return Finding("staff group", "broken", "Telegram does not answer", "try again")
    except TelegramAPIError:
        return Finding("staff group", "broken", "the bot is not in that group", "add it, and write /id there")
    if not group.is_forum:
        return Finding("staff group", "broken", "its topics are off", "turn on Topics in the group's settings")
    if not _may_manage_topics(member):
        return Finding("staff group", "broken", "the bot may not manage topics", "make it an admin with that right")
    return Finding("staff group", "ok", group.title or str(settings.staff_chat))


def _may_manage_topics(member: object) -> bool:
    if isinstance(member, ChatMemberOwner):
        return True
    return isinstance(member, ChatMemberAdministrator) and bool(member.can_manage_topics)
