"""A conversation goes to a person and comes back: tasks, the staff's copy of what is said, and who may speak.

Everything here writes into the caller's transaction. It knows where a conversation's staff topic is, not what one is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from bot.conversation.hours import due_at
from bot.conversation.parts import share_out
from storage.records import Conversation, CustomerId, OrderId, OutboxRow, Task
from storage.unit import Unit

log = structlog.get_logger(__name__)

OWNER = "staff"
CUSTOMER, CLERK = "👤 ", "🤖 "
WITHIN = timedelta(hours=24)


class Handover:
    """`staff` says whether there is a staff group; after `idle` without a word from a person the clerk speaks again."""

    def __init__(self, staff: bool, idle: timedelta, within: timedelta = WITHIN) -> None:
        self.staff, self._idle, self._within = staff, idle, within

    async def due(self, unit: Unit, now: datetime) -> datetime:
        """When a person answers what is asked now."""
        return due_at(now, self._within, await unit.facts.all())

    async def open(
        self,
        unit: Unit,
        conversation: Conversation,
        reason: str,
        due: datetime,
        *,
        ticket: str | None = None,
        kind: str = "handoff",
        order_id: OrderId | None = None,
        customer_id: CustomerId | None = None,
        at: datetime | None = None,
        anew: bool = False,
    ) -> Task:
        """The task behind "a person will answer"; one that waits already is kept, its deadline never put off.

        `anew` makes one of its own all the same. `ticket` names the turn that promises it, the coming one unless told.
        """
        for waiting in () if anew else await unit.tasks.undone(conversation.conversation_id):
            if (waiting.kind, waiting.order_id) == (kind, order_id):
                return await unit.tasks.hasten(waiting, due)
        if not self.staff:
            log.warning("no_staff_group", kind=kind, conversation=conversation.conversation_id, see="shopclerk waiting")
        task = Task(kind, due, conversation.conversation_id, order_id, customer_id, OWNER)
        ticket = ticket or f"{conversation.conversation_id}/{conversation.turns}"
        opened_at = at or datetime.now(UTC)
        return await unit.tasks.add(replace(task, ticket=ticket, reason=reason, opened_at=opened_at))

    async def mirror(
        self,
        unit: Unit,
        conversation: Conversation,
        customer_text: str | None,
        reply_text: str | None,
        at: datetime,
        *,
        copy: Mapping[str, Any] | None = None,
    ) -> None:
        """Shows staff what was said, if they have a topic and somebody waits; `copy` names a photo or the like."""
        topic = await unit.topics.of(conversation.conversation_id)
        if topic is None or not await _watched(unit, conversation):
            return
        for mark, text in ((CUSTOMER, customer_text), (CLERK, reply_text)):
            if text is not None:
                await tell_staff(unit, conversation, topic.chat_key, mark + text, at)
        if copy is not None:
            await _send(unit, conversation, topic.chat_key, "", at, {"kind": "mirror", "copy": copy})

    async def staff_said(
        self,
        unit: Unit,
        conversation: Conversation,
        text: str,
        at: datetime,
        *,
        copy: Mapping[str, Any] | None = None,
    ) -> Conversation:
        """A person's words go to the customer, and what the clerk was about to say does not.

        The version moves, so a reply that is still being worded is refused at its commit.
        """
        person = replace(conversation, mode="person", person_at=at)
        saved = await unit.conversations.say(person, "staff", text, at)
        await unit.outbox.drop_unsent(conversation.channel, conversation.chat_key)
        payload = {"kind": "staff"} | ({"copy": copy} if copy else {})
        await _send(unit, conversation, conversation.chat_key, text, at, payload, conversation.channel)
        return saved

    async def hand_back(
        self, unit: Unit, conversation: Conversation, at: datetime, *, told: str | None = None, note: str | None = None
    ) -> Conversation:
        """The clerk answers again; `told` is what the customer reads of it, `note` what staff do."""
        saved = await unit.conversations.save(replace(conversation, mode="clerk", person_at=None))
        await self._tell(unit, conversation, at, told, note, {"kind": "notice"})
        return saved

    async def close(
        self,
        unit: Unit,
        conversation: Conversation,
        at: datetime,
        *,
        ask: str | None = None,
        buttons: Sequence[object] = (),
        note: str | None = None,
    ) -> Conversation:
        """All that the customer waited for is done; `ask` is the question how it was, over the buttons to answer it."""
        for task in await unit.tasks.undone(conversation.conversation_id):
            await unit.tasks.done(task.task_id or 0)
        saved = await unit.conversations.save(replace(conversation, mode="clerk", person_at=None))
        await self._tell(unit, conversation, at, ask, note, {"kind": "notice", "buttons": buttons})
        return saved

    def clerk_again(self, conversation: Conversation, now: datetime) -> bool:
        """Whether a person had the conversation and has been silent for so long that the clerk may speak."""
        spoke = conversation.person_at
        return conversation.mode == "person" and spoke is not None and now - spoke >= self._idle

    async def _tell(
        self,
        unit: Unit,
        conversation: Conversation,
        at: datetime,
        told: str | None,
        note: str | None,
        payload: Mapping[str, Any],
    ) -> None:
        if told is not None:
            await _send(unit, conversation, conversation.chat_key, told, at, payload, conversation.channel)
        topic = await unit.topics.of(conversation.conversation_id) if note is not None else None
        if note is not None and topic is not None:
            await tell_staff(unit, conversation, topic.chat_key, note, at)


async def tell_staff(
    unit: Unit, conversation: Conversation, chat_key: str, text: str, at: datetime, kind: str = "mirror"
) -> None:
    """A text for staff about this conversation, in as many messages as it needs."""
    await _send(unit, conversation, chat_key, text, at, {"kind": kind})


async def _watched(unit: Unit, conversation: Conversation) -> bool:
    return conversation.mode == "person" or bool(await unit.tasks.undone(conversation.conversation_id))


async def _send(
    unit: Unit,
    conversation: Conversation,
    chat_key: str,
    text: str,
    at: datetime,
    payload: Mapping[str, Any],
    channel: str = "telegram",
) -> None:
    """Rows for one chat; what stands under a text stands under its last part, and a copy needs no parts."""
    parts = [(text, payload)] if "copy" in payload else share_out(text, payload)
    for part, held in parts:
        row = OutboxRow(channel, chat_key, part, at, conversation.conversation_id, conversation.turns, held)
        await unit.outbox.add(row)
