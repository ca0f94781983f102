"""Tells staff who waits: a topic of the staff group for each conversation, what it is about, what is overdue.

Everything is found in the tasks of the store, so a restart forgets nothing. Topics are made here, outside of any
transaction (a stray empty one is possible); every text goes through the outbox, in one transaction with the note that
it was written.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest

from bot.conversation.handover import tell_staff
from handlers.desk.ringing import Ringing
from handlers.desk.summary import TAIL, open_case, prove, summarise, topic_name, transcribe
from handlers.texts import STAFF_LANGUAGE, Texts
from storage.engine import Store
from storage.errors import StorageError
from storage.records import OutboxRow, Topic
from storage.topics import GONE
from storage.unit import Unit

log = structlog.get_logger(__name__)

EVERY_S, LEAST_S, PAUSE_S = 2.0, 0.3, 30.0


def utc_now() -> datetime:
    return datetime.now(UTC)


class StaffDesk:
    """`wake` is called when there is something in the outbox; without a staff group only overdue tasks ring."""

    def __init__(
        self,
        store: Store,
        bot: Bot,
        texts: Texts,
        *,
        staff_chat: int | None,
        owner_chat: int | None,
        wake: Callable[[], None],
        every_s: float = EVERY_S,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store, self._bot, self._texts, self._chat = store, bot, texts, staff_chat
        self._wake_delivery, self._every_s, self._now = wake, every_s, now
        self._ringing = Ringing(texts, staff_chat, owner_chat)
        self._woken = asyncio.Event()
        self._moved_in = False

    def wake(self) -> None:
        """Look now; somebody may wait."""
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled."""
        if self._chat is None:
            log.warning("no_staff_group", set="SHOPCLERK_STAFF_CHAT", see="shopclerk waiting")
        while True:
            self._woken.clear()
            pause_s = self._every_s if await self.round() else max(PAUSE_S, self._every_s)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause_s):
                    await self._woken.wait()
                    await asyncio.sleep(LEAST_S)  # every turn wakes it; a busy shop must not pay for that

    async def round(self) -> bool:
        """Everything that is to be told now; False when some of it could not be."""
        went_well = [await self._try(self._ring())]
        if self._chat is not None:
            went_well += [await self._try(self._move_in(self._chat)), await self._try(self._mend(self._chat))]
            for conversation_id in await self._waiting():
                went_well.append(await self._try(self._announce(self._chat, conversation_id)))
        return all(went_well)

    async def _try(self, step: Awaitable[None]) -> bool:
        """Whatever goes wrong with one customer, staff must hear of the others."""
        try:
            await step
        except Exception as problem:
            log.warning("staff_not_told", problem=type(problem).__name__, reason=_reason(problem))
            return False
        return True

    async def _ring(self) -> None:
        async with self._store.reading() as unit:
            late = await self._ringing.late(unit, self._now())
        if late:
            await self._store.joined(lambda unit: self._ringing.ring(unit, self._now()))
            self._wake_delivery()

    async def _waiting(self) -> list[int]:
        async with self._store.reading() as unit:
            tasks = await unit.tasks.unannounced()
        return list(dict.fromkeys(task.conversation_id for task in tasks))

    async def _move_in(self, group: int) -> None:
        """Topics of a group that was ours before are no longer read: what waits there is announced again."""
        if self._moved_in:
            return
        async with self._store.reading() as unit:
            strange = await unit.topics.elsewhere(f"{group}/")
        if strange:
            await self._store.joined(partial(_leave, topics=strange))
        self._moved_in = True

    async def _announce(self, group: int, conversation_id: int) -> None:
        topic = await self._open_topic(group, conversation_id)
        await self._store.joined(lambda unit: self._write(unit, conversation_id, topic))
        self._wake_delivery()

    async def _write(self, unit: Unit, conversation_id: int, topic: Topic) -> None:
        """The summary, the tail and the receipts; only the request where staff have been reading all along."""
        now = self._now()
        waiting = await unit.tasks.undone(conversation_id)
        conversation = await unit.conversations.get(conversation_id)
        fresh = [task for task in waiting if task.announced_at is None]
        if not fresh or conversation is None:
            return
        case = await open_case(unit, conversation, now)
        told = [summarise(case, fresh, self._texts, "staff-help" if "/" in topic.chat_key else "staff-no-topic")]
        if fresh == waiting or await unit.topics.of(conversation_id) != topic:
            said = await unit.conversations.history(conversation_id, TAIL)
            told += [transcribe(said, self._texts), await prove(unit, said, self._texts)]
        for text in filter(None, told):
            await tell_staff(unit, conversation, topic.chat_key, text, now)
        if "/" in topic.chat_key:
            await unit.topics.keep(topic)
        await unit.tasks.announced(fresh, now)

    async def _open_topic(self, group: int, conversation_id: int, gone: str | None = None) -> Topic:
        """The conversation's topic, open, or a new one; the group itself where the bot can make none."""
        async with self._store.reading() as unit:
            topic = await unit.topics.of(conversation_id)
            conversation = await unit.conversations.get(conversation_id)
            waiting = await unit.tasks.undone(conversation_id)
            case = await open_case(unit, conversation, self._now()) if conversation else None
        if topic is not None and topic.chat_key != gone and await self._reopen(topic):
            return topic
        name = topic_name(case, waiting, self._texts) if case else str(conversation_id)
        try:
            made = await self._bot.create_forum_topic(group, name)
        except TelegramBadRequest as problem:
            log.warning("no_topic", reason=_reason(problem), advice="see: shopclerk doctor")
            return Topic(conversation_id, str(group), self._now())
        return Topic(conversation_id, f"{group}/{made.message_thread_id}", self._now())

    async def _reopen(self, topic: Topic) -> bool:
        """False when somebody deleted it."""
        group, _, thread = topic.chat_key.partition("/")
        try:
            await self._bot.reopen_forum_topic(int(group), int(thread))
        except TelegramBadRequest as problem:
            return not any(sign in str(problem).lower() for sign in GONE)
        return True

    async def _mend(self, group: int) -> None:
        """What a deleted topic refused goes to a new one; what did not reach a customer is told to staff."""
        async with self._store.reading() as unit:
            refused, undelivered = await unit.topics.refused(), await unit.topics.undelivered()
        for conversation_id in dict.fromkeys(row.conversation_id for row in refused if row.conversation_id):
            mine = [row for row in refused if row.conversation_id == conversation_id]
            topic = await self._open_topic(group, conversation_id, gone=mine[-1].chat_key)
            await self._store.joined(partial(self._resend, rows=mine, topic=topic))
        if undelivered:
            await self._store.joined(lambda unit: self._confess(unit, undelivered))
        if refused or undelivered:
            self._wake_delivery()

    async def _resend(self, unit: Unit, rows: list[OutboxRow], topic: Topic) -> None:
        if "/" in topic.chat_key and await unit.topics.of(topic.conversation_id) != topic:
            await unit.topics.keep(topic)
        await unit.topics.resend(rows, topic.chat_key, self._now())

    async def _confess(self, unit: Unit, rows: list[OutboxRow]) -> None:
        for row in rows:
            topic = await unit.topics.of(row.conversation_id or 0)
            conversation = await unit.conversations.get(row.conversation_id or 0)
            if topic and conversation:
                said = {"reason": row.reason or "", "text": row.text}
                text = self._texts.get(STAFF_LANGUAGE, "staff-undelivered", **said)
                await tell_staff(unit, conversation, topic.chat_key, text, self._now())
            await unit.topics.tell(row)


async def _leave(unit: Unit, topics: Sequence[Topic]) -> None:
    for topic in topics:
        await unit.topics.forget(topic)
        await unit.tasks.announced(await unit.tasks.undone(topic.conversation_id), None)


def _reason(problem: Exception) -> str:
    """Telegram's words, or one plain line of the store; others may quote a customer."""
    if isinstance(problem, TelegramAPIError):
        return problem.message
    return str(problem) if isinstance(problem, StorageError) else "unforeseen"
