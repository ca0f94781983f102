"""The customers of the shop."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Customer, CustomerId, Tally


class Customers:
    """`customers`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, customer_id: CustomerId) -> Customer | None:
        raise NotImplementedError

    async def by_phone(self, phone: str) -> Customer | None:
        """The one customer with this phone (E.164); None when there is none, or more than one."""
        raise NotImplementedError

    async def upsert(self, customers: Sequence[Customer]) -> Tally:
        raise NotImplementedError
