"""What customers did in the shop."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import CustomerId, Event, Tally


class Events:
    """`events`; the same event twice is one event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, events: Sequence[Event]) -> Tally:
        raise NotImplementedError

    async def of_customer(self, customer_id: CustomerId, limit: int = 1000) -> list[Event]:
        """Newest first."""
        raise NotImplementedError

    async def all(self) -> list[Event]:
        """Oldest first."""
        raise NotImplementedError
