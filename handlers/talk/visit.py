"""One update of a private chat on the customer's side: what is known of the chat, and the one write that answers it.

Each handler calls exactly one of `reply`, `write`, `ask_clerk` or `settle`: each settles the update in its own
transaction, together with whatever is sent.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from bot.conversation.handover import Handover
from bot.conversation.manager import Incoming, Manager
from bot.conversation.shop import zone_of
from bot.conversation.wording import Hear
from bot.facts.voice import Voice
from handlers.delivery.post import CHANNEL, Post
from handlers.keyboards import pack_reply
from handlers.texts import Texts
from storage.engine import Store
from storage.records import Conversation, CustomerId, Task, Work
from storage.unit import Unit

MAX_TEXT = 4096
HANDOFF = "handoff"
Payload = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """A text for this chat with what stands under it."""

    text: str
    payload: Payload


Change = Callable[[Unit, Conversation], Awaitable[Sequence[Said]]]


@dataclass(frozen=True)
class Visit:
    """`conversation` is as read when the update came, None in a new chat; `at` is when the customer wrote."""

    store: Store
    manager: Manager
    post: Post
    texts: Texts
    handover: Handover
    wake: Callable[[], None]
    work: Work
    chat_key: str
    conversation: Conversation | None
    language: str
    at: datetime
    hear: Hear | None = None

    @property
    def with_person(self) -> bool:
        """Whether a person has the conversation, so that the clerk is silent."""
        found = self.conversation
        return found is not None and found.mode == "person" and not self.handover.clerk_again(found, self.at)

    @property
    def customer_id(self) -> CustomerId | None:
        """The verified customer, unless the verification has run out."""
        found = self.conversation
        if found is None or (found.verified_until is not None and found.verified_until <= self.at):
            return None
        return found.customer_id

    def say(self, key: str, payload: Payload | None = None, **args: str) -> Said:
        """A text in the customer's language."""
        return Said(self.texts.get(self.language, key, **args), {"kind": "notice", **(payload or {})})

    async def moment(self, unit: Unit, when: datetime) -> str:
        """A time as the customer reads it, by the shop's clock."""
        zone = zone_of(await unit.facts.all())
        return Voice(self.language, self.at, zone).moment(when)

    async def settle(self) -> None:
        """Nothing to say."""
        await self.store.joined(lambda unit: unit.settle(self.work))

    async def reply(self, said: Said) -> None:
        """Say it and change nothing."""
        held = self.conversation.conversation_id if self.conversation else None
        await self.post.reply(self.chat_key, said.text, self.work, payload=said.payload, conversation_id=held)

    async def write(self, change: Change) -> None:
        """Change something of the conversation, opened if it is new, and say what `change` returns."""
        await self.store.joined(partial(self._write, change))
        self.wake()

    async def ask_clerk(self, text: str, *, proven: CustomerId | None = None) -> None:
        """The customer's words, or those a button stands for; long ones are cut before anybody reads them."""
        pack = partial(pack_reply, texts=self.texts)
        words = text[:MAX_TEXT]
        asked = Incoming(
            CHANNEL,
            self.chat_key,
            words,
            self.at,
            self.language,
            work=self.work,
            pack=pack,
            proven=proven,
            hear=self.hear,
        )
        await self.manager.take_turn(asked)
        self.wake()

    async def waited_for(self) -> bool:
        """Whether the customer waits for a person."""
        if self.conversation is None:
            return False
        async with self.store.reading() as unit:
            return bool(await unit.tasks.undone(self.conversation.conversation_id))

    async def hand_over(
        self, unit: Unit, conversation: Conversation, reason: str, key: str, payload: Payload | None = None, **args: str
    ) -> Said:
        """A person's task, opened or already open, and the text `key` that tells its deadline; late ones say so."""
        due, ticket = await self.handover.due(unit, self.at), f"{conversation.conversation_id}/{conversation.turns}"
        task = await self.handover.open(unit, conversation, reason, due, ticket=ticket, at=self.at)
        return await self.say_deadline(unit, task, key, payload, **args)

    async def say_deadline(self, unit: Unit, task: Task, key: str, payload: Payload | None = None, **args: str) -> Said:
        """Only a deadline that has not passed is named."""
        if task.deadline <= self.at:
            return self.say("human-late", payload)
        return self.say(key, payload, deadline=await self.moment(unit, task.deadline), **args)

    async def _write(self, change: Change, unit: Unit) -> None:
        await unit.settle(self.work)
        conversation = await unit.conversations.open(CHANNEL, self.chat_key)
        for said in await change(unit, conversation):
            for row in self.post.rows(
                self.chat_key, said.text, self.at, payload=said.payload, conversation_id=conversation.conversation_id
            ):
                await unit.outbox.add(row)
