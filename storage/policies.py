"""The policy passages of the shop."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.loading import bump_revision
from storage.records import Passage, Tally
from storage.tables import policies

_FIELDS = ("file", "heading", "text", "digest", "version")
_ALL = select(*(policies.c[name] for name in _FIELDS)).order_by(policies.c.file, policies.c.position)


class Policies:
    """`policies`, one row per heading."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self) -> list[Passage]:
        """By file, then in the order of the file."""
        return [Passage(*row) for row in await self._connection.execute(_ALL)]

    async def replace_file(self, file: str, passages: Sequence[Passage]) -> Tally:
        """Make the file hold these passages; headings within a file are distinct (ValueError).

        A passage changed when its digest did; one that only moved within its file keeps its version.
        """
        headings = [passage.heading for passage in passages]
        if len(set(headings)) < len(headings):
            raise ValueError(f"{file} has a heading twice")
        known = await self._known(file)
        tally = Tally(removed=len(known.keys() - set(headings)))
        gone = (policies.c.file == file) & policies.c.heading.not_in(headings)
        await self._connection.execute(delete(policies).where(gone))
        for position, passage in enumerate(passages):
            tally += await self._put(file, position, passage, known.get(passage.heading))
        if tally.moved:
            await bump_revision(self._connection)
        return tally

    async def _known(self, file: str) -> dict[str, tuple[str, int]]:
        query = select(policies.c.heading, policies.c.digest, policies.c.version).where(policies.c.file == file)
        return {heading: (digest, version) for heading, digest, version in await self._connection.execute(query)}

    async def _put(self, file: str, position: int, passage: Passage, known: tuple[str, int] | None) -> Tally:
        digest, version = known or (None, 0)
        same = digest == passage.digest
        row = {"position": position, "text": passage.text, "digest": passage.digest, "version": version + (not same)}
        if known is None:
            await self._connection.execute(insert(policies), row | {"file": file, "heading": passage.heading})
            return Tally(added=1)
        here = (policies.c.file == file) & (policies.c.heading == passage.heading)
        await self._connection.execute(update(policies).where(here).values(row))
        return Tally(unchanged=1) if same else Tally(changed=1)
