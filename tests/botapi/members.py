"""Who is in a chat and with which rights, the bot itself among them. Changes become updates of the bot."""

import time

from tests.botapi.chats import Chat
from tests.botapi.records import JSON, Update

Who = int | JSON | None
RIGHTS = (
    *("manage_chat", "delete_messages", "manage_video_chats", "restrict_members", "promote_members"),
    *("change_info", "invite_users", "post_stories", "edit_stories", "delete_stories"),
    *("pin_messages", "manage_topics", "send_welcome_messages"),
)
UNSEEN: JSON = {"can_be_edited": False, "is_anonymous": False}


class MembersChat(Chat):
    """A chat with its members. `user` is an id or a user; left out it is the only one of a private chat."""

    def block(self) -> None:
        """The user of a private chat blocks the bot."""
        self.refusal = "bot was blocked by the user"
        self.move_bot("kicked", self.user_id)

    def unblock(self) -> None:
        """The user lets the bot write again."""
        self.refusal = None
        self.move_bot("member", self.user_id)

    def add_bot(self, user: Who = None, status: str = "administrator", **rights: bool) -> None:
        """Somebody adds the bot to the group, or changes its rights."""
        self.refusal = None
        self.move_bot(status, user, **rights)

    def remove_bot(self, user: Who = None) -> None:
        """Somebody throws the bot out."""
        self.refusal = f"bot was kicked from the {self.kind} chat"
        self.move_bot("kicked", user)

    def member(self, user: JSON) -> JSON:
        """What getChatMember says: the bot is an administrator of supergroups unless said otherwise."""
        if user["id"] not in self.members:
            first = "administrator" if user["id"] == self.bot.id and self.kind == "supergroup" else "member"
            self.set_member(user, first)
        return self.members[user["id"]]

    def set_member(self, user: Who, status: str, **rights: bool) -> None:
        """Sets what getChatMember says of somebody, silently."""
        person = self.who(user)
        self.members[person["id"]] = {"status": status, "user": person, **member_fields(status), **rights}

    def move(self, person: JSON, status: str) -> None:
        """Changes somebody's status, with a chat_member update."""
        old = self.member(person)
        self.set_member(person, status)
        self.emit("chat_member", self.moved(person, old, self.members[person["id"]]))

    def move_bot(self, status: str, user: Who = None, **rights: bool) -> None:
        """Changes the bot's status, with a my_chat_member update."""
        old = self.member(self.bot.me)
        self.set_member(self.bot.me, status, **rights)
        self.emit("my_chat_member", self.moved(self.who(user), old, self.members[self.bot.id]))

    def moved(self, by: JSON, old: JSON, new: JSON) -> JSON:
        """A ChatMemberUpdated."""
        body = {"chat": self.body, "from": by, "date": int(time.time())}
        return {**body, "old_chat_member": old, "new_chat_member": new}

    def emit(self, kind: str, body: JSON) -> Update | None:
        """An update about this chat."""
        return self.bot.updates.emit(kind, body, self.id)

    def who(self, user: Who) -> JSON:
        """The user meant: of a private chat the only one, of a group the one named."""
        if isinstance(user, dict):
            return user
        return self.bot.users[user or self.user_id or self.bot.owner_id]


def member_fields(status: str) -> JSON:
    """The fields a ChatMember of this status must have."""
    if status == "kicked":
        return {"until_date": 0}
    return {f"can_{right}": True for right in RIGHTS} | UNSEEN if status == "administrator" else {}
