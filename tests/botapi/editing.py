"""Methods that change what is already in a chat."""

from typing import Any

from tests.botapi.bots import BotAccount
from tests.botapi.entities import shown_text
from tests.botapi.errors import bad_request
from tests.botapi.markup import inline_part, read_markup
from tests.botapi.params import Params
from tests.botapi.people import PeopledChat
from tests.botapi.records import JSON, Message

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def edit_text(bot: BotAccount, params: Params) -> Any:
    """editMessageText; leaving the markup out takes the buttons away."""
    chat, message = editable(bot, params)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    text = shown_text(params.text("text"), params.text("parse_mode"))
    return renew(chat, message, {"text": text}, read_markup(params, chat))


def edit_caption(bot: BotAccount, params: Params) -> Any:
    """editMessageCaption."""
    chat, message = editable(bot, params)
    text = shown_text(params.text("caption"), params.text("parse_mode")) if params.text("caption") else ""
    return renew(chat, message, {"caption": text}, read_markup(params, chat))


def edit_markup(bot: BotAccount, params: Params) -> Any:
    """editMessageReplyMarkup."""
    chat, message = editable(bot, params)
    return renew(chat, message, {}, read_markup(params, chat))


def editable(bot: BotAccount, params: Params) -> tuple[PeopledChat, Message]:
    """A message of the bot that has no reply keyboard."""
    chat = bot.writable(params)
    message = chat.visible(params.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.by_bot or (message.markup and "inline_keyboard" not in message.markup):
        raise bad_request("message can't be edited")
    return chat, message


def renew(chat: PeopledChat, message: Message, content: JSON, markup: JSON | None) -> JSON:
    """The new version, if it differs."""
    same_content = all(message.body.get(key, "") == value for key, value in content.items())
    if same_content and inline_part(message.markup) == inline_part(markup):
        raise bad_request(SAME)
    return chat.change(message, content, markup).body


def delete_message(bot: BotAccount, params: Params) -> Any:
    """deleteMessage."""
    chat = bot.writable(params)
    message = chat.visible(params.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    chat.delete(message)
    return True


def delete_messages(bot: BotAccount, params: Params) -> Any:
    """deleteMessages: those that are not there are passed over."""
    chat = bot.writable(params)
    for message_id in params.nested("message_ids") or ():
        if message := chat.visible(int(message_id)):
            chat.delete(message)
    return True


def set_reaction(bot: BotAccount, params: Params) -> Any:
    """setMessageReaction."""
    chat = bot.writable(params)
    if chat.visible(params.integer("message_id")) is None:
        raise bad_request("message to react not found")
    chat.reactions.setdefault(params.integer("message_id"), {})[bot.id] = params.nested("reaction") or []
    chat.notify()
    return True


METHODS = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "setMessageReaction": set_reaction,
}
