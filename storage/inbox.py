"""Raw updates, written before they are acknowledged."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import InboxRow


class Inbox:
    """`inbox`; one row per bot and update id."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, row: InboxRow) -> bool:
        """False when the update is already here."""
        raise NotImplementedError

    async def chats(self, bot: str) -> list[str]:
        """Chats with new updates, the longest waiting first."""
        raise NotImplementedError

    async def take(self, bot: str, chat_key: str, limit: int = 50) -> list[InboxRow]:
        """Take the chat's new updates in order; none while earlier ones are still taken."""
        raise NotImplementedError

    async def done(self, inbox_ids: Sequence[int]) -> None:
        raise NotImplementedError

    async def quarantine(self, inbox_id: int, reason: str) -> None:
        raise NotImplementedError

    async def put_back(self, bot: str) -> int:
        """After a restart: what was taken and not done is new again."""
        raise NotImplementedError
