"""Methods about topics. The bot hears of its own ones, as Telegram's server does not leave those updates out."""

from typing import Any

from tests.botapi.bots import BotAccount
from tests.botapi.errors import bad_request
from tests.botapi.params import Params
from tests.botapi.people import PeopledChat
from tests.botapi.records import JSON, Message

COLOUR = 7_322_096


def create_topic(bot: BotAccount, params: Params) -> Any:
    """createForumTopic."""
    chat = forum_of(bot, params)
    if not 1 <= len(params.text("name")) <= 128:
        raise bad_request("topic name must be non-empty")
    look = {"name": params.text("name"), "icon_color": params.integer("icon_color", COLOUR)}
    created = announce(bot, chat, None, {"forum_topic_created": look})
    topic = {"message_thread_id": created.id, **look, "closed": False}
    chat.topics[created.id] = topic
    return {key: value for key, value in topic.items() if key != "closed"}


def edit_topic(bot: BotAccount, params: Params) -> Any:
    """editForumTopic."""
    chat, topic = topic_of(bot, params)
    if params.text("name", topic["name"]) == topic["name"]:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic["name"] = params.text("name")
    announce(bot, chat, topic["message_thread_id"], {"forum_topic_edited": {"name": topic["name"]}})
    return True


def close_topic(bot: BotAccount, params: Params) -> Any:
    """closeForumTopic."""
    return switch(bot, params, closed=True)


def reopen_topic(bot: BotAccount, params: Params) -> Any:
    """reopenForumTopic."""
    return switch(bot, params, closed=False)


def switch(bot: BotAccount, params: Params, closed: bool) -> bool:
    """Closes or opens a topic."""
    chat, topic = topic_of(bot, params)
    if topic["closed"] == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic["closed"] = closed
    announce(bot, chat, topic["message_thread_id"], {f"forum_topic_{'closed' if closed else 'reopened'}": {}})
    return True


def delete_topic(bot: BotAccount, params: Params) -> Any:
    """deleteForumTopic, with all its messages."""
    chat, topic = topic_of(bot, params)
    chat.remove_topic(topic["message_thread_id"])
    return True


def announce(bot: BotAccount, chat: PeopledChat, thread_id: int | None, content: JSON) -> Message:
    """The service message about a topic; the one that creates it gives the topic its number."""
    message = chat.add({"from": bot.me, **content}, by_bot=True)
    message.body["message_thread_id"] = message.id if thread_id is None else thread_id
    message.body["is_topic_message"] = True
    chat.emit("message", message.body)
    return message


def forum_of(bot: BotAccount, params: Params) -> PeopledChat:
    """The forum a method names, if the bot may manage its topics."""
    chat = bot.writable(params)
    if not chat.body.get("is_forum"):
        raise bad_request("the chat is not a forum")
    rights = chat.member(bot.me)
    if rights["status"] != "creator" and not rights.get("can_manage_topics"):
        raise bad_request("not enough rights to manage topics")
    return chat


def topic_of(bot: BotAccount, params: Params) -> tuple[PeopledChat, JSON]:
    """The topic a method names."""
    chat = forum_of(bot, params)
    topic = chat.topics.get(params.integer("message_thread_id"))
    if topic is None:
        raise bad_request("message thread not found")
    return chat, topic


METHODS = {
    "createForumTopic": create_topic,
    "editForumTopic": edit_topic,
    "closeForumTopic": close_topic,
    "reopenForumTopic": reopen_topic,
    "deleteForumTopic": delete_topic,
}
