"""Conversations, their messages and the receipts of what was said."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Conversation, Message, Receipt, Reply


class Conversations:
    """Every write checks the version that the caller read and raises `StaleConversation` if it moved."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(self, channel: str, chat_key: str) -> Conversation:
        """Get or create (so only in a writing unit when it may be new)."""
        raise NotImplementedError

    async def find(self, channel: str, chat_key: str) -> Conversation | None:
        raise NotImplementedError

    async def get(self, conversation_id: int) -> Conversation | None:
        raise NotImplementedError

    async def recent(self, limit: int = 50) -> list[Conversation]:
        """The latest written first."""
        raise NotImplementedError

    async def history(self, conversation_id: int, limit: int = 20) -> list[Message]:
        """The last `limit` messages, oldest first."""
        raise NotImplementedError

    async def receipts(self, message_id: int) -> list[Receipt]:
        raise NotImplementedError

    async def save(self, conversation: Conversation) -> Conversation:
        """Write the fields of `conversation` over the version it was read at; returns it with the new version."""
        raise NotImplementedError

    async def add_turn(
        self,
        conversation: Conversation,
        customer_text: str,
        reply: Reply | None,
        at: datetime,
        customer_at: datetime | None = None,
    ) -> Conversation:
        """Save the conversation with one turn more; without a reply the clerk is silent."""
        raise NotImplementedError

    async def say(self, conversation: Conversation, role: str, text: str, at: datetime) -> Conversation:
        """Save the conversation with one message outside the turn (a staff member's, a notice)."""
        raise NotImplementedError
