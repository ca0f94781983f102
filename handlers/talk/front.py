"""The customer's side put together: what is private, what is public, and in which order routers are asked."""

from dataclasses import replace
from functools import partial

from aiogram import Bot, Dispatcher, F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import CallbackQuery, ChatMemberUpdated

from bot.conversation.limits import Limits
from handlers.talk import commands, errors, feedback, groups, identity, media, privacy, writing
from handlers.talk.middleware import Clock, Tracing, Visiting, now_utc
from handlers.talk.pressed import acknowledge
from handlers.talk.visit import Said, Visit
from storage.records import Conversation
from storage.unit import Unit


def mount(dispatcher: Dispatcher, limits: Limits, clock: Clock = now_utc) -> None:
    """After the staff group's router, which knows its own chat."""
    dispatcher.update.outer_middleware(Tracing())
    dispatcher.include_routers(make_private(limits, clock), groups.make_router(limits, clock), errors.make_router())


def make_private(limits: Limits, clock: Clock = now_utc) -> Router:
    """Private chats; what nobody here takes (a service message) is settled by whoever feeds the dispatcher."""
    router = Router(name="private")
    visiting = Visiting(limits, clock)
    for observer in (router.message, router.edited_message, router.my_chat_member):
        observer.filter(F.chat.type == ChatType.PRIVATE)
        observer.middleware(visiting)
    router.callback_query.filter(F.message.chat.type == ChatType.PRIVATE)
    router.callback_query.middleware(visiting)
    router.callback_query.register(refuse_foreign, of_another)
    router.my_chat_member.register(note_reach)
    topics = (commands, identity, privacy, feedback)
    router.include_routers(*(topic.make_router() for topic in topics))
    router.include_routers(commands.make_last_router(), writing.make_router(), media.make_router(), make_last_router())
    return router


def make_last_router() -> Router:
    """Buttons that nobody knows any more."""
    router = Router(name="old buttons")
    router.callback_query.register(refuse_old)
    return router


async def of_another(query: CallbackQuery) -> bool:
    """In a private chat the only one who can press is the one whose chat it is."""
    return query.message is not None and query.from_user.id != query.message.chat.id


async def refuse_foreign(query: CallbackQuery, bot: Bot, visit: Visit) -> None:
    await visit.settle()
    await acknowledge(query, bot, visit.texts.get(visit.language, "button-foreign"))


async def refuse_old(query: CallbackQuery, bot: Bot, visit: Visit) -> None:
    await visit.settle()
    await acknowledge(query, bot, visit.texts.get(visit.language, "button-old"))


async def note_reach(changed: ChatMemberUpdated, visit: Visit) -> None:
    """The customer blocked the bot, or came back."""
    await visit.write(partial(_note_reach, visit, changed.new_chat_member.status == ChatMemberStatus.KICKED))


async def _note_reach(visit: Visit, blocked: bool, unit: Unit, conversation: Conversation) -> list[Said]:
    await unit.conversations.save(replace(conversation, unreachable_at=visit.at if blocked else None))
    return []
