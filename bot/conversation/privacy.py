"""What a customer may ask of what is kept about them: a copy of it, and that it be erased."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from storage.columns import dump_json
from storage.engine import Store
from storage.history import History
from storage.records import Conversation
from storage.unit import Unit

_ABOUT = "Everything kept about this chat, table by table, and what the shop keeps about its verified customer."


class Privacy:
    """Copies and erases one chat; the shop's own orders and customers are copied but never erased."""

    def __init__(self, store: Store, history: History) -> None:
        self._store, self._history = store, history

    async def copy(self, conversation: Conversation, at: datetime) -> str:
        """A JSON document."""
        async with self._store.reading() as unit:
            tables = await unit.privacy.gather(conversation)
        shown = {name: [_shown(row) for row in rows] for name, rows in tables.items()}
        return json.dumps(
            json.loads(dump_json({"about": _ABOUT, "made_at": at.isoformat(), **shown})), ensure_ascii=False, indent=1
        )

    async def erase(self, unit: Unit, conversation: Conversation) -> Conversation:
        """Within the caller's transaction; `forget` follows its commit."""
        return await unit.privacy.erase(conversation)

    async def forget(self, conversation: Conversation) -> None:
        """What is remembered outside the store."""
        await self._history.forget(conversation)


def _shown(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, bytes):
        return _parsed(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return _without_copies(value)


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode("utf-8", "replace")


def _without_copies(value: Any) -> Any:
    """A copy that was sent earlier does not stand in the next one."""
    if isinstance(value, Mapping) and isinstance(value.get("document"), Mapping):
        return {**value, "document": {"name": value["document"].get("name")}}
    return value
