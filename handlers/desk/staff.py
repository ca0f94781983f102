"""The staff group: what is written in a customer's topic goes to that customer, unless it is a note or a command.

Only the group of the settings counts. The General topic, topics of no customer, bots and service messages are let be;
so is everything else there, so that nothing in the staff group is ever answered as a customer's message.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import structlog
from aiogram import Bot, F, Router
from aiogram.enums import ContentType
from aiogram.exceptions import TelegramAPIError
from aiogram.filters import BaseFilter, Command, MagicData
from aiogram.types import CallbackQuery, Message

from bot.bootstrap import Services
from bot.conversation.handover import Handover, tell_staff
from handlers.desk.summary import TAIL, clip, prove
from handlers.keyboards import thumbs
from handlers.texts import STAFF_LANGUAGE, Texts
from storage.records import Conversation, Topic, Work
from storage.unit import Unit

log = structlog.get_logger(__name__)

CALL_S = 5
NOTES = ("//", "／／")
MEDIA = frozenset(
    {
        *(ContentType.PHOTO, ContentType.VIDEO, ContentType.ANIMATION, ContentType.VIDEO_NOTE, ContentType.STICKER),
        *(ContentType.VOICE, ContentType.AUDIO, ContentType.DOCUMENT),
        *(ContentType.LOCATION, ContentType.VENUE, ContentType.CONTACT),
    }
)
Act = Callable[[Unit, Conversation], Awaitable[object]]
IN_GROUP = MagicData(F.event.chat.id == F.settings.staff_chat)


class FromPerson(BaseFilter):
    """Not a bot, not a channel; an anonymous administrator writes as the group itself."""

    async def __call__(self, message: Message) -> bool:
        if message.sender_chat is not None:
            return message.sender_chat.id == message.chat.id
        return message.from_user is not None and not message.from_user.is_bot


class InTopic(BaseFilter):
    """In the topic of a conversation, which the handler receives as `topic`."""

    async def __call__(self, message: Message, services: Services, chat_key: str) -> bool | dict[str, Any]:
        async with services.store.reading() as unit:
            topic = await unit.topics.at(chat_key)
        return {"topic": topic} if topic else False


class Desk:
    """One update in one topic: everything that comes of it is one transaction, delivered right after."""

    def __init__(
        self,
        services: Services,
        handover: Handover,
        texts: Texts,
        work: Work,
        wake: Callable[[], None],
        topic: Topic,
    ) -> None:
        self._services, self.handover, self.texts, self._work, self._wake = services, handover, texts, work, wake
        self.topic = topic

    async def act(self, do: Act) -> None:
        """Settles the update together with what `do` writes; nothing is done for a conversation that is gone."""
        await self._services.store.joined(partial(self._settle, do=do))
        self._wake()

    async def say(self, unit: Unit, conversation: Conversation, message: Message, key: str, **args: str) -> None:
        """A line for staff, in the topic."""
        text = self.texts.get(STAFF_LANGUAGE, key, **args)
        await tell_staff(unit, conversation, self.topic.chat_key, text, message.date)

    async def _settle(self, unit: Unit, do: Act) -> None:
        await unit.settle(self._work)
        conversation = await unit.conversations.get(self.topic.conversation_id)
        if conversation is not None:
            await do(unit, conversation)


class WithDesk(BaseFilter):
    """Makes the `desk` that every handler of a topic works at."""

    async def __call__(
        self,
        message: Message,
        services: Services,
        handover: Handover,
        texts: Texts,
        work: Work,
        wake: Callable[[], None],
        topic: Topic,
    ) -> dict[str, Any]:
        return {"desk": Desk(services, handover, texts, work, wake, topic)}


def make_router() -> Router:
    router = Router(name="staff")
    router.message.filter(IN_GROUP)
    router.edited_message.filter(IN_GROUP)
    mine = (FromPerson(), InTopic(), WithDesk())
    outward = ~F.text.func(is_note) & ~F.caption.func(is_note)
    router.message.register(take, Command("take"), *mine)
    router.message.register(hand_back, Command("bot"), *mine)
    router.message.register(close, Command("close"), *mine)
    router.message.register(why, Command("why"), *mine)
    router.message.register(refuse, F.text.startswith("/"), outward, *mine)
    router.message.register(say, F.text, outward, *mine)
    router.message.register(show, F.content_type.in_(MEDIA), outward, *mine)
    router.edited_message.register(correct, F.text, ~F.text.startswith("/"), outward, *mine)
    router.message.register(let_be)
    router.edited_message.register(let_be)
    router.callback_query.register(let_be, MagicData(F.event.message.chat.id == F.settings.staff_chat))
    return router


async def say(message: Message, desk: Desk) -> None:
    text = message.text or ""
    await desk.act(lambda unit, one: desk.handover.staff_said(unit, one, text, message.date))


async def show(message: Message, desk: Desk) -> None:
    """A photo or the like is copied, which does not name its sender."""
    text = f"[{ContentType(message.content_type).value}] {message.caption or ''}".strip()
    copy = {"from_chat_id": message.chat.id, "message_id": message.message_id}
    await desk.act(lambda unit, one: desk.handover.staff_said(unit, one, text, message.date, copy=copy))


async def correct(message: Message, desk: Desk) -> None:
    """What the customer has read stays; the corrected text follows it."""

    async def do(unit: Unit, conversation: Conversation) -> None:
        if conversation.mode != "person":
            await desk.say(unit, conversation, message, "staff-edit-late")
            return
        text = desk.texts.get(conversation.language, "staff-corrected", text=message.text or "")
        await desk.handover.staff_said(unit, conversation, text, message.date)

    await desk.act(do)


async def take(message: Message, desk: Desk) -> None:
    name = who(message)

    async def do(unit: Unit, conversation: Conversation) -> None:
        waiting = await unit.tasks.undone(conversation.conversation_id)
        taken = [task for task in waiting if task.task_id and await unit.tasks.take(task.task_id, name)]
        if taken:
            await desk.say(unit, conversation, message, "staff-taken", name=name)
        elif waiting:
            await desk.say(unit, conversation, message, "staff-taken-before", name=waiting[0].owner or "?")
        else:
            await desk.say(unit, conversation, message, "staff-nothing-waits")

    await desk.act(do)


async def hand_back(message: Message, desk: Desk) -> None:
    async def do(unit: Unit, conversation: Conversation) -> None:
        told = desk.texts.get(conversation.language, "staff-told-back")
        note = desk.texts.get(STAFF_LANGUAGE, "staff-back", name=who(message))
        await desk.handover.hand_back(unit, conversation, message.date, told=told, note=note)

    await desk.act(do)


async def close(message: Message, desk: Desk, bot: Bot) -> None:
    async def do(unit: Unit, conversation: Conversation) -> None:
        ask = desk.texts.get(conversation.language, "staff-told-closed")
        note = desk.texts.get(STAFF_LANGUAGE, "staff-closed", name=who(message))
        buttons = thumbs("fh", conversation.conversation_id, conversation.turns)
        await desk.handover.close(unit, conversation, message.date, ask=ask, buttons=buttons, note=note)

    await desk.act(do)
    try:
        await bot.close_forum_topic(message.chat.id, message.message_thread_id or 0, request_timeout=CALL_S)
    except TelegramAPIError as problem:
        log.warning("topic_stays_open", reason=problem.message)


async def why(message: Message, desk: Desk) -> None:
    async def do(unit: Unit, conversation: Conversation) -> None:
        said = await unit.conversations.history(conversation.conversation_id, 2 * TAIL)
        last = [one for one in said if one.role == "clerk"][-1:]
        proof = await prove(unit, last, desk.texts) or desk.texts.get(STAFF_LANGUAGE, "staff-no-receipts")
        await tell_staff(unit, conversation, desk.topic.chat_key, proof, message.date)

    await desk.act(do)


async def refuse(message: Message, desk: Desk) -> None:
    """A slip of the pen must not reach the customer."""
    await desk.act(lambda unit, one: desk.say(unit, one, message, "staff-no-command"))


async def let_be(event: Message | CallbackQuery) -> None:
    """Not for the customer and not for the clerk."""


def is_note(text: str | None) -> bool:
    """Internal: begins with two slashes."""
    return (text or "").lstrip().startswith(NOTES)


def who(message: Message) -> str:
    """A staff member by name and id; an anonymous one by the group's title."""
    if message.sender_chat is not None or message.from_user is None:
        return clip(message.author_signature or message.chat.title or "staff", 60)
    return f"{clip(message.from_user.full_name, 60)} ({message.from_user.id})"
