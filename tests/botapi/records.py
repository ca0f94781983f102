"""What happened, as tests read it: messages with their edits, updates with their times, calls.

Every `at` is `time.monotonic()`, which processes of one machine share.
"""

from dataclasses import dataclass, field, fields
from typing import Any

JSON = dict[str, Any]
SERVICE = (
    *("new_chat_members", "left_chat_member"),
    *("forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened"),
)


def shallow(record: Any) -> JSON:
    """The fields of a record; `dataclasses.asdict` would copy every message body."""
    return {one.name: getattr(record, one.name) for one in fields(record)}


@dataclass(slots=True)
class Version:
    """A message as it could be read from `at` on."""

    at: float
    text: str
    markup: JSON | None = None


@dataclass(slots=True)
class Message:
    """One message of a chat; `body` is what Telegram sends of it."""

    body: JSON
    at: float
    by_bot: bool
    markup: JSON | None = None
    versions: list[Version] = field(default_factory=list)
    deleted_at: float | None = None

    @property
    def id(self) -> int:
        """Telegram's message id, unique within the chat."""
        return int(self.body["message_id"])

    @property
    def text(self) -> str:
        """The text or the caption as it stands now, entities parsed away."""
        return self.versions[-1].text

    @property
    def thread_id(self) -> int | None:
        """The forum topic the message is in."""
        return self.body.get("message_thread_id")

    @property
    def service(self) -> bool:
        """Whether Telegram wrote it about something that happened: a topic, somebody who came or left."""
        return any(key in self.body for key in SERVICE)

    @property
    def edits(self) -> int:
        """How many times it was changed."""
        return len(self.versions) - 1

    @property
    def buttons(self) -> list[JSON]:
        """All buttons, inline or of the reply keyboard, row by row."""
        rows = (self.markup or {}).get("inline_keyboard") or (self.markup or {}).get("keyboard") or []
        return [{"text": button} if isinstance(button, str) else button for row in rows for button in row]

    def quoted(self) -> JSON:
        """What another message shows of it: never what it replied to itself."""
        return {key: value for key, value in self.body.items() if key != "reply_to_message"}

    def as_json(self) -> JSON:
        """The form the control API sends."""
        return {**shallow(self), "versions": [shallow(version) for version in self.versions]}

    @classmethod
    def from_json(cls, data: JSON) -> "Message":
        """Back from `as_json`."""
        return cls(**{**data, "versions": [Version(**version) for version in data["versions"]]})

    def __repr__(self) -> str:
        who = "bot" if self.by_bot else self.body.get("from", {}).get("first_name")
        return f"<{self.id} {who}: {self.text!r}{f' +{self.edits} edits' if self.edits else ''}>"


@dataclass(slots=True)
class Update:
    """One update of a bot and when it went out; `body` is its JSON text as sent."""

    id: int
    kind: str
    lane: int
    body: str
    at: float
    served: int = 0
    served_at: float | None = None
    confirmed_at: float | None = None
    forced: bool = False
    once: bool = False

    def as_json(self) -> JSON:
        """The form the control API sends."""
        return shallow(self)

    @classmethod
    def from_json(cls, data: JSON) -> "Update":
        """Back from `as_json`."""
        return cls(**data)


@dataclass(slots=True)
class Call:
    """One request of a bot; `status` is what it was answered, 0 for a connection dropped or left hanging.

    `accepted` says whether the method was carried out, whatever the bot was told.
    """

    method: str
    params: JSON
    at: float
    status: int = 0
    accepted: bool = False

    def as_json(self) -> JSON:
        """The form the control API sends."""
        return shallow(self)

    @classmethod
    def from_json(cls, data: JSON) -> "Call":
        """Back from `as_json`."""
        return cls(**data)


@dataclass(slots=True)
class Note:
    """A draft or a chat action: seen for a moment, not kept by Telegram."""

    at: float
    text: str
    draft_id: int | None = None
    thread_id: int | None = None

    def as_json(self) -> JSON:
        """The form the control API sends."""
        return shallow(self)

    @classmethod
    def from_json(cls, data: JSON) -> "Note":
        """Back from `as_json`."""
        return cls(**data)
