"""Methods that put something into a chat."""

from typing import Any

from tests.botapi.bots import BotAccount
from tests.botapi.entities import count_units, shown_text
from tests.botapi.errors import bad_request
from tests.botapi.markup import inline_part, read_markup
from tests.botapi.params import Params
from tests.botapi.people import PeopledChat
from tests.botapi.records import JSON, Message

COPIED = ("text", "caption", "photo", "document", "voice", "sticker", "location", "contact", "entities")


def send_message(bot: BotAccount, params: Params) -> Any:
    """sendMessage."""
    chat = bot.writable(params)
    text = shown_text(params.text("text"), params.text("parse_mode"))
    return put(bot, chat, params, {"text": text}).body


def put(bot: BotAccount, chat: PeopledChat, params: Params, content: JSON) -> Message:
    """A message of the bot with everything that any send method takes."""
    markup = read_markup(params, chat)
    place = {**thread_of(chat, params), **reply_of(chat, params), **inline_part(markup)}
    return chat.add({"from": bot.me, **content, **place}, by_bot=True, markup=markup)


def thread_of(chat: PeopledChat, params: Params) -> JSON:
    """The topic a message goes to; in groups without topics Telegram ignores the number."""
    thread_id = params.integer("message_thread_id")
    if not thread_id or not (chat.body.get("is_forum") or chat.kind == "private"):
        return {}
    if thread_id not in chat.topics:
        raise bad_request("message thread not found")
    return {"message_thread_id": thread_id, "is_topic_message": True}


def reply_of(chat: PeopledChat, params: Params) -> JSON:
    """The message replied to."""
    wanted = params.mapping("reply_parameters") or {}
    reply_to = int(wanted.get("message_id") or params.integer("reply_to_message_id"))
    if not reply_to:
        return {}
    message = chat.visible(reply_to)
    if message:
        return {"reply_to_message": message.quoted()}
    if wanted.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def send_document(bot: BotAccount, params: Params) -> Any:
    """sendDocument."""
    chat = bot.writable(params)
    stored = bot.files.receive(params, "document")
    body = {**stored.ids, "file_name": stored.name, "mime_type": stored.content_type, "file_size": len(stored.content)}
    return put(bot, chat, params, {"document": body, **caption_of(params)}).body


def send_photo(bot: BotAccount, params: Params) -> Any:
    """sendPhoto."""
    chat = bot.writable(params)
    stored = bot.files.receive(params, "photo")
    sizes = [{**stored.ids, "width": 90, "height": 90, "file_size": len(stored.content)}]
    return put(bot, chat, params, {"photo": sizes, **caption_of(params)}).body


def caption_of(params: Params) -> JSON:
    """The caption, at most 1024 units."""
    if not params.text("caption"):
        return {}
    caption = shown_text(params.text("caption"), params.text("parse_mode"))
    if count_units(caption) > 1024:
        raise bad_request("message caption is too long")
    return {"caption": caption}


def copy_message(bot: BotAccount, params: Params) -> Any:
    """copyMessage: the content without its author."""
    chat = bot.writable(params)
    source = source_of(bot, params, "message to copy not found")
    content = {key: value for key, value in source.body.items() if key in COPIED}
    if not content:
        raise bad_request("message can't be copied")
    if "caption" in params.values and "text" not in content:
        content = {**content, **caption_of(params)}
    return {"message_id": put(bot, chat, params, content).id}


def forward_message(bot: BotAccount, params: Params) -> Any:
    """forwardMessage: the content with its origin."""
    chat = bot.writable(params)
    source = source_of(bot, params, "message to forward not found")
    content = {key: value for key, value in source.body.items() if key in COPIED}
    if not content:
        raise bad_request("message can't be forwarded")
    origin = {"type": "user", "sender_user": source.body["from"], "date": source.body["date"]}
    return put(bot, chat, params, {**content, "forward_origin": origin}).body


def source_of(bot: BotAccount, params: Params, complaint: str) -> Message:
    """The message that a copy is made of."""
    message = bot.find(params, "from_chat_id").visible(params.integer("message_id"))
    if message is None:
        raise bad_request(complaint)
    return message


def send_chat_action(bot: BotAccount, params: Params) -> Any:
    """sendChatAction."""
    chat = bot.writable(params)
    if not params.text("action"):
        raise bad_request("wrong parameter action in request")
    chat.note_action(params.text("action"), params.integer("message_thread_id") or None)
    return True


def send_message_draft(bot: BotAccount, params: Params) -> Any:
    """sendMessageDraft: shown while the reply is being written, never a message."""
    chat = bot.writable(params)
    if chat.kind != "private":
        raise bad_request("chat must be a private chat")
    if not params.integer("draft_id"):
        raise bad_request("DRAFT_ID_INVALID")
    text = shown_text(params.text("text"), params.text("parse_mode")) if params.text("text") else ""
    chat.note_draft(params.integer("draft_id"), text, params.integer("message_thread_id") or None)
    return True


METHODS = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
    "sendChatAction": send_chat_action,
    "sendMessageDraft": send_message_draft,
}
