"""One rating per turn and kind."""

from datetime import UTC, datetime

from storage.engine import Store
from storage.records import Feedback

AT = datetime(2026, 6, 1, tzinfo=UTC)


async def test_the_last_rating_stands(store: Store) -> None:
    async with store.writing() as unit:
        held = (await unit.conversations.open("test", "7")).conversation_id
        for turn, kind, rating in ((0, "reply", 1), (0, "handoff", 1), (1, "reply", 1), (0, "reply", -1)):
            await unit.feedback.rate(Feedback(held, turn, kind, rating, AT))
        given = await unit.feedback.of_conversation(held)
    assert [(one.turn, one.kind, one.rating) for one in given] == [(0, "reply", -1), (0, "handoff", 1), (1, "reply", 1)]
