"""Counts failed tries to verify, per conversation."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection


class Verification:
    """`verification_tries`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_try(self, conversation_id: int, at: datetime) -> None:
        raise NotImplementedError

    async def tries_since(self, conversation_id: int, since: datetime) -> int:
        raise NotImplementedError

    async def reset(self, conversation_id: int) -> None:
        raise NotImplementedError
