"""A staff group for tests: the Bot API over HTTP with a forum, the real dispatcher and store, and a clock set by hand.

Texts leave the outbox by a courier of a few lines; the service's own delivery has tests of its own.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.bootstrap import VERIFIED_FOR, Services
from bot.conversation.clerk import Clerk
from bot.conversation.handover import Handover
from bot.conversation.manager import Incoming, Manager
from bot.conversation.reply import Answer
from bot.generation.client import NoWriter
from bot.settings import Settings
from handlers.desk.announcing import StaffDesk
from handlers.desk.staff import make_router
from handlers.intake.updates import chat_key
from handlers.texts import Texts
from storage.engine import Store
from storage.history import History
from storage.records import Conversation, CustomerId, InboxRow, OutboxRow, Task, Work
from storage.redis import Hot
from storage.unit import Unit
from tests.botapi.people import PeopledChat
from tests.botapi.records import Message
from tests.botapi.server import TOKEN, BotApi, running_botapi

IDLE = timedelta(hours=12)
TEXTS = Texts()
BOT = TOKEN.split(":", maxsplit=1)[0]


@dataclass
class StaffRoom:
    """Ann writes in `ann`, Sam of the staff in `group`; `now` is the desk's clock."""

    api: BotApi
    bot: Bot
    services: Services
    handover: Handover
    group: PeopledChat
    owner: PeopledChat
    ann: PeopledChat
    sam: dict[str, Any]
    settings: Settings
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    woken: int = 0
    left: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dispatcher = Dispatcher(
            services=self.services, settings=self.settings, handover=self.handover, texts=TEXTS, wake=self._note_wake
        )
        self.dispatcher.include_router(make_router())
        self.desk = self.open_desk()

    def open_desk(self) -> StaffDesk:
        """As a restart makes one."""
        return StaffDesk(
            self.store,
            self.bot,
            TEXTS,
            staff_chat=self.settings.staff_chat,
            owner_chat=self.settings.owner_chat,
            wake=self._note_wake,
            every_s=0.01,
            now=lambda: self.now,
        )

    @property
    def store(self) -> Store:
        return self.services.store

    async def ask(self, text: str) -> Answer | None:
        """A turn of Ann's."""
        incoming = Incoming("telegram", str(self.ann.id), text, self.now)
        return await self.services.manager.take_turn(incoming)

    async def know(self, customer: str = "C1") -> None:
        """Ann is verified."""
        async with self.store.writing() as unit:
            found = await unit.conversations.open("telegram", str(self.ann.id))
            await unit.conversations.save(replace(found, customer_id=CustomerId(customer)))

    async def wait_for_person(self, **more: Any) -> Task:
        """Ann was promised one."""
        async with self.store.writing() as unit:
            found = await unit.conversations.open("telegram", str(self.ann.id))
            due = self.now + timedelta(hours=2)
            return await self.handover.open(unit, found, "asked for", due, at=self.now, **more)

    async def announce(self) -> int:
        """One round of the desk with what it sends; the thread of Ann's topic."""
        assert await self.desk.round()
        await self.deliver()
        return await self.thread()

    async def thread(self) -> int:
        async with self.store.reading() as unit:
            topic = await unit.topics.of((await self.conversation()).conversation_id)
        assert topic is not None
        return int(topic.chat_key.partition("/")[2])

    async def conversation(self) -> Conversation:
        async with self.store.reading() as unit:
            found = await unit.conversations.find("telegram", str(self.ann.id))
        assert found is not None
        return found

    async def tasks(self) -> list[Task]:
        async with self.store.reading() as unit:
            return await unit.tasks.open()

    async def write(self, text: str, thread_id: int | None, user: Any = None, **extra: Any) -> Message:
        """Somebody of the staff writes; the update is handled and what follows is sent."""
        message = self.group.say(text, user or self.sam, thread_id, **extra)
        await self.handle()
        return message

    async def handle(self) -> None:
        """Every update that waits, as the chat's actor feeds it; what no handler settled is `left`."""
        raws = [json.loads(update.body) for update in self.api.bot.updates.pending.values()]
        self.api.bot.updates.clear()
        self.left = []
        for raw in raws:
            await self._feed(raw)
        await self.deliver()

    async def _feed(self, raw: dict[str, Any]) -> None:
        work = await self.store.joined(partial(self._take, raw=raw))
        await self.dispatcher.feed_raw_update(self.bot, raw, work=work, chat_key=chat_key(raw))
        async with self.store.writing() as unit:
            if await unit.inbox.unfinished(work.inbox_ids):
                self.left.append(raw)
            await unit.inbox.done(work.inbox_ids)

    async def deliver(self) -> None:
        """Sends what waits in the outbox."""
        later = datetime.now(UTC) + timedelta(days=365)
        while rows := await self.store.joined(lambda unit: unit.outbox.take(later)):
            for row in rows:
                failed = await self._send(row)
                await self.store.joined(partial(_record, row=row, failed=failed))

    def told(self, thread_id: int | None = None) -> list[str]:
        """What staff read from the bot, in a topic or everywhere."""
        return [one.text for one in self.group.replies(thread_id) if not one.service]

    async def _send(self, row: OutboxRow) -> str | None:
        try:
            await self._carry(row)
        except TelegramAPIError as problem:
            return problem.message
        return None

    async def _carry(self, row: OutboxRow) -> None:
        chat, _, thread = row.chat_key.partition("/")
        where: dict[str, Any] = {"chat_id": int(chat), "message_thread_id": int(thread) if thread else None}
        if copy := row.payload.get("copy"):
            await self.bot.copy_message(**where, **copy)
            return
        lines = [
            [InlineKeyboardButton(text=label, callback_data=data) for label, data in line]
            for line in row.payload.get("buttons", [])
        ]
        markup = InlineKeyboardMarkup(inline_keyboard=lines) if lines else None
        await self.bot.send_message(**where, text=row.text, reply_markup=markup)

    async def _take(self, unit: Unit, raw: dict[str, Any]) -> Work:
        row = InboxRow(BOT, raw["update_id"], json.dumps(raw).encode(), self.now, chat_key(raw))
        await unit.inbox.add(row)
        taken = await unit.inbox.take(BOT, chat_key(raw))
        return Work(tuple(one.inbox_id or 0 for one in taken))

    def _note_wake(self) -> None:
        self.woken += 1


async def _record(unit: Unit, row: OutboxRow, failed: str | None) -> None:
    if failed is None:
        await unit.outbox.sent(row.outbox_id or 0)
    else:
        await unit.outbox.fail(row.outbox_id or 0, failed)


@asynccontextmanager
async def open_room(store: Store, clerk: Clerk, *, staff: bool = True, owner: bool = True) -> AsyncIterator[StaffRoom]:
    """The small shop with a staff group, or without."""
    async with running_botapi() as api:
        group = api.bot.supergroup(forum=True)
        boss, ann, sam = api.bot.private("Boss"), api.bot.private("Ann"), api.bot.user("Sam")
        chats: dict[str, Any] = {"staff_chat": group.id if staff else None, "owner_chat": boss.id if owner else None}
        settings = Settings(home=store.path.parent, model="none", _env_file=None, **chats)
        history = History(store, Hot(None))
        handover = Handover(staff, IDLE)
        manager = Manager(store, clerk, history, VERIFIED_FOR, handover)
        services = Services(settings, store, clerk._shops, clerk, manager, NoWriter(), None, history, handover)
        session = AiohttpSession(api=TelegramAPIServer.from_base(api.url))
        bot = Bot(TOKEN, session)
        yield StaffRoom(api, bot, services, handover, group, boss, ann, sam, settings)
        await (await session.create_session()).close()
