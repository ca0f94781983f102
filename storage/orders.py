"""Orders with their lines, parcels and refunds; read by their owner alone."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import CustomerId, Order, Tally


class Orders:
    """No method returns an order without its customer: the owner check is in the SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_customer(self, customer_id: CustomerId, limit: int = 200) -> list[Order]:
        """The customer's orders, newest first."""
        raise NotImplementedError

    async def find_owner(self, order_key: str, email: str | None, phone: str | None) -> CustomerId | None:
        """Whose order it is, when the e-mail or the phone (E.164) is the order's or its customer's; else None."""
        raise NotImplementedError

    async def shapes(self) -> list[str]:
        """The distinct shapes of order ids: letters as A, digits as 9, e.g. `#A9999999`."""
        raise NotImplementedError

    async def upsert(self, orders: Sequence[Order]) -> Tally:
        """Add and change by order id; an order is replaced whole."""
        raise NotImplementedError
