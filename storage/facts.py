"""The facts about the shop itself (`shop.yaml`)."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import ShopFact, Tally


class Facts:
    """`shop`, one row per column name."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self) -> Mapping[str, ShopFact]:
        raise NotImplementedError

    async def upsert(self, facts: Sequence[ShopFact]) -> Tally:
        raise NotImplementedError
