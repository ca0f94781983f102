"""The last turns of a conversation: from Redis when its copy is of the right version, else from the store.

A window is kept with the version of the conversation it shows. The caller has read the conversation from the store,
so a window of another version, older or newer, is never used. It also names its own key: should an answer of the server
ever reach the wrong question, no customer is shown another's words.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from storage.columns import dump_json
from storage.engine import Store
from storage.records import Conversation, Message
from storage.redis import Hot
from storage.unit import Unit

MESSAGES = 20
TTL_S = 3600


class History:
    """`recent` reads the window and fills it; `keep` puts it there right after a turn."""

    def __init__(self, store: Store, hot: Hot, messages: int = MESSAGES, ttl_s: int = TTL_S) -> None:
        self._store, self._hot, self._messages, self._ttl_s = store, hot, messages, ttl_s

    async def recent(self, conversation: Conversation, unit: Unit | None = None) -> Sequence[Message]:
        """The last messages, oldest first, as of `conversation.version` or, from the store, later.

        With the `unit` that read the conversation they are of the same moment.
        """
        key = self._key(conversation)
        kept = await self._hot.ask(lambda server: server.get(key))
        window = read_window(kept, key, conversation.version)
        if window is not None:
            return window
        if unit is None:
            return await self.renew(conversation.conversation_id)
        messages = await unit.conversations.history(conversation.conversation_id, self._messages)
        await self.keep(conversation, messages)
        return messages

    async def keep(self, conversation: Conversation, messages: Sequence[Message]) -> None:
        """Remember the window of this version; a failure only makes the next read slower."""
        if not self._hot.present:
            return
        key = self._key(conversation)
        window = write_window(key, conversation.version, messages[-self._messages :])
        await self._hot.ask(lambda server: server.set(key, window, ex=self._ttl_s))

    async def refresh(self, conversation_id: int) -> None:
        """After a turn; without a server there is nothing to keep it in."""
        if self._hot.present:
            await self.renew(conversation_id)

    async def forget(self, conversation: Conversation) -> None:
        """Drop the window, for an erased customer."""
        await self._hot.ask(lambda server: server.delete(self._key(conversation)))

    async def renew(self, conversation_id: int) -> Sequence[Message]:
        """Reads the last messages from the store and keeps them."""
        async with self._store.reading() as unit:  # version and messages of one moment
            now = await unit.conversations.get(conversation_id) if self._hot.present else None
            messages = await unit.conversations.history(conversation_id, self._messages)
        if now is not None:
            await self.keep(now, messages)
        return messages

    def _key(self, conversation: Conversation) -> str:
        """With the store's identity: shops may share a server, and a new file counts from 1 again."""
        return f"shopclerk:{self._store.identity}:history:{conversation.conversation_id}"


def write_window(key: str, version: int, messages: Sequence[Message]) -> str:
    return dump_json({"key": key, "version": version, "messages": [_plain(message) for message in messages]})


def read_window(kept: Any, key: str, version: int) -> Sequence[Message] | None:
    """None for nothing, another conversation or version, or what is not a window."""
    try:
        window = json.loads(kept)
        if (window["key"], window["version"]) != (key, version):
            return None
        return [Message(**held | {"at": datetime.fromisoformat(held["at"])}) for held in window["messages"]]
    except (TypeError, ValueError, KeyError):
        return None


def _plain(message: Message) -> dict[str, Any]:
    return asdict(message) | {"at": message.at.isoformat()}
