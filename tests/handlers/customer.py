"""A customer's chat for tests: real updates, the real dispatcher and store, and a Bot API that only takes notes.

Each update is fed as the chat's actor feeds it: taken from the inbox under a lease. Afterwards it must be settled.
"""

import json
import sqlite3
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.methods import GetMe, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import User

from bot.bootstrap import VERIFIED_FOR, Services
from bot.conversation.clerk import Clerk
from bot.conversation.handover import Handover
from bot.conversation.limits import Limits
from bot.conversation.manager import Manager
from bot.generation.client import NoWriter
from bot.settings import Settings
from handlers.delivery.post import Post
from handlers.talk.front import mount
from handlers.texts import Texts
from storage.engine import Store
from storage.history import History
from storage.records import Conversation, InboxRow, Message, Task, Work
from storage.redis import Hot
from storage.unit import Unit

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
TOKEN = "42:TEST"
BOT, ME, STAFF_CHAT, GROUP = "42", 7, -100200, -100300
ANN_PHONE = "447700900101"
Json = dict[str, Any]
TEXTS = Texts()


class NoteTaking(BaseSession):
    """Says yes to everything; `refuse` makes it raise instead."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[TelegramMethod[Any]] = []
        self.refuse: Exception | None = None

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109
    ) -> TelegramType:
        self.calls.append(method)
        if self.refuse is not None:
            raise self.refuse
        if isinstance(method, GetMe):
            return User(id=int(BOT), is_bot=True, first_name="Clerk", username="drumlin_bot")  # type: ignore[return-value]
        return True  # type: ignore[return-value]

    async def close(self) -> None:
        """Nothing is open."""

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        yield b""

    def asked(self, name: str) -> list[TelegramMethod[Any]]:
        """The calls of one method, e.g. `AnswerCallbackQuery`."""
        return [call for call in self.calls if type(call).__name__ == name]


@dataclass(frozen=True)
class Sent:
    """A row of the outbox."""

    outbox_id: int
    chat_key: str
    text: str
    conversation_id: int | None
    turn: int | None
    state: str
    payload: Json


@dataclass
class Chat:
    """What a customer does and what comes back; `now` is the clock and moves only by hand."""

    services: Services
    dispatcher: Dispatcher
    bot: Bot
    session: NoteTaking
    now: datetime = NOW
    key: str = str(ME)
    language_code: str = "en"
    staff: list[Sent] = field(default_factory=list)
    updates: int = 0
    last_work: Work = field(default_factory=Work)

    @property
    def store(self) -> Store:
        return self.services.store

    async def say(self, text: str, **extra: Any) -> list[Sent]:
        """A text or a command; the new rows of the outbox for this chat."""
        commanded = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}] if text[0] == "/" else []
        return await self.send(text=text, **({"entities": commanded} if commanded else {}), **extra)

    async def send(self, **content: Any) -> list[Sent]:
        """A message with any content."""
        return await self.feed({"message": self.message(**content)})

    async def contact(self, phone: str, user_id: int | None = ME, **extra: Any) -> list[Sent]:
        card = {"phone_number": phone, "first_name": "A", **({"user_id": user_id} if user_id else {})}
        return await self.send(contact=card, **extra)

    async def press(
        self, data: str, user: int = ME, markup: Json | None = None, chat: Json | None = None
    ) -> list[Sent]:
        """A button under one of the bot's messages."""
        held = self.message(text="?", sender={"id": int(BOT), "is_bot": True, "first_name": "Clerk"}, chat=chat)
        held |= {"reply_markup": markup} if markup else {}
        query = {"id": "1", "from": self.person(user), "chat_instance": "1", "data": data, "message": held}
        return await self.feed({"callback_query": query})

    def message(self, sender: Json | None = None, chat: Json | None = None, **content: Any) -> Json:
        private = {"id": ME, "type": "private", "first_name": "A"}
        body = {"message_id": 100 + self.updates, "date": int(self.now.timestamp()), "chat": chat or private}
        return body | {"from": sender or self.person(), **content}

    def person(self, user: int = ME) -> Json:
        return {"id": user, "is_bot": False, "first_name": "A", "language_code": self.language_code}

    async def feed(self, update: Json, settled: bool = True) -> list[Sent]:
        """Take it from the inbox and have it handled; whoever handled it has settled it, exactly once."""
        self.updates += 1
        before = max((row.outbox_id for row in self.rows()), default=0)
        raw = {"update_id": self.updates, **update}
        self.last_work = await self.store.joined(lambda unit: self._take(unit, raw))
        await self.give(raw, self.last_work)
        assert await self._state() == ("done" if settled else "taken")
        rows = self.rows(before)
        self.staff = [row for row in rows if row.chat_key != self.key]
        return [row for row in rows if row.chat_key == self.key]

    async def give(self, raw: Json, work: Work) -> None:
        await self.dispatcher.feed_raw_update(self.bot, raw, work=work, chat_key=self.key)

    async def conversation(self) -> Conversation:
        async with self.store.reading() as unit:
            found = await unit.conversations.find("telegram", self.key)
        assert found is not None
        return found

    async def tasks(self) -> list[Task]:
        async with self.store.reading() as unit:
            return await unit.tasks.open()

    async def history(self) -> list[Message]:
        async with self.store.reading() as unit:
            return await unit.conversations.history((await self.conversation()).conversation_id, 100)

    async def change(self, **fields: Any) -> Conversation:
        """Sets fields of the conversation."""
        async with self.store.writing() as unit:
            found = await unit.conversations.open("telegram", self.key)
            return await unit.conversations.save(replace(found, **fields))

    async def _take(self, unit: Unit, raw: Mapping[str, Any]) -> Work:
        await unit.inbox.add(InboxRow(BOT, raw["update_id"], json.dumps(raw).encode(), self.now, self.key))
        taken = await unit.inbox.take(BOT, self.key)
        lease = await unit.leases.take(f"chat:{BOT}:{self.key}", "test", time.monotonic(), 60, "boot")
        return Work(tuple(row.inbox_id or 0 for row in taken), lease)

    async def _state(self) -> str:
        """Of the update fed last; then it is out of the way of the next."""
        async with self.store.writing() as unit:
            left = await unit.inbox.unfinished(self.last_work.inbox_ids)
            await unit.inbox.done(self.last_work.inbox_ids)
        return "taken" if left else "done"

    def rows(self, after: int = 0) -> list[Sent]:
        """Everything of the outbox, in order."""
        query = f"SELECT {', '.join(Sent.__annotations__)} FROM outbox WHERE outbox_id > ? ORDER BY outbox_id"
        with closing(sqlite3.connect(self.store.path)) as file:
            return [Sent(**{**dict(row), "payload": json.loads(row["payload"])}) for row in _named(file, query, after)]


def _named(file: sqlite3.Connection, query: str, *values: object) -> list[sqlite3.Row]:
    file.row_factory = sqlite3.Row
    return file.execute(query, values).fetchall()


@asynccontextmanager
async def open_chat(store: Store, clerk: Clerk) -> AsyncIterator[Chat]:
    """A private chat with a shop's bot."""
    settings = Settings(home=store.path.parent, model="none", staff_chat=STAFF_CHAT, _env_file=None)
    history = History(store, Hot(None))
    handover = Handover(staff=True, idle=timedelta(hours=12))
    manager = Manager(store, clerk, history, VERIFIED_FOR, handover)
    services = Services(settings, store, clerk._shops, clerk, manager, NoWriter(), None, history, handover)
    session = NoteTaking()
    dispatcher = Dispatcher(
        services=services,
        settings=settings,
        texts=TEXTS,
        handover=handover,
        post=Post(store, lambda: None),
        wake=lambda: None,
    )
    async with Bot(TOKEN, session) as bot:
        chat = Chat(services, dispatcher, bot, session)
        mount(dispatcher, Limits(settings.turns_per_minute, settings.turns_per_day), lambda: chat.now)
        yield chat


def labels(row: Sent) -> list[str]:
    """The buttons under a row."""
    return [label for line in row.payload.get("buttons", []) for label, _ in line]


def pressable(row: Sent) -> list[str]:
    """Their data."""
    return [data for line in row.payload.get("buttons", []) for _, data in line]
