"""Raw updates, read just far enough to know whose they are and whether they may be merged.

Nothing here raises on what Telegram, or somebody in its place, sends; what an update asks for is the dispatcher's.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.conversation.bursts import Piece
from storage.columns import clean_json

NOWHERE = "-"
Update = dict[str, Any]


def read_update(raw: bytes) -> Update | None:
    """None for what is no JSON object; broken characters become U+FFFD."""
    try:
        value = clean_json(json.loads(raw.decode("utf-8", "replace")))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def update_id(update: Any) -> int | None:
    """None where it has none that can be one."""
    found = update.get("update_id") if isinstance(update, Mapping) else None
    return found if isinstance(found, int) and _is_int(found) and 0 <= found < 2**63 else None


def chat_key(update: Update) -> str:
    """The chat, with the thread in a forum; a button belongs to the chat of its message."""
    body = _body(update)
    inner = body.get("message")
    message = inner if isinstance(inner, dict) else body
    chat = message.get("chat")
    chat_id = chat.get("id") if isinstance(chat, dict) else body.get("user_chat_id")
    if not _is_int(chat_id):
        return NOWHERE
    thread = message.get("message_thread_id")
    return f"{chat_id}/{thread}" if message.get("is_topic_message") is True and _is_int(thread) else str(chat_id)


def as_piece(update: Update | None, received_at: datetime) -> Piece:
    """What a burst needs to know of it."""
    kind = "edited_message" if update and "edited_message" in update else "message"
    message = (update or {}).get(kind)
    if not isinstance(message, dict) or not _is_plain(message):
        return Piece(0, "", received_at, received_at, mergeable=False)
    sent_at = _time(message.get("edit_date") or message.get("date"), received_at)
    return Piece(message["message_id"], message["text"], sent_at, received_at, edit=kind != "message")


def with_text(update: Update, text: str) -> Update:
    """The same message with another text; its entities were those of the old one."""
    message = {name: value for name, value in update["message"].items() if name != "entities"}
    return update | {"message": message | {"text": text}}


def _body(update: Update) -> dict[str, Any]:
    return next((value for value in update.values() if isinstance(value, dict)), {})


def _is_plain(message: dict[str, Any]) -> bool:
    """A text of a private chat that is no command."""
    chat, text, entities = message.get("chat"), message.get("text"), message.get("entities") or []
    if not isinstance(chat, dict) or chat.get("type") != "private" or not isinstance(text, str):
        return False
    if text.startswith("/") or not _is_int(message.get("message_id")) or not isinstance(entities, list):
        return False
    return not any(isinstance(one, dict) and one.get("type") == "bot_command" for one in entities)


def _time(seconds: Any, otherwise: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return otherwise


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
