"""Counts failed tries to verify, per conversation."""

from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import verification_tries as tries


class Verification:
    """`verification_tries`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_try(self, conversation_id: int, at: datetime) -> None:
        await self._connection.execute(insert(tries), {"conversation_id": conversation_id, "at": at})

    async def tries_since(self, conversation_id: int, since: datetime) -> int:
        """Tries at `since` or later."""
        query = select(func.count()).where(tries.c.conversation_id == conversation_id, tries.c.at >= since)
        return (await self._connection.execute(query)).scalar_one()

    async def reset(self, conversation_id: int) -> None:
        await self._connection.execute(delete(tries).where(tries.c.conversation_id == conversation_id))
