"""Thumbs of customers: one per turn and kind, and it may be changed."""

from dataclasses import asdict

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Feedback
from storage.tables import feedback

_ALL = select(*(feedback.c[name] for name in Feedback.__dataclass_fields__)).order_by(feedback.c.feedback_id)


class Feedbacks:
    """`feedback`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def rate(self, given: Feedback) -> None:
        """A second rating of the same thing takes the place of the first."""
        same = (feedback.c.conversation_id == given.conversation_id) & (feedback.c.turn == given.turn)
        same &= feedback.c.kind == given.kind
        changed = update(feedback).where(same).values(rating=given.rating, at=given.at)
        if (await self._connection.execute(changed)).rowcount == 0:
            await self._connection.execute(insert(feedback).values(asdict(given)))

    async def of_conversation(self, conversation_id: int) -> list[Feedback]:
        """In the order in which they were first given."""
        query = _ALL.where(feedback.c.conversation_id == conversation_id)
        return [Feedback(**row) for row in (await self._connection.execute(query)).mappings()]
