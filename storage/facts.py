"""The facts about the shop itself (`shop.yaml`)."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.loading import load_rows
from storage.records import ShopFact, Tally
from storage.tables import shop


class Facts:
    """`shop`, one row per column name."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self) -> Mapping[str, ShopFact]:
        query = select(shop.c.column, shop.c.value, shop.c.version).order_by(shop.c.column)
        return {row[0]: ShopFact(*row) for row in await self._connection.execute(query)}

    async def upsert(self, facts: Sequence[ShopFact]) -> Tally:
        rows = ({"column": fact.column, "value": fact.value} for fact in facts)
        return await load_rows(self._connection, shop.c.column, rows)
