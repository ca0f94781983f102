"""The products of the shop, one row per variant."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import ProductId, Sku, Tally, Variant


class Catalogue:
    """`products`; lists come in the order of the first import."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self) -> list[Variant]:
        raise NotImplementedError

    async def of_product(self, product_id: ProductId) -> list[Variant]:
        raise NotImplementedError

    async def by_sku(self, sku: Sku) -> Variant | None:
        raise NotImplementedError

    async def upsert(self, variants: Sequence[Variant]) -> Tally:
        """Add and change by sku; the version of a changed row goes up by one, an equal row is left alone."""
        raise NotImplementedError
