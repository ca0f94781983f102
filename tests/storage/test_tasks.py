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
        assert soon.task_id is not None
        assert await unit.tasks.take(soon.task_id, "ann")
        assert not await unit.tasks.take(soon.task_id, "bob")
        assert (await unit.tasks.open())[0] == replace(soon, status="taken", owner="ann")
        assert await unit.tasks.done(soon.task_id)
        assert not await unit.tasks.done(soon.task_id)
        assert await unit.tasks.open() == [late]
        assert len(await unit.tasks.of_conversation(conversation.conversation_id)) == 2


async def test_staff_hear_of_a_task_once_and_of_an_overdue_one_again(store: Store) -> None:
    async with store.writing() as unit:
        conversation = await unit.conversations.open("telegram", "a")
        soon = await unit.tasks.add(Task("handoff", NOW, conversation.conversation_id))
        late = await unit.tasks.add(Task("refund", LATER, conversation.conversation_id))
        assert await unit.tasks.unannounced() == [soon, late]
        await unit.tasks.announced([soon, late], NOW)
        assert await unit.tasks.unannounced() == []
        [rings] = await unit.tasks.overdue(NOW, NOW - timedelta(hours=4))
        assert rings.task_id == soon.task_id
        await unit.tasks.rung([rings], NOW)
        assert await unit.tasks.overdue(NOW, NOW - timedelta(hours=4)) == []
        again = await unit.tasks.overdue(NOW + timedelta(hours=4), NOW)
        assert [task.task_id for task in again] == [soon.task_id, late.task_id]
        await unit.tasks.done(rings.task_id or 0)
        undone = await unit.tasks.undone(conversation.conversation_id)
        assert [task.task_id for task in undone] == [late.task_id]


async def test_a_deadline_is_never_put_off(store: Store) -> None:
    async with store.writing() as unit:
        conversation = await unit.conversations.open("telegram", "a")
        task = await unit.tasks.add(Task("handoff", LATER, conversation.conversation_id))
        assert await unit.tasks.hasten(task, LATER + timedelta(hours=1)) == task
        sooner = await unit.tasks.hasten(task, NOW)
        assert await unit.tasks.undone(conversation.conversation_id) == [sooner] == [replace(task, deadline=NOW)]
