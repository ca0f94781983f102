"""Texts to deliver, committed with the history they belong to."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import OutboxRow


class Outbox:
    """`outbox`; within a chat strictly in order."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, row: OutboxRow) -> int:
        """Returns its id."""
        raise NotImplementedError

    async def take(self, now: datetime, limit: int = 20) -> list[OutboxRow]:
        """Take the first unfinished row of each chat that may go now: it is `sending` with one attempt more."""
        raise NotImplementedError

    async def placed(self, outbox_id: int, placeholder_id: str) -> None:
        """A placeholder stands in the chat; from now on a repeat is an edit."""
        raise NotImplementedError

    async def sent(self, outbox_id: int) -> None:
        raise NotImplementedError

    async def retry(self, outbox_id: int, not_before: datetime, reason: str) -> None:
        raise NotImplementedError

    async def fail(self, outbox_id: int, reason: str) -> None:
        raise NotImplementedError

    async def interrupted(self) -> list[OutboxRow]:
        """After a restart: what was being sent when the process died."""
        raise NotImplementedError
