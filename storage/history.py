"""The last turns of a conversation: from Redis when its copy is of the right version, else from the store."""

from collections.abc import Sequence

from storage.engine import Store
from storage.records import Conversation, Message
from storage.redis import Hot


class History:
    """`recent` reads the window, `keep` puts it there after a turn."""

    def __init__(self, store: Store, hot: Hot, messages: int = 20, ttl_s: int = 3600) -> None:
        self._store, self._hot, self._messages, self._ttl_s = store, hot, messages, ttl_s

    async def recent(self, conversation: Conversation) -> Sequence[Message]:
        """The last messages, oldest first, exactly as of `conversation.version`."""
        raise NotImplementedError

    async def keep(self, conversation: Conversation, messages: Sequence[Message]) -> None:
        raise NotImplementedError
