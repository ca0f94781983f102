"""`/privacy`: what is kept about this chat, a copy of it, and its erasure after a second yes."""

from datetime import UTC, datetime
from functools import partial

import structlog
from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramAPIError
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.bootstrap import Services
from bot.conversation.privacy import Privacy
from handlers.delivery.post import CHANNEL
from handlers.keyboards import ask
from handlers.talk.pressed import PATIENCE_S, acknowledge, take_away
from handlers.talk.visit import Said, Visit
from storage.records import Conversation, Topic
from storage.unit import Unit

log = structlog.get_logger(__name__)

FILE = "my-data.json"
_OFFER = (("privacy-export", "priv:copy"), ("privacy-erase", "priv:erase"))
_SURE = (("privacy-yes", "priv:yes"), ("privacy-no", "priv:no"))


def make_router() -> Router:
    router = Router(name="privacy")
    router.message.register(tell, Command("privacy"))
    router.callback_query.register(give_copy, F.data == "priv:copy")
    router.callback_query.register(ask_again, F.data == "priv:erase")
    router.callback_query.register(erase, F.data == "priv:yes")
    router.callback_query.register(keep, F.data == "priv:no")
    return router


async def tell(message: Message, visit: Visit) -> None:
    await visit.reply(visit.say("privacy", {"buttons": ask(visit.texts, visit.language, *_OFFER)}))


async def give_copy(query: CallbackQuery, bot: Bot, visit: Visit, services: Services) -> None:
    """A JSON document, sent like any other reply."""
    held = await _conversation(visit)
    text = await Privacy(services.store, services.history).copy(held, datetime.now(UTC))
    await visit.reply(visit.say("privacy-copy", {"document": {"name": FILE, "text": text}}))
    await acknowledge(query, bot)


async def ask_again(query: CallbackQuery, bot: Bot, visit: Visit) -> None:
    await visit.reply(visit.say("privacy-confirm", {"buttons": ask(visit.texts, visit.language, *_SURE)}))
    await acknowledge(query, bot)


async def erase(query: CallbackQuery, bot: Bot, visit: Visit, services: Services) -> None:
    """One transaction; what is remembered outside the store follows."""
    privacy = Privacy(services.store, services.history)
    held = await _conversation(visit)
    async with services.store.reading() as unit:
        topic = await unit.topics.of(held.conversation_id)
    await visit.write(partial(_erase, visit, privacy))
    await privacy.forget(held)
    log.info("chat_erased", conversation=held.conversation_id)
    await acknowledge(query, bot)
    await take_away(query, bot)
    if topic is not None:
        await _delete_topic(bot, topic)


async def keep(query: CallbackQuery, bot: Bot, visit: Visit) -> None:
    await visit.reply(visit.say("privacy-kept"))
    await acknowledge(query, bot)
    await take_away(query, bot)


async def _delete_topic(bot: Bot, topic: Topic) -> None:
    """Staff's copy of the conversation; where the bot may not delete it, a person must."""
    group, _, thread = topic.chat_key.partition("/")
    try:
        await bot.delete_forum_topic(int(group), int(thread), request_timeout=PATIENCE_S)
    except TelegramAPIError as problem:
        log.warning("topic_not_deleted", topic=topic.chat_key, problem=type(problem).__name__, do="delete it by hand")


async def _erase(visit: Visit, privacy: Privacy, unit: Unit, conversation: Conversation) -> list[Said]:
    await privacy.erase(unit, conversation)
    return [visit.say("privacy-erased", {"remove_keyboard": True})]


async def _conversation(visit: Visit) -> Conversation:
    """A chat that never had a turn has an empty one."""
    if visit.conversation is not None:
        return visit.conversation
    return await visit.store.joined(lambda unit: unit.conversations.open(CHANNEL, visit.chat_key))
