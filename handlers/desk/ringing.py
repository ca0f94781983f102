"""Rings for what is overdue: in the customer's topic or the staff group, and in the owner's own chat.

A ring and the note that it rang are one transaction, so a restart rings neither twice nor never.
"""

from datetime import datetime, timedelta

import structlog

from bot.conversation.handover import tell_staff
from handlers.desk.summary import open_case, what_of
from handlers.texts import STAFF_LANGUAGE, Texts
from storage.records import Task
from storage.unit import Unit

log = structlog.get_logger(__name__)

AGAIN = timedelta(hours=4)


class Ringing:
    """Where neither staff nor the owner can be reached, the log says that somebody waits too long."""

    def __init__(self, texts: Texts, staff_chat: int | None, owner_chat: int | None) -> None:
        self._texts, self._staff_chat, self._owner_chat = texts, staff_chat, owner_chat

    async def late(self, unit: Unit, now: datetime) -> list[Task]:
        """Past the deadline, and not rung for in the last four hours."""
        return await unit.tasks.overdue(now, now - AGAIN)

    async def ring(self, unit: Unit, now: datetime) -> None:
        """Rings for every such task."""
        late = await self.late(unit, now)
        for task in late:
            await self._ring(unit, task, now)
        await unit.tasks.rung(late, now)

    async def _ring(self, unit: Unit, task: Task, now: datetime) -> None:
        conversation = await unit.conversations.get(task.conversation_id)
        if conversation is None:
            return
        log.warning("overdue", task=task.task_id, kind=task.kind, deadline=task.deadline.isoformat())
        topic = await unit.topics.of(task.conversation_id)
        case = await open_case(unit, conversation, now)
        who = case.name or self._texts.get(STAFF_LANGUAGE, "staff-stranger")
        said = {"who": who, "what": what_of(task, self._texts), "due": case.voice.moment(task.deadline)}
        text = self._texts.get(STAFF_LANGUAGE, "staff-overdue", **said, owner=task.owner or "-")
        if self._staff_chat is not None:
            place = topic.chat_key if topic else str(self._staff_chat)
            await tell_staff(unit, conversation, place, text, now, "ring")
        if self._owner_chat is not None:
            link = topic and topic_link(topic.chat_key)
            more = "\n" + self._texts.get(STAFF_LANGUAGE, "staff-overdue-link", link=link) if link else ""
            await tell_staff(unit, conversation, str(self._owner_chat), text + more, now, "ring")


def topic_link(chat_key: str) -> str | None:
    """Opens the topic for members of the group; only supergroups have such links."""
    group, _, thread = chat_key.partition("/")
    return f"https://t.me/c/{group.removeprefix('-100')}/{thread}" if group.startswith("-100") and thread else None
