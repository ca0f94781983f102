"""What was promised to customers, for a person to do."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Task


class Tasks:
    """`tasks`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, task: Task) -> Task:
        """Returns it with its id."""
        raise NotImplementedError

    async def open(self, limit: int = 200) -> list[Task]:
        """Not done yet, the nearest deadline first."""
        raise NotImplementedError

    async def of_conversation(self, conversation_id: int) -> list[Task]:
        raise NotImplementedError

    async def due(self, now: datetime) -> list[Task]:
        """Not done although the deadline has passed."""
        raise NotImplementedError

    async def take(self, task_id: int, owner: str) -> bool:
        """False when it is no longer open."""
        raise NotImplementedError

    async def done(self, task_id: int) -> bool:
        raise NotImplementedError
