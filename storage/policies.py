"""The policy passages of the shop."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Passage, Tally


class Policies:
    """`policies`, one row per heading."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self) -> list[Passage]:
        """By file, then in the order of the file."""
        raise NotImplementedError

    async def replace_file(self, file: str, passages: Sequence[Passage]) -> Tally:
        """Make the file hold these passages; headings within a file are distinct (ValueError)."""
        raise NotImplementedError
