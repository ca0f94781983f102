"""The products of the shop, one row per variant."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.loading import Row, load_rows
from storage.records import ProductId, Sku, Tally, Variant
from storage.tables import products

_FIELDS = tuple(name for name in Variant.__dataclass_fields__)
_ALL = select(*(products.c[name] for name in _FIELDS)).order_by(products.c.position)
_TAGS = _FIELDS.index("tags")


class Catalogue:
    """`products`; lists come in the order of the first import."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self) -> list[Variant]:
        return await self._variants(_ALL)

    async def of_product(self, product_id: ProductId) -> list[Variant]:
        return await self._variants(_ALL.where(products.c.product_id == product_id))

    async def by_sku(self, sku: Sku) -> Variant | None:
        found = await self._variants(_ALL.where(products.c.sku == sku))
        return found[0] if found else None

    async def upsert(self, variants: Sequence[Variant]) -> Tally:
        """Add and change by sku; the version of a changed row goes up by one, an equal row is left alone."""
        return await load_rows(self._connection, products.c.sku, map(_row, variants))

    async def _variants(self, query: Select[Any]) -> list[Variant]:
        return _variants((await self._connection.execute(query)).all())


def _variants(rows: Iterable[Any]) -> list[Variant]:
    """By position, as `_FIELDS` are: by name it takes twice as long for 100,000 rows."""
    make: Callable[..., Variant] = Variant
    return [make(*row[:_TAGS], tuple(row[_TAGS]), *row[_TAGS + 1 :]) for row in rows]


def _row(variant: Variant) -> Row:
    return {name: getattr(variant, name) for name in _FIELDS if name != "version"}
