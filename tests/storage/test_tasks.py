"""A task is taken once and done once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storage.engine import Store
from storage.records import Task

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=30)


async def test_a_task_is_taken_once(store: Store) -> None:
    async with store.writing() as unit:
        conversation = await unit.conversations.open("telegram", "a")
        late = await unit.tasks.add(Task("refund", LATER, conversation.conversation_id))
        soon = await unit.tasks.add(Task("handoff", NOW, conversation.conversation_id))
        assert await unit.tasks.open() == [soon, late]
        assert await unit.tasks.due(NOW) == [soon]
        assert soon.task_id is not None
        assert await unit.tasks.take(soon.task_id, "ann")
        assert not await unit.tasks.take(soon.task_id, "bob")
        assert (await unit.tasks.open())[0] == replace(soon, status="taken", owner="ann")
        assert await unit.tasks.done(soon.task_id)
        assert not await unit.tasks.done(soon.task_id)
        assert await unit.tasks.open() == [late]
        assert len(await unit.tasks.of_conversation(conversation.conversation_id)) == 2
