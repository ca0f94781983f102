"""Canned intents with every version that ever was."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Intent, IntentVersion, Tally


class Intents:
    """`intents` and `intent_versions`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self) -> list[Intent]:
        """By name."""
        raise NotImplementedError

    async def get(self, name: str) -> Intent | None:
        raise NotImplementedError

    async def upsert(self, intents: Sequence[Intent], author: str) -> Tally:
        raise NotImplementedError

    async def history(self, name: str) -> list[IntentVersion]:
        """Newest first."""
        raise NotImplementedError

    async def rollback(self, name: str, version: int, author: str) -> Intent:
        """Write that version again as a new one; KeyError where there is none."""
        raise NotImplementedError
