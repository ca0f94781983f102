"""What was promised to customers, for a person to do."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Task
from storage.tables import tasks

_ALL = select(*(tasks.c[name] for name in Task.__dataclass_fields__)).order_by(tasks.c.deadline, tasks.c.task_id)
_UNDONE = tasks.c.status != "done"
_WAITING = _ALL.where(tasks.c.conversation_id == bindparam("of"), _UNDONE)


class Tasks:
    """`tasks`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, task: Task) -> Task:
        """Returns it with its id."""
        done = await self._connection.execute(insert(tasks).values(asdict(task)).returning(tasks.c.task_id))
        return replace(task, task_id=done.scalar_one())

    async def open(self, limit: int = 200) -> list[Task]:
        """Not done yet, the nearest deadline first."""
        return await self._tasks(_ALL.where(_UNDONE).limit(limit))

    async def of_conversation(self, conversation_id: int) -> list[Task]:
        return await self._tasks(_ALL.where(tasks.c.conversation_id == conversation_id))

    async def undone(self, conversation_id: int) -> list[Task]:
        """What this customer still waits for."""
        return await self._tasks(_WAITING, {"of": conversation_id})

    async def unannounced(self, limit: int = 100) -> list[Task]:
        """Not done, and staff do not know of it yet."""
        return await self._tasks(_ALL.where(_UNDONE, tasks.c.announced_at.is_(None)).limit(limit))

    async def overdue(self, now: datetime, rung_before: datetime) -> list[Task]:
        """Past the deadline, and staff were not told or not since `rung_before`."""
        quiet = or_(tasks.c.rung_at.is_(None), tasks.c.rung_at <= rung_before)
        return await self._tasks(_ALL.where(_UNDONE, tasks.c.deadline <= now, quiet))

    async def announced(self, held: Sequence[Task], at: datetime | None) -> None:
        """Staff were told of these; None when they are to be told again."""
        await self._set(held, announced_at=at)

    async def rung(self, held: Sequence[Task], at: datetime) -> None:
        """Staff were told that these are overdue."""
        await self._set(held, rung_at=at)

    async def hasten(self, task: Task, deadline: datetime) -> Task:
        """With the nearer of the two deadlines; a promise is never put off."""
        if deadline >= task.deadline:
            return task
        await self._set([task], deadline=deadline)
        return replace(task, deadline=deadline)

    async def take(self, task_id: int, owner: str) -> bool:
        """False when it is no longer open."""
        query = update(tasks).where(tasks.c.task_id == task_id, tasks.c.status == "open")
        return (await self._connection.execute(query.values(status="taken", owner=owner))).rowcount == 1

    async def done(self, task_id: int) -> bool:
        """False when it is done already."""
        query = update(tasks).where(tasks.c.task_id == task_id, _UNDONE).values(status="done")
        return (await self._connection.execute(query)).rowcount == 1

    async def _set(self, held: Sequence[Task], **values: Any) -> None:
        mine = tasks.c.task_id.in_([task.task_id for task in held])
        await self._connection.execute(update(tasks).where(mine).values(values))

    async def _tasks(self, query: Select[Any], named: Mapping[str, Any] | None = None) -> list[Task]:
        return [Task(**row) for row in (await self._connection.execute(query, named)).mappings()]
