"""What is not text: pictures, voice, files, stickers, places. The clerk sees none of it and says so.

Where it matters (a known customer, talk of an order) a person gets it, with a task and a deadline.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from aiogram import F, Router
from aiogram.enums import ContentType
from aiogram.types import Message

from bot.conversation.media import note
from bot.plan.scene import Scene
from handlers.talk.visit import HANDOFF, Said, Visit
from storage.records import Conversation, Reply
from storage.unit import Unit

SHOWN = {
    ContentType.PHOTO: "photo",
    ContentType.VOICE: "voice",
    ContentType.AUDIO: "voice",
    ContentType.VIDEO: "video",
    ContentType.VIDEO_NOTE: "video",
    ContentType.DOCUMENT: "document",
}
LIGHT = {
    ContentType.STICKER: "media-sticker",
    ContentType.DICE: "media-sticker",
    ContentType.ANIMATION: "media-sticker",
    ContentType.GAME: "media-sticker",
    ContentType.LOCATION: "media-location",
    ContentType.VENUE: "media-location",
    ContentType.POLL: "media-other",
    ContentType.STORY: "media-other",
    ContentType.CHECKLIST: "media-other",
    ContentType.PAID_MEDIA: "media-other",
    ContentType.UNKNOWN: "media-other",
}
_ALBUM = "album"


def make_router() -> Router:
    """Service messages are nobody's: they need no answer."""
    router = Router(name="media")
    router.message.register(show, F.content_type.in_(set(SHOWN)))
    router.message.register(take_lightly, F.content_type.in_(set(LIGHT)))
    return router


async def show(message: Message, visit: Visit) -> None:
    """A caption is the customer's text, unless a person waits for the picture itself."""
    if visit.with_person or await visit.waited_for():
        await visit.write(partial(_pass_on, visit, message))
    elif message.caption:
        await visit.ask_clerk(message.caption)
    elif _matters(visit):
        await visit.write(partial(_hand_over, visit, message))
    else:
        await visit.write(partial(_ask_for_words, visit, message))


async def take_lightly(message: Message, visit: Visit) -> None:
    if visit.with_person:
        await visit.write(partial(_pass_on, visit, message))
    else:
        await visit.reply(visit.say(LIGHT[ContentType(message.content_type)]))


def _matters(visit: Visit) -> bool:
    if visit.conversation is None:
        return False
    scene = Scene.from_json(visit.conversation.state)
    asked = scene.pending is not None and scene.pending.kind in ("verify", "order")
    return visit.customer_id is not None or scene.topic == "order" or bool(scene.orders or scene.order_hint) or asked


async def _pass_on(visit: Visit, message: Message, unit: Unit, conversation: Conversation) -> list[Said]:
    """To the person who has the conversation or will have it; said once for an album, never while a person talks."""
    said: list[Said] = []
    if not visit.with_person and not _of_same_album(message, conversation):
        waiting = await unit.tasks.undone(conversation.conversation_id)
        said = [await visit.say_deadline(unit, waiting[0], "media-added")] if waiting else []
    await _keep(visit, message, unit, conversation, said)
    return said


async def _hand_over(visit: Visit, message: Message, unit: Unit, conversation: Conversation) -> list[Said]:
    kind = _kind(message)
    said = [await visit.hand_over(unit, conversation, kind, "media-person", kind=kind)]
    await _keep(visit, message, unit, conversation, said)
    return said


async def _ask_for_words(visit: Visit, message: Message, unit: Unit, conversation: Conversation) -> list[Said]:
    said = [] if _of_same_album(message, conversation) else [visit.say("media-words", kind=_kind(message))]
    await _keep(visit, message, unit, conversation, said)
    return said


async def _keep(visit: Visit, message: Message, unit: Unit, conversation: Conversation, said: list[Said]) -> None:
    """The history notes which message it was; staff get the thing itself."""
    kept = note(_kind(message), message.message_id, message.caption)
    reply = Reply(said[0].text, HANDOFF, language=visit.language) if said else None
    seen = replace(conversation, state=_with_album(message, conversation.state))
    await unit.conversations.add_turn(seen, kept, reply, visit.at)
    copy = {"from_chat_id": message.chat.id, "message_id": message.message_id}
    await visit.handover.mirror(unit, conversation, None, said[0].text if said else None, visit.at, copy=copy)


def _kind(message: Message) -> str:
    kind = ContentType(message.content_type)
    return SHOWN.get(kind, kind.value)


def _of_same_album(message: Message, conversation: Conversation) -> bool:
    return message.media_group_id is not None and conversation.state.get(_ALBUM) == message.media_group_id


def _with_album(message: Message, state: Mapping[str, Any]) -> Mapping[str, Any]:
    """The clerk's next turn forgets it, which does no harm."""
    return {**state, _ALBUM: message.media_group_id} if message.media_group_id else state
