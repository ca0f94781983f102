"""What people do in a chat: everything here becomes an update of the bot."""

import secrets
import time
from typing import Any

from tests.botapi.members import MembersChat, Who
from tests.botapi.records import JSON, Message


class PeopledChat(MembersChat):
    """A chat with its people. `user` may be left out in a private chat; elsewhere it is an id or a user."""

    def say(self, text: str, user: Who = None, thread_id: int | None = None, **extra: Any) -> Message:
        """A text message; `extra` goes into the message as it is, e.g. reply_to_message_id, entities."""
        entities = {"entities": [command_entity(text)]} if text.startswith("/") else {}
        return self.post({"text": text, **entities}, user, thread_id, **extra)

    def post(self, content: JSON, user: Who = None, thread_id: int | None = None, **extra: Any) -> Message:
        """A message with any content: {"photo": [...]}, {"location": {...}}, ..."""
        body: JSON = {"from": self.who(user), **content, **self.place(thread_id), **self.quote(extra)}
        self.started = True
        message = self.add(body, by_bot=False)
        self.emit("message", message.body)
        return message

    def edit(self, message_id: int, text: str) -> Message:
        """A person changes a message of theirs; in a caption if it has one."""
        message = self.log[message_id]
        key = "text" if "text" in message.body else "caption"
        self.change(message, {key: text}, None)
        self.emit("edited_message", message.body)
        return message

    def erase(self, message_id: int) -> None:
        """A person deletes a message for everybody; bots are not told."""
        self.delete(self.log[message_id])

    def open_topic(self, name: str, user: Who = None) -> int:
        """Somebody makes a topic; returns its message_thread_id."""
        look = {"name": name, "icon_color": 7_322_096}
        created = self.add({"from": self.who(user), "forum_topic_created": look}, by_bot=False)
        created.body |= {"message_thread_id": created.id, "is_topic_message": True}
        self.topics[created.id] = {"message_thread_id": created.id, **look, "closed": False}
        self.emit("message", created.body)
        return created.id

    def close_topic(self, thread_id: int, user: Who = None, closed: bool = True) -> None:
        """Somebody closes a topic, or opens it again."""
        self.topics[thread_id]["closed"] = closed
        self.post({f"forum_topic_{'closed' if closed else 'reopened'}": {}}, user, thread_id)

    def remove_topic(self, thread_id: int) -> None:
        """Somebody deletes a topic with all its messages; bots are not told."""
        for message in self.messages(thread_id):
            self.delete(message)
        del self.topics[thread_id]

    def press(self, message_id: int, data: str, user: Who = None, force: bool = False) -> str:
        """Presses the inline button with this data (or text) and returns the query's id; `force` forges the data."""
        message = self.log[message_id]
        button = next((one for one in message.buttons if data in (one.get("callback_data"), one["text"])), None)
        if button is None and not force:
            raise AssertionError(f"no button {data!r} under {message!r}: {message.buttons}")
        query_id = str(secrets.randbits(62))
        self.bot.open_query(query_id)
        query = {"id": query_id, "from": self.who(user), "message": message.body, "chat_instance": str(self.id)}
        query["data"] = button["callback_data"] if button and "callback_data" in button else data
        self.emit("callback_query", query)
        return query_id

    def contact(self, phone: str, user: Who = None, user_id: int | None = None, **extra: Any) -> Message:
        """Shares a contact: one's own, or another's when `user_id` says so (0: one without an account)."""
        person = self.who(user)
        owner = person["id"] if user_id is None else user_id
        card = {"phone_number": phone, "first_name": person["first_name"], **({"user_id": owner} if owner else {})}
        return self.post({"contact": card}, user, **extra)

    def photo(self, content: bytes = b"\xff\xd8\xff", caption: str = "", user: Who = None, **extra: Any) -> Message:
        """Sends a photo that getFile can fetch."""
        stored = self.bot.files.store(content, "photo.jpg", "image/jpeg")
        body: JSON = {"photo": [{**stored.ids, "width": 90, "height": 90, "file_size": len(content)}]}
        return self.post({**body, **({"caption": caption} if caption else {})}, user, **extra)

    def voice(self, content: bytes = b"OggS", duration: int = 3, user: Who = None, **extra: Any) -> Message:
        """Sends a voice message."""
        stored = self.bot.files.store(content, "voice.oga", "audio/ogg")
        return self.post({"voice": {**stored.ids, "duration": duration, "file_size": len(content)}}, user, **extra)

    def document(
        self, content: bytes = b"hello", name: str = "note.txt", caption: str = "", user: Who = None, **extra: Any
    ) -> Message:
        """Sends a file."""
        stored = self.bot.files.store(content, name, "application/octet-stream")
        body: JSON = {"document": {**stored.ids, "file_name": name, "file_size": len(content)}}
        return self.post({**body, **({"caption": caption} if caption else {})}, user, **extra)

    def sticker(self, emoji: str = "👍", user: Who = None, **extra: Any) -> Message:
        """Sends a sticker."""
        stored = self.bot.files.store(b"RIFF", "sticker.webp", "image/webp")
        size = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self.post({"sticker": {**stored.ids, "type": "regular", **size, "emoji": emoji}}, user, **extra)

    def location(self, latitude: float = 52.5, longitude: float = 13.4, user: Who = None, **extra: Any) -> Message:
        """Sends a place."""
        return self.post({"location": {"latitude": latitude, "longitude": longitude}}, user, **extra)

    def react(self, message_id: int, emoji: str | None, user: Who = None) -> None:
        """Puts a reaction under a message, or takes it away with None."""
        person = self.who(user)
        given = self.reactions.setdefault(message_id, {})
        old, new = given.get(person["id"], []), [{"type": "emoji", "emoji": emoji}] if emoji else []
        given[person["id"]] = new
        body = {"chat": self.body, "message_id": message_id, "user": person, "date": int(time.time())}
        self.emit("message_reaction", {**body, "old_reaction": old, "new_reaction": new})

    def join(self, user: Who) -> Message:
        """Somebody enters the group."""
        person = self.who(user)
        self.move(person, "member")
        return self.post({"new_chat_members": [person], "new_chat_member": person}, user)

    def leave(self, user: Who) -> Message:
        """Somebody leaves the group."""
        person = self.who(user)
        self.move(person, "left")
        return self.post({"left_chat_member": person}, user)

    def place(self, thread_id: int | None) -> JSON:
        """Where in a forum a message stands."""
        if thread_id is None:
            return {}
        place: JSON = {"message_thread_id": thread_id, "is_topic_message": True}
        if thread_id in self.log:
            place["reply_to_message"] = self.log[thread_id].quoted()
        return place

    def quote(self, extra: JSON) -> JSON:
        """`reply_to=ID` among the extras becomes the message replied to."""
        reply_to = extra.pop("reply_to", None)
        return extra if reply_to is None else {**extra, "reply_to_message": self.log[reply_to].quoted()}


def command_entity(text: str) -> JSON:
    """The entity Telegram puts over a command at the start."""
    return {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
