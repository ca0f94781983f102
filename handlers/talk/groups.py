"""Everywhere but in private chats and the staff group: no facts, one line with a link to where the bot talks."""

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineQuery, Message, MessageEntity

from bot.bootstrap import Services
from bot.conversation.limits import Limits
from bot.settings import Settings
from handlers.delivery.post import Post
from handlers.talk.middleware import Clock, Sparing, now_utc
from handlers.talk.pressed import acknowledge
from handlers.texts import Texts
from storage.records import Work

GROUPS = {ChatType.GROUP, ChatType.SUPERGROUP}
CACHED_S = 300


def make_router(limits: Limits, clock: Clock = now_utc) -> Router:
    """`/id` helps whoever installs the bot to find the number of the staff group."""
    router = Router(name="groups")
    groups = Router(name="groups of customers")
    groups.message.filter(F.chat.type.in_(GROUPS), not_staff)
    groups.message.middleware(Sparing(limits, clock))
    groups.message.register(tell_id, Command("id"))
    groups.message.register(point_to_private, called)
    router.include_router(groups)
    router.inline_query.register(answer_nothing)
    router.callback_query.register(refuse_button)
    return router


async def not_staff(message: Message, settings: Settings) -> bool:
    return message.chat.id != settings.staff_chat


async def called(message: Message, bot: Bot) -> bool:
    """Named with @, answered, or given a command; other talk is none of the bot's business."""
    me = await bot.me()
    before = message.reply_to_message
    if before is not None and before.from_user is not None and before.from_user.id == me.id:
        return True
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities or []
    return any(_names(entity, text, f"@{me.username}") for entity in entities)


async def tell_id(message: Message, post: Post, chat_key: str, work: Work) -> None:
    await post.reply(chat_key, str(message.chat.id), work)


async def point_to_private(message: Message, bot: Bot, post: Post, texts: Texts, chat_key: str, work: Work) -> None:
    me = await bot.me()
    language = message.from_user.language_code if message.from_user else None
    said = texts.get(language, "group-line", link=f"https://t.me/{me.username}?start=group")
    await post.reply(chat_key, said, work, payload={"kind": "notice"})


async def answer_nothing(query: InlineQuery, services: Services, work: Work) -> None:
    await services.store.joined(lambda unit: unit.settle(work))
    await query.answer([], cache_time=CACHED_S, is_personal=True)


async def refuse_button(query: CallbackQuery, bot: Bot, services: Services, texts: Texts, work: Work) -> None:
    """Buttons belong to private chats; one pressed elsewhere changes nothing."""
    await services.store.joined(lambda unit: unit.settle(work))
    await acknowledge(query, bot, texts.get(query.from_user.language_code, "button-foreign"))


def _names(entity: MessageEntity, text: str, name: str) -> bool:
    written = entity.extract_from(text).casefold()
    if entity.type == "bot_command":
        return "@" not in written or written.endswith(name.casefold())
    return entity.type == "mention" and written == name.casefold()
