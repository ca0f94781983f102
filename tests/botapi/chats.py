"""One chat as the server keeps it and as a test reads it. What people do in it is in `people`."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.botapi.changes import Changes, wait_until
from tests.botapi.records import JSON, Message, Note, Version

if TYPE_CHECKING:
    from tests.botapi.bots import BotAccount

DRAFT_SHOWN_S = 30.0


class Chat:
    """Messages, drafts, topics and members of one chat of one bot."""

    def __init__(self, bot: "BotAccount", body: JSON) -> None:
        self.bot = bot
        self.body = body
        self.log: dict[int, Message] = {}
        self.draft_log: list[Note] = []
        self.drafts_gone_at = 0.0
        self.actions: list[Note] = []
        self.topics: dict[int, JSON] = {}
        self.members: dict[int, JSON] = {}
        self.reactions: dict[int, dict[int, list[JSON]]] = {}
        self.user_id = 0
        self.started = True
        self.refusal: str | None = None
        self.changes = Changes()

    @property
    def id(self) -> int:
        """Telegram's chat id; in private chats the user's."""
        return int(self.body["id"])

    @property
    def kind(self) -> str:
        """private, group, supergroup or channel."""
        return str(self.body["type"])

    def messages(self, thread_id: int | None = None) -> list[Message]:
        """The visible messages in order, of one topic if asked."""
        return [
            message
            for message in self.log.values()
            if message.deleted_at is None and (thread_id is None or message.thread_id == thread_id)
        ]

    def replies(self, thread_id: int | None = None) -> list[Message]:
        """The visible messages of the bot, service messages left out."""
        return [message for message in self.messages(thread_id) if message.by_bot and not message.service]

    def drafts(self) -> list[Note]:
        """The drafts that are on the screen now, newest state of each."""
        since = max(self.drafts_gone_at, time.monotonic() - DRAFT_SHOWN_S)
        return list({note.draft_id: note for note in self.draft_log if note.at > since}.values())

    async def wait_for(
        self, condition: Callable[[list[Message]], object], timeout_s: float = 5, thread_id: int | None = None
    ) -> list[Message]:
        """The visible messages once the condition holds for them; TimeoutError shows what there was."""
        return await wait_until(self.changes, lambda: self.messages(thread_id), condition, timeout_s)

    async def wait_replies(self, count: int, timeout_s: float = 5, thread_id: int | None = None) -> list[Message]:
        """The bot's visible messages once there are so many."""
        return await wait_until(
            self.changes, lambda: self.replies(thread_id), lambda seen: len(seen) >= count, timeout_s
        )

    def add(self, body: JSON, *, by_bot: bool, markup: JSON | None = None) -> Message:
        """Puts a message into the chat; fills in id, chat and date."""
        now = time.monotonic()
        body = {"message_id": self.bot.next_message_id(self), "date": int(time.time()), "chat": self.body, **body}
        message = Message(body, now, by_bot, markup, [Version(now, text_of(body), markup)])
        self.log[body["message_id"]] = message
        if by_bot:
            self.drafts_gone_at = now
        self.notify()
        return message

    def change(self, message: Message, content: JSON, markup: JSON | None) -> Message:
        """A new version of a message, `edit_date` set."""
        now = time.monotonic()
        inline = {"reply_markup": markup} if markup and "inline_keyboard" in markup else {}
        kept = {key: value for key, value in message.body.items() if key not in ("reply_markup", "entities")}
        message.body = {**kept, **content, "edit_date": int(time.time()), **inline}
        message.markup = markup
        message.versions.append(Version(now, text_of(message.body), markup))
        self.notify()
        return message

    def delete(self, message: Message) -> None:
        """Takes a message off the screen; its record stays."""
        message.deleted_at = time.monotonic()
        self.notify()

    def note_action(self, action: str, thread_id: int | None = None) -> None:
        """A chat action, seen for five seconds."""
        self.actions.append(Note(time.monotonic(), action, thread_id=thread_id))
        self.notify()

    def note_draft(self, draft_id: int, text: str, thread_id: int | None = None) -> None:
        """A new state of a draft."""
        self.draft_log.append(Note(time.monotonic(), text, draft_id, thread_id))
        self.notify()

    def notify(self) -> None:
        """Wakes those who wait for this chat or for anything."""
        self.changes.notify()
        self.bot.changes.notify()

    def visible(self, message_id: int) -> Message | None:
        """A message that is still there."""
        message = self.log.get(message_id)
        return message if message and message.deleted_at is None else None

    def as_json(self) -> dict[str, Any]:
        """What the control API says of a chat."""
        return {"chat": self.body, "user_id": self.user_id, "topics": list(self.topics.values())}


def text_of(body: JSON) -> str:
    """The text of a message, or its caption."""
    return str(body.get("text", body.get("caption", "")))
